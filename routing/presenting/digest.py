"""每周汇总 in words."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from routing import display
from routing.presenting import sheets
from routing.presenting.supervision import tabs
from routing.queries.digest import LISTED, Digest

COLUMNS: Final[tuple[sheets.Column, ...]] = (
    ("部室", "name", 28),
    ("超期", "overdue", 8),
    ("本周到期", "due", 8),
    ("上周办结", "done", 8),
)


def page(week: Digest) -> dict[str, Any]:
    """What the page shows."""
    year, number, _ = week.monday.isocalendar()
    ranked = sorted(week.departments.items(), key=lambda item: (-item[1].overdue, -item[1].due, item[0]))
    return {
        "tabs": tabs("digest"),
        "week": f"{year}年第{number}周",
        "days": f"{display.day(week.monday)}至{display.day(week.monday + timedelta(days=6))}",
        "total": week.total,
        "columns": COLUMNS,
        "rows": [
            {"name": week.names.get(key, "（已撤销的部室）"), "overdue": one.overdue, "due": one.due, "done": one.done}
            for key, one in ranked
        ],
        "lists_": [
            {"title": "超期的领导批示", "empty": "没有超期的领导批示。", "tasks": _tasks(week.overdue)},
            {"title": "本周到期的领导批示", "empty": "本周没有到期的领导批示。", "tasks": _tasks(week.due)},
            {"title": "上周销号的领导批示", "empty": "上周没有销号的领导批示。", "tasks": _tasks(week.closed)},
        ],
        "most": LISTED,
    }


def _tasks(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "href": f"/documents/{row.document_id}",
            "wording": row.wording,
            "leader": row.instructed_name,
            "lead": row.lead_name,
            "about": f"{row.number} {row.title}",
            "when": f"{display.moment(row.closed_at).split(' ')[0]}销号"
            if row.closed_at
            else f"{display.moment(row.due_at).split(' ')[0]}到期",
        }
        for row in rows
    ]
