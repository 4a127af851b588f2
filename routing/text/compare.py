"""Compare two versions of a text character by character, for the marked-up copy (花脸稿)."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal, NamedTuple

ChangeKind = Literal["same", "deleted", "inserted"]

SECONDS = 1.0
"""The longest search for the smallest difference; after it come at most two such spans line by line."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
REPETITION = 1_000
"""Characters of the end of a text that are looked at to see whether it repeats itself."""
MOST_PIECES = 4_000
"""With more pieces than this the tidying into whole words, which is not bounded in time, is left out."""

Piece = tuple[int, str]
"""What diff-match-patch gives: -1 deleted, 0 same, 1 inserted, and the text."""

_KINDS: dict[int, ChangeKind] = {0: "same", -1: "deleted", 1: "inserted"}


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text that stayed, was deleted or was inserted; never empty."""

    kind: ChangeKind
    text: str


class Comparison(tuple[Change, ...]):
    """The changes in order, and whether they are `coarse`.

    Coarse changes are right but not the smallest: time ran out, so a rewritten stretch stands as one
    deletion and one insertion. The page should say so.
    """

    coarse: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the marked-up text: its changes without line feeds, and how the line feed after it fared.

    `end` is None for the last line, which has no line feed.
    """

    is_fold: ClassVar[bool] = False
    changes: tuple[Change, ...]
    end: ChangeKind | None

    @property
    def changed(self) -> bool:
        """Whether anything in the line, or the break after it, was deleted or inserted."""
        return self.end in ("deleted", "inserted") or any(change.kind != "same" for change in self.changes)


@dataclass(frozen=True, slots=True)
class Fold:
    """A marker for `count` unchanged lines that are not shown."""

    is_fold: ClassVar[bool] = True
    count: int


class Summary(NamedTuple):
    """How many characters were inserted and deleted; a line feed counts as one."""

    inserted: int
    deleted: int


def compare(old: str, new: str) -> Comparison:
    """The changes that turn `old` into `new`.

    Joining what stayed and was deleted gives `old`, joining what stayed and was inserted gives `new`.
    """
    engine = _engine_class()()
    engine.Diff_Timeout = SECONDS
    pieces = engine.diff_main(old, new)
    coarse = engine.ran_out
    if coarse:
        pieces = _line_by_line(engine, old, new)
    if len(pieces) <= MOST_PIECES:
        engine.diff_cleanupSemantic(pieces)
    comparison = Comparison(Change(_KINDS[operation], text) for operation, text in pieces if text)
    comparison.coarse = coarse
    return comparison


def _line_by_line(engine: Any, old: str, new: str) -> list[Piece]:
    """Compare between the lines that stand once in either text and kept their order.

    It finds what a change of one mark throughout a long text leaves, at the price of missing what moved.
    """
    deadline = time.monotonic() + SECONDS
    engine.Diff_Timeout = SECONDS / 10
    refined: list[Piece] = []
    for before, after in _stretches(_LINE.findall(old), _LINE.findall(new)):
        if before == after:
            refined.append((0, before))
        elif time.monotonic() > deadline:
            refined += [(-1, before), (1, after)]
        else:
            refined += _tidy(engine, before, after)
    engine.diff_cleanupMerge(refined)
    return refined


