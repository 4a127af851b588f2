"""督办 in words: what is late, by how much and with whom, and what is likely to be late."""

from datetime import datetime
from typing import Any

import workflows
from routing import clock, display
from routing.actor import Actor
from routing.presenting import trays
from routing.queries.deadlines import Late, Line
from routing.queries.risen import Risen
from routing.services.reminding import KINDS
from routing.working import MINUTES_A_DAY
from workflows.clauses import CLAUSES
from workflows.model import SIGN, State


def late_page(late: Late, actor: Actor) -> dict[str, Any]:
    """督办."""
    filters = [("已超期", "overdue", late.overdue)]
    if late.coming is not None:
        filters.append(("可能超期", "coming", late.coming))
    return {
        "tabs": trays.tabs(actor, "late", {"late": late.overdue}),
        "filters": [
            {
                "label": label,
                "href": "/tray/late" if key == "overdue" else f"/tray/late?which={key}",
                "current": key == late.which,
                "count": trays.counted(count),
            }
            for label, key, count in filters
        ],
        "slips": [_slip(line, late.which == "coming") for line in late.lines],
        "pager": trays.pager(f"/tray/late?which={late.which}&page=", late.page, late.more),
        "coming": late.which == "coming",
    }


def risen_rows(risen: Risen) -> list[dict[str, Any]]:
    """超期上报: what is late with others and has risen to the reader, as lines of their tray."""
    return [
        {
            "href": f"/documents/{row.document_id}",  # what is shut to the reader has not risen
            "title": row.title or "（无标题）",
            "urgency": display.URGENCY[row.urgency],
            "number": row.number,
            "department": row.department_name,
            "state_label": (state := workflows.get(row.workflow).state(row.slip_state)).label,
            "why": f"“{_step(row, state)}”在{row.holder_name}处超期，按督办规定报您，请催办",
            "clause": CLAUSES[clause].citation,
            "since": f"{display.since(row.arrived_at)}送到",
            "due_label": overdue_by(over),
            "overdue": True,
        }
        for row, over, clause in risen.lines
    ]


def overdue_by(minutes: int) -> str:
    """How late a slip is, in working days of the office."""
    days = minutes // MINUTES_A_DAY
    return f"超期{days}个工作日" if days else "超期不到1个工作日"


def _slip(line: Line, coming: bool) -> dict[str, Any]:
    row = line.slip
    state = workflows.get(row.workflow).state(row.slip_state)
    step = _step(row, state)
    holder = f"{row.holder_name}（{line.people}）" if line.people else row.holder_name
    due = f"应于{_day(row.due_at)}办完，" if line.over else ""
    ends = f"{due}预计{_day(line.ends)}全部办完"
    usual = f"按以往用时，这一步要到{_day(line.closes)}才能办完；" if coming else ""
    return {
        "href": f"/documents/{row.document_id}",  # what is shut to the reader is not among the late
        "title": row.title or "（无标题）",
        "urgency": display.URGENCY[row.urgency],
        "number": row.number,
        "department": row.department_name,
        "state_label": state.label,
        "why": f"“{step}”在{holder}处；{usual}{ends}",
        "clause": CLAUSES["CY-4"].citation,
        "since": f"{display.since(row.arrived_at)}送到",
        "due_label": display.due(row.due_at, clock.now())[0] if coming else overdue_by(line.over),
        "overdue": not coming,
    }


def _step(row: Any, state: State) -> str:
    """What is late: the step, or what goes on beside it (传阅, 交办)."""
    step = state.step or state.label
    return f"{step}（会签）" if row.slip_kind == SIGN else KINDS.get(row.slip_kind, step)


def _day(moment: datetime) -> str:
    there = clock.local(moment)
    return f"{there.month}月{there.day}日"
