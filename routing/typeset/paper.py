"""A public document as GB/T 9704-2012 knows it: every element that its clauses 7 and 10 put on a page.

What is empty is not on the page. The value is checked when it is made and never changes.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from routing.text.structure import Paragraph, parse
from routing.typeset.blocks import Block, blocks_of
from routing.typeset.parts import Attachment, divided, with_opening

URGENCIES = ("特急", "加急", "平急", "特提")
"""紧急程度: 特急 and 加急 on paper, the others on telegrams (条例, article 9)."""


_SENTENCE = re.compile(r"[《。]")
_MINUTES = "纪要"
_ATTENDED = re.compile(r"(?P<label>出席|请假|列席)(?:人员)?[：:]\s*(?P<names>\S.*)")


class PaperError(ValueError):
    """An element is not as the standard asks. `field` is the field's name, the message is for the user."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field, self.message = field, message

    def __str__(self) -> str:
        return self.message


class Layout(StrEnum):
    """文件格式 (7), 信函格式 (10.1) or 纪要格式 (10.3)."""

    DOCUMENT = "document"
    LETTER = "letter"
    MINUTES = "minutes"


class SealMode(StrEnum):
    """Whether 印章图样 is on the page, the place is left for the paper seal, or none is used (7.3.5.2)."""

    PICTURE = "picture"
    PLACE = "place"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Signer:
    """签发人 of an upward document; several stand in the order of their organs (7.2.6)."""

    name: str


@dataclass(frozen=True, slots=True)
class Seal:
    """印章图样 of one organ: the name of its picture among the engine's `files`, its diameter in millimetres."""

    file: str
    size: float = 42.0


@dataclass(frozen=True, slots=True)
class Attendance:
    """One list of a meeting's minutes (10.3): 出席, 请假 or 列席, and who, as one text."""

    label: str
    names: str


@dataclass(frozen=True, slots=True)
class ArchiveStamp:
    """归档章 (DA/T 22-2015, 5.4.5): six cells; an empty one is left to be written in."""

    fonds: str = ""
    year: str = ""
    item: str = ""
    unit: str = ""
    retention: str = ""
    pages: str = ""


@dataclass(frozen=True)
class OfficialPaper:
    """One document, ready to be set. `mark` holds a name for every issuing organ (联合行文: the lead organ first).

    `title` is one text, to be broken by sense, or a tuple of its lines, which then stand as they are; a line feed in
    the text is such a break, too. `paragraphs` is the body without signature, date and note; `attachments` follow on
    pages of their own. `caption` is 题注, the bracketed line below the title of a law.
    """

    mark: tuple[str, ...]
    title: str | tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    layout: Layout = Layout.DOCUMENT
    mark_suffix: str = "文件"
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    number: str = ""
    signers: tuple[Signer, ...] = ()
    caption: str = ""
    recipients: str = ""
    signatures: tuple[str, ...] = ()
    date: datetime.date | None = None
    date_wording: str = ""
    note: str = ""
    attachments: tuple[Attachment, ...] = ()
    seals: tuple[Seal | None, ...] = ()
    seal_mode: SealMode = SealMode.PLACE
    copied_to: str = ""
    printed_by: str = ""
    printed_on: datetime.date | None = None
    attendance: tuple[Attendance, ...] = ()
    draft: bool = False
    archive_stamp: ArchiveStamp | None = None

    def __post_init__(self) -> None:
        _check(self)

    @property
    def given_title(self) -> tuple[str, ...]:
        """The lines of the title that were set by hand, or none: then it is broken by sense."""
        lines = self.title if isinstance(self.title, tuple) else tuple(self.title.split("\n"))
        return tuple(line.strip() for line in lines if line.strip()) if len(lines) > 1 else ()

    @property
    def plain_title(self) -> str:
        """The title in one line, as it is quoted and registered."""
        return "".join(self.given_title) or (self.title if isinstance(self.title, str) else "".join(self.title)).strip()

    @property
    def dated(self) -> str:
        """成文日期 as it is written (7.3.5.4): 2026年3月8日, or the wording of a draft that has no day yet."""
        return written(self.date) if self.date else self.date_wording

    def as_data(self) -> dict[str, Any]:
        """What the template reads, but for the title's lines and the rows a page, which `official.set_paper` adds."""
        return {
            "layout": str(self.layout),
            "copy_number": self.copy_number,
            "secrecy": self.secrecy,
            "urgency": self.urgency,
            "mark": list(self.mark),
            "mark_suffix": self.mark_suffix if self.layout is Layout.DOCUMENT else "",
            "number": self.number,
            "signers": [spaced(signer.name) for signer in self.signers],
            "plain_title": self.plain_title,
            "title": list(self.given_title) or [self.plain_title],
            "caption": self.caption,
            "recipients": f"{self.recipients.rstrip('：:')}：" if self.recipients else "",
            "blocks": _as_data(blocks_of(self.paragraphs)),
            "signatures": list(self.signatures),
            "date": self.dated,
            "note": self.note,
            "attachments": [
                {
                    "label": part.label,
                    "title": list(part.title),
                    "caption": part.caption,
                    "blocks": _as_data(blocks_of(part.paragraphs)),
                }
                for part in self.attachments
            ],
            "seals": [{"file": seal.file, "size": seal.size} if seal else None for seal in self.seals],
            "seal_mode": str(self.seal_mode),
            "copied_to": self.copied_to.rstrip("。"),
            "printed_by": self.printed_by,
            "printed_on": written(self.printed_on) if self.printed_on else "",
            "attendance": [{"label": one.label, "names": one.names} for one in self.attendance],
            "draft": self.draft,
            "stamp": _stamp(self.archive_stamp),
        }

    @classmethod
    def drafted(cls, body: str, **elements: Any) -> OfficialPaper:
        """A paper whose body is typed text, one paragraph a line; what it says of signature, date, note and
        attachments is recognised. Elements that are given win over what stands in the text.
        """
        parts = divided(parse(body))
        found: dict[str, Any] = {
            "caption": parts.caption,
            "signatures": _apart(parts.signatures, elements.get("mark", ())),
            "date_wording": parts.date,
            "note": parts.note,
            "attachments": parts.attachments,
        }
        minutes = elements.get("layout") is Layout.MINUTES
        text, attendance = _attended(parts.body) if minutes else (parts.body, ())
        found["attendance"] = attendance
        return cls(paragraphs=text, **{**found, **{name: value for name, value in elements.items() if value}})

    @classmethod
    def from_corpus(cls, record: Mapping[str, str]) -> OfficialPaper:
        """A paper from a line in the corpus' form: title, issuer, number, date, recipients, body, doc_type.

        函 and 纪要 are set in formats of their own (10.1, 10.3). Raises PaperError where a field cannot be used,
        KeyError where title or body is missing.
        """
        issuers = tuple(name for name in record.get("issuer", "").split("、") if name) or ("未注明机关",)
        layout = _layout_of(record.get("doc_type", ""), record["title"])
        body, recipients = record["body"], record.get("recipients", "")
        if _SENTENCE.search(recipients):  # a few laws have their opening sentence there
            body, recipients = with_opening(body, f"{recipients}："), ""
        paper = cls.drafted(
            body,
            mark=_minutes_mark(issuers) if layout is Layout.MINUTES else issuers,
            layout=layout,
            title=record["title"],
            number=record.get("number", ""),
            recipients=recipients,
            date=datetime.date.fromisoformat(record["date"]) if record.get("date") else None,
        )
        return paper if paper.signatures else replace(paper, signatures=issuers)


