"""The organisation chart: who holds which post today, in their own right or as a deputy, and who is away.

Worked out once for a chart version and half a day (an absence may begin or end at noon), and kept in the process:
posts change a few times a year, and every request asks about them. A change of posts, delegations, absences, phrases or
saved lists raises `organisation.chart_version`, which every request reads anyway; what begins or ends with the day, or
at noon, needs nobody to touch it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, or_, select

from routing import clock
from routing.actor import Seat
from routing.models import Absence, Delegation, Department, Holding, Oversight, Person, Phrase, Post, ReaderList
from routing.queries.seating import Chart, Holder, NobodyThereError, Sitter
from routing.queries.tenure import during
from routing.working import is_afternoon
from workflows.roles import OFFICERS, Capacity

__all__ = ["Chart", "Holder", "NobodyThereError", "Sitter", "chart_of"]

ADJOINS: Final = timedelta(days=15)  # longer than any holiday between two absences that are one (KQ-3)

_charts: dict[tuple[str, int], Chart] = {}


def chart_of(connection: Connection, organisation_id: int, version: int) -> Chart:
    """The chart of an organisation at that version, as of now."""
    key, now = (str(connection.engine.url), organisation_id), clock.now()
    half = clock.local(now).date(), is_afternoon(now)
    chart = _charts.get(key)
    if chart is None or (chart.version, chart.day, chart.afternoon) != (version, *half):
        chart = _charts[key] = _load(connection, organisation_id, version, *half)
    return chart


def _load(connection: Connection, organisation_id: int, version: int, day: date, afternoon: bool) -> Chart:
    def lasting(statement: Select[Any], table: Any) -> list[Row[Any]]:
        """The rows of this house that last on the day, the earliest first."""
        return list(
            connection.execute(
                statement.where(
                    table.organisation_id == organisation_id,
                    table.starts_on <= day,
                    or_(table.ends_on.is_(None), table.ends_on >= day),
                ).order_by(table.starts_on, table.id)
            )
        )

    departments = connection.execute(
        select(Department.id, Department.name).where(Department.organisation_id == organisation_id)
    )
    seats = {
        row.id: Seat(row.id, row.name, Capacity(row.capacity), row.department_id)
        for row in connection.execute(
            select(Post.id, Post.name, Post.capacity, Post.department_id)
            .where(Post.organisation_id == organisation_id, or_(Post.closed_on.is_(None), Post.closed_on > day))
            .order_by(Post.position, Post.id)
        )
    }
    holdings = select(Holding.post_id, Holding.person_id, Person.name).join(Person, Person.id == Holding.person_id)
    held = [row for row in lasting(holdings.where(Person.active), Holding) if row.post_id in seats]
    delegations = select(Delegation.from_person_id, Delegation.to_person_id, Delegation.post_id, Delegation.kinds)
    absences = select(Absence.__table__).where(Absence.approved_at.is_not(None), Absence.cancelled_at.is_(None))
    names = {row.person_id: row.name for row in held}
    own = _own_seats(seats, held)
    sitting = [(person, seat) for person, theirs in own.items() for seat in theirs]
    sitting += _deputies(own, names, lasting(delegations.where(Delegation.ended_at.is_(None)), Delegation))
    away = {row.person_id: row.ends_on for row in lasting(absences, Absence) if during(row, (day, afternoon))}
    oversight = lasting(select(Oversight.department_id, Oversight.post_id), Oversight)
    sitters: dict[int, list[Sitter]] = defaultdict(list)
    seats_of: dict[int, list[Seat]] = defaultdict(list)
    for person, seat in sitting:
        sitters[seat.post_id].append(Sitter(person, names[person], seat.behalf, person in away, seat.kinds))
        seats_of[person].append(seat)
    return Chart(
        organisation_id,
        version,
        day,
        afternoon,
        {row.id: row.name for row in departments},
        names,
        seats,
        {post: tuple(one.name for one in there if not one.behalf) for post, there in sitters.items()},
        {post: tuple(there) for post, there in sitters.items()},
        {person: tuple(theirs) for person, theirs in seats_of.items()},
        {row.department_id: row.post_id for row in oversight},
        _phrases(connection, organisation_id),
        away,
        _reader_lists(connection, organisation_id),
        tuple(connection.execute(_LEAVES, {"organisation": organisation_id, "day": day - ADJOINS})),
        tuple(connection.execute(_AHEAD, {"organisation": organisation_id, "day": day})),
    )


def _own_seats(seats: dict[int, Seat], held: list[Row[Any]]) -> dict[int, list[Seat]]:
    """What each person holds in their own right, in the order of the house's posts; people as they came."""
    rank = {post: place for place, post in enumerate(seats)}
    own: dict[int, list[Seat]] = defaultdict(list)
    for row in held:
        own[row.person_id].append(seats[row.post_id])
    return {person: sorted(theirs, key=lambda seat: rank[seat.post_id]) for person, theirs in own.items()}


