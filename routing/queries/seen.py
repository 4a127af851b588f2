"""Who has seen a paper: who acted on it, and before whom it lay opened. People, each once, with their posts."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, bindparam, select

from routing.models import Person, Slip
from routing.queries import readers
from routing.queries.chart import Chart


def seen(connection: Connection, document_id: int, chart: Chart) -> tuple[list[str], list[str]]:
    """许雅琴（办公室文书）: those who acted, in the order in which it came to them; and those who only had it opened.

    What lay opened before a post or a department may have been read by any of the people in it: all are named.
    """
    rows = connection.execute(_SLIPS, {"document": document_id}).all()
    acted = {row.closed_by: row.closer for row in rows if row.closer}
    before = (row.holder for row in rows if row.opened_at is not None and not row.closer)
    opened = dict(readers.people(connection, chart, before))
    return named(chart, acted.items()), named(chart, (one for one in opened.items() if one[0] not in acted))


def named(chart: Chart, people: Iterable[tuple[int, str]]) -> list[str]:
    """With the posts that they hold today; who has left the house, by the name alone."""
    return [f"{name}（{posts}）" if (posts := _posts(chart, person)) else name for person, name in people]


def _posts(chart: Chart, person: int) -> str:
    return "、".join(seat.name for seat in chart.seats_of.get(person, ()) if not seat.behalf)


_SLIPS: Final = (
    select(Slip.holder, Slip.opened_at, Slip.closed_by, Person.name.label("closer"))
    .outerjoin(Person, Person.id == Slip.closed_by)
    .where(Slip.document_id == bindparam("document"))
    .order_by(Slip.id)
)