def written(day: datetime.date) -> str:
    """A date as documents write it (7.3.5.4): Arabic digits, full year, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def spaced(name: str) -> str:
    """A name of two characters is as wide as one of three where names stand below each other."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _layout_of(kind: str, title: str) -> Layout:
    """The format of a 文种; where none is named, the title ends with it."""
    kind = kind or title.rstrip()
    if kind.endswith(_MINUTES):
        return Layout.MINUTES
    return Layout.LETTER if kind.endswith("函") else Layout.DOCUMENT


def _minutes_mark(issuers: tuple[str, ...]) -> tuple[str, ...]:
    """发文机关标志 of minutes, ×××纪要 (10.3): one line, also of several organs."""
    name = "、".join(issuers)
    return (name if name.endswith(_MINUTES) else f"{name}{_MINUTES}",)


def _apart(signatures: tuple[str, ...], organs: Iterable[str]) -> tuple[str, ...]:
    """Organs of 联合行文 that were typed on one line, each for itself."""
    names = tuple(name for line in signatures for name in line.split())
    return names if len(names) > 1 and set(names) <= set(organs) else signatures


def _attended(body: tuple[Paragraph, ...]) -> tuple[tuple[Paragraph, ...], tuple[Attendance, ...]]:
    """The lists of a meeting that were typed below the text (10.3), apart from the text."""
    end = len(body)
    while end and _ATTENDED.match(body[end - 1].text.strip()):
        end -= 1
    found = (_ATTENDED.match(line.text.strip()) for line in body[end:])
    return body[:end], tuple(Attendance(one["label"], one["names"].rstrip("。")) for one in found if one)


def _as_data(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [block.as_data() for block in blocks]


def _stamp(stamp: ArchiveStamp | None) -> dict[str, str] | None:
    if stamp is None:
        return None
    return {name: getattr(stamp, name) for name in ("fonds", "year", "item", "unit", "retention", "pages")}


def _check(paper: OfficialPaper) -> None:
    if not paper.mark or not all(name.strip() for name in paper.mark):
        raise PaperError("mark", "没有发文机关标志。请写明发文机关。")
    if not paper.plain_title:
        raise PaperError("title", "没有标题。请填写标题。")
    if paper.copy_number and not re.fullmatch(r"[0-9]{6}", paper.copy_number):
        raise PaperError("copy_number", "份号应当是6位数字，例如 000012。")
    if paper.urgency and paper.urgency not in URGENCIES:
        raise PaperError("urgency", f"紧急程度只能是{'、'.join(URGENCIES)}。")
    if paper.signers and paper.layout is not Layout.DOCUMENT:
        raise PaperError("signers", "只有文件格式的上行文标注签发人。")
    if paper.attendance and paper.layout is not Layout.MINUTES:
        raise PaperError("attendance", "只有纪要标注出席、请假和列席人员。")
    if paper.seal_mode is SealMode.PICTURE and len(paper.seals) != len(paper.signatures):
        raise PaperError("seals", "印章图样应当与署名一一对应。")
