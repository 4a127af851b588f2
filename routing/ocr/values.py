"""What was read off a scan: lines with their places, and the columns proposed from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

FIELDS: Final = (
    "organ",
    "source_number",
    "title",
    "recipients",
    "dated",
    "secrecy",
    "urgency",
    "kind",
    "pages",
    "copies_to",
)
"""来文单位, 来文字号, 标题, 主送, 成文日期 (ISO), 密级 as printed, 紧急程度, 文种, 页数, 抄送."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as parts (0 to 1) of the page as it was handed in."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed value: never more than that. `sure` where two signs on the page agree, or none leaves a doubt.

    `page` (from 1) and `box` are where it was read; page 0 where it was counted, not read.
    """

    value: str
    sure: bool
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class PaperRead:
    """What a scan says: the fields that could be read, its pages, the text of those that were read, remarks."""

    fields: Mapping[str, Suggestion]
    pages: int
    text: str = ""
    notes: tuple[str, ...] = ()
    """In plain Chinese, for the person who registers."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, upright. Left, top, right and bottom are dots of the picture that was read, turned straight."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float
    box: Box
    red: bool = False
    sealed: bool = False
    """Red runs through it, as of a seal, though it is not red itself."""

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def ems(self) -> float:
        """How many full-width characters it is long."""
        return sum(0.5 if character.isascii() else 1 for character in self.text)

    @property
    def pitch(self) -> float:
        """Dots from one full-width character to the next."""
        return (self.right - self.left) / max(self.ems, 1)

    def followed_by(self, other: "Line") -> "Line":
        """One line of this one and another that goes on at its right."""
        (left, top, _, bottom), (_, other_top, right, other_bottom) = self.box, other.box
        return Line(
            self.text + other.text,
            min(self.score, other.score),
            self.left,
            min(self.top, other.top),
            other.right,
            max(self.bottom, other.bottom),
            (left, min(top, other_top), right, max(bottom, other_bottom)),
            self.red and other.red,
            self.sealed or other.sealed,
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read: number from 1, lines from top to bottom, the picture's breadth and height in dots."""

    number: int
    lines: tuple[Line, ...]
    width: float
    height: float
    exact: bool = False
    """From the text of a PDF, not recognised."""
    turned: int = 0
    """Degrees by which the picture had to be turned (clockwise) to stand upright."""
    dates: tuple[tuple[str, Box], ...] = field(default=())
    """Dates (ISO) on which two readings agreed, with their places; the signature's first."""
