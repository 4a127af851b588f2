"""Lines of the Word copy: a paragraph of a style, made of pieces in different faces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from routing.typeset.word.measures import twips
from routing.typeset.word.styles import RED

Piece = str | tuple[str, str]
"""Text, or text with the key of its character style."""
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LEAST = 0.7
"""Points: the lowest line that Word knows."""
_AFTER_BORDER = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
    "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
    "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip


def line(
    container: Any,
    style: str,
    *pieces: Piece,
    left: float = 0,
    right: float = 0,
    first: float = 0,
    pitch: float = 0,
    align: str = "",
    size: float = 0,
) -> Any:
    """Add a paragraph of the style with that key to a document, header, footer or cell; lengths in points."""
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
    from docx.shared import Pt

    paragraph = container.add_paragraph()
    paragraph._p.style = style
    form = paragraph.paragraph_format
    if pitch:
        form.line_spacing = Pt(pitch)
    for name, length in (("left_indent", left), ("right_indent", right), ("first_line_indent", first)):
        if length:
            setattr(form, name, Pt(length))
    if align:
        form.alignment = WD_PARAGRAPH_ALIGNMENT[align.upper()]
    for piece in pieces:
        text, face = (piece, "") if isinstance(piece, str) else piece
        if text:
            add_run(paragraph, text, face, size)
    return paragraph


def blank(container: Any, height: float) -> Any:
    """Add free space of that height in points, or nothing where there is none to add."""
    return line(container, "Spacer", pitch=height) if height >= LEAST else None


def begin_page(document: Any, place: int) -> None:
    """Let the block at that place of the body begin a page; a table gets a line before it that does."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    element = document.element.body[place - 1]
    if element.tag != qn("w:p"):
        added = blank(document, LEAST)
        element.addprevious(added._p)
        element = added._p
    Paragraph(element, document).paragraph_format.page_break_before = True


def legible(text: str) -> str:
    """The text without the characters that XML cannot hold and no page shows."""
    return _NO_XML.sub("", text)


def add_run(paragraph: Any, text: str, face: str = "", size: float = 0) -> Any:
    """Add text, of which dashes and quotation marks are taken as full-width ones."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(legible(text))
    if face:
        run._r.style = face
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    if size:
        run.font.size = Pt(size)
    return run


def put_apart(runs: Sequence[Any], points: float) -> None:
    """Let every character of the runs stand so far from the next one."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for run in runs:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(twips(points)))
        run._r.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def add_tab(paragraph: Any, at: float, align: str = "right") -> None:
    """Add a tab stop, in points from the left edge of the 版心."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(at), WD_TAB_ALIGNMENT[align.upper()])


def add_rule(
    paragraph: Any, side: str, width: float, *, space: int = 0, kind: str = "single", red: bool = False
) -> None:
    """Draw a rule along a paragraph; `width` in points, `space` in whole points from the text (at most 31)."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *_AFTER_BORDER)
    rule = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", round(width * 8)), ("space", space), ("color", RED if red else "000000")):
        rule.set(qn(f"w:{name}"), str(value))
    borders.append(rule)


def add_field(paragraph: Any, instruction: str) -> None:
    """Add a field that Word keeps up to date, such as PAGE."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "separate", "text", "end"):
        run = add_run(paragraph, "1" if kind == "text" else "")
        if kind == "":
            text = OxmlElement("w:instrText")
            text.text = f" {instruction} "
            run._r.append(text)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
