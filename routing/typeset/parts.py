"""Where the parts of a document are in its text: body, 署名, 成文日期, 附注, and the attachments after them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from routing.text.structure import Kind, Paragraph

_CAPTION = re.compile(r"[（(].*[）)]", re.DOTALL)
_DECIDED = re.compile(r"[通公修批发印]过?[过布正准发订]|施行")


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件 on pages of its own (7.3.7). `label` is 附件1, or empty for the text that a 印发 notice carries.

    `caption` is 题注 below the title.
    """

    label: str = ""
    title: tuple[str, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    caption: str = ""


@dataclass
class Parts:
    """What `divided` found; what is not in the text is empty."""

    body: tuple[Paragraph, ...] = ()
    caption: str = ""
    signatures: tuple[str, ...] = ()
    date: str = ""
    note: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass
class _Open:
    """An attachment that is being read."""

    label: str = ""
    title: list[str] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)

    def closed(self) -> Attachment:
        captions = [line for line in self.title if _is_caption(line)]
        title = [line for line in self.title if line not in captions]
        return Attachment(self.label, tuple(title), tuple(self.paragraphs), "".join(captions))


def divided(paragraphs: tuple[Paragraph, ...]) -> Parts:
    """The parts of a body as `routing.text.structure.parse` gives it. No text is lost and none is changed, but for
    the white space around it.
    """
    lines = [paragraph for paragraph in paragraphs if paragraph.kind is not Kind.EMPTY]
    parts = Parts()
    if lines and _is_caption(lines[0].text.strip()):
        parts.caption = lines.pop(0).text.strip()
    end = _end_of_body(lines)
    parts.body = tuple(lines[:end])
    end = _take_ending(lines, end, parts)
    parts.attachments = tuple(_attachments(lines[end:]))
    return parts


def with_opening(body: str, opening: str) -> str:
    """The text with one more paragraph at its beginning, below 题注 where there is one."""
    first, _, rest = body.partition("\n")
    return f"{first}\n{opening}\n{rest}" if _is_caption(first.strip()) else f"{opening}\n{body}"


def _is_caption(text: str) -> bool:
    """题注 of a law: （2020年5月28日第十三届全国人民代表大会第三次会议通过）."""
    return _CAPTION.fullmatch(text) is not None and _DECIDED.search(text) is not None


def _end_of_body(lines: list[Paragraph]) -> int:
    """The index of what follows the body: the first signature or date, or the first attachment."""
    ending = (Kind.SIGNATURE, Kind.DATE, Kind.ATTACHMENT_HEADING, Kind.ATTACHMENT_TITLE)
    return next((index for index, line in enumerate(lines) if line.kind in ending), len(lines))


def _take_ending(lines: list[Paragraph], index: int, parts: Parts) -> int:
    """Read signatures, date and notes into `parts`; the index after them."""
    notes = []
    while index < len(lines) and lines[index].kind is Kind.SIGNATURE:
        parts.signatures = (*parts.signatures, lines[index].text.strip())
        index += 1
    if index < len(lines) and lines[index].kind is Kind.DATE:
        parts.date = lines[index].text.strip()
        index += 1
    while index < len(lines) and lines[index].kind is Kind.NOTE:
        notes.append(lines[index].text.strip())
        index += 1
    parts.note = "\n".join(notes)
    return index


def _attachments(lines: list[Paragraph]) -> list[Attachment]:
    """Each begins at its number or, where it has none, at its title; text after the date belongs to one, too."""
    found: list[_Open] = []
    for line in lines:
        text = line.text.strip()
        if line.kind is Kind.ATTACHMENT_HEADING:
            found.append(_Open(label=_label(text[: line.lead] or text)))
            if rest := text[line.lead :].strip():
                found[-1].title.append(rest)
        elif line.kind is Kind.ATTACHMENT_TITLE and (not found or found[-1].paragraphs):
            found.append(_Open(title=[text]))
        elif line.kind is Kind.ATTACHMENT_TITLE:
            found[-1].title.append(text)
        else:
            if not found:
                found.append(_Open())
            found[-1].paragraphs.append(line)
    return [attachment.closed() for attachment in found]


def _label(text: str) -> str:
    """附件1, without the colon or stop that the drafter put behind it and without white space."""
    return re.sub(r"\s+", "", text).rstrip("：:.．、")
