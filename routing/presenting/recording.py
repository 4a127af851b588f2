"""补录 in words: the day of the paper and the day of its entry beside each other."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import workflows
from routing import display
from routing.presenting import documents, history, received
from routing.presenting import errands as errand_words
from routing.presenting.archive import HANDED
from routing.queries.documents import DocumentView
from routing.queries.recording import PAGE
from routing.services.handing import evidence
from routing.services.recorded import Record
from routing.services.recording.entering import KEPT
from routing.services.recording.workbook import Line

SHOWN: Final = 20  # lines of a preview
HELP: Final = {
    "title": "照文件上的标题写；没有标题的自拟一个。",
    "responsible": "文件是谁发的、谁写的，如“泰州市妇女联合会”。",
    "dated": "文件本身的日期，不是今天；补录时间由系统另外记。",
    "department_id": "这份文件是哪个部室的事。",
    "pages": "纸质文件的页数；附的是 PDF、图片，可以填0，由系统数。",
    "secrecy": "秘密、机密、绝密文件不能补录到本系统。",
    "body": "写上以后可以按内容查找，可以不填。",
}


def entries(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "title": row.title,
            "number": row.content.get("number", ""),
            "dated": _day(row.content.get("dated", "")),
            "department": row.department_name,
            "entered": f"{row.drafter_name} {display.since(row.created_at)}",
            "state": HANDED if row.item_state == "transferred" else workflows.get("record").state(row.state).label,
            "code": row.code or "",
            "href": f"/documents/{row.id}",
            "can_withdraw": row.state == KEPT,
        }
        for row in rows[:PAGE]
    ]


def preview(lines: Sequence[Line], names: dict[int, str]) -> list[dict[str, str]]:
    """The first lines as they will be entered."""
    return [
        {
            "row": str(line.row),
            "title": line.content.title,
            "number": line.content.number,
            "responsible": line.content.responsible,
            "dated": _day(line.content.dated),
            "kind": line.content.kind,
            "department": names.get(line.department_id, ""),
            "secrecy": line.content.secrecy or "无",
            "pages": str(line.content.pages or "—"),
            "reason": line.content.reason,
        }
        for line in lines[:SHOWN]
    ]


def batches(rows: Iterable[Any], waiting: set[int]) -> list[dict[str, Any]]:
    """The workbooks that were entered; of those of which something still waits the whole can be taken back."""
    return [
        {
            "id": row.subject_id,
            "errand": f"/errands/{row.id}",
            "title": row.title,
            "state": errand_words.STATES[row.state],
            "asked": f"{row.asked_name} {display.since(row.asked_at)}",
            "can_undo": row.ended_at is not None and row.subject_id in waiting,
        }
        for row in rows
    ]


def _day(written: str) -> str:
    return display.day(date.fromisoformat(written)) if written else ""


def page(view: DocumentView) -> dict[str, Any]:
    """All that the page of an entry says to whoever may read it."""
    content, document = view.content, view.document
    return {
        "title": content.title,
        "original_href": f"/archive/packages/documents/{document.id}/original" if evidence.came(content.reason) else "",
        "facts": [
            ("文件日期", _day(content.dated)),
            ("补录时间", f"{display.moment(document.created_at)}（{document.drafter_name}）"),
            ("补录原因", content.reason),
        ],
        "way": documents.way(view),
        "files": list(received.files(content)),
        "text": [line for line in content.body.splitlines() if line.strip()],
        "sheet": _sheet(content, document),
        "log": history.log(view),
    }


def _sheet(content: Record, document: Any) -> list[list[dict[str, Any]]]:
    return [
        [{"label": "题名", "value": content.title, "span": 12}],
        [
            {"label": "责任者", "value": content.responsible, "span": 6},
            {"label": "文号", "value": content.number, "span": 6},
        ],
        [
            {"label": "文种", "value": content.kind, "span": 3},
            {"label": "部室", "value": document.department_name, "span": 4},
            {"label": "密级", "value": content.secrecy or "非密", "span": 3},
            {"label": "页数", "value": str(content.pages or ""), "span": 2},
        ],
        [{"label": "备注", "value": content.remarks, "span": 12}],
    ]
