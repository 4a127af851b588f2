"""Rows of a page: which lines run on, which pages are full, how many rows they should hold."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise
from math import floor

from routing.judge import measures as m
from routing.judge.lines import Line
from routing.judge.paper import Paper
from routing.judge.signs import ATTACHMENT

_ADJUSTED = range(m.ROWS - 3, m.ROWS + 4)
"""Rows that a page may get by 7.3.5.5, which lets rows be spaced for a signature that would stand alone."""


def on_page(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines of each page."""
    return [list(some) for _, some in groupby(lines, key=lambda line: line.page)]


def continued(lines: list[Line]) -> list[Line]:
    """Lines whose paragraph goes on in the next line: the next one begins without an indent."""
    return [
        line
        for line, after in pairwise(lines)
        if -0.5 < after.indent < 0.5 and line.indent < 2.6 and abs(line.size - after.size) < 1
        and line.right > m.RIGHT - 3.2 * m.CHARACTER and not ATTACHMENT.match(after.text)
    ]  # fmt: skip


def full_pages(paper: Paper) -> list[Line]:
    """The last lines of pages that end in the middle of a paragraph, so that they must be full."""
    running = set(continued(paper.text))
    return [
        high
        for high, low in pairwise(paper.text)
        if high in running and low.page == high.page + 1 and high is paper.lines[high.page - 1][-1]
    ]


def row_of(paper: Paper, line: Line) -> float:
    """Which row of its page a line stands in, counted from 1 at the upper edge of the 版心."""
    return _row(line, paper.pitch)


def _row(line: Line, pitch: float) -> float:
    first = m.TOP + m.EM_ABOVE * m.SIZE_3 * m.POINT
    return (line.y - first) / pitch + 1


def rows_wanted(paper: Paper) -> int:
    """22, or the other number which the pitch gives where 22 would strand the signature (7.3.5.5)."""
    rows = floor((m.BOTTOM - m.TOP - m.SIZE_3 * m.POINT) / paper.pitch + 1.1)
    return rows if rows in _ADJUSTED and rows != m.ROWS and _would_strand(paper, rows) else m.ROWS


def _would_strand(paper: Paper, rows: int) -> bool:
    """Whether the signature would stand alone if the pages, which have `rows` rows, had 22.

    What is above the title has its own measures and does not become higher or lower with the rows.
    """
    last, date = paper.last_of_body, paper.date
    if last is None or date is None or last.page != date.page:
        return False
    first = [*paper.title, *paper.recipients, *paper.body][0]
    before = paper.lines[: last.page - 1]
    free = sum(max(rows - round(row_of(paper, lines[-1])), 0) for lines in before if lines)
    used = len(before) * rows - free + round(row_of(paper, last)) - floor(row_of(paper, first))
    ends = floor(_row(first, m.PITCH)) + used
    # 附注 belongs on the line after the date (7.3.6).
    below = paper.note[-1] if paper.note and paper.note[-1].page == date.page else date
    block = round(row_of(paper, below)) - round(row_of(paper, last))
    # With 22 rows, one may be left free at the foot of each page before, for a heading that needs what follows.
    return any((ends + left - 1) % m.ROWS + 1 + block > m.ROWS for left in range(len(before) + 1))
