"""Lines put into rows, and the measure of the page taken from its text: how wide and high its letters are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final

from routing.ocr.patterns import bare
from routing.ocr.values import Box, Line

SAME: Final = 0.5  # of a line's height: middles nearer than this stand in one row


@dataclass(frozen=True, slots=True)
class Row:
    """Lines beside each other, from left to right."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "".join(bare(line.text) for line in self.lines)

    @property
    def left(self) -> float:
        return self.lines[0].left

    @property
    def right(self) -> float:
        return max(line.right for line in self.lines)

    @property
    def middle(self) -> float:
        return median(line.middle for line in self.lines)

    @property
    def height(self) -> float:
        return max(line.height for line in self.lines)

    @property
    def bottom(self) -> float:
        return max(line.bottom for line in self.lines)

    @property
    def top(self) -> float:
        return min(line.top for line in self.lines)

    @property
    def score(self) -> float:
        return min(line.score for line in self.lines)

    @property
    def pitch(self) -> float:
        """Dots from one full-width character to the next, by the longest line."""
        return max(self.lines, key=lambda line: line.ems).pitch

    @property
    def ems(self) -> float:
        return sum(line.ems for line in self.lines)

    @property
    def red(self) -> bool:
        return all(line.red for line in self.lines)

    @property
    def sealed(self) -> bool:
        return any(line.sealed for line in self.lines)


@dataclass(frozen=True, slots=True)
class Measure:
    """The text of a page: its left and right edge, the distance of its letters, the height of its lines, in dots."""

    left: float
    right: float
    pitch: float
    height: float

    def is_large(self, row: Row) -> bool:
        """Is a row set in larger letters than the text, as a title is (二号 beside 三号: 22 to 16)?"""
        if row.ems >= 4:
            return row.pitch > 1.17 * self.pitch
        return row.height > 1.2 * self.height and row.pitch > 1.08 * self.pitch

    def is_flush_left(self, row: Row) -> bool:
        return row.left < self.left + 1.2 * self.pitch

    def is_centred(self, row: Row) -> bool:
        return abs((row.left + row.right) - (self.left + self.right)) < 5 * self.pitch


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """Lines that stand beside each other, row by row from the top."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.middle):
        for row in reversed(rows[-4:]):
            if _beside(row, line):
                row.append(line)
                break
        else:
            rows.append([line])
    return [Row(tuple(sorted(row, key=lambda line: line.left))) for row in rows]


def _beside(row: list[Line], line: Line) -> bool:
    """Does a line stand in the row? Not where it lies above or below one of its lines (a seal beside small print)."""
    near = all(abs(one.middle - line.middle) < SAME * min(one.height, line.height) for one in row)
    apart = all(line.left > one.right - 0.5 * one.height or line.right < one.left + 0.5 * one.height for one in row)
    return near and apart


def measured(rows: list[Row]) -> Measure | None:
    """The measure of a page by its black lines of many letters; None where there is hardly a text."""
    black = [line for row in rows for line in row.lines if not line.red and line.ems >= 4]
    if not black:
        return None
    longest = sorted(black, key=lambda line: line.ems)[-max(len(black) // 2, 3) :]
    pitch, height = median(line.pitch for line in longest), median(line.height for line in longest)
    near = [line for line in longest if line.pitch < 1.17 * pitch] or longest
    return Measure(min(line.left for line in near), max(line.right for line in near), pitch, height)


def around(rows: Iterable[Row]) -> Box:
    """The box that holds all rows."""
    boxes = [line.box for row in rows for line in row.lines]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
