"""What stands above the title: 版头 of 文件格式 and 纪要格式 (7.2, 10.3), and what stands there in 信函格式 (10.1)."""

from __future__ import annotations

from math import ceil
from typing import Any

from routing.typeset.paper import Layout, OfficialPaper, spaced
from routing.typeset.word.lines import Piece, add_rule, add_run, add_tab, blank, line, put_apart
from routing.typeset.word.measures import BODY, CHARACTER, MARK, MM, PITCH, WIDTH, fitting, width_of
from routing.typeset.word.table import bare_table

NUMBER_ROW = 7
"""Whole lines above 发文字号, if the mark is not higher than usual."""
FREE = 2
"""Lines between mark and number, and between red rule and title (7.2.5, 7.3.1)."""
MARK_TOP = 35 * MM
RULE_BELOW = 7
"""Points from the number's line to the red rule, so that 4 mm are free below its characters (7.2.7)."""
RULE = 2.0
_BASELINE = 0.8  # of a line's pitch: where Word and LibreOffice put the baseline of a line of exact pitch
_ASCENT = 0.88  # of the size: from the baseline to the top of a Chinese character
_NAMES_A_ROW = 2
_MARK_SHARE, _MARK_APART = 0.72, 0.42
"""A short mark takes up to so much of the line, with up to so much of its size between its characters."""
JOINT_SIZES = {2: 32.0, 3: 26.0, 4: 22.0, 5: 19.0}
LEAST_JOINT = 17.0
LETTER_MARK = 36.0
LETTER_RULE = 2.25
"""The thick one of the double rule; Word draws the thin one at three quarters of a point."""


def put_heading(document: Any, paper: OfficialPaper) -> None:
    """Everything between the upper edge of the 版心 and the title."""
    if paper.layout is Layout.LETTER:
        _letter_lines(document, paper)
        return
    used = _markings(document, paper)
    used += _marks(document, paper, used)
    blank(document, max(NUMBER_ROW, ceil(used / PITCH - (1 - _BASELINE)) + FREE) * PITCH - used)
    last = _minutes_lines(document, paper) if paper.layout is Layout.MINUTES else _number_lines(document, paper)
    add_rule(last, "bottom", RULE, space=RULE_BELOW, red=True)
    blank(document, FREE * PITCH - RULE_BELOW - RULE)


def letter_mark(header: Any, paper: OfficialPaper, above: float) -> None:
    """发文机关标志 of 信函格式, 30 mm below the page's upper edge, and the red double rule 4 mm below it (10.1).

    It stands in the header of the first page, `above` points below whose beginning the mark is to start.
    """
    text = paper.mark[0] if len(paper.mark) == 1 else "　".join(paper.mark)
    size = fitting(text, LETTER_MARK)
    pitch = 1.25 * size
    blank(header, above - (_BASELINE * pitch - _ASCENT * size))
    mark = _put_mark(header, text, size, pitch, left=-8 * MM, right=-6 * MM)
    below = pitch * (1 - _BASELINE) - (1 - _ASCENT) * size
    add_rule(mark, "bottom", LETTER_RULE, space=round(4 * MM - below), kind="thickThinSmallGap", red=True)
    blank(header, 7 / 8 * BODY - (_BASELINE * PITCH - _ASCENT * BODY))


def _markings(document: Any, paper: OfficialPaper) -> float:
    """份号, 密级, 紧急程度, one a line, and the height used."""
    lines = _marking_lines(paper)
    for style, text in lines:
        line(document, style, text)
    return len(lines) * PITCH


def _marking_lines(paper: OfficialPaper) -> list[tuple[str, str]]:
    found = (("CopyNumber", paper.copy_number), ("Marking", paper.secrecy), ("Marking", paper.urgency))
    return [(style, text) for style, text in found if text]


