"""Characters put together to lines: what stands on one base line of one sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from routing.judge.faces import Face, face_of, is_rare
from routing.judge.measures import CHARACTER, EDGE_OFF, EM_ABOVE, EM_BELOW, LEFT, MIDDLE, POINT, RIGHT
from routing.judge.sheet import Char, Colour, Picture, Sheet

OPENING = frozenset("（〔【《〈「『“‘([{")
CLOSING = frozenset("，。、；：？！）〕】》〉」』”’")
PAIRED = frozenset("—…")
"""Marks of two characters that are never parted."""
NEVER_FIRST = CLOSING | frozenset("％℃,.;:?!)]}%")
"""Marks that begin no line (GB/T 15834)."""
_SAME_BASE = 0.7
"""mm between base lines of one line; the next line of type is at least 4 mm away."""
_GAP = 1.5
"""Ems of white that part a line into pieces, such as 发文字号 and 签发人."""
_NARROW_GAP = 0.15
"""Ems of white that part names in a row; within a name there is none."""


@dataclass(eq=False)
class Line:
    """Characters on one base line, from left to right; `row` counts the lines of the sheet from 1."""

    page: int
    row: int
    chars: list[Char]

    @cached_property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)

    @cached_property
    def y(self) -> float:
        """The base line, mm from the top."""
        return median(char.y for char in self.chars)

    @cached_property
    def size(self) -> float:
        """The usual size of its characters in points."""
        return Counter(round(char.style.size, 1) for char in self.chars).most_common(1)[0][0]

    @property
    def em(self) -> float:
        """The width of a full character in mm."""
        return self.size * POINT

    @cached_property
    def left(self) -> float:
        """The left edge, mm; an opening mark may stand with the white half of its place outside the 版心."""
        first = self.chars[0]
        outside = first.text in OPENING and first.x < LEFT - EDGE_OFF
        return first.x + self.em / 2 if outside else first.x

    @cached_property
    def right(self) -> float:
        """The right edge, mm; of a closing mark as of an opening one."""
        last = self.chars[-1]
        outside = last.text in CLOSING and last.right > RIGHT + EDGE_OFF
        return last.right - self.em / 2 if outside else last.right

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def top(self) -> float:
        """The upper edge of the em box, mm."""
        return self.y - EM_ABOVE * self.em

    @property
    def bottom(self) -> float:
        """The lower edge of the em box, mm."""
        return self.y + EM_BELOW * self.em

    @cached_property
    def ink_top(self) -> float:
        return min(char.top for char in self.chars)

    @property
    def indent(self) -> float:
        """Characters of 三号 from the left edge of the 版心."""
        return (self.left - LEFT) / CHARACTER

    @cached_property
    def colour(self) -> Colour:
        return Counter(char.style.colour for char in self.chars).most_common(1)[0][0]

    @cached_property
    def face(self) -> Face:
        """The face of most of its Chinese characters (of all, where it has none)."""
        return usual_face(self.chars)

    @cached_property
    def pieces(self) -> tuple[Line, ...]:
        """The line cut where it shows a wide gap."""
        return self.parted(_GAP)

    @cached_property
    def names(self) -> tuple[Line, ...]:
        """The line cut where it shows any gap: names of organs beside each other, which may stand close."""
        return self.parted(_NARROW_GAP)

    def parted(self, ems: float) -> tuple[Line, ...]:
        """The line cut at gaps of more than so many ems."""
        pieces: list[list[Char]] = []
        for char in self.chars:
            if not pieces or char.x - pieces[-1][-1].right > ems * self.em:
                pieces.append([])
            pieces[-1].append(char)
        return (self,) if len(pieces) == 1 else tuple(Line(self.page, self.row, piece) for piece in pieces)

    @property
    def off_centre(self) -> float:
        """mm by which the middle of the line lies right of the middle of the 版心: by its ink or by its places."""
        ink = (self.chars[0].ink_left + self.chars[-1].ink_right) / 2
        return min(self.middle - MIDDLE, ink - MIDDLE, key=abs)

    @property
    def place(self) -> str:
        """Where it is, in Chinese, with its beginning."""
        beginning = self.text if len(self.text) <= 12 else self.text[:12] + "…"
        return f"第{self.page}页第{self.row}行“{beginning}”"


def is_han(text: str) -> bool:
    """Whether a character is a Chinese one (punctuation aside)."""
    return "\u3400" <= text <= "\u9fff" or "\U00020000" <= text <= "\U0003ffff" or text == "〇"


def usual_face(chars: Iterable[Char]) -> Face:
    """The face of most of the usual Chinese characters, or of most characters where none is one."""
    chars = list(chars)
    counted = Counter(face_of(char.style.font) for char in chars if is_han(char.text) and not is_rare(char.text))
    counted = counted or Counter(face_of(char.style.font) for char in chars)
    return counted.most_common(1)[0][0] if counted else Face.OTHER


def could_be_seal(picture: Picture) -> bool:
    """Whether a picture has about the size and shape of a seal (42 mm, a round or square one)."""
    across, down = picture.right - picture.left, picture.bottom - picture.top
    return 20 <= across <= 65 and 20 <= down <= 65 and 0.7 < across / down < 1.4


def lines_of(sheet: Sheet) -> list[Line]:
    """The lines of a sheet from top to bottom; turned text (a water mark) and the words of a seal are none."""
    seals = [picture for picture in sheet.pictures if could_be_seal(picture)]

    def in_seal(char: Char) -> bool:
        return char.style.colour.is_red and any(
            seal.left <= char.x <= seal.right and seal.top <= char.y <= seal.bottom for seal in seals
        )

    groups: list[list[Char]] = []
    upright = (char for char in sheet.chars if not char.style.turned and not in_seal(char))
    for char in sorted(upright, key=lambda char: char.y):
        if not groups or char.y - groups[-1][0].y > _SAME_BASE:
            groups.append([])
        groups[-1].append(char)
    return [
        Line(sheet.number, row, sorted(group, key=lambda char: char.x)) for row, group in enumerate(groups, start=1)
    ]


def steps(lines: Iterable[Line]) -> Iterator[tuple[Line, Line]]:
    """Neighbouring lines of one page."""
    previous: Line | None = None
    for line in lines:
        if previous is not None and previous.page == line.page:
            yield previous, line
        previous = line