def _stretches(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Both texts cut at the lines that stayed; between them line by line where there are equally many."""
    at_old = at_new = 0
    for next_old, next_new in [*_anchors(old, new), (len(old), len(new))]:
        before, after = old[at_old:next_old], new[at_new:next_new]
        if len(before) == len(after):
            yield from zip(before, after, strict=True)
        else:
            yield "".join(before), "".join(after)
        at_old, at_new = next_old, next_new


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Places of the lines that are unique in both texts, the longest run of them in the same order."""
    once_old, once_new = ({line for line, count in Counter(lines).items() if count == 1} for lines in (old, new))
    places = {line: index for index, line in enumerate(new) if line in once_new}
    pairs = [(index, places[line]) for index, line in enumerate(old) if line in once_old and line in places]
    # The longest increasing run by binary search; `before` links every pair to the one it follows.
    ends: list[int] = []
    chain: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        chain[length : length + 1] = [number]
        before.append(chain[length - 1] if length else -1)
    run: list[tuple[int, int]] = []
    number = chain[-1] if chain else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _tidy(engine: Any, old: str, new: str) -> list[Piece]:
    pieces: list[Piece] = engine.diff_main(old, new, False)
    engine.diff_cleanupSemantic(pieces)
    return pieces


def _repetitive(text: str) -> bool:
    """Whether the first half comes again within: the package takes quadratic time over rows of one sign."""
    return len(text) > 1 and text[: (len(text) + 1) // 2] in text[1:]


@cache
def _engine_class() -> Any:
    """The engine of diff-match-patch, kept to its time; imported only when one compares."""
    from diff_match_patch import diff_match_patch

    class Engine(diff_match_patch):
        ran_out = False

        def diff_bisect(self, text1: str, text2: str, deadline: float) -> list[Piece]:
            pieces: list[Piece] = super().diff_bisect(text1, text2, deadline)
            if time.time() > deadline:
                self.ran_out = True
            return pieces

        def diff_commonOverlap(self, text1: str, text2: str) -> int:  # noqa: N802 (the package's name)
            """How much of the end of one begins the other; a repetitive end is not followed far."""
            if _repetitive(text1[-REPETITION:]):
                text1, text2 = text1[-REPETITION:], text2[:REPETITION]
            overlap: int = super().diff_commonOverlap(text1, text2)
            return overlap

        def diff_halfMatch(self, text1: str, text2: str) -> tuple[str, ...] | None:  # noqa: N802 (the package's name)
            """Look for a long common middle, but not by a seed that repeats itself."""
            longer = max(text1, text2, key=len)
            quarter = len(longer) // 4
            for start in ((len(longer) + 3) // 4, (len(longer) + 1) // 2):
                seed = longer[start : start + quarter]
                if _repetitive(seed):
                    return None
            match: tuple[str, ...] | None = super().diff_halfMatch(text1, text2)
            return match

    return Engine


def paragraphs(changes: Iterable[Change]) -> tuple[Line, ...]:
    """The changes line by line, so that a page can print one paragraph for each.

    A deleted line feed ends a line too: the reader sees the old lines and the new.
    """
    lines: list[Line] = []
    current: list[Change] = []
    for change in changes:
        first, *others = change.text.split("\n")
        if first:
            current.append(Change(change.kind, first))
        for text in others:
            lines.append(Line(tuple(current), change.kind))
            current = [Change(change.kind, text)] if text else []
    if current or lines:
        lines.append(Line(tuple(current), None))
    return tuple(lines)


def summary(changes: Iterable[Change]) -> Summary:
    """Count the characters inserted and deleted."""
    inserted = deleted = 0
    for change in changes:
        if change.kind == "inserted":
            inserted += len(change.text)
        elif change.kind == "deleted":
            deleted += len(change.text)
    return Summary(inserted, deleted)


def folded(lines: Sequence[Line], context: int = 1) -> tuple[Line | Fold, ...]:
    """The changed lines with `context` unchanged ones on each side; longer stretches become a Fold.

    A single hidden line is shown instead: its marker would take as much room.
    """
    shown = [False] * len(lines)
    for index, line in enumerate(lines):
        if line.changed:
            first, last = max(0, index - context), min(len(lines), index + context + 1)
            shown[first:last] = [True] * (last - first)
    result: list[Line | Fold] = []
    hidden: list[Line] = []
    for line, visible in zip(lines, shown, strict=True):
        if visible:
            result.extend(_fold(hidden))
            hidden = []
            result.append(line)
        else:
            hidden.append(line)
    result.extend(_fold(hidden))
    return tuple(result)


def _fold(hidden: list[Line]) -> list[Line | Fold]:
    return [Fold(len(hidden))] if len(hidden) > 1 else [*hidden]
