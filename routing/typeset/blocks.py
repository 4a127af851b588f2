"""Paragraphs as the template sets them: faces of headings, what stays together, tables out of rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any

from routing.text.kinds import LEVELS
from routing.text.structure import Kind, Paragraph
from routing.typeset.tables import Table, table_of

CELL = " | "
RANKS = ("chapter", *(kind.value for kind in LEVELS))
_CHAPTER = re.compile(r"第[一二三四五六七八九十百零]+[编篇章节](?:[\s　].{0,30})?|目\s*录|附\s*则|总\s*则")
LONGEST_RUN = 24
"""Latin letters and digits without a space that are not parted; a longer run may be parted anywhere."""
_LONG_RUN = re.compile(f"[!-~]{{{LONGEST_RUN + 1},}}")
_RANGE = re.compile(r"(?<=[0-9０-９%％])([—–～~－])(?=[0-9０-９])")
_SPACED_MARK = re.compile(r"(?<=[，。、；：？！）》】〕”]) +| +(?=[，。、；：？！（《【〔“）》】〕”])")
"""A typed space beside a mark that brings its own."""
_QUOTED = re.compile(r"(?<=[一-鿿，。、；：])(?=‘)")
WORD_JOINER, ZERO_WIDTH_SPACE = "\u2060", "\u200b"
_RUNS = {Kind.SIGNATURE: "ending", Kind.DATE: "ending", Kind.ATTACHMENT_NOTE: "list"}
_SPACES = re.compile(r"\s+")
"""After 第一条 and 第一章 stands a space as wide as a character."""
_LABEL = re.compile(r"附\s*件?\s*[:：]\s*")
_NUMBER = re.compile(r"(?:附\s*件\s*)?([0-9０-９]{1,3})\s*[.．、:：]\s*")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a table, or the `lines` of a signature and date within an attachment.

    `lead` is set in the face of `kind`; a sticky one never ends a page.
    """

    kind: str
    lead: str = ""
    text: str = ""
    sticky: bool = False
    table: Table | None = None
    lines: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """What the template reads."""
        lead, text = breakable(self.lead), breakable(self.text)
        data: dict[str, Any] = {"kind": self.kind, "lead": lead, "text": text, "sticky": self.sticky}
        return data | (self.table.as_data() if self.table else {}) | ({"lines": list(self.lines)} if self.lines else {})


def breakable(text: str) -> str:
    """The text as it is set, with signs, that take no room, for where a line may end: never before the dash of 15—25,
    but before ‘, and within a row of letters that is longer than a line holds.
    """
    text = _SPACED_MARK.sub("", text)
    text = _QUOTED.sub(ZERO_WIDTH_SPACE, text)
    text = _RANGE.sub(rf"{WORD_JOINER}\1", text)
    return _LONG_RUN.sub(lambda run: ZERO_WIDTH_SPACE.join(run[0]), text)


def blocks_of(paragraphs: tuple[Paragraph, ...]) -> tuple[Block, ...]:
    """The blocks of a body or an attachment. Empty lines are left out: the standard knows none within a body."""
    return tuple(_kept_together(list(_blocks(paragraphs))))


def _blocks(paragraphs: tuple[Paragraph, ...]) -> Iterator[Block]:
    lines = [one for one in paragraphs if one.text.strip()]
    for shape, shaped in groupby(_shaped(lines), key=itemgetter(0)):
        run = [line for _, line in shaped]
        if shape == "table":
            yield Block("table", table=table_of([_cells(one.text) for one in run]))
        elif shape == "ending":
            yield Block("ending", lines=tuple(one.text.strip() for one in run))
        elif shape == "list" and _LABEL.match(run[0].text.strip()):
            yield from (_listed(one.text.strip(), first=one is run[0]) for one in run)
        else:
            yield from map(_paragraph, run)


def _shaped(lines: list[Paragraph]) -> Iterator[tuple[str, Paragraph]]:
    """Each line with its shape; neighbours of one shape make one block, but for text.

    A heading between two rows is a row of one cell, over all columns; but where the row below it is the head of the
    table again, another table begins, and the heading is that one's.
    """
    head = None
    for line, below in zip_longest(lines, lines[1:]):
        if is_row(line.text):
            head = head or _cells(line.text)[0]
            yield "table", line
        elif head and line.kind.level and below is not None and is_row(below.text) and _cells(below.text)[0] != head:
            yield "table", line
        else:
            head = None
            yield _RUNS.get(line.kind, "text"), line


def is_row(text: str) -> bool:
    """Whether a line is the row of a table: cells between upright bars."""
    text = text.strip()
    return CELL in text or text.endswith(" |") or text.startswith("| ")  # at the edge an empty cell


def cells(text: str) -> tuple[str, ...]:
    """The words in the cells of a row."""
    return tuple(cell.strip() for cell in text.strip().split("|"))


def _cells(text: str) -> tuple[str, ...]:
    return tuple(map(breakable, cells(text)))


def _paragraph(paragraph: Paragraph) -> Block:
    text = paragraph.text.strip()
    indent = len(paragraph.text) - len(paragraph.text.lstrip())
    lead = max(paragraph.lead - indent, 0)
    if paragraph.kind is Kind.TEXT and _CHAPTER.fullmatch(text):
        return Block("chapter", lead=_SPACES.sub("　", text), sticky=True)
    rest = text[lead:]
    if paragraph.kind is Kind.ARTICLE:
        rest = _SPACES.sub("　", rest, count=1) if rest[:1].isspace() else rest
    alone = bool(lead) and not rest.strip()
    return Block(paragraph.kind.value, text[:lead], rest, sticky=alone and paragraph.kind.level > 0)


def _listed(text: str, *, first: bool) -> Block:
    """One name of 附件说明 (7.3.4): `lead` is its number, if it has one; no stop at the end."""
    name = _LABEL.sub("", text, count=1) if first else text
    number = _NUMBER.match(name)
    lead = f"{number[1]}." if number else ""
    kind = "attachment_first" if first else "attachment_next"
    return Block(kind, lead, name[number.end() if number else 0 :].rstrip("。；;"))


def _kept_together(blocks: list[Block]) -> Iterator[Block]:
    """A heading stays with what it is over. One over its like is a clause or a line of the table of contents."""
    for block, below in zip_longest(blocks, blocks[1:]):
        if not block.sticky or (below is not None and _rank(below) > _rank(block)):
            yield block
        else:
            yield replace(block, sticky=False)


def _rank(block: Block) -> int:
    """Chapters, the four levels of heading, then everything else."""
    return RANKS.index(block.kind) if block.kind in RANKS else len(RANKS)
