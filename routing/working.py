"""The working time of the office: which days are worked, how long between two moments, when a limit ends.

The State Council's holidays and the days worked instead (调休) come from the package `chinesecalendar`, which knows
the years that had been announced when it was released (`known`); any other year is Monday to Friday. A house's own
corrections win over both. Hours are wall-clock time in the house, moments are naive UTC as stored (routing/clock.py).
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from chinese_calendar.constants import Holiday, holidays, workdays

from routing import clock

HOURS: Final = ((time(8, 30), time(12)), (time(14), time(17, 30)))
MINUTES_A_DAY: Final = 420  # what HOURS come to
SATURDAY: Final = 5
YEARS: Final = frozenset(day.year for day in holidays)  # whose holidays are known

Half = tuple[date, bool]  # a day, and whether its afternoon

_DAY: Final = timedelta(minutes=MINUTES_A_DAY)
_MINUTE: Final = timedelta(minutes=1)


def known(year: int) -> bool:
    """Are that year's holidays known? Where not, Monday to Friday are taken for working days."""
    return year in YEARS


def national(day: date) -> bool:
    """Is that a working day by the national calendar, or by Monday to Friday where it is not known?"""
    return day in workdays or (day.weekday() < SATURDAY and day not in holidays)


def holiday(day: date) -> str:
    """The holiday to which a day off, or a day worked instead, belongs, in Chinese; empty for all other days."""
    name = workdays.get(day) or holidays.get(day)
    return str(Holiday(name).chinese) if name else ""


def is_afternoon(moment: datetime) -> bool:
    """Has the office closed for noon at a stored moment? Half a day off begins or ends then."""
    return _wall(moment).time() >= HOURS[0][1]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's calendar: the national one with the house's corrections (day, is it worked), in order of days."""

    corrections: tuple[tuple[date, bool], ...] = ()

    def is_working(self, day: date) -> bool:
        """Is the office open on that day?"""
        return _corrected(self).get(day, national(day))

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes between two stored moments; 0 where the end is not after the start."""
        if end <= start:
            return 0
        here, there = _wall(start), _wall(end)
        full = _count(self, here.date(), there.date()) * _DAY
        return (full - self._worked(here) + self._worked(there)) // _MINUTE

    def after(self, moment: datetime, minutes: int) -> datetime:
        """The stored moment at which so many working minutes have passed since a stored moment.

        It is always a moment of office hours, the first there is: so many minutes that end with the office's day end
        at its closing, not at the next opening. None at all (0) out of hours is the next opening, because nothing is
        due while nobody is there; 0 within hours is the moment itself. Raises ValueError for minutes below 0.
        """
        if minutes < 0:
            raise ValueError(f"{minutes} working minutes")
        begun = self._open_from(_wall(moment))
        if not minutes:
            return clock.stored(begun)
        days, rest = divmod(self._worked(begun) + minutes * _MINUTE, _DAY)
        if not rest:
            days, rest = days - 1, _DAY
        return clock.stored(_at(_next(self, begun.date(), days) if days else begun.date(), rest))

    def closing(self, start: date, days: int) -> datetime:
        """When the office closes `days` working days after `start`, as stored.

        0 is the closing of `start` itself, or of the next working day where the office is closed on `start`.
        Raises ValueError for days below 0.
        """
        return _closing(self, start, days)

    def half_days(self, first: Half, last: Half) -> int:
        """How many half days the office works from one half day to another, both included; 0 where none is between."""
        if last < first:
            return 0
        (start, from_noon), (end, afternoon) = first, last
        whole = _count(self, start, end + timedelta(days=1))
        return 2 * whole - (from_noon and self.is_working(start)) - (not afternoon and self.is_working(end))

    def _worked(self, moment: datetime) -> timedelta:
        """How long the office had been open on the day of a wall-clock moment."""
        if not self.is_working(moment.date()):
            return timedelta()
        now = moment.time()
        return sum((_length(opens, min(now, closes)) for opens, closes in HOURS if now > opens), timedelta())

    def _open_from(self, moment: datetime) -> datetime:
        """A wall-clock moment of office hours as it is, any other one put off to the next opening."""
        day = moment.date()
        if self.is_working(day):
            for opens, closes in HOURS:
                if moment.time() <= closes:
                    return max(moment, datetime.combine(day, opens))
        return datetime.combine(_next(self, day, 1), HOURS[0][0])


def _wall(moment: datetime) -> datetime:
    return clock.local(moment).replace(tzinfo=None)


def _length(opens: time, closes: time) -> timedelta:
    return datetime.combine(date.min, closes) - datetime.combine(date.min, opens)


def _at(day: date, worked: timedelta) -> datetime:
    """The wall-clock moment of a working day at which the office has been open so long (above 0, at most a day)."""
    for opens, closes in HOURS:
        length = _length(opens, closes)
        if worked <= length:
            return datetime.combine(day, opens) + worked
        worked -= length
    raise ValueError(f"{worked} beyond the closing")


@lru_cache(maxsize=64)
def _corrected(calendar: Calendar) -> dict[date, bool]:
    return dict(calendar.corrections)


@lru_cache(maxsize=256)
def _days(calendar: Calendar, year: int) -> tuple[date, ...]:
    """The working days of a year, in order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in every if calendar.is_working(day))


def _count(calendar: Calendar, start: date, end: date) -> int:
    """How many working days from `start` up to, but not including, `end`."""
    between = sum(len(_days(calendar, year)) for year in range(start.year, end.year))
    return between + bisect_left(_days(calendar, end.year), end) - bisect_left(_days(calendar, start.year), start)


def _next(calendar: Calendar, day: date, number: int) -> date:
    """The so-many-th (from 1) working day after a day."""
    year = day.year
    place = bisect_right(_days(calendar, year), day) + number - 1
    while place >= len(_days(calendar, year)):
        place -= len(_days(calendar, year))
        year += 1
    return _days(calendar, year)[place]


@lru_cache(maxsize=1_024)
def _closing(calendar: Calendar, start: date, days: int) -> datetime:
    if days < 0:
        raise ValueError(f"{days} working days")
    day = start if not days and calendar.is_working(start) else _next(calendar, start, max(days, 1))
    return clock.stored(datetime.combine(day, HOURS[-1][1]))
