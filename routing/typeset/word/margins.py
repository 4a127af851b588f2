"""What stands outside the 版心 of the Word copy: page numbers, the note 草稿, the letterhead of 信函格式."""

from __future__ import annotations

from typing import Any

from routing.typeset.paper import Layout, OfficialPaper
from routing.typeset.word.heading import LETTER_RULE, letter_mark
from routing.typeset.word.lines import add_field, add_rule, add_run, blank, line
from routing.typeset.word.measures import MM, SMALL
from routing.typeset.word.shell import FOOTER, HEADER

DRAFT = "草稿"
_PITCH = SMALL + 2
_BELOW = 35 * MM - 7 * MM - FOOTER - _PITCH / 2
"""Free space below the page number: its dashes are 7 mm below the 版心 (7.5)."""
_DRAFT_PITCH = SMALL + 6
_TOP = 30 * MM - HEADER


def put_margins(document: Any, paper: OfficialPaper) -> None:
    """Headers and footers of odd and even pages, and of the first page of a letter."""
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        _emptied(header)
        _draft(header, paper)
    put_footers(section)
    if paper.layout is Layout.LETTER:
        section.different_first_page_header_footer = True
        _emptied(section.first_page_header)
        _draft(section.first_page_header, paper)
        letter_mark(section.first_page_header, paper, _TOP - _DRAFT_PITCH)
        _emptied(section.first_page_footer)
        rule = line(section.first_page_footer, "LetterRule", left=-8 * MM, right=-6 * MM)
        add_rule(rule, "bottom", LETTER_RULE, kind="thinThickSmallGap", red=True)


def put_footers(section: Any, *, numbered: bool = True) -> None:
    """The footers of odd and even pages; without number they keep their height."""
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _emptied(footer)
        _page_number(footer, side, numbered=numbered)


def _emptied(part: Any) -> None:
    part.is_linked_to_previous = False
    for paragraph in part.paragraphs:
        part._element.remove(paragraph._p)


def _draft(header: Any, paper: OfficialPaper) -> None:
    line(header, "Header", *([DRAFT] if paper.draft else []))


def _page_number(footer: Any, side: str, *, numbered: bool) -> None:
    paragraph = line(footer, "PageNumber", *(["— "] if numbered else []), align=side, **{side: SMALL})
    if numbered:
        add_field(paragraph, "PAGE")
        add_run(paragraph, " —")
    blank(footer, _BELOW)
