"""The automatic numbers of a Word document (w:numPr), computed as the text a reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from routing.text.numerals import to_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


class NotComputed(Exception):
    """A number format that is left to the drafter, such as a bullet."""


def integer(text: str | None, default: int = 0) -> int:
    """An attribute as a number; `default` where it is missing or is none."""
    try:
        return int(text or "")
    except ValueError:
        return default


def value(element: Any, path: str, default: str = "") -> str:
    """The w:val of the first element at `path` below, or `default`."""
    found = element.find(path) if element is not None else None
    return str(found.get(W + "val", default)) if found is not None else default


def _roman(number: int) -> str:
    written = ""
    for amount, sign in _ROMAN:
        count, number = divmod(number, amount)
        written += sign * count
    return written


def _letter(number: int) -> str:
    """a to z, then aa to zz, as Word counts."""
    count, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (count + 1)


def _from(first: str, most: int) -> Callable[[int], str]:
    def write(number: int) -> str:
        if not 1 <= number <= most:
            raise NotComputed
        return chr(ord(first) + number - 1)

    return write


def _stem(number: int) -> str:
    if not 1 <= number <= len(_STEMS):
        raise NotComputed
    return _STEMS[number - 1]


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "decimalHalfWidth": str,
    "chineseCounting": to_chinese,
    "chineseCountingThousand": to_chinese,
    "japaneseCounting": to_chinese,
    "taiwaneseCounting": to_chinese,
    "taiwaneseCountingThousand": to_chinese,
    "ideographTraditional": _stem,
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "none": lambda number: "",
}


class Numbers:
    """The counters of one document; ask `written` once for every numbered paragraph, in document order."""

    def __init__(self, numbering: Any, list_of_style: Callable[[str], str]) -> None:
        """`numbering` is the root of the numbering part or None; `list_of_style` gives the numId of a style."""
        self._levels: dict[str, dict[int, Any]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read(numbering, list_of_style)

    def _read(self, numbering: Any, list_of_style: Callable[[str], str]) -> None:
        abstracts = {item.get(W + "abstractNumId"): item for item in numbering.iterchildren(W + "abstractNum")}
        numbers = {item.get(W + "numId"): item for item in numbering.iterchildren(W + "num")}
        for number, item in numbers.items():
            abstract = value(item, W + "abstractNumId")
            if style := value(abstracts.get(abstract), W + "numStyleLink"):
                linked = numbers.get(list_of_style(style))
                abstract = value(linked, W + "abstractNumId", abstract)
            root = abstracts.get(abstract)
            levels = (
                {integer(one.get(W + "ilvl")): one for one in root.iterchildren(W + "lvl")} if root is not None else {}
            )
            for override in item.iterchildren(W + "lvlOverride"):
                level = integer(override.get(W + "ilvl"))
                if (own := override.find(W + "lvl")) is not None:
                    levels[level] = own
                if start := value(override, W + "startOverride"):
                    self._starts[number, level] = integer(start, 1)
            self._abstract[number], self._levels[number] = abstract, levels

    def written(self, number: str, level: int) -> str:
        """Count this paragraph and give its number as text, empty if it has none.

        Raises NotComputed for a bullet or a format that is not simple.
        """
        levels = self._levels.get(number)
        if not levels or level not in levels:
            raise NotComputed
        counters = self._counters.setdefault(self._abstract[number], {})
        if (number, level) in self._starts and (number, level) not in self._begun:
            counters[level] = self._starts[number, level]
        else:
            counters[level] = counters.get(level, self._start(levels, level) - 1) + 1
        self._begun.add((number, level))
        for deeper in [one for one in counters if one > level]:
            del counters[deeper]
        return self._text(levels, level, counters)

    @staticmethod
    def _start(levels: dict[int, Any], level: int) -> int:
        return integer(value(levels.get(level), W + "start"), 1)

    def _text(self, levels: dict[int, Any], level: int, counters: dict[int, int]) -> str:
        if value(levels[level], W + "numFmt", "decimal") == "bullet":
            raise NotComputed
        legal = levels[level].find(W + "isLgl") is not None

        def fill(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            style = value(levels.get(at), W + "numFmt", "decimal")
            write = _FORMATS.get("decimal" if legal else style)
            count = counters.get(at, self._start(levels, at))
            if write is None or not 0 <= count < 10_000:
                raise NotComputed
            return write(count)

        return re.sub(r"%([1-9])", fill, value(levels[level], W + "lvlText"))
