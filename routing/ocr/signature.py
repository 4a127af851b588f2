"""成文日期 under its seal: proposed only where two readings of it agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from routing.ocr import colour, engine, patterns
from routing.ocr.colour import Picture
from routing.ocr.foot import Dated, dates_of, signed_by
from routing.ocr.rows import rows_of
from routing.ocr.values import Box, Page

AGAIN: Final = ((1.0, 0.5), (0.8, 0.0), (1.0, 0.9))
"""Further readings of the fine picture: scale, and how much of the half dark is ink. Twice, thrice at most."""
_ROOM: Final = (0.22, 0.045)  # of the page beside and above a date that is read again
_SEAL_ROOM: Final = 0.45  # of a seal's size around it


@dataclass(frozen=True, slots=True)
class Signed:
    """A date, the organs above it, whether a seal lies on it, and where it stands on which page."""

    day: date
    organs: tuple[str, ...]
    sealed: bool
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a date may stand: what was read there at first, on the picture as it was turned."""

    first: Dated | None
    box: Box
    sealed: bool


def signed(page: Page, fine: Picture | None) -> Iterator[Signed]:
    """The dates of a page on which two readings agree. `fine` is the page again, larger and upright."""
    dates = dates_of(page)
    if page.exact or fine is None:
        for dated in dates:
            yield Signed(dated.day, signed_by(page, dated), dated.sealed, page.number, dated.box)
        return
    for spot in _spots(page, dates, fine):
        agreed = _agreed(spot, fine)
        if agreed is not None:
            organs = signed_by(page, spot.first) if spot.first else ()
            place = spot.first.box if spot.first else engine.as_handed_in(spot.box, page.turned)
            yield Signed(agreed, organs, spot.sealed, page.number, place)


def has_seal_or_date(page: Page, picture: Picture) -> bool:
    """Is there a place where the date should stand, though it may not have been read?"""
    return bool(dates_of(page) or colour.seals(picture))


def _spots(page: Page, dates: list[Dated], fine: Picture) -> Iterator[Spot]:
    """The dates that were read, then the seals under which none was."""
    upright = [(_turned(dated.box, page.turned), dated) for dated in dates]
    stamps = colour.seals(fine)
    for box, dated in upright:
        left, top, right, bottom = box
        on_seal = dated.sealed or any(_meet(box, stamp) for stamp in stamps)
        beside, above = _ROOM
        yield Spot(dated, (max(0.3, left - beside / 2), top - above, right + beside / 2, bottom + above), on_seal)
    for stamp in stamps:
        if not any(_meet(box, stamp) for box, _ in upright):
            left, top, right, bottom = stamp
            wide, high = _SEAL_ROOM * (right - left), _SEAL_ROOM * (bottom - top)
            yield Spot(None, (left - wide, top - 0.1 * high, right + wide, bottom + high), True)


def _turned(box: Box, turned: int) -> Box:
    """A place on the page as it was handed in, as a place on the picture that was turned upright."""
    return engine.as_handed_in(box, (360 - turned) % 360)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _agreed(spot: Spot, fine: Picture) -> date | None:
    """The day that two readings give; a day that was read first counts as one of them."""
    votes = Counter([spot.first.day] if spot.first else [])
    patch = _cut(fine, spot.box)
    if not patch.size:
        return None
    for scale, dark in AGAIN:
        day = _read(colour.without_red(patch, scale, dark))
        if day is not None:
            votes[day] += 1
            if votes[day] == 2:
                return day
    return None


def _read(patch: Picture) -> date | None:
    """The last date that stands on a patch."""
    rows = rows_of(engine.recognise(patch, turn=False).lines)
    days = [day for row in rows for day, _, _ in patterns.dates_in(row.text)]
    return days[-1] if days else None


def _cut(picture: Picture, box: Box) -> Picture:
    rows, columns = picture.shape[:2]
    left, right = (int(min(max(part, 0), 1) * columns) for part in (box[0], box[2]))
    top, bottom = (int(min(max(part, 0), 1) * rows) for part in (box[1], box[3]))
    return np.ascontiguousarray(picture[top:bottom, left:right])
