"""Delegations and absences in words."""

from datetime import date, datetime
from typing import Any

from routing import clock, display
from routing.queries import leaves
from routing.queries.chart import Chart, Holder
from routing.queries.delegation import is_over, is_past
from routing.queries.tenure import halves
from routing.services.delegating import ALL_POSTS, Days, lasts
from routing.working import Calendar, is_afternoon
from workflows.clauses import CLAUSES
from workflows.leave import Leave

House = tuple[Chart, Calendar]

# How an absence stands, in the order in which they are listed.
AWAY, AHEAD, WAITING, REFUSED, OVER = "外出中", "已批准，还没开始", "待批准", "未批准", "已结束"


def delegation_rows(rows: list[Any], oneself: int) -> list[dict[str, Any]]:
    """Those that run or are to come before those that are over; who for whom, and what may be done about it."""
    found = [
        {
            "id": row.id,
            "given": row.from_person_id == oneself,
            "whose": f"您委托{row.taker}" if row.from_person_id == oneself else f"您代理{row.giver}",
            "other": row.taker,
            "post": row.post_name or ALL_POSTS,
            "kinds": f"限{'、'.join(row.kinds.split())}" if row.kinds else "",
            "days": str(Days(row.starts_on, row.ends_on)),
            "reason": row.reason,
            "state": _state(row.starts_on, row.ends_on, "已收回" if row.ended_at else ""),
        }
        for row in rows
    ]
    return _running_first(found)


def absence_groups(rows: list[Any], house: House) -> list[dict[str, Any]]:
    """One's absences as they stand, those that are to come to something first; who decided, and why not."""
    groups: dict[str, list[dict[str, Any]]] = {state: [] for state in (AWAY, AHEAD, WAITING, REFUSED, OVER)}
    for row in rows:
        state = _standing(row)
        groups[state].append(
            {
                "id": row.id,
                "days": str(Days.of(row)),
                "reason": row.reason,
                "decision": _decision(row, house),
                "may_cancel": state in {AWAY, AHEAD, WAITING},
            }
        )
    return [{"state": state, "rows": found} for state, found in groups.items() if found]


def waiting_rows(rows: list[Any], house: House) -> list[dict[str, Any]]:
    """待批外出, how long each is, and the clause by which it lies here."""
    return [
        {
            "id": row.id,
            "who": row.person_name,
            "days": f"{Days.of(row)}（{lasts(asked)}）",
            "reason": row.reason,
            "clause": CLAUSES[asked.rule.clause].citation,
        }
        for row in rows
        for asked in (leaves.asked(house, row.person_id, row),)
    ]


def ways_rows(ways: list[tuple[Leave, Holder | None]], chart: Chart) -> list[str]:
    """Who gives one leave, by its length: a line each, the shortest first; one line where length does not matter."""
    least, found = 0, []
    for rule, holder in ways:
        over = f"{display.half_days(least)}以上" if least else ""
        most = f"{display.half_days(rule.most)}以内" if rule.most else ""
        long = "、".join(filter(None, (over, most)))
        found.append(f"{long}：{_gives(rule, holder, chart)}" if long else _gives(rule, holder, chart))
        least = rule.most or 0
    return found


def asked_words(asked: leaves.Asked, chart: Chart) -> str:
    """Before it is sent: how long it is, and who decides."""
    return f"{lasts(asked)}，{_gives(asked.rule, asked.holder, chart)}"


def _gives(rule: Leave, holder: Holder | None, chart: Chart) -> str:
    if rule.by is None:
        return "不用批准，登记即可"
    if holder is None:
        return "目前没有人可以批准，请报办公室"
    people = chart.holder_people(holder.key)
    return f"由{holder.name}{f'（{people}）' if people else ''}{'代为' if holder.reason else ''}批准"


def beside_rows(waiting: list[Any], refused: list[Any], called: list[Any], house: House | None) -> list[dict[str, Any]]:
    """What lies in the tray besides documents, as its lines: each leads to where it is answered. `house`: by which
    it is said how long somebody waits to be away; none where nobody does."""
    return [
        *(
            _line(
                f"{row.person_name}{Days.of(row)}外出",
                WAITING,
                f"{lasts(leaves.asked(house, row.person_id, row))}；原因：{row.reason}，由您批准",
                row.created_at,
            )
            for row in waiting
            if house is not None
        ),
        *(
            _line(
                f"{row.giver}请您代理{row.post_name or ALL_POSTS}",
                "委托代理",
                f"{Days(row.starts_on, row.ends_on)}，原因：{row.reason}；"
                f"{'、'.join(row.kinds.split()) or '文件'}到时也送您",
                row.created_at,
            )
            for row in called
        ),
        *(
            _line(f"您{Days.of(row)}的外出没有批准", REFUSED, f"{row.refuser}：{row.refusal}", row.refused_at)
            for row in refused
        ),
    ]


def _line(title: str, state: str, why: str, at: datetime) -> dict[str, Any]:
    return {
        "href": "/account/delegation",
        "title": title,
        "state_label": state,
        "why": why,
        "since": display.since(at),
    }


def _standing(row: Any) -> str:
    if row.refused_at is not None or (is_past(row) and row.approved_at is None and row.cancelled_at is None):
        return REFUSED
    if is_over(row):
        return OVER
    if row.approved_at is None:
        return WAITING
    now = clock.now()
    return AWAY if halves(row)[0] <= (clock.local(now).date(), is_afternoon(now)) else AHEAD


def _decision(row: Any, house: House) -> str:
    if row.refused_at is not None:
        return f"{row.refuser}没有批准：{row.refusal}"
    if row.cancelled_at is not None:
        return "已取消"
    if row.approved_at is None:
        asked = leaves.asked(house, row.person_id, row)
        by = asked.holder.name if asked.holder else "办公室安排人"
        return "到期时还没有批准" if is_past(row) else f"{lasts(asked)}，等{by}批准"
    return "不需要批准" if row.approved_by == row.person_id else f"{row.approver}批准"


def _state(first: date, last: date, ended: str) -> str:
    today = clock.today()
    if ended or last < today:
        return ended or "已结束"
    return "未开始" if first > today else "代理中"


def _running_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = {"代理中": 0, "未开始": 1}
    for row in rows:
        row["over"] = row["state"] not in order
    return sorted(rows, key=lambda row: order.get(row["state"], 2))
