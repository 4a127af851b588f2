"""Registration in words: what is being typed, the same paper twice side by side, and what the machine read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import workflows
from routing import display
from routing.queries.incoming import Twin
from routing.services.content import File
from routing.services.received import READ, UNTITLED

TEXTS: Final = (
    "origin", "organ", "source_number", "title", "kind", "received_from", "recipients", "marking", "urgency",
    "category", "summary", "remarks", "machine",
)  # fmt: skip
DAYS: Final = ("dated", "received_on", "due_on")
FIGURES: Final = ("copies", "pages")


def typed(form: Any) -> dict[str, Any]:
    """What is in the form, as it is kept while typing: however incomplete, however wrong."""
    columns: dict[str, Any] = {name: form[name].data or "" for name in TEXTS}
    columns |= {name: form[name].data.isoformat() if form[name].data else "" for name in DAYS}
    columns |= {name: form[name].data for name in FIGURES}
    return columns | {name: list(form[name].data or ()) for name in ("parties", "confirmed")}


def recover(form: Any, columns: dict[str, Any]) -> None:
    """Put what was being typed back into the form."""
    for name in (*TEXTS, *FIGURES, "parties", "confirmed"):
        if name in columns:
            form[name].data = columns[name]
    for name in DAYS:
        form[name].process_formdata([columns[name]] if columns.get(name) else [])


@dataclass(frozen=True, slots=True)
class Side:
    """One line of a comparison: a label, and what stands there for the paper that is here and for the new one."""

    label: str
    here: str
    new: str

    @property
    def same(self) -> bool:
        return bool(self.here) and self.here == self.new


def compared(twin: Twin, new: dict[str, str]) -> dict[str, Any]:
    """The paper that is here beside the new one (`new`: organ, source_number, title, dated as they are typed)."""
    dated = twin.dated.isoformat() if twin.dated else ""
    state = workflows.get("incoming").state(twin.state).label
    return {
        "href": f"/documents/{twin.document_id}",
        "number": twin.number or "还没有编号",
        "why": ("来文字号和来文单位相同" if new.get("organ") else "来文字号相同")
        if twin.by_number
        else "附件是同一个文件",
        "sides": (
            Side("来文单位", twin.organ, new.get("organ", "")),
            Side("来文字号", twin.source_number, new.get("source_number", "")),
            Side("标题", twin.title or UNTITLED, new.get("title", "")),
            Side("成文日期", dated, new.get("dated", "")),
        ),
        "where": f"{display.day(twin.received_on)}收文，{twin.drafter_name}登记；{state}"
        + (f"；原件在{twin.holder_name}处" if twin.holder_name else ""),
    }


def marks(form: Any) -> dict[str, bool]:
    """The fields that were filled in by the machine, by column: confirmed or not."""
    waiting = set(form.unconfirmed)
    return {name: name not in waiting for name in READ if form.proposed.get(name)}


def file_rows(files: Iterable[File]) -> list[dict[str, Any]]:
    """The files on the sheet, each with a box to keep it."""
    return [
        {"id": file.attachment_id, "name": file.name, "size": display.size(file.size), "digest": file.digest}
        for file in files
    ]
