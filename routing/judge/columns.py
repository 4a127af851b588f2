"""Places of a line: how many of its 28 it uses, and whether the next line could have given it more."""

from itertools import pairwise
from statistics import median

from routing.judge import measures as m
from routing.judge.lines import NEVER_FIRST, OPENING, PAIRED, Line, is_han
from routing.judge.paper import Paper
from routing.judge.rows import continued

_ADJUSTED = (26, 27)
_FEW_LINES = 4
"""Lines of the text on the signature's page: with more of them nothing had to be adjusted."""


def is_full_width(text: str) -> bool:
    """Whether a character takes one whole place."""
    return is_han(text) or text in "，。、；：？！“”‘’（）〔〕《》【】" or "\uff01" <= text <= "\uff5e"


def width_of_character(paper: Paper) -> float | None:
    """mm from one Chinese character to the next in lines that are not justified, or None where there are none."""
    running = set(continued(paper.text))
    across = [
        after.x - char.x
        for line in paper.text
        if line not in running and abs(line.size - m.SIZE_3) < 1
        for char, after in pairwise(line.chars)
        if is_han(char.text) and is_han(after.text)
    ]
    return median(across) if across else None


def columns_wanted(paper: Paper, width: float) -> int:
    """28, or the 26 or 27 that a page has on which otherwise the signature would be alone (7.3.5.5: 字距)."""
    found = round(m.WIDTH / width)
    beside = [line for line in paper.body if paper.date and line.page == paper.date.page]
    return found if found in _ADJUSTED and 0 < len(beside) <= _FEW_LINES else m.COLUMNS


def places_of(line: Line) -> float:
    """The places of a line, with those of an indent and of white between words (第一条　为了).

    A bracket at the edge of which the white half was cut off takes half a place.
    """
    gaps = (max(after.x - char.right, 0) / m.CHARACTER for char, after in pairwise(line.chars))
    white = sum(round(gap * 2) / 2 for gap in gaps)
    cut_off = line.left > line.chars[0].x
    return len(line.chars) + white + max(round(line.indent), 0) - cut_off / 2 - _cut_off(line)


def _cut_off(line: Line) -> float:
    """Half a place where the white half of the last mark was cut off."""
    return 0.5 if line.right < line.chars[-1].right else 0.0


def could_hold_more(line: Line, after: Line, wanted: int) -> bool:
    """Whether a line with less than `wanted` places could have taken characters from the line after it.

    It could not where that would begin a line with a stop, end one with an opening mark, or break a number, a
    foreign word, or a double dash. A mark that is no longer the last gets its white half back.
    """
    text, free = after.text, int(wanted - places_of(line) - _cut_off(line))
    return any(_may_break(text, at) and is_full_width(text[at - 1]) for at in range(1, min(free, len(text)) + 1))


def _may_break(text: str, at: int) -> bool:
    """Whether a line may end before the character at a place."""
    before, behind = text[at - 1], text[at : at + 1]
    if before in OPENING or behind in NEVER_FIRST:
        return False
    foreign = before.isascii() and behind.isascii()
    return not (behind and foreign) and not (before in PAIRED and before == behind)
