"""版记 of the Word copy (7.4): at the foot of the last even page.

Where the text ends on another page, 版记 is a section of its own that begins an even page.
"""

from __future__ import annotations

from typing import Any

from routing.typeset.paper import Layout, OfficialPaper, written
from routing.typeset.word.lines import LEAST, add_tab, blank, line
from routing.typeset.word.margins import put_footers
from routing.typeset.word.measures import LEFT, MM, SMALL, WIDTH, twips
from routing.typeset.word.table import put_borders, put_cell_margins

PITCH = 24.0
OUTER, INNER = 0.35 * MM, 0.25 * MM
_COPIED = "抄送："


def put_imprint(document: Any, paper: OfficialPaper, pages_below: int = 0) -> None:
    """抄送机关, 印发机关 and 印发日期; in 信函格式 抄送机关 alone and without rules (10.1).

    It stands `pages_below` pages below the end of the text; where one of them is empty, neither has a number (7.5).
    """
    if document.tables and document.element.body[-2] is document.tables[-1]._tbl:
        blank(document, LEAST)  # Word joins tables that touch, and wants a paragraph at the end
    letter = paper.layout is Layout.LETTER
    printed = bool(paper.printed_by or paper.printed_on) and not letter
    if not paper.copied_to and not printed:
        return
    if pages_below:
        _begin_even_page(document, numbered=pages_below == 1)
    rows = bool(paper.copied_to) + printed
    table = document.add_table(rows, 1)
    table.autofit = False
    _place(table)
    if not letter:
        put_borders(table, {"top": OUTER, "bottom": OUTER, "insideH": INNER})
    if paper.copied_to:
        _line(table.cell(0, 0), f"{_COPIED}{paper.copied_to.rstrip('。')}。", hanging=len(_COPIED) * SMALL)
    if printed:
        day = f"{written(paper.printed_on)}印发" if paper.printed_on else ""
        paragraph = _line(table.cell(rows - 1, 0), f"{paper.printed_by}\t{day}")
        add_tab(paragraph, WIDTH - SMALL)
    blank(document, 1)  # a table floats beside a paragraph; this one takes no room


def _begin_even_page(document: Any, *, numbered: bool) -> None:
    from docx.enum.section import WD_SECTION
    from docx.shared import Pt

    section = document.add_section(WD_SECTION.EVEN_PAGE)
    ending = document.paragraphs[-1]  # bears the end of the section before, and is to need no room
    ending._p.style = "Spacer"
    ending.paragraph_format.line_spacing = Pt(LEAST)
    blank(document, LEAST)  # LibreOffice begins no page with a table that floats
    put_footers(section, numbered=numbered)


def _line(cell: Any, text: str, hanging: float = 0) -> Any:
    cell._tc.remove(cell.paragraphs[0]._p)
    return line(cell, "Imprint", text, left=SMALL + hanging, first=-hanging, right=0 if "\t" in text else SMALL)


def _place(table: Any) -> None:
    """Let the table float at the foot of the 版心.

    LibreOffice floats a table of the text's whole width only if its place is counted from the page's edge.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    properties = table._tbl.tblPr
    position = OxmlElement("w:tblpPr")
    place = {"vertAnchor": "margin", "horzAnchor": "page", "tblpX": str(twips(LEFT)), "tblpYSpec": "bottom"}
    for name, value in place.items():
        position.set(qn(f"w:{name}"), value)
    properties.insert_element_before(
        position, "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc",
        "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook",
    )  # fmt: skip
    put_cell_margins(table)
    table.columns[0].width = Pt(WIDTH)
    for row in table.rows:
        row.cells[0].width = Pt(WIDTH)
