"""The register of received papers in words, and as a workbook. Of a restricted paper it says no more than that."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import workflows
from routing import display
from routing.presenting import sheets
from routing.queries.incoming_register import FILTERS, PAGE, Asked, Book
from routing.services.received import RESTRICTED, UNTITLED, Received

COLUMNS: Final[tuple[sheets.Column, ...]] = (
    ("收文编号", "number", 18),
    ("收文日期", "received_on", 14),
    ("来文单位", "organ", 22),
    ("来文字号", "source_number", 20),
    ("标题", "title", 48),
    ("密级", "secrecy", 8),
    ("份数", "copies", 6),
    ("办理情况", "state", 16),
    ("承办", "lead", 18),
    ("原件在谁处", "holder", 12),
)
LABELS: Final = {"all": "全部", "open": "在办", "done": "已办结", "urgent": "急件"}
UNREADABLE: Final = "（不在您可以阅读的范围）"


def page(
    books: list[Book],
    book: Book | None,
    rows: list[Any],
    leads: Mapping[int, str],
    asked: Asked,
    within: Mapping[int, Received],
    *,
    keeper: bool = False,
) -> dict[str, Any]:
    """What the register's page shows. `within`: what is in the restricted papers whose scope the reader is in;
    `keeper`: of the papers. Words are looked for in every volume."""
    words = asked.words.strip()
    volume = {"series": book.series_id, "year": book.year} if book else {}
    here = {"q": words} if words else volume
    narrowed = here | ({"which": asked.which} if asked.which != "all" else {})
    return {
        "book": book,
        "words": words,
        "which": asked.which,
        "columns": [(label, name) for label, name, _ in COLUMNS],
        "books": [
            {
                "label": f"{each.year}年 {each.word}",
                "href": _address(series=each.series_id, year=each.year),
                "current": each == book and not words,
                "count": each.last,
            }
            for each in books
        ],
        "filters": [
            {"label": LABELS[one], "href": _address(**here, which=one), "current": one == asked.which}
            for one in FILTERS
        ],
        "entries": [
            entry(row, leads, within.get(row.document_id), keeper=keeper)
            for row in (rows[:PAGE] if asked.page else rows)
        ],
        "all_href": _address(**volume),
        "print_href": _address(**narrowed, print=1),
        "export_href": _address(**narrowed).replace("/incoming", "/incoming.xlsx", 1),
        "labels_href": f"/incoming/labels.pdf?ids={','.join(str(row.document_id) for row in rows[:PAGE])}",
        "pager": {
            "number": asked.page,
            "previous_href": _address(**narrowed, page=asked.page - 1) if asked.page > 1 else "",
            "next_href": _address(**narrowed, page=asked.page + 1) if len(rows) > PAGE else "",
        },
    }


def _address(**query: Any) -> str:
    return f"/incoming?{urlencode(query)}" if query else "/incoming"


def entry(
    row: Any, leads: Mapping[int, str], content: Received | None = None, *, keeper: bool = False
) -> dict[str, Any]:
    """One line of the register. Of a restricted paper all of it to those in its scope (`content`), to everybody else
    its number alone; who keeps the papers is led to the original. On paper and in a workbook, which whoever gets them
    may read, it is the number alone for everybody.
    """
    told: dict[str, Any] = dict.fromkeys((name for _, name, _ in COLUMNS), "")
    folder = "documents" if row.readable else "originals" if keeper and row.restricted else ""
    told |= {"number": row.text, "href": f"/{folder}/{row.document_id}" if folder else "", "urgency": ""}
    if row.restricted and (content is None or not row.readable):
        return told | {"title": RESTRICTED}
    told |= {"received_on": display.day(row.received_on), "organ": row.organ, "copies": row.copies}
    if not row.readable:
        return told | {"title": UNREADABLE}
    of_paper = content or row
    return told | {
        "organ": of_paper.organ,
        "source_number": of_paper.source_number,
        "title": of_paper.title or UNTITLED,
        "secrecy": row.secrecy,
        "urgency": display.URGENCY[row.urgency],
        "state": workflows.get("incoming").state(row.state).label,
        "lead": leads.get(row.document_id, ""),
        "holder": row.holder_name,
        "restricted": bool(row.restricted),
    }


def name(book: Book | None, words: str = "") -> str:
    """How a volume is called: 收文登记簿 上级收 2026年; or what was looked for in all of them."""
    if words:
        return f"收文登记簿 查找“{words[:40]}”"
    return f"收文登记簿{f' {book.word} {book.year}年' if book else ''}"


def workbook(book: Book | None, rows: list[Any], leads: Mapping[int, str], organisation: str) -> bytes:
    """A volume as a workbook."""
    volume = f"（{book.year}年 {book.word}）" if book else ""
    table = (f"{organisation}收文登记簿{volume}", COLUMNS, (entry(row, leads) for row in rows))
    return sheets.workbook([table], f"{book.year}年{book.word}" if book else "收文登记簿")
