"""The end of a document: signature and date (GB/T 9704, 7.3.5), and the closing frame with 抄送 (7.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from routing.ocr import patterns
from routing.ocr.rows import Row, around, rows_of
from routing.ocr.values import Box, Page, Suggestion

_COPIES = re.compile(r"^抄[送报][：:](.+)$")
_SENT = re.compile(r"^主送[：:](.+)$")
_PRINTED = re.compile(r"印[发制刷]$")
_ORGAN = re.compile(
    r"[一-鿿（）]{2,30}?(?:委员会|人民政府|联合会|国务院|办公厅|办公室|政府|军委|委|部|厅|局|院|会|中心|处|社|署|总工会|公司|团|组)"
)
_RIGHT: Final = 0.42  # of the breadth: the middle of a date's row stands beyond it


@dataclass(frozen=True, slots=True)
class Dated:
    """A row that is a date: the day, whether a seal lies on it, its place among the rows, and its box."""

    day: date
    sealed: bool
    place: int
    box: Box
    score: float


def dates_of(page: Page) -> list[Dated]:
    """The rows of a page that may be 成文日期: black, nothing but a date, in the right half, not 印发日期.

    A date in red is that of a stamp, as the office sets on what it receives.
    """
    rows = rows_of(page.lines)
    found = []
    for place, row in enumerate(rows):
        line = row.lines[-1]
        day = patterns.is_date_line(row.text) or patterns.is_date_line(line.text)
        if day is None or line.red or (line.left + line.right) / 2 < _RIGHT * page.width or _PRINTED.search(row.text):
            continue
        found.append(Dated(day, row.sealed, place, line.box, row.score))
    return found


def signed_by(page: Page, dated: Dated) -> tuple[str, ...]:
    """署名 above a date: the rows of the right half that name organs, as many as there are."""
    rows = rows_of(page.lines)
    names: list[str] = []
    for row in reversed(rows[: dated.place]):
        line = row.lines[-1]
        text = patterns.bare(line.text)
        if (line.left + line.right) / 2 < _RIGHT * page.width or not _ORGAN.fullmatch(text):
            break
        names.insert(0, text)
    return tuple(names)


def closing(page: Page) -> dict[str, Suggestion]:
    """抄送, and 主送 where it had to be moved there (7.3.2)."""
    found: dict[str, Suggestion] = {}
    rows = rows_of(page.lines)
    for place, row in enumerate(rows):
        for name, pattern in (("copies_to", _COPIES), ("recipients", _SENT)):
            said = pattern.match(row.text)
            if said and row.middle > 0.5 * page.height:
                more = _run_on(rows, place)
                text = patterns.wide(said[1] + "".join(one.text for one in more)).rstrip("。.")
                found[name] = Suggestion(text, False, page.number, around([row, *more]))
    return found


def _run_on(rows: list[Row], place: int) -> list[Row]:
    """The rows on which a list goes on, up to its full stop."""
    more: list[Row] = []
    while not (more[-1] if more else rows[place]).text.endswith(("。", ".")) and len(more) < 6:
        place += 1
        if place >= len(rows) or re.match(r"^(抄[送报]|主送)[：:]|.*印[发制刷]$", rows[place].text):
            break
        more.append(rows[place])
    return more
