"""Lines of running text put together to paragraphs, with what of each is heading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from routing.judge import measures as m
from routing.judge.lines import Line
from routing.judge.sheet import Char
from routing.text.kinds import Kind
from routing.text.structure import parse

_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千\d]{1,7}[条章节编](?:之[一二三四五六七八九十]{1,3})?")


_CHAPTER = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[章节编]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; the first `lead` characters are a heading of `level` (0: none)."""

    lines: tuple[Line, ...]
    level: int
    lead: int

    @property
    def chars(self) -> list[Char]:
        return [char for line in self.lines for char in line.chars]

    @property
    def centred(self) -> bool:
        return all(_is_centred(line) for line in self.lines)

    @property
    def heading(self) -> list[Char]:
        """The characters of the heading."""
        return self.chars[: self.lead] if self.level else []

    @property
    def plain(self) -> list[Char]:
        """The characters of plain text: neither heading of the first two levels nor the number of an article."""
        if self.centred or _CHAPTER.match(self.lines[0].text):
            return []
        if self.level in (1, 2):
            return self.chars[self.lead :]
        article = _ARTICLE.match("".join(line.text for line in self.lines[:1]))
        return self.chars[article.end() :] if article else self.chars

    @property
    def alone(self) -> bool:
        """Whether it is nothing but a heading."""
        return bool(self.level) and self.lead >= len(self.chars)


def _is_centred(line: Line) -> bool:
    """Whether a line stands in the middle on purpose: text of 24 characters with its indent does so by chance."""
    if abs(line.off_centre) > m.EDGE_OFF:
        return False
    return line.indent > 2.5 or line.size > m.SIZE_3 + 1 or _CHAPTER.match(line.text) is not None


def paragraphs(lines: Iterable[Line]) -> list[Paragraph]:
    """The paragraphs of running text: one begins with an indent or after a line that is not full."""
    groups: list[list[Line]] = []
    for line in lines:
        previous = groups[-1][-1] if groups else None
        fresh = (
            previous is None
            or line.indent > 0.6
            or previous.right < m.RIGHT - 2.2 * m.CHARACTER
            or _is_centred(previous)
            or abs(line.size - previous.size) > 1
        )
        if fresh:
            groups.append([])
        groups[-1].append(line)
    parsed = parse("\n".join("".join(line.text for line in group) for group in groups)) if groups else ()
    return [
        Paragraph(tuple(group), found.kind.level, found.lead if found.kind is not Kind.ARTICLE else 0)
        for group, found in zip(groups, parsed, strict=True)
    ]