def _marks(document: Any, paper: OfficialPaper, used: float) -> float:
    """发文机关标志 with its top 35 mm below the upper edge of the 版心; the height used."""
    suffix = paper.mark_suffix if paper.layout is Layout.DOCUMENT else ""
    if len(paper.mark) > 1:
        return _joint_marks(document, paper.mark, suffix, used)
    text = paper.mark[0] + suffix
    size = fitting(text, MARK)
    pitch = 2 * PITCH
    before = MARK_TOP - used - (_BASELINE * pitch - _ASCENT * size)
    blank(document, before)
    _put_mark(document, text, size, pitch)
    return before + pitch


def _put_mark(container: Any, text: str, size: float, pitch: float, left: float = 0, right: float = 0) -> Any:
    """One mark on a line; where it is short, its characters stand apart."""
    apart = (_MARK_SHARE * WIDTH - len(text) * size) / max(1, len(text) - 1)
    paragraph = line(container, "Mark", text[:-1], size=size, pitch=pitch, left=left, right=right)
    put_apart(paragraph.runs, max(0.0, min(_MARK_APART * size, apart)))
    add_run(paragraph, text[-1], size=size)
    return paragraph


def _joint_marks(document: Any, names: tuple[str, ...], suffix: str, used: float) -> float:
    """Several organs below each other, each as wide as the widest, and 文件 beside their middle (7.2.4)."""
    size = min(JOINT_SIZES.get(len(names), LEAST_JOINT), fitting(max(names, key=len) + "　" * len(suffix) * 2, MARK))
    widths = [width_of(max(names, key=len), size) + size / 2, *([MARK * (len(suffix) + 0.5)] if suffix else [])]
    pitch = 1.2 * size
    before = MARK_TOP - used - (_BASELINE * pitch - _ASCENT * size)
    blank(document, before)
    beside = bare_table(document, widths)
    for name in names:
        line(beside[0], "Mark", name, size=size, pitch=pitch, align="distribute")
    if suffix:
        line(beside[1], "Mark", suffix, size=MARK, pitch=1.2 * MARK)
    return before + max(pitch * len(names), 1.2 * MARK)


def _number_lines(document: Any, paper: OfficialPaper) -> Any:
    """发文字号 in the middle, or at the left with 签发人 at the right, two a line; the last of these lines."""
    names = [spaced(signer.name) for signer in paper.signers]
    if not names:
        return line(document, "Number", paper.number)
    row = None
    for start in range(0, len(names), _NAMES_A_ROW):
        beside = names[start : start + _NAMES_A_ROW]
        missing = _NAMES_A_ROW - len(beside) if start else 0
        label = "" if start else "签发人："
        number = paper.number if start + _NAMES_A_ROW >= len(names) else ""
        row = _sided(document, number, label, ("　".join(beside) + "　" * (4 * missing), "Name"))
    return row


def _minutes_lines(document: Any, paper: OfficialPaper) -> Any:
    """The number of 纪要 in the middle, below it who issues them and the day; the last of these lines."""
    row = line(document, "Number", paper.number)
    if paper.signatures or paper.dated:
        row = _sided(document, "　".join(paper.signatures), paper.dated)
    return row


def _sided(document: Any, left: str, *right: Piece) -> Any:
    """A line with text at both sides, one character in. Tabs, not indents: a rule below keeps to the indents."""
    row = line(document, "Number", f"\t{left}\t", *right, align="left")
    add_tab(row, CHARACTER, "left")
    add_tab(row, WIDTH - CHARACTER)
    return row


def _letter_lines(document: Any, paper: OfficialPaper) -> None:
    """发文字号 at the right below the rule, 份号, 密级 and 紧急程度 at the left, two free lines before the title."""
    markings = _marking_lines(paper) or [("CopyNumber", "")]
    for place, (style, text) in enumerate(markings):
        face = "Label" if style == "Marking" else ""
        row = line(document, "CopyNumber", (text, face), *([] if place else [f"\t{paper.number}"]))
        if place == 0:
            add_tab(row, WIDTH)
    blank(document, FREE * PITCH)
