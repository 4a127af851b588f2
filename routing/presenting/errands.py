"""Long work in words: what is being done, how far it is, what came of it."""

from typing import Any, Final

from routing import clock, display
from routing.services.errands import DONE, FAILED, QUIET, RUNNING, WAITING
from routing.services.handing.taking import IMPORT

STATES: Final = {WAITING: "等待办理", RUNNING: "正在办理", DONE: "已办完", FAILED: "没有办完"}


def _far(row: Any) -> str:
    """How far it has come: in 件, or where the work has steps that count something else, in per cent of the step."""
    if not row.total:
        return ""
    return f"{_percent(row)}%" if row.kind == IMPORT else f"{row.done}/{row.total}件"


def _percent(row: Any) -> int:
    return int(row.done * 100 // row.total) if row.total else 0


def page(row: Any) -> dict[str, Any]:
    """An errand as its page shows it. `lines`: what it reports, as (label, words)."""
    return {
        "id": row.id,
        "title": row.title,
        "state": STATES[row.state],
        "over": row.state in {DONE, FAILED},
        "failed": row.state == FAILED,
        "done": row.done,
        "total": row.total,
        "far": _far(row),
        "percent": _percent(row),
        "message": row.message,
        "broken_off": row.state == RUNNING and clock.now() - row.beat_at > QUIET,
        "asked": f"{row.asked_name}于{display.moment(row.asked_at)}交办",
        "ended": display.moment(row.ended_at) if row.ended_at else "",
        "lines": [(label, words) for label, words in row.report.get("lines", ())],
        "more": row.report.get("more", ()),  # (address, label) of what it made
        "back": row.back or "/archive",
    }
