"""How the columns of a table share the 版心: by their words, in type that is only made smaller when it must be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

ROOM = 156 / 25.4 * 72
"""Points: the width of the 版心."""
SIZE, LEAST_SIZE = 12.0, 7.5
"""Points: the type of a table's cells, and the smallest that can be read."""
INSET = 8.0
"""Points at both sides of a cell together."""
LONGEST_CENTRED = 8
"""Characters of the longest cell of a column that is centred."""
_RUN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the widths of the columns, which of them are centred, and the size of the type in points."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    centred: tuple[bool, ...]
    size: float

    def as_data(self) -> dict[str, Any]:
        """What the template reads."""
        return {
            "rows": [list(row) for row in self.rows],
            "widths": list(self.widths),
            "centred": list(self.centred),
            "cell_size": self.size,
        }


def table_of(rows: list[tuple[str, ...]]) -> Table:
    """A table; a row that lost cells at its source (merged ones) has its last cell run to the end."""
    columns = max(len(row) for row in rows)
    cells = [[row[column] for row in rows if len(row) > column and not _runs_on(row, column, columns)] or [""]
             for column in range(columns)]  # fmt: skip
    least = [max(map(_unbroken, column)) for column in cells]
    whole = [max(map(_width, column)) for column in cells]
    spare = ROOM - INSET * columns
    size = max(LEAST_SIZE, min(SIZE, spare / sum(least)))
    widths = _shared([one * size for one in least], [one * size for one in whole], spare)
    centred = tuple(max(map(_width, column[1:] or column)) <= LONGEST_CENTRED for column in cells)
    return Table(tuple(rows), tuple(round(one + INSET, 3) for one in widths), centred, round(size, 2))


def _shared(least: list[float], whole: list[float], spare: float) -> list[float]:
    """Each column its need where all have room, else its least and a share of the rest by the root of its need."""
    if sum(whole) <= spare:
        wanted = whole
    else:
        left = max(spare - sum(least), 0.0)
        weights = [max(need - low, 0.0) ** 0.5 for need, low in zip(whole, least, strict=True)]
        wanted = [low + left * weight / (sum(weights) or 1.0) for low, weight in zip(least, weights, strict=True)]
    return [one * spare / sum(wanted) for one in wanted]


def _runs_on(row: tuple[str, ...], column: int, columns: int) -> bool:
    """Whether this is the last cell of a shorter row: it says nothing of the width of one column."""
    return len(row) < columns and column == len(row) - 1


def _width(cell: str) -> float:
    """In characters; digits and Latin letters take little more than half of one."""
    return max(sum(0.58 if char.isascii() else 1.0 for char in cell), 1.0)


def _unbroken(cell: str) -> float:
    """The widest piece that cannot be parted: two characters, or a number."""
    return max([2.0, *(_width(run) for run in _RUN.findall(cell))])
