"""The lists of work in words: what, from whom, since when, why it is with me and under which clause."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import workflows
from routing import clock, display
from routing.actor import Actor
from routing.presenting.drafting import draft_href
from routing.presenting.working import because, clause_of, lent
from routing.queries.incoming import receives
from routing.queries.originals import keeps
from routing.queries.tray import COUNTED, PAGE, Counts
from workflows.definitions.archive_loan import LENT
from workflows.escalation import WATCHERS
from workflows.joint import ACTS, CONCLUDED, OUTCOMES, said
from workflows.model import CIRCULATE, CLOSING, HELP, MAIN, PROPOSAL, RENEWAL, RESULT, SIGN, TASK
from workflows.roles import Role

TABS = (
    ("待办", "/tray", "open"),
    ("已办", "/tray/done", "done"),
    ("我起草的", "/tray/mine", "mine"),
    ("我交办公室的", "/tray/handed", "handed"),
    ("跟踪", "/tray/followed", "followed"),
)
REGISTERED = "我登记的收文"  # what 我交办公室的 is called for those who receive papers
LATE = ("超期办件", "/tray/late", "late")  # for those whom workflows.escalation names
ENDS = {
    said(words, state) for words in (*OUTCOMES.values(), CONCLUDED) for state in ("", *ACTS)
}  # with which a round of signers gives the document back
# Instead of the document's state, where a slip does not concern its step.
LABELS = {
    SIGN: "会签中",
    CIRCULATE: "传阅",
    TASK: "承办",
    HELP: "协办",
    RESULT: "审定结果",
    CLOSING: "督办",
    PROPOSAL: "传阅",
    RENEWAL: "续借",
}
SPOKEN = frozenset(
    {TASK, HELP, RESULT, CLOSING, PROPOSAL, RENEWAL}
)  # what is asked goes on with the words that came with it
FILTERS = (("全部", "all"), ("急件", "urgent"), ("已超期", "overdue"), ("未阅", "unread"))


def open_page(
    rows: list[Any], counts: Counts, actor: Actor, which: str, page: int, late: int | None = None
) -> dict[str, Any]:
    """待办."""
    now = clock.now()
    today = clock.local(now).date()
    names = dict(_holdings(actor))
    return {
        "tabs": tabs(actor, "open", {"open": counts.all, "late": late}),
        "filters": [
            {
                "label": label,
                "href": "/tray" if key == "all" else f"/tray?which={key}",
                "current": key == which,
                "count": counted(getattr(counts, key)),
            }
            for label, key in FILTERS
        ],
        "slips": [_slip(row, names, now, today, keeps(actor)) for row in rows[:PAGE]],
        "pager": pager(f"/tray?which={which}&page=", page, len(rows) > PAGE),
        "which": which,
    }


def done_page(urgent: list[Any], rows: list[Any], actor: Actor, page: int) -> dict[str, Any]:
    """已办, headed by the `urgent` ones that are still under way."""
    first = {row.done_id for row in urgent}
    return {
        "tabs": tabs(actor, "done"),
        "title": "已办",
        "slips": [
            {
                **_document(row, keeps(actor)),
                "why": f"{display.moment(row.closed_at)} {_done(row)}",
                "standing_for": row.closed_for or "",
                "since": "",
            }
            for row in (*urgent, *(row for row in rows[:PAGE] if row.done_id not in first))
        ],
        "pager": pager("/tray/done?page=", page, len(rows) > PAGE),
        "empty": ("还没有办过文件", "办过的每一件都会留在这里，随时可查。", "/tray", "去看待办"),
    }


def mine_page(rows: list[Any], unsaved: list[Any], actor: Actor, page: int) -> dict[str, Any]:
    """我起草的, with what was typed and not saved on top."""
    return {
        "tabs": tabs(actor, "mine"),
        "title": "我起草的",
        "unsaved": [_unsaved(row, "未保存的文稿") for row in unsaved],
        "slips": [_where(row, keeps(actor)) for row in rows[:PAGE]],
        "pager": pager("/tray/mine?page=", page, len(rows) > PAGE),
        "empty": ("您还没有起草过文件", "从一张空白的发文稿纸开始，或读入 Word 文稿。", "/documents/new", "起草发文")
        if actor.may_draft
        else ("您没有起草过文件", "发文由部室起草。", "/tray", "去看待办"),
    }


def handed_page(rows: list[Any], unsaved: list[Any], actor: Actor, page: int) -> dict[str, Any]:
    """我交办公室的; of who receives papers: 我登记的收文."""
    return {
        "tabs": tabs(actor, "handed"),
        "title": REGISTERED if receives(actor) else "我交办公室的",
        "unsaved": [_unsaved(row, "没有登记的收文") for row in unsaved],
        "slips": [_where(row, keeps(actor)) for row in rows[:PAGE]],
        "pager": pager("/tray/handed?page=", page, len(rows) > PAGE),
        "empty": ("还没有登记过收文", "收到的文件登记以后，在这里看得到办到了哪一步。", "/incoming/new", "登记收文")
        if receives(actor)
        else (
            "还没有上交过文件",
            "会议带回、来访送来、部室收到的文件，请交办公室登记。",
            "/incoming/hand-in",
            "上交文件",
        ),
    }


def _unsaved(row: Any, label: str) -> dict[str, Any]:
    return {
        "href": draft_href(row.key, row.document_id),
        "title": row.title or "（还没有标题）",
        "state_label": label,
        "why": f"自动保存于{display.moment(row.saved_at)}，点开接着写",
    }


def followed_page(rows: list[Any], actor: Actor, page: int) -> dict[str, Any]:
    """跟踪."""
    return {
        "tabs": tabs(actor, "followed"),
        "title": "跟踪",
        "slips": [_where(row, keeps(actor)) for row in rows[:PAGE]],
        "pager": pager("/tray/followed?page=", page, len(rows) > PAGE),
        "empty": ("还没有跟踪的文件", "在文件页面点“跟踪”，这里就能看到它走到了哪一步。", "/search", "去检索文件"),
    }


def why(row: Any, post: str) -> tuple[str, str]:
    """Why a slip is with me, and the clause: "您是办公室文书，核稿由您办理"."""
    workflow = workflows.get(row.workflow)
    state = workflow.state(row.slip_state)
    clause = clause_of(workflow, row.slip_kind, state, row.loan_rule)
    step = state.step or state.label
    if state.key == LENT.key:
        return lent(row.loan_rule), clause
    if state.role is Role.DRAFTER:
        return f"您是拟稿人，{step}由您办理", clause
    if row.holder.startswith("department:"):
        return f"您在拟稿部室{row.holder_name}，{step}由本部室办理", clause
    return f"您是{post}，{step}由您办理", clause


def tabs(actor: Actor, current: str, counts: Mapping[str, int | None] | None = None) -> list[dict[str, Any]]:
    """The lists of work, 超期办件 next to 待办 for those who supervise, with the counts that are known."""
    shown = [TABS[0], LATE, *TABS[1:]] if actor.capacities.intersection(WATCHERS) else TABS
    known = counts or {}
    return [
        {
            "label": REGISTERED if key == "handed" and receives(actor) else label,
            "href": href,
            "current": key == current,
            "count": counted(number) if (number := known.get(key)) is not None else None,
        }
        for label, href, key in shown
    ]


def counted(number: int) -> str:
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number)


def _slip(row: Any, names: dict[str, str], now: datetime, today: date, keeper: bool) -> dict[str, Any]:
    reads_for = names.get(row.holder, "") if row.slip_kind == CIRCULATE else ""  # a reader whom one is the deputy of
    post = names.get(row.holder, row.holder_name)
    return _told(row, post, display.due(row.due_at, now, today), today, keeper, reads_for)


@lru_cache(maxsize=2_048)  # the same rows are looked at many times a day; what is said depends on these values alone
def _told(row: Any, post: str, due: tuple[str, bool], today: date, keeper: bool, reads_for: str) -> dict[str, Any]:
    reason, clause = why(row, post)
    if row.slip_kind != MAIN:
        reason = because(row, workflows.get(row.workflow).state(row.slip_state))
    claimed = f"{row.claimer}已受理" if row.claimer else ""
    joined = f"{reason}：{row.asked}" if row.slip_kind in SPOKEN and row.asked else ""
    parts = (claimed, row.reason, joined) if joined else (claimed, row.reason or reason, row.asked)
    reason = "；".join(one for one in parts if one)
    return {
        **_document(row, keeper),
        **({"state_label": said(LABELS[row.slip_kind], row.slip_state)} if row.slip_kind in LABELS else {}),
        "urgency": display.URGENCY[row.urgency],
        "sender": _came(row),
        "since": display.since(row.arrived_at, today),
        "why": reason,
        "clause": clause,
        "due_label": "已暂停计时" if row.paused_at else due[0],
        "overdue": due[1] and not row.paused_at,
        "unread": row.opened_at is None,
        "standing_for": reads_for,
    }


def _came(row: Any) -> str:
    """From whom a slip came and how; at the end of a round of signers, what came of it."""
    if not row.sender or row.sender in ENDS:
        return str(row.sender)
    return f"{row.sender} {_how(row.workflow, row.from_state, row.slip_state)}"


@lru_cache(maxsize=512)
def _how(workflow: str, source: str, here: str) -> str:
    """Sent on, or sent back."""
    return workflows.get(workflow).came(source, here)


def _document(row: Any, keeper: bool) -> dict[str, Any]:
    """A document and where its row leads: of a restricted one that is shut, its keeper sees the original alone."""
    folder = "documents" if row.within else "originals" if keeper else ""
    state = workflows.get(row.workflow).state(row.state).label
    return {
        "href": f"/{folder}/{row.document_id}" if folder else "",
        "title": row.title or "（无标题）",
        "urgency": display.URGENCY[row.document_urgency],
        "number": row.number,
        "department": row.department_name,
        "state_label": display.VALIDITY[row.validity] or state,
    }


def _where(row: Any, keeper: bool) -> dict[str, Any]:
    """A document and who has it now."""
    where = f"现在{row.holder_name}处，{display.since(row.arrived_at)}送到" if row.holder_name else "已办结"
    due_label, overdue = display.due(row.due_at, clock.now()) if row.due_at else ("", False)
    return {**_document(row, keeper), "why": where, "due_label": due_label if overdue else "", "overdue": overdue}


def _done(row: Any) -> str:
    return workflows.get(row.workflow).action(row.outcome).done


def _holdings(actor: Actor) -> Iterable[tuple[str, str]]:
    for seat in actor.seats:
        yield f"post:{seat.post_id}", f"{seat.name}（代{seat.behalf}）" if seat.behalf else seat.name
        if seat.principal:
            yield f"person:{seat.principal}", seat.behalf


def pager(address: str, page: int, more: bool) -> dict[str, Any]:
    return {
        "number": page,
        "previous_href": f"{address}{page - 1}" if page > 1 else "",
        "next_href": f"{address}{page + 1}" if more else "",
    }
