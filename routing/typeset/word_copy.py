"""A document as an editable Word file (.docx), with the page of GB/T 9704 and without the seal."""

from __future__ import annotations

from datetime import datetime

from routing.typeset import titles
from routing.typeset.blocks import blocks_of
from routing.typeset.paper import OfficialPaper
from routing.typeset.word.ending import put_ending
from routing.typeset.word.heading import put_heading
from routing.typeset.word.imprint import put_imprint
from routing.typeset.word.margins import put_margins
from routing.typeset.word.shell import new_document, packed
from routing.typeset.word.text import put_attachment, put_attendance, put_blocks, put_recipients, put_title


def word_copy(paper: OfficialPaper, *, when: datetime) -> bytes:
    """The document as .docx: 22 lines of 28 characters in Word, WPS and LibreOffice, headings in Word's own styles.

    `when` (aware, or naive UTC) is written as the file's time; the same paper and time give the same bytes.
    """
    document = new_document(paper.plain_title, paper.mark[0], when)
    put_margins(document, paper)
    put_heading(document, paper)
    put_title(document, _title_lines(paper), paper.caption)
    if paper.recipients:
        put_recipients(document, paper.recipients)
    put_blocks(document, blocks_of(paper.paragraphs))
    put_attendance(document, paper.attendance)
    put_ending(document, paper)
    for attachment in paper.attachments:
        put_attachment(document, attachment)
    put_imprint(document, paper)
    return packed(document, when)


def _title_lines(paper: OfficialPaper) -> tuple[str, ...]:
    """The title's lines: as they were given, or broken by sense (which asks for a large dictionary)."""
    return paper.given_title or titles.broken(paper.plain_title)
