"""Recognising the elements of a 公文 on its sheets, by what they say, where they stand and how they look.

An element is looked for by more than the property that a rule asks of it: a red mark that somebody made black is
still the mark. What is not there is an empty list or None. Here are 版头 and 版记; 主体 is in `main_part`.
"""

from __future__ import annotations

from collections.abc import Sequence

from routing.judge import main_part, signs
from routing.judge import measures as m
from routing.judge.layout import Layout
from routing.judge.lines import Line, lines_of
from routing.judge.paper import Paper
from routing.judge.sheet import Sheet


def recognise(sheets: list[Sheet], expected: Layout | None = None) -> Paper:
    """Find the elements; the layout is told from the sheets where none is expected."""
    paper = Paper(sheets, expected or Layout.DOCUMENT, [])
    for sheet in sheets:
        lines = lines_of(sheet)
        paper.page_numbers.append(_page_number(lines))
        paper.lines.append([line for line in lines if line is not paper.page_numbers[-1] and not _in_margin(line)])
    _Recogniser(paper, expected).run()
    return paper


def _page_number(lines: Sequence[Line]) -> Line | None:
    below = [line for line in lines[-3:] if line.y > m.BOTTOM - 2 and signs.PAGE_NUMBER.match(line.text)]
    return below[-1] if below else None


def _in_margin(line: Line) -> bool:
    """Small type in the upper margin is no element: a 归档章 or a running head."""
    return line.bottom < m.TOP and line.size < m.SIZE_3 - 1


class _Recogniser:
    """Goes down the sheets once: 版记 (from below), then 版头, then 主体."""

    def __init__(self, paper: Paper, expected: Layout | None) -> None:
        self.paper = paper
        self.expected = expected
        self.first = paper.lines[0] if paper.lines else []
        wide = [line for line in paper.sheets[0].strokes if line.colour.is_red and line.width > 100]
        paper.red_lines = sorted(wide, key=lambda stroke: stroke.y)

    def run(self) -> None:
        imprint = self._imprint()
        after_head = self._head()
        lines = [line for page in self.paper.lines for line in page]
        self.paper.tabled = [line for line in lines if self._in_table(line)]
        other = {*imprint, *self.paper.tabled}
        rest = [line for line in lines[after_head:] if line not in other]
        main_part.recognise(self.paper, rest)

    def _imprint(self) -> set[Line]:
        """版记: the small lines at the end of the last page from 抄送 or 印发 on, and the rules around them."""
        paper = self.paper
        if not paper.lines or not (last := paper.lines[-1]):
            return set()
        begin = len(last)
        while begin and (last[begin - 1].size <= signs.FOOT_TYPE or self._names_imprint(last[begin - 1])):
            begin -= 1
        named = [index for index in range(begin, len(last)) if self._names_imprint(last[index])]
        if not named:
            return set()
        paper.imprint = last[named[0] :]
        upper = paper.imprint[0].top - 8
        paper.imprint_rules = sorted(
            (
                rule
                for rule in paper.sheets[-1].strokes
                if rule.y > upper and rule.width > 60 and not rule.colour.is_red
            ),
            key=lambda rule: rule.y,
        )
        return set(paper.imprint)

    def _in_table(self, line: Line) -> bool:
        """Whether a line stands between the sides of a table's cells: tables have their own rules (clause 8)."""
        sides = [
            upright.x for upright in self.paper.sheets[line.page - 1].uprights if upright.top < line.y < upright.bottom
        ]
        return bool(sides) and min(sides) < line.left + signs.CELL_OFF and max(sides) > line.right - signs.CELL_OFF

    @staticmethod
    def _names_imprint(line: Line) -> bool:
        return bool(signs.COPIED.match(line.text) or signs.PRINTED.search(line.text))

    def _head(self) -> int:
        """版头 of page 1; returns how many lines it has."""
        paper = self.paper
        index = next((at for at, line in enumerate(self.first[:14]) if self._has_number(line)), None)
        upper = self.first[: index + 1] if index is not None else self._before_title()
        self._mark(upper)
        for line in upper:
            if line not in paper.mark:
                for piece in line.pieces:
                    self._small(piece)
        paper.layout = self.expected or self._layout()
        end = len(upper)
        while end < len(self.first) and self._still_head(self.first[end]):
            for piece in self.first[end].pieces:
                self._small(piece)
            end += 1
        return end

    @staticmethod
    def _has_number(line: Line) -> bool:
        if line.size > signs.BIG or line.y > 200:
            return False
        return any(signs.NUMBER.match(piece.text) or signs.DECREE.match(piece.text) for piece in line.pieces)

    def _before_title(self) -> list[Line]:
        """Where no number stands: what is above the red rule, else the red lines, else small labels."""
        if self.paper.red_lines and (above := [line for line in self.first if line.y < self.paper.red_lines[0].y]):
            return above
        red = [line for line in self.first if line.colour.is_red and line.size > signs.BIG]
        if red:
            return self.first[: self.first.index(red[-1]) + 1]
        end = 0
        while end < len(self.first) and self._is_label(self.first[end]):
            end += 1
        return self.first[:end]

    def _mark(self, upper: list[Line]) -> None:
        """发文机关标志: what is red or the largest type above the number."""
        big = [line for line in upper if line.size > signs.BIG]
        red = [
            line for line in upper if line.colour.is_red and not signs.SIGNER.search(line.text) and line.size > m.SIZE_3
        ]
        self.paper.mark = red or big

    def _small(self, piece: Line) -> None:
        paper, text = self.paper, piece.text
        if signs.SECRECY.match(text):
            paper.secrecy = paper.secrecy or piece
        elif signs.URGENCY.match(text):
            paper.urgency = paper.urgency or piece
        elif signs.COPY.match(text):
            paper.copy_number = paper.copy_number or piece
        elif paper.number is None and (signs.NUMBER.match(text) or signs.DECREE.match(text)):
            paper.number = piece
        elif signs.SIGNER.search(text) or (paper.signers and piece.left > m.MIDDLE and not signs.NUMBER.match(text)):
            paper.signers.append(piece)

    def _layout(self) -> Layout:
        paper = self.paper
        if "".join(line.text for line in paper.mark).endswith("纪要"):
            return Layout.MINUTES
        letter = any(rule.width > 163 or rule.y > m.BOTTOM for rule in paper.red_lines)
        return Layout.LETTER if letter else Layout.DOCUMENT

    def _is_label(self, line: Line) -> bool:
        return any(pattern.match(line.text) for pattern in (signs.COPY, signs.SECRECY, signs.URGENCY))

    def _still_head(self, line: Line) -> bool:
        """Labels below the rule of a letter, and what minutes have between number and rule."""
        paper = self.paper
        if self._is_label(line):
            return True
        return any(line.y < rule.y < line.y + 60 for rule in paper.red_lines) and line.size <= signs.BIG
