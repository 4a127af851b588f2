"""Bars as SVG: lengths and places for the template to draw. No script, no style attribute; the numbers stand in a
table beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 260
TOP: Final = 24
FOOT: Final = 28  # below the columns, for their names
LINE: Final = 34  # height of a lying bar with its gap
LABEL: Final = 190  # width of the names beside lying bars
VALUE: Final = 90  # width of the numbers behind lying bars
CLASSES: Final = ("chart-a", "chart-b", "chart-c")
NAMED: Final = 13  # characters of a name beside a bar


@dataclass(frozen=True, slots=True)
class Box:
    """One bar, and the number that stands at its end."""

    x: float
    y: float
    width: float
    height: float
    css: str
    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """What stands below a group of columns, or beside a bar."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of `width` by `height`. `label` says what it shows; `key`: (class, what the bars of that class are)."""

    label: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    names: tuple[Name, ...]
    base: float
    key: tuple[tuple[str, str], ...]
    lying: bool


def columns(label: str, names: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """Groups of standing bars: for each name one of each series."""
    most = max((value for _, values in series for value in values), default=0) or 1
    step = WIDTH / max(len(names), 1)
    bar = step * 0.8 / len(series)
    base = HEIGHT - FOOT
    boxes, below = [], []
    for place, name in enumerate(names):
        below.append(Name(round(step * (place + 0.5), 1), HEIGHT - 8, name))
        for turn, (_, values) in enumerate(series):
            tall = round((base - TOP) * values[place] / most, 1)
            x = round(step * (place + 0.1) + bar * turn, 1)
            boxes.append(
                Box(x, round(base - tall, 1), round(bar - 1, 1), tall, CLASSES[turn], str(values[place] or ""))
            )
    key = tuple((CLASSES[turn], title) for turn, (title, _) in enumerate(series))
    return Chart(label, WIDTH, HEIGHT, tuple(boxes), tuple(below), base, key, lying=False)


def bars(label: str, rows: Sequence[tuple[str, float, str]], css: str = CLASSES[0]) -> Chart:
    """Lying bars, one below the other: name, value, and the value in words."""
    most = max((value for _, value, _ in rows), default=0) or 1
    room = WIDTH - LABEL - VALUE
    boxes = tuple(
        Box(LABEL, LINE * place + 7, round(max(room * value / most, 1), 1), LINE - 14, css, said)
        for place, (_, value, said) in enumerate(rows)
    )
    names = tuple(
        Name(LABEL - 10, LINE * place + LINE / 2 + 5, name if len(name) <= NAMED else f"{name[: NAMED - 1]}…")
        for place, (name, _, _) in enumerate(rows)
    )
    return Chart(label, WIDTH, LINE * max(len(rows), 1), boxes, names, 0, (), lying=True)
