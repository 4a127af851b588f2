"""Until when a slip is to be dealt with: the step's limit in the office's working time (CY-3: in time, not held)."""

from datetime import datetime
from typing import Any

from routing import clock
from routing.working import Calendar
from workflows.model import State


def due(calendar: Calendar, state: State, urgency: int, arrived_at: datetime, *, days: int | None = None) -> datetime:
    """When the limit of a step ends, as stored: 特急 is due the same day, 加急 the next at the latest.

    Where the rules give urgent documents hours (`State.hours`), their clock runs in working hours.
    """
    if urgency and state.hours:
        return calendar.after(_minute(arrived_at), state.hours[urgency - 1] * 60)
    allowed = state.days if days is None else days
    limit = {0: allowed, 1: min(allowed, 1), 2: 0}[urgency]
    return calendar.closing(clock.local(arrived_at).date(), limit)


# 承办 and 传阅, where nobody says until when: working days, and working hours for 加急 and 特急.
TASK_DAYS, TASK_HOURS = 5, (8, 4)
READ_DAYS, READ_HOURS = 3, (4, 2)


def of_task(calendar: Calendar, urgency: int, at: datetime) -> datetime:
    """Until when a task is to be reported that names no day."""
    return _by_default(calendar, urgency, at, TASK_DAYS, TASK_HOURS)


def of_reading(calendar: Calendar, urgency: int, at: datetime) -> datetime:
    """Until when a reader is to sign (CY-3: in time, not held)."""
    return _by_default(calendar, urgency, at, READ_DAYS, READ_HOURS)


def _by_default(calendar: Calendar, urgency: int, at: datetime, days: int, hours: tuple[int, int]) -> datetime:
    if urgency:
        return calendar.after(_minute(at), hours[urgency - 1] * 60)
    return calendar.closing(clock.local(at).date(), days)


def left(calendar: Calendar, slip: Any, at: datetime) -> int:
    """The working minutes left of a slip's time; 0 where it is over. A stopped clock stays where it stopped."""
    return calendar.minutes_between(_minute(slip.paused_at or at), slip.due_at)


def carried(calendar: Calendar, slip: Any, at: datetime) -> datetime:
    """When a step is due that goes before somebody else: as it was, or, had its clock stopped, with what was left."""
    due_at: datetime = slip.due_at
    return due_at if slip.paused_at is None else again(calendar, at, left(calendar, slip, at))


def hastened(calendar: Calendar, state: State, before: int, after: int, slip: Any) -> datetime:
    """When a step is due whose document has become more or less urgent; the time that its clock stood stays added."""
    stood = calendar.minutes_between(due(calendar, state, before, slip.arrived_at), slip.due_at)
    by_rule = due(calendar, state, after, slip.arrived_at)
    return again(calendar, by_rule, stood) if stood else by_rule


def again(calendar: Calendar, at: datetime, minutes: int) -> datetime:
    """When a step is due that goes on at that moment with so many working minutes left."""
    return calendar.after(_minute(at), minutes)


def _minute(moment: datetime) -> datetime:
    """The minute in which a moment lies: limits run in whole minutes, as people read them.

    Both ends of a stop are cut alike, so no stop, however short or often, takes any of the time that was left.
    """
    return moment.replace(second=0, microsecond=0)