def _deputies(
    own: dict[int, list[Seat]], names: dict[int, str], delegations: list[Row[Any]]
) -> Iterator[tuple[int, Seat]]:
    """The seats that deputies sit in today: of what the other holds in their own right, so nothing is passed on.

    A deputy has business of their own in the house (no officer, nobody without a post), and a post that is theirs
    anyway needs no deputy's seat. What one gave to the same deputy for several 文种 is one seat.
    """
    scopes: dict[tuple[int, int, int], tuple[str, ...]] = {}
    for row in delegations:
        theirs = own.get(row.to_person_id, [])
        if not theirs or any(seat.capacity in OFFICERS for seat in theirs):
            continue
        for seat in own.get(row.from_person_id, []):
            given = row.post_id in {None, seat.post_id} and seat.capacity not in OFFICERS
            key = (row.to_person_id, seat.post_id, row.from_person_id)
            if given and seat not in theirs:
                kinds, before = tuple(row.kinds.split()), scopes.get(key)
                whole = not kinds or before == ()
                scopes[key] = () if whole else tuple(dict.fromkeys((*(before or ()), *kinds)))
    posts = {seat.post_id: seat for theirs in own.values() for seat in theirs}
    for (deputy, post, giver), kinds in scopes.items():
        yield deputy, replace(posts[post], behalf=names[giver], kinds=kinds, principal=giver)


def _reader_lists(connection: Connection, organisation_id: int) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """The saved lists of readers, by name."""
    ours = ReaderList.organisation_id == organisation_id
    rows = connection.execute(select(ReaderList.id, ReaderList.name, ReaderList.keys).where(ours))
    return tuple((row.id, row.name, tuple(row.keys)) for row in sorted(rows, key=lambda row: row.name))


def _phrases(connection: Connection, organisation_id: int) -> dict[str, tuple[str, ...]]:
    """The usual phrases of the house, by the kind of action they go with."""
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(
        select(Phrase.kind, Phrase.text)
        .where(Phrase.organisation_id == organisation_id)
        .order_by(Phrase.kind, Phrase.position, Phrase.id)
    ):
        found[row.kind] = (*found.get(row.kind, ()), row.text)
    return found


_LEAVES: Final = (
    select(*Absence.__table__.c, Person.name.label("person_name"))
    .join(Person, Person.id == Absence.person_id)
    .where(
        Absence.organisation_id == bindparam("organisation"),
        Absence.ends_on >= bindparam("day"),
        Absence.cancelled_at.is_(None),
    )
    .order_by(Absence.starts_on, Absence.id)
)
_AHEAD: Final = (
    select(Delegation.id, Delegation.to_person_id)
    .where(
        Delegation.organisation_id == bindparam("organisation"),
        Delegation.starts_on > bindparam("day"),
        Delegation.ended_at.is_(None),
    )
    .order_by(Delegation.starts_on, Delegation.id)
)
