"""借阅登记簿 and 利用登记 in words, and as workbooks."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import workflows
from routing import clock, display
from routing.presenting import sheets
from routing.queries.loan_register import FILTERS, PAGE
from routing.services.loaned import OUTSIDE
from routing.services.reading import WAYS
from routing.services.received import RESTRICTED

WORKFLOW: Final = workflows.get("archive_loan")
COLUMNS: Final[tuple[sheets.Column, ...]] = (
    ("借阅单号", "number", 16),
    ("申请日期", "asked_on", 14),
    ("借阅人", "borrower", 12),
    ("部门（单位）", "unit", 24),
    ("方式", "way", 8),
    ("档号", "codes", 40),
    ("题名", "titles", 48),
    ("借阅目的", "purpose", 30),
    ("借出时间", "lent", 20),
    ("应还日期", "due", 14),
    ("归还时间", "returned", 20),
    ("状况", "condition", 20),
    ("状态", "state", 14),
)
READING_COLUMNS: Final[tuple[sheets.Column, ...]] = (
    ("时间", "when", 20),
    ("利用人", "who", 12),
    ("岗位", "post", 24),
    ("方式", "way", 14),
    ("档号", "code", 28),
    ("题名", "title", 48),
    ("文件", "what", 32),
)
EMPTY: Final = {
    "all": ("还没有借阅登记", "申请的、登记的每一次借阅都列在这里。"),
    "waiting": ("没有等待办理的申请", "新的申请会出现在您的待办里，也列在这里。"),
    "out": ("没有借出的档案", "全部在库。"),
    "overdue": ("没有超期的借阅", "到期以前和以后，系统都会自动催还。"),
    "checking": ("没有等待检查的档案", "交回的档案检查以后才算归还。"),
    "returned": ("还没有归还的记录", ""),
    "lost": ("没有登记遗失的档案", ""),
}


def register(
    rows: list[Any], items: Mapping[int, list[Any]], counts: Mapping[str, int], which: str, number: int
) -> dict[str, Any]:
    """借阅登记簿: what is out, with whom, due when."""
    address = f"/archive/loans/register?which={which}"
    return {
        "filters": [
            {
                "label": label,
                "href": f"/archive/loans/register?which={key}",
                "current": key == which,
                "count": counts[key] or None,
            }
            for key, label in FILTERS.items()
        ],
        "entries": [entry(row, items.get(row.document_id, [])) for row in rows[:PAGE]],
        "which": which,
        "empty": EMPTY.get(which, EMPTY["all"]),
        "export_href": f"/archive/loans.xlsx?which={which}",
        "pager": {
            "number": number,
            "previous_href": f"{address}&page={number - 1}" if number > 1 else "",
            "next_href": f"{address}&page={number + 1}" if len(rows) > PAGE else "",
        },
    }


def entry(row: Any, items: Iterable[Any]) -> dict[str, Any]:
    """One loan as a line of the register."""
    found = list(items)
    late = row.lent_at is not None and row.returned_at is None and row.ends_at < clock.now()
    shown = [title_of(one) for one in found]
    return {
        "href": f"/documents/{row.document_id}",
        "number": row.number or "（未编号）",
        "asked_on": display.day(clock.local(row.created_at).date()),
        "borrower": row.holder_name
        if row.holder_name == row.borrower_name
        else f"{row.holder_name}（原{row.borrower_name}）",
        "unit": row.unit,
        "way": row.way,
        "codes": "、".join(one.code for one in found),
        "titles": "；".join(shown),
        "title": shown[0] + (f"等{len(found)}件" if len(found) > 1 else "") if found else "",
        "purpose": row.purpose,
        "lent": display.moment(row.lent_at),
        "due": display.day(row.due_on),
        "due_label": _due(row),
        "overdue": late,
        "returned": display.moment(row.returned_at),
        "condition": "，".join(filter(None, (row.condition, row.condition_note))),
        "state": WORKFLOW.state(row.state).label,
        "outside": row.rule == OUTSIDE,
    }


def _due(row: Any) -> str:
    if row.returned_at is not None or row.lent_at is None:
        return ""
    today = clock.today()
    if row.ends_at < clock.now():
        return f"超期{max((today - row.due_on).days, 1)}天"
    return "今天到期" if row.due_on == today else f"还有{(row.due_on - today).days}天"


def workbook(rows: Iterable[Any], items: Mapping[int, list[Any]], title: str) -> bytes:
    """The register as a workbook."""
    return sheets.workbook([(title, COLUMNS, [entry(row, items.get(row.document_id, [])) for row in rows])])


def readings(rows: list[Any], number: int, since: date | None) -> dict[str, Any]:
    """利用登记."""
    address = f"/archive/readings?since={since.isoformat() if since else ''}"
    return {
        "entries": [reading_line(row) for row in rows[:PAGE]],
        "since": since.isoformat() if since else "",
        "export_href": address.replace("/archive/readings", "/archive/readings.xlsx", 1),
        "pager": {
            "number": number,
            "previous_href": f"{address}&page={number - 1}" if number > 1 else "",
            "next_href": f"{address}&page={number + 1}" if len(rows) > PAGE else "",
        },
    }


def reading_line(row: Any) -> dict[str, Any]:
    """One reading; of what only some may know of, the 档号 alone."""
    return {
        "when": display.moment(row.at),
        "who": row.person_name,
        "post": row.post_name,
        "way": WAYS.get(row.way, row.way),
        "code": row.code,
        "title": title_of(row),
        "what": "" if row.restricted else row.what,
    }


def reading_workbook(rows: Iterable[Any]) -> bytes:
    """利用登记 as a workbook."""
    return sheets.workbook([("档案利用登记", READING_COLUMNS, map(reading_line, rows))])


def title_of(row: Any) -> str:
    """An item's title in a list that others read, too: of a restricted one, the word for all of them."""
    if row.restricted:
        return RESTRICTED
    return str(row.title)
