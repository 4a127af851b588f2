"""Who is meant by the keys of people, posts, departments and saved lists: the people of today, each once."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from routing.models import ReaderList
from routing.queries.chart import Chart
from workflows.roles import OFFICERS


def people(connection: Connection, chart: Chart, keys: Iterable[str]) -> list[tuple[int, str]]:
    """The people behind the keys, in the order in which they were named; nobody who takes no part in the work."""
    found: dict[int, str] = {}
    for key in keys:
        kind, _, digits = key.partition(":")
        if not (digits.isascii() and digits.isdigit()):
            continue
        if kind == "list":
            found |= dict(people(connection, chart, _saved(connection, chart, int(digits))))
        else:
            found |= {one: chart.names[one] for one in _own(chart, kind, int(digits)) if one not in found}
    return list(found.items())


def _own(chart: Chart, kind: str, number: int) -> list[int]:
    """Who is there in their own right: a deputy reads for nobody, for each reader signs for themselves (CY-4)."""
    if kind == "person":
        working = any(seat.capacity not in OFFICERS and not seat.behalf for seat in chart.seats_of.get(number, ()))
        return [number] if working else []
    posts = [seat.post_id for seat in chart.seats.values() if seat.capacity not in OFFICERS and (
        (kind == "post" and seat.post_id == number) or (kind == "department" and seat.department_id == number)
    )]  # fmt: skip
    return [one.person_id for post in posts for one in chart.sitters.get(post, ()) if not one.behalf]


def _saved(connection: Connection, chart: Chart, list_id: int) -> Sequence[str]:
    keys = connection.execute(
        select(ReaderList.keys).where(ReaderList.id == list_id, ReaderList.organisation_id == chart.organisation_id)
    ).scalar_one_or_none()
    return [key for key in keys or () if not key.startswith("list:")]
