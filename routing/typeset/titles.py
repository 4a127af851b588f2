"""Titles broken by sense: into a trapezium, a diamond or an inverted trapezium (GB/T 9704-2012, clause 7.3.1).

A line never ends within a word, a number or a short 《…》, nor before 的 and its like. Words come from jieba, whose
dictionary takes a second to load: it is loaded when first needed; a worker calls `prepare` beforehand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba

ROOM = 156 / 25.4 * 72 / 22
"""Characters of 22 pt in a line of the 版心: 20.1."""
COMFORTABLE = 19.0
"""A line of the title may fill the 版心, but looks better a little narrower."""
LONGEST_ASIDE = 8
"""Characters of a （…） that belongs to the word before it."""
SAME_WIDTH = 0.9
EXTRA_LINE = 2.0
LONG_EXTRA_LINE = 4.0  # of a title that has more than enough lines already
BROKEN_ISSUER = 3.0
UNBREAKABLE_NAME = 16
"""Characters of the longest 《…》 or “…” that is never parted."""

_TOKEN = re.compile(
    rf"《[^《》]{{1,{UNBREAKABLE_NAME}}}》|“[^“”]{{1,{UNBREAKABLE_NAME}}}”|〔[^〔〕]*〕|（[^（）]{{1,{UNBREAKABLE_NAME}}}）"
    "|第?[0-9０-９]+(?:[.．,—－-][0-9０-９]+)*[%％]?[年月日号条届次个项期级岁周]*"
    "|第?[一二三四五六七八九十百零〇]+[届次批期条章个号级项件名支家所部款]+|第[一二三四五六七八九十百零〇]+|[A-Za-z]+"
)
_CLOSING = frozenset("，。、；：！？）》〉”’〕】…—")
_OPENING = frozenset("（《〈“‘〔【")
_NEVER_FIRST = {"的", "等", "了", "之", "地", "得", "者", "们"}
_NEVER_LAST = {"和", "与", "及", "或", "以及", "在", "对", "向", "把", "将", "以", "由", "为", "从", "第", "不", "未"}
_GOOD_LAST = {"关于", "印发", "转发", "批转", "发布", "公布", "废止", "修改", "批准", "同意", "开展", "进一步", "做好"}
_GOOD_FIRST = {"关于", "和", "与", "及", "以及", "暨", "并", "进一步", "若干", "有关"}
_HEADED = {
    "意见", "办法", "通知", "通报", "决定", "批复", "复函", "规定", "条例", "方案", "规划", "工作", "问题", "事项",
    "情况", "建设", "管理", "制度", "领域", "机制", "活动", "会议", "单位", "人员", "人民政府", "委员会", "联合会",
}  # fmt: skip
"""Words that what stands before them explains: a line that begins with one has lost its sense."""
_ISSUER = re.compile(r"^(.{2,60}?)关于")


@lru_cache(maxsize=1)
def _words() -> jieba.Tokenizer:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


MOST_SHAPED = 4
"""Lines of a title whose splits are all tried; they grow tenfold with each line."""
TURNED = 6.0
"""What it costs where the lines grow again after they have become shorter: an hourglass or a comb."""


def prepare() -> None:
    """Load the dictionary now (about a second), so that no page waits for it."""
    _words()


def width_of(text: str) -> float:
    """The width in characters; digits and Latin letters of a Song face are about half as wide as a character."""
    return sum(0.55 if char.isascii() else 1.0 for char in text)


@lru_cache(maxsize=512)
def broken(title: str, room: float = ROOM) -> tuple[str, ...]:
    """The lines of a title, none wider than `room` characters; one line if it fits.

    A word that alone is wider than a line is parted after all.
    """
    title = title.strip()
    if width_of(title) <= room:
        return (title,) if title else ()
    pieces = [part for piece in _pieces(title) for part in _fitting(piece, room)]
    costs = _break_costs(pieces, title)
    fewest = math.ceil(width_of(title) / room)
    if fewest > MOST_SHAPED:
        return _long(pieces, costs, fewest, room) or tuple(_filled(pieces, room))
    best: tuple[float, tuple[str, ...]] = (math.inf, ())
    for lines in range(fewest, fewest + 3):
        extra = EXTRA_LINE * (lines - fewest)
        if extra < best[0]:
            best = min([best, *((extra + cost, split) for cost, split in _splits(pieces, costs, lines, room))])
    return best[1] or tuple(_filled(pieces, room))


def _pieces(title: str) -> Iterator[str]:
    """Words, numbers with their units and short names: what is never parted."""
    end = 0
    for found in _TOKEN.finditer(title):
        yield from _words().cut(title[end : found.start()], HMM=False)
        yield found[0]
        end = found.end()
    yield from _words().cut(title[end:], HMM=False)


def _fitting(piece: str, room: float) -> Iterator[str]:
    """The piece, parted only if it is wider than a whole line."""
    while width_of(piece) > room:
        most = max(int(room), 1)
        yield piece[:most]
        piece = piece[most:]
    yield piece


def _break_costs(pieces: list[str], title: str) -> list[float]:
    """What it costs to end a line after each piece but the last; infinite where no line may end."""
    issuer = _ISSUER.match(title)
    within = len(issuer[1]) if issuer else 0
    costs, passed = [], 0
    for before, after in pairwise(pieces):
        passed += len(before)
        cost = _break_cost(before, after)
        if passed < within and before[-1] not in "、":
            cost += BROKEN_ISSUER
        costs.append(cost)
    return costs


def _break_cost(before: str, after: str) -> float:
    if after[0] in _CLOSING or before[-1] in _OPENING or after in _NEVER_FIRST or before in _NEVER_LAST:
        return math.inf
    if after in _HEADED or (len(after) <= LONGEST_ASIDE and after[0] == "（"):
        return 2.5
    if before[-1] == "、":
        return 0.8
    if before[-1] in "，》”" or after[0] in _OPENING or before in _GOOD_LAST or after in _GOOD_FIRST:
        return 0.2
    return 2.0 if len(before) == 1 or len(after) == 1 else 1.0


def _splits(pieces: list[str], costs: list[float], lines: int, room: float) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Every way to make so many lines of the pieces that is not plainly bad, with its cost."""
    widths = [width_of(piece) for piece in pieces]
    rest = [0.0] * (len(pieces) + 1)
    for index in range(len(pieces) - 1, -1, -1):
        rest[index] = rest[index + 1] + widths[index]
    least = 0.4 * rest[0] / lines

    def further(start: int, left: int) -> Iterator[tuple[float, tuple[int, ...]]]:
        if left == 1:
            if least <= rest[start] <= room:
                yield 0.0, (len(pieces),)
            return
        for end in range(start + 1, len(pieces)):
            line = rest[start] - rest[end]
            if line > room:
                return
            if line < least or rest[end] > room * (left - 1) or math.isinf(costs[end - 1]):
                continue
            for cost, ends in further(end, left - 1):
                yield cost + costs[end - 1], (end, *ends)

    for cost, ends in further(0, lines):
        bounds = list(pairwise((0, *ends)))
        shape = _shape_cost([rest[start] - rest[end] for start, end in bounds])
        yield cost + shape, tuple("".join(pieces[start:end]) for start, end in bounds)


