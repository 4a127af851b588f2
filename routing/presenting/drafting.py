"""The drafting page in words: the sheet as it stands, and what the recogniser sees in the text."""

from dataclasses import dataclass
from typing import Any, Final, Self

from routing import display
from routing.presenting.documents import paragraphs
from routing.queries.documents import DocumentView
from routing.services.content import Content, File
from routing.text import structure
from routing.text.hints import Rule

HINTS: Final = 12  # more than a handful of hints is noise
NEAR: Final = 80  # characters before the cursor, white space among them
MOST_LOSSES, LONGEST_LOSS = 40, 200  # of what a Word file had and the text has not; a page may send anything
SHOWN: Final = 400  # paragraphs in the live preview


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text somebody is writing: the characters before the cursor, and how far in the text that is."""

    near: str
    share: float

    @classmethod
    def of(cls, body: str, cursor: int) -> Self:
        """The place of a cursor, counted in characters from the beginning."""
        at = min(cursor, len(body))
        return cls(body[max(0, at - NEAR) : at], at / max(1, len(body)))


def preview(body: str, kind: str = "") -> dict[str, Any]:
    """The structure as it is recognised while typing: the page, its outline, and hints for the drafter.

    A 纪要 has no signature (GB/T 9704, 10.3), so the hint at a missing one is left out there.
    """
    unsigned = kind == "纪要"
    recognised = structure.parse(body)
    set_out = paragraphs(body)
    return {
        "paragraphs": set_out[:SHOWN],
        "more": max(0, len(set_out) - SHOWN),
        "outline": structure.outline(recognised)[:60],
        "hints": [one for one in structure.findings(body) if not (unsigned and one.rule is Rule.SIGNATURE)][:HINTS],
        "characters": len("".join(body.split())),
    }


def typed(form: Any) -> dict[str, Any]:
    """What is in a form, as it is kept while typing: however incomplete, however wrong."""
    names = ("title", "kind", "urgency", "secrecy", "openness", "recipients", "copies_to", "body")
    columns: dict[str, Any] = {name: form[name].data or "" for name in names}
    columns["print_copies"] = form.print_copies.data
    columns |= {name: form[name].data or "" for name in ("importance", "title_breaks", "direction", "joint_organs")}
    columns["lost"] = [one[:LONGEST_LOSS] for one in (form.lost.data or ())[:MOST_LOSSES]]
    columns["countersigners"] = "、".join(form.countersigners.data or ())
    return columns


def recovered(columns: dict[str, Any], attachments: tuple[File, ...]) -> Content:
    """What was being typed, as a content to show in the form again."""
    known = {name: value for name, value in columns.items() if name in Content.__dataclass_fields__}
    return Content(**{**known, "attachments": attachments})


def file_rows(attachments: tuple[File, ...]) -> list[dict[str, Any]]:
    """The files on the sheet, each with a box to keep it."""
    return [{"id": file.attachment_id, "name": file.name, "size": display.size(file.size)} for file in attachments]


def unsaved(rows: list[Any]) -> list[dict[str, str]]:
    """New documents that were typed and never saved."""
    return [
        {
            "key": row.key,
            "href": draft_href(row.key, None),
            "title": row.title or "（还没有标题）",
            "when": display.since(row.saved_at),
        }
        for row in rows
        if row.document_id is None
    ]


def draft_href(key: str, document_id: int | None) -> str:
    """Where somebody goes on with what they were typing: a paper that came in, several of them, or a draft."""
    if document_id is not None:
        return f"/incoming/{document_id}/edit" if key.startswith("paper-") else f"/documents/{document_id}/edit"
    if key.startswith("many-"):
        return "/incoming/many"
    return f"/incoming/new?draft={key}" if key.startswith("in-") else f"/documents/new?draft={key}"


def not_now(view: DocumentView) -> str:
    """Why the text cannot be corrected now: who acted last, and when."""
    last = view.lines[-1]
    return (
        f"这份文件已被{last.person_name}于{display.moment(last.at)}办理，"
        f"现在{view.workflow.state(view.document.state).label}，您不能修改文稿"
    )
