"""Who has seen a paper: who acted on it, and before whom it lay opened. People, each once, with their posts."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, bindparam, select

from routing.models import Person, Slip
from routing.queries import readers
from routing.queries.chart import Chart


def seen(connection: Connection, document_id: int, chart: Chart) -> tuple[list[str], list[str]]:
    """许雅琴（办公室文书）: those who acted, in the order in which it came to them; and those who only had it opened.

    What lay opened before a post or a department may have been read by any of the people in it: all are named. Where
    nobody is behind a holder any more, it is named as its slip does.
    """
    rows = connection.execute(_SLIPS, {"document": document_id}).all()
    acted = {row.closed_by: row.closer for row in rows if row.closer}
    known = {f"person:{one}" for one in acted}
    opened, gone = dict[int, str](), dict[str, str]()
    for row in rows:
        if row.opened_at is not None and not row.closer and row.holder not in known:
            there = readers.people(connection, chart, (row.holder,))
            opened |= dict(there)
            gone |= {} if there else {row.holder: row.holder_name}
    only_opened = ((one, name) for one, name in opened.items() if one not in acted)
    return named(chart, acted.items()), [*named(chart, only_opened), *gone.values()]


def named(chart: Chart, people: Iterable[tuple[int, str]]) -> list[str]:
    """With the posts that they hold today; who has left the house, by the name alone."""
    return [f"{name}（{posts}）" if (posts := _posts(chart, person)) else name for person, name in people]


def _posts(chart: Chart, person: int) -> str:
    return "、".join(seat.name for seat in chart.seats_of.get(person, ()) if not seat.behalf)


_SLIPS: Final = (
    select(Slip.holder, Slip.holder_name, Slip.opened_at, Slip.closed_by, Person.name.label("closer"))
    .outerjoin(Person, Person.id == Slip.closed_by)
    .where(Slip.document_id == bindparam("document"))
    .order_by(Slip.id)
)
