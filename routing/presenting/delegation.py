"""Delegations and absences in words."""

from datetime import date
from typing import Any

from routing import clock
from routing.services.delegating import ALL_POSTS, Days


def delegation_rows(rows: list[Any], oneself: int) -> list[dict[str, Any]]:
    """Those that run or are to come before those that are over; who for whom, and what may be done about it."""
    found = [
        {
            "id": row.id,
            "given": row.from_person_id == oneself,
            "whose": f"您委托{row.taker}" if row.from_person_id == oneself else f"您代理{row.giver}",
            "other": row.taker,
            "post": row.post_name or ALL_POSTS,
            "days": str(Days(row.starts_on, row.ends_on)),
            "reason": row.reason,
            "state": _state(row.starts_on, row.ends_on, "已收回" if row.ended_at else "", "代理中"),
        }
        for row in rows
    ]
    return _running_first(found)


def absence_rows(rows: list[Any]) -> list[dict[str, Any]]:
    """One's absences, with whether each is approved, by whom."""
    found = [
        {
            "id": row.id,
            "days": str(Days(row.starts_on, row.ends_on)),
            "reason": row.reason,
            "state": _state(row.starts_on, row.ends_on, "已取消" if row.cancelled_at else "", "外出中"),
            "approval": _approval(row),
        }
        for row in rows
    ]
    return _running_first(found)


def waiting_rows(rows: list[Any]) -> list[dict[str, Any]]:
    """待批外出."""
    return [
        {"id": row.id, "who": row.person_name, "days": str(Days(row.starts_on, row.ends_on)), "reason": row.reason}
        for row in rows
    ]


def _state(first: date, last: date, ended: str, running: str) -> str:
    today = clock.today()
    if ended or last < today:
        return ended or "已结束"
    return "未开始" if first > today else running


def _approval(row: Any) -> str:
    if row.approved_at is None:
        return "未批准" if row.cancelled_at or row.ends_on < clock.today() else "待批准"
    return "不需要批准" if row.approved_by == row.person_id else f"{row.approver}批准"


def _running_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = {"代理中": 0, "外出中": 0, "未开始": 1}
    for row in rows:
        row["over"] = row["state"] not in order
    return sorted(rows, key=lambda row: order.get(row["state"], 2))
