"""Rounds of filing in words: what is due, what was decided, what is missing, what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import workflows
from routing import display
from routing.queries.filing_items import PAGE
from routing.services.filing import terms
from routing.services.filing.assembling import KINDS
from routing.services.filing.counting import Count
from routing.services.filing.proposing import NOT_FILED
from workflows.case import COPIES_FOR_THE_FILE

ROUND_STATES: Final = {"open": "正在整理", "sealing": "正在封卷", "sealed": "已封卷"}
ITEM_STATES: Final = {
    "proposed": "待定",
    "checked": "已定",
    "left_out": "不归档",
    "filed": "已归档",
    "transferred": "已移交",
    "destroyed": "已销毁",
}
OWN: Final = {"正本", "发文稿纸", "收文处理单", "定稿"}  # with which the names of files begin that the house made
PAGED: Final = {"pdf", "jpg", "jpeg", "png", "tif", "tiff", "gif", "bmp"}  # files whose pages are counted at 封卷
TABS: Final = (("proposed", "待定"), ("checked", "已定"), ("left_out", "不归档"), ("all", "全部"))


def round_name(row: Any) -> str:
    """2025年立卷归档, and which time where there was more than one."""
    return f"{row.year}年立卷归档{f'（第{row.serial}次）' if row.serial > 1 else ''}"


def rounds(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """All rounds, each with what came of it."""
    return [
        {
            "id": row.id,
            "name": round_name(row),
            "state": ROUND_STATES[row.state],
            "number": row.items,
            "opened": f"{row.opened_name} {display.since(row.opened_at)}",
            "sealed": f"{row.sealed_name} {display.since(row.sealed_at)}" if row.sealed_at else "",
        }
        for row in rows
    ]


def balance(departments: Sequence[Any], due: Mapping[int, int], open_: Mapping[int, int]) -> list[dict[str, Any]]:
    """By department: closed and not in yet, not closed yet; those that have neither are left out."""
    return [
        {"id": one.id, "name": one.name, "due": due.get(one.id, 0), "open": open_.get(one.id, 0)}
        for one in departments
        if due.get(one.id) or open_.get(one.id)
    ]


def tabs(round_id: int, counts: Mapping[str, int], which: str, *, open_: bool = True) -> list[dict[str, Any]]:
    """The ways to look at a round's items, with their numbers."""
    decided = sum(number for state, number in counts.items() if state not in {"proposed", "left_out"})
    numbers = {**counts, "checked": decided, "all": sum(counts.values())}
    return [
        {
            "label": "归档" if key == "checked" and not open_ else label,
            "href": f"/archive/rounds/{round_id}?which={key}",
            "current": key == which,
            "count": numbers.get(key, 0),
        }
        for key, label in TABS
        if open_ or key != "proposed"
    ]


def entries(rows: Sequence[Any], parts: Mapping[int, Sequence[Any]], keepers: set[int]) -> list[dict[str, Any]]:
    """A page of items, each with what the house proposes or somebody decided, and what is missing."""
    return [
        {
            "id": row.id,
            "title": row.title,
            "number": row.number,
            "code": row.code,
            "date": display.day(row.dated),
            "unit": row.unit,
            "year": row.year,
            "state": ITEM_STATES[row.state],
            "term": terms.written(row.period, row.house_term) if row.period else "",
            "proposal": proposal(row),
            "because": row.proposed_because,
            "reason": row.leave_out_reason,
            "decided": row.decided_name,
            "documents": len(parts.get(row.id, ())),
            "gaps": [gap for part in parts.get(row.id, ()) for gap in gaps(part, keepers, counted=_settled(row))],
            "can": bool(row.proposed_term),
        }
        for row in rows[:PAGE]
    ]


def _settled(row: Any) -> bool:
    """Are its pages no question any more: counted, or left out, or filed?"""
    return bool(row.pages) or row.state not in {"proposed", "checked"}


def proposal(row: Any) -> str:
    """What the table proposes: a term in both words, or not to file it."""
    if row.proposed_term == NOT_FILED:
        return NOT_FILED
    return terms.written(row.proposed_period, row.proposed_term) if row.proposed_period else ""


def gaps(part: Any, keepers: set[int], *, counted: bool = True) -> list[str]:
    """What of a document is not there that belongs into the file; files without pages, until somebody counted."""
    files = part.content.get("attachments") or []
    found = []
    if part.workflow == "outgoing":
        if part.original_copies + part.printed_copies < COPIES_FOR_THE_FILE:
            found.append("底稿和印件不足三份")
        if part.validity != "valid":
            found.append(f"文件{display.VALIDITY[part.validity]}")
    elif part.workflow == "incoming":
        if not files:
            found.append("没有扫描件" if counted else "没有扫描件，请填页数")
        if part.holder_id is not None and part.holder_id not in keepers:
            found.append(f"纸质原件在{part.holder_name}处")
    elif not files:
        found.append("没有电子文件")
    names = () if counted else unpaged(part)
    if names:
        told = "机要文件" if part.restricted else "、".join(f"“{name}”" for name in names[:3])
        found.append(f"{told}数不出页数，请填页数")
    return found


def uncounted(part: Any) -> bool:
    """Are there pages in a document that nobody can count from its files?"""
    return bool(unpaged(part)) or (part.workflow == "incoming" and not part.content.get("attachments"))


