"""A document as an editable Word file (.docx), with the page of GB/T 9704 and without the seal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from routing.typeset import titles
from routing.typeset.blocks import blocks_of
from routing.typeset.engine import typeset
from routing.typeset.errors import TypesetError
from routing.typeset.official import TEMPLATE, official_data
from routing.typeset.paper import Layout, OfficialPaper, SealMode
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
    put_imprint(document, paper, _pages_below(paper, when))
    return packed(document, when)


def _pages_below(paper: OfficialPaper, when: datetime) -> int:
    """The pages from the one on which the text ends to that of 版记: 0, 1, or 2 with an empty one between.

    Word cannot ask where a text ends. The pages of the PDF, before anything is done for a signature that is alone
    on its page, have the same lines as those of Word, which keeps it together with the last line of the text.
    """
    if paper.layout is Layout.LETTER or not (paper.copied_to or paper.printed_by or paper.printed_on):
        return 0
    mode = SealMode.PLACE if paper.seal_mode is SealMode.PICTURE else paper.seal_mode
    try:
        done = typeset(TEMPLATE, official_data(replace(paper, seal_mode=mode)), when=when.replace(microsecond=0))
    except TypesetError:
        return 1
    end = int(done.facts["end_page"])
    return done.pages - end if end else 0


def _title_lines(paper: OfficialPaper) -> tuple[str, ...]:
    """The title's lines: as they were given, or broken by sense (which asks for a large dictionary)."""
    return paper.given_title or titles.broken(paper.plain_title)
