"""The register in words, and as a workbook."""

from typing import Any, Final

import workflows
from routing import display
from routing.presenting import sheets
from routing.queries.register import PAGE, Book

COLUMNS: Final[tuple[sheets.Column, ...]] = (
    ("序号", "serial", 6),
    ("发文字号", "number", 22),
    ("登记日期", "given_on", 14),
    ("标题", "title", 48),
    ("文种", "kind", 8),
    ("拟稿部室", "department", 18),
    ("拟稿人", "drafter", 10),
    ("签发人", "signed_by", 10),
    ("签发日期", "signed_on", 14),
    ("分发", "sent", 16),
    ("状态", "state", 12),
    ("备注", "note", 40),
)


def page(books: list[Book], book: Book | None, rows: list[Any], start: int) -> dict[str, Any]:
    """What the register's page shows."""
    address = f"/register?series={book.series_id}&year={book.year}" if book else "/register"
    last = book.last if book else 0
    return {
        "book": book,
        "columns": [(label, name) for label, name, _ in COLUMNS],
        "books": [
            {
                "label": f"{each.year}年 {each.word}",
                "href": f"/register?series={each.series_id}&year={each.year}",
                "current": each == book,
                "count": each.last,
            }
            for each in books
        ],
        "entries": [entry(row) for row in rows],
        "print_href": f"{address}&print=1" if book else "",
        "pdf_href": f"/register/{book.series_id}/{book.year}.pdf" if book else "",
        "numbers_href": f"/register/{book.series_id}/{book.year}/numbers.pdf" if book else "",
        "export_href": address.replace("/register", "/register.xlsx", 1) if book else "",
        "pager": {
            "number": (start - 1) // PAGE + 1,
            "previous_href": f"{address}&from={max(1, start - PAGE)}" if start > 1 else "",
            "next_href": f"{address}&from={start + PAGE}" if start + PAGE <= last else "",
        },
    }


def entry(row: Any) -> dict[str, Any]:
    """One line of the register; a void number says why, by whom and when."""
    state = workflows.get(row.workflow).state(row.state).label
    notes = []
    if row.void_reason:
        notes.append(f"字号作废：{row.void_reason}（{row.voided_by}，{display.moment(row.voided_at)}）")
    if row.invalidated_at is not None:
        how = "撤销，自始无效" if row.validity == "revoked" else "废止，此前有效"
        when = display.moment(row.invalidated_at).split(" ")[0]
        notes.append(f"{row.invalidated_by}于{when}{how}：{row.invalid_reason}")
    return {
        "serial": row.serial,
        "number": row.text,
        "given_on": display.moment(row.given_at).split(" ")[0],
        "title": row.title,
        "kind": row.kind,
        "department": row.department_name,
        "drafter": row.drafter_name,
        "signed_by": display.who(row.signed_by, row.signed_for or "") if row.signed_by else "",
        "signed_on": display.day(row.signed_on),
        "sent": f"{row.places}处{row.copies}份" if row.places else "",
        "state": "作废" if row.void_reason else display.VALIDITY[row.validity] or state,
        "note": "；".join(notes),
        "href": f"/documents/{row.document_id}" if row.readable else "",
        "void": bool(row.void_reason),
        "urgency": display.URGENCY[row.urgency],
    }


def name(book: Book | None) -> str:
    """How a volume is called: 发文登记簿 苏妇发 2026年."""
    return f"发文登记簿{f' {book.word} {book.year}年' if book else ''}"


def workbook(book: Book | None, rows: list[Any], organisation: str) -> bytes:
    """The whole volume as a workbook."""
    volume = f"（{book.year}年 {book.word}）" if book else ""
    table = (f"{organisation}发文登记簿{volume}", COLUMNS, map(entry, rows))
    return sheets.workbook([table], f"{book.year}年{book.word}" if book else "发文登记簿")
