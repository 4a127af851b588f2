"""Title, 主送机关, body, 附件说明 and 附件 of the Word copy (7.3)."""

from __future__ import annotations

from typing import Any

from routing.typeset import titles
from routing.typeset.blocks import Block, blocks_of
from routing.typeset.paper import Attendance
from routing.typeset.parts import Attachment
from routing.typeset.word.ending import put_centred
from routing.typeset.word.lines import begin_page, blank, line
from routing.typeset.word.measures import CHARACTER, PITCH, width_of
from routing.typeset.word.table import put_table

TITLE_PITCH = 31.5
"""二号 needs more than a line of the 版心; title and free line below it fill whole lines together."""
_NOTE = "附件："
_HEADINGS = {f"heading_{level}": f"Heading{level}" for level in range(1, 5)}
_LEADS = {**{kind: f"{style}Char" for kind, style in _HEADINGS.items()}, "article": "Label"}
_STYLES = {"note": "Note", "attachment_heading": "AttachmentSubheading", "attachment_title": "AttachmentTitle"}


def put_title(document: Any, title: tuple[str, ...], caption: str, style: str = "OfficialTitle") -> None:
    """The title's lines as they are broken, 题注 below it, and the free line (7.3.1, 7.3.2)."""
    for text in title:
        line(document, style, text, pitch=TITLE_PITCH)
    if caption:
        line(document, "Caption", caption)
    blank(document, (len(title) + 1) * PITCH - len(title) * TITLE_PITCH)


def put_blocks(document: Any, blocks: tuple[Block, ...]) -> None:
    """Paragraphs and tables of a body or of an attachment."""
    for block in blocks:
        if block.table:
            put_table(document, block.table)
        elif block.kind.startswith("attachment_") and block.kind not in _STYLES:
            _put_name(document, block)
        elif block.lines:
            put_centred(document, block.lines)
        else:
            _put_paragraph(document, block)


def put_recipients(document: Any, recipients: str) -> None:
    """主送机关, flush left, with a full-width colon (7.3.2)."""
    line(document, "Recipients", f"{recipients.rstrip('：:')}：")


def put_attendance(document: Any, attendance: tuple[Attendance, ...]) -> None:
    """出席, 请假 and 列席 of a meeting, a free line below the text; turned lines below the names (10.3)."""
    if attendance:
        blank(document, PITCH)
    for one in attendance:
        label = f"{one.label}："
        hanging = width_of(label)
        line(document, "Attendance", (label, "Label"), one.names, left=2 * CHARACTER + hanging, first=-hanging)


def put_attachment(document: Any, attachment: Attachment) -> None:
    """附件 on a page of its own: its number on line 1, its title on line 3 (7.3.7)."""
    before = len(document.element.body)
    if attachment.label:
        line(document, "AttachmentHeading", attachment.label)
        blank(document, PITCH)
    else:
        blank(document, 2 * PITCH)
    if attachment.title:
        lines = attachment.title if len(attachment.title) > 1 else titles.broken(attachment.title[0])
        put_title(document, lines, "", "AttachmentTitle")
    put_blocks(document, blocks_of(attachment.paragraphs))
    begin_page(document, before)


def _put_paragraph(document: Any, block: Block) -> None:
    """A heading on a line of its own has Word's style; one that runs into its text has its face alone."""
    if block.kind == "chapter":
        line(document, "Chapter", block.lead)
        return
    if block.kind in _HEADINGS and block.lead and not block.text.strip():
        paragraph = line(document, _HEADINGS[block.kind], block.lead)
        if not block.sticky:
            paragraph.paragraph_format.keep_with_next = False
        return
    lead = (block.lead, _LEADS.get(block.kind, ""))
    line(document, _STYLES.get(block.kind, "BodyText"), *([lead] if block.lead else []), block.text)


def _put_name(document: Any, block: Block) -> None:
    """One name of 附件说明: two characters in, turned lines below the name's beginning (7.3.4)."""
    first = block.kind == "attachment_first"
    if first:
        blank(document, PITCH)
    label = _NOTE if first else ""
    number = width_of(block.lead)
    paragraph = line(
        document,
        "AttachmentNote",
        label + block.lead + block.text,
        left=2 * CHARACTER + width_of(_NOTE) + number,
        first=-(width_of(label) + number),
    )
    paragraph.paragraph_format.keep_together = True