def unpaged(part: Any) -> list[str]:
    """The files of a document that have no pages of their own."""
    files = part.content.get("attachments") or []
    return [one["name"] for one in files if one["name"].rpartition(".")[2].lower() not in PAGED]


def counts(files: Sequence[Count]) -> str:
    """What was counted for the column 页数, file by file; empty where nothing was."""
    told = []
    for one in files:
        pages = f"Word 所记{one.pages}页" if one.said else f"{one.pages}页" if one.pages else "数不出，请按纸质件加上"
        told.append(f"{one.name if one.made else f'“{one.name}”'}{pages}")
    return "；".join(told)


def planned(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """The files of a 件 in the order of filing, before they are made: where each is to be seen now."""
    found: list[dict[str, Any]] = []
    for part in parts:
        at = f"/documents/{part.document_id}"
        if part.restricted:
            found.append(_file("机要文件", "按知悉范围保管，不列内容", "", 0))
            continue
        name = part.number or part.title
        if part.workflow == "outgoing":
            found += [
                _file("正本", name, f"{at}/paper.pdf", part.issued_pages or 0),
                _file("发文稿纸", name, f"{at}/forms/drafting-sheet.pdf", 0),
                _file("定稿", f"第{part.revision_serial}稿", f"{at}/revisions/{part.revision_serial}", 0),
            ]
        elif part.workflow == "incoming":
            found.append(_file("收文处理单", name, f"/incoming/{part.document_id}/forms/processing-slip.pdf", 0))
        first = {"incoming": "收文", "record": "正本"}.get(part.workflow, "附件")
        for number, file in enumerate(part.content.get("attachments") or []):
            kind = first if number == 0 or part.workflow == "incoming" else "附件"
            found.append(_file(kind, file["name"], f"/attachments/{file['attachment_id']}", 0))
    return found


def made(files: Sequence[Any], *, restricted: bool) -> list[dict[str, Any]]:
    """The files of a 件 that was put together; of a restricted one they are not opened from here."""
    return [
        {
            **_file(*_called(row), "" if restricted else f"/archive/files/{row.id}", row.pages),
            "size": display.size(row.size),
            "digest": row.digest,
        }
        for row in files
    ]


def _called(row: Any) -> tuple[str, str]:
    """What a file is, and its name: one that the house made begins with what it is (发文稿纸 泰妇字(2026)第1号 …)."""
    kind, _, name = row.name.partition(" ")
    return (kind, name) if kind in OWN else (KINDS[row.kind], row.name)


def _file(kind: str, name: str, href: str, pages: int) -> dict[str, Any]:
    return {"kind": kind, "name": name, "href": href, "pages": f"{pages}页" if pages else "", "size": "", "digest": ""}


def documents(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """The documents of a 件."""
    labels = {"outgoing": "发文", "incoming": "收文", "record": "补录"}
    return [
        {
            "label": labels[part.workflow],
            "title": part.title,
            "number": part.number,
            "href": f"/documents/{part.document_id}",
        }
        for part in parts
    ]


def unfinished(rows: Sequence[Any], holders: Mapping[int, Sequence[str]]) -> list[dict[str, Any]]:
    """What is not closed yet: where it stands, before whom."""
    return [
        {
            "title": row.title,
            "urgency": display.URGENCY[row.urgency] if row.known else "",
            "number": row.number,
            "department": row.department,
            "state": workflows.get(row.workflow).state(row.state).label,
            "holders": "、".join(holders.get(row.id, ())[:3]) or "—",
            "href": f"/documents/{row.id}",
            "since": display.since(row.created_at),
        }
        for row in rows
    ]


def pager(address: str, page: int, rows: Sequence[Any], size: int = PAGE) -> dict[str, Any]:
    """The way to the pages before and after."""
    return {
        "number": page,
        "previous_href": f"{address}page={page - 1}" if page > 1 else "",
        "next_href": f"{address}page={page + 1}" if len(rows) > size else "",
    }


def report(row: Any) -> dict[str, Any]:
    """What came of a round, as it was kept with it."""
    kept = row.report or {}
    return {
        "name": round_name(row),
        "sealed": f"{row.sealed_name}于{display.moment(row.sealed_at)}封卷" if row.sealed_at else "",
        "filed": kept.get("filed", 0),
        "classes": [
            {**one, "period": terms.PERIODS.get(one["period"], ""), "codes": _span(one["first"], one["last"])}
            for one in kept.get("classes", ())
        ],
        "left_out": kept.get("left_out", ()),
        "unfinished": kept.get("unfinished", ()),
    }


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} 至 {last.rpartition('-')[2]}"


def boxes(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """The boxes with what is in them."""
    return [
        {
            "id": row.id,
            "name": box_name(row),
            "span": f"{row.first:04d}—{row.last:04d}" if row.first else "",
            "number": row.items,
            "pages": row.pages,
            "noted": bool(row.arranged_by and row.checked_by),
        }
        for row in rows
    ]


def box_name(row: Any) -> str:
    """2025年 永久 办公室 第1盒."""
    return f"{row.year}年 {terms.PERIODS[row.period]} {row.unit} 第{row.number}盒"
