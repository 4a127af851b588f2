"""The volumes of the registers: every series and year in which a number was given."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from routing.actor import Actor
from routing.models import NumberCounter, NumberSeries


@dataclass(frozen=True, slots=True)
class Book:
    """A volume of a register: a series in a year, and how far it has run."""

    series_id: int
    word: str
    year: int
    last: int


def books(connection: Connection, actor: Actor, series: ColumnElement[bool]) -> list[Book]:
    """The volumes of those series, latest year first: read from the counters, however many numbers were given."""
    rows = connection.execute(
        select(NumberSeries.id, NumberSeries.word, NumberCounter.year, NumberCounter.last)
        .join(NumberCounter, NumberCounter.series_id == NumberSeries.id)
        .where(NumberSeries.organisation_id == actor.organisation_id, series, NumberCounter.last > 0)
        .order_by(NumberCounter.year.desc(), NumberSeries.position, NumberSeries.id)
    )
    return [Book(*row) for row in rows]
