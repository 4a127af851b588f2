"""Tables within the text of the Word copy."""

from __future__ import annotations

from typing import Any

from routing.typeset.tables import INSET, Table
from routing.typeset.word.lines import line
from routing.typeset.word.measures import twips

LEADING = 1.5
"""Line pitch within cells, in sizes of their type."""


def put_table(document: Any, content: Table) -> None:
    """A table as wide as the 版心; a row with fewer cells than the others has its last one run to the end."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    table = document.add_table(0, len(content.widths))
    table.autofit = False
    for column, width in zip(table.columns, content.widths, strict=True):
        column.width = Pt(width)
    put_cell_margins(table, INSET / 2)
    put_borders(table, dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), 0.5))
    for place, texts in enumerate(content.rows):
        row = table.add_row()
        head = place == 0 and len(texts) == len(content.widths)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if head:
            row._tr.trPr.append(OxmlElement("w:tblHeader"))
        if len(texts) < len(content.widths):
            row.cells[len(texts) - 1].merge(row.cells[-1])
        for column, text in enumerate(texts):
            cell = row.cells[column]
            if cell.grid_span == 1:
                cell.width = Pt(content.widths[column])
            _fill(cell, text, content.size, head=head, centred=head or content.centred[column])


def _fill(cell: Any, text: str, size: float, *, head: bool, centred: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    for paragraph in list(cell.paragraphs):
        cell._tc.remove(paragraph._p)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    face = "Label" if head else ""
    line(cell, "TableText", (text, face), size=size, pitch=LEADING * size, align="center" if centred else "")


def bare_table(document: Any, widths: list[float]) -> tuple[Any, ...]:
    """A row of empty cells without borders in the middle of the 版心; lengths in points."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
    from docx.shared import Pt

    table = document.add_table(1, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    cells: tuple[Any, ...] = table.row_cells(0)
    for column, cell, width in zip(table.columns, cells, widths, strict=True):
        column.width = cell.width = Pt(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        cell._tc.remove(cell.paragraphs[0]._p)
    put_cell_margins(table)
    return cells


def put_cell_margins(table: Any, room: float = 0) -> None:
    """Leave that room, in points, between the text and each side of its cells."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips(room)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def put_borders(table: Any, widths: dict[str, float]) -> None:
    """Draw the sides that are named, each as many points wide as given; the others are free."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in widths:
            rule = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", round(widths[side] * 8)), ("space", 0), ("color", "000000")):
                rule.set(qn(f"w:{name}"), str(value))
            borders.append(rule)
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
