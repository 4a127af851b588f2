"""What stands on a sheet, in millimetres from its top left corner: the judge's whole knowledge of a PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Unreadable(Exception):
    """The file is no PDF that can be judged; the message says in Chinese why."""


class Colour(NamedTuple):
    """Red, green, blue from 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def is_black(self) -> bool:
        return max(self) <= 60

    @property
    def is_red(self) -> bool:
        return self.red >= 150 and self.green <= 90 and self.blue <= 90

    @property
    def label(self) -> str:
        return "黑色" if self.is_black else "红色" if self.is_red else "#{:02x}{:02x}{:02x}".format(*self)


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of characters is drawn: font, size in points, colour."""

    font: str
    embedded: bool
    size: float
    colour: Colour
    stroked: bool
    turned: bool
    seen: bool


class Char(NamedTuple):
    """One character: where its base line begins and its advance ends, and the edges of its ink."""

    text: str
    x: float
    y: float
    right: float
    ink_left: float
    top: float
    ink_right: float
    bottom: float
    style: Style


class Stroke(NamedTuple):
    """A horizontal rule; `y` is its middle."""

    left: float
    right: float
    y: float
    thickness: float
    colour: Colour

    @property
    def width(self) -> float:
        return self.right - self.left


class Upright(NamedTuple):
    """An upright rule: the side of a table's cells."""

    x: float
    top: float
    bottom: float


class Picture(NamedTuple):
    """An image or a drawing."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Sheet:
    """One page; `number` counts from 1. A sheet that the file turns by /Rotate is `turned`."""

    number: int
    width: float
    height: float
    turned: bool = False
    chars: list[Char] = field(default_factory=list)
    missing: int = 0
    strokes: list[Stroke] = field(default_factory=list)
    uprights: list[Upright] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
