"""The house's calendar: the national one with its own corrections."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from routing.actor import Actor
from routing.models import CalendarDay
from routing.working import Calendar

_calendars: dict[tuple[str, int], tuple[int, Calendar]] = {}


def corrections_of(connection: Connection, organisation_id: int) -> tuple[tuple[date, bool], ...]:
    """The days on which a house works, or does not, against the national calendar; in order."""
    rows = connection.execute(
        select(CalendarDay.day, CalendarDay.working)
        .where(CalendarDay.organisation_id == organisation_id)
        .order_by(CalendarDay.day)
    )
    return tuple((row.day, row.working) for row in rows)


def calendar_of(connection: Connection, organisation_id: int, version: int) -> Calendar:
    """The calendar of an organisation at that chart version, kept in the process as the chart is (queries/chart.py)."""
    key = (str(connection.engine.url), organisation_id)
    kept = _calendars.get(key)
    if kept is None or kept[0] != version:
        kept = _calendars[key] = (version, Calendar(corrections_of(connection, organisation_id)))
    return kept[1]


def corrections(connection: Connection, actor: Actor, first: date, last: date) -> list[Row[Any]]:
    """The corrections of a period (both days inclusive) with their reasons, in order."""
    return list(
        connection.execute(
            select(CalendarDay.__table__)
            .where(CalendarDay.organisation_id == actor.organisation_id, CalendarDay.day.between(first, last))
            .order_by(CalendarDay.day)
        )
    )