def _long(pieces: list[str], costs: list[float], fewest: int, room: float) -> tuple[str, ...]:
    """The lines of a title that is too long for every split to be tried: each is judged by the one above it alone.

    As few lines as the words permit; lines that grow, and then become shorter, make a trapezium or a diamond.
    """
    sums = [0.0, *accumulate(map(width_of, pieces))]
    least = 0.4 * sums[-1] / fewest

    @cache
    def best(start: int, left: int, above: int, falling: bool) -> tuple[float, tuple[int, ...]]:
        """The cost and the ends of `left` lines from the piece `start` on; the line above began with `above`."""
        found: tuple[float, tuple[int, ...]] = (math.inf, ())
        for end in range(start + 1, len(pieces) + 1) if left > 1 else (len(pieces),):
            width = sums[end] - sums[start]
            if width > room:
                break
            last = end == len(pieces)
            if width < least or last != (left == 1) or sums[-1] - sums[end] > room * (left - 1):
                continue
            step = width - (sums[start] - sums[above]) if start else 0.0
            cost = (0.0 if last else costs[end - 1]) + max(0.0, width - COMFORTABLE)
            cost += TURNED * (falling and step > SAME_WIDTH) + (start > 0 and abs(step) < SAME_WIDTH)
            if not last and cost < found[0]:
                below, ends = best(end, left - 1, start, (falling and step <= SAME_WIDTH) or step < -SAME_WIDTH)
                found = min(found, (cost + below, (end, *ends)))
            elif last:
                found = min(found, (cost, (end,)))
        return found

    tried = ((LONG_EXTRA_LINE * extra, best(0, fewest + extra, 0, False)) for extra in range(3))
    cost, ends = min((extra + cost, ends) for extra, (cost, ends) in tried)
    bounds = pairwise((0, *ends)) if math.isfinite(cost) else ()
    return tuple("".join(pieces[start:end]) for start, end in bounds)


def _shape_cost(widths: list[float]) -> float:
    """Low for a trapezium either way up and for a diamond, high for an hourglass, a comb or lines of one width."""
    steps = [after - before for before, after in pairwise(widths)]
    signs = [step > 0 for step in steps if abs(step) > SAME_WIDTH]
    turns = sum(one != two for one, two in pairwise(signs))
    hollow = turns == 1 and not signs[0]
    cost = 6.0 * hollow + 6.0 * max(turns - 1, 0)
    cost += sum(1.0 for step in steps if abs(step) < SAME_WIDTH)
    longest, shortest = max(widths), min(widths)
    cost += 4.0 * max(0.0, 0.6 - shortest / longest) + 1.5 * (1 - sum(widths) / len(widths) / longest)
    return cost + max(0.0, longest - COMFORTABLE)


def _filled(pieces: list[str], room: float) -> Iterator[str]:
    """Line by line as much as it holds: for a title that no sensible split fits."""
    line = ""
    for piece in pieces:
        if line and width_of(line + piece) > room:
            yield line
            line = ""
        line += piece
    yield line
