"""The organisation chart: who holds which post today, and before whom a step's slip lies.

Worked out once for a chart version and a day, and kept in the process: posts change a few times a year, and every
request asks about them. A change of posts raises `organisation.chart_version`, which every request reads anyway.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from routing import clock
from routing.actor import Seat
from routing.models import Department, Holding, Oversight, Person, Phrase, Post
from workflows.roles import Capacity, Role


@dataclass(frozen=True, slots=True)
class Holder:
    """Before whom a slip lies: the key that the tray looks for, and how the house calls it."""

    key: str
    name: str


class NobodyThereError(LookupError):
    """No post, or nobody in the post, that a step needs. `message` says which, in Chinese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Chart:
    """The organisation on one day."""

    organisation_id: int
    version: int
    day: date
    departments: dict[int, str]
    seats: dict[int, Seat]
    people: dict[int, tuple[str, ...]]
    seats_of: dict[int, tuple[Seat, ...]]
    overseer: dict[int, int]
    phrases: dict[str, tuple[str, ...]]

    def holder(self, role: Role, department_id: int, drafter_id: int, drafter_name: str) -> Holder:
        """Before whom a step in that role lies. Raises NobodyThereError rather than lose a document."""
        match role:
            case Role.DRAFTER:
                return Holder(f"person:{drafter_id}", drafter_name)
            case Role.DRAFTING_DEPARTMENT:
                return Holder(f"department:{department_id}", self.departments[department_id])
            case Role.VICE_CHAIR:
                seat = self.seats.get(self.overseer.get(department_id, 0))
            case Role.DEPARTMENT_HEAD:
                seat = self._head(department_id)
            case _:
                seat = self._only(Capacity(role.value))
        if seat is None:
            where = self.departments.get(department_id, "")
            raise NobodyThereError(f"还没有设置{where}的{role.label}，请安全管理员在“岗位”中设置")
        if not self.people.get(seat.post_id):
            raise NobodyThereError(f"“{seat.name}”目前没有人任职，请安全管理员在“任职”中安排")
        return Holder(f"post:{seat.post_id}", seat.name)

    def holder_people(self, key: str) -> str:
        """The names of the people behind a holder key, for 'who gets it next'."""
        kind, _, number = key.partition(":")
        return "、".join(self.people.get(int(number), ())) if kind == "post" else ""

    def _head(self, department_id: int) -> Seat | None:
        # The office's head is its director.
        heads = {Capacity.DEPARTMENT_HEAD, Capacity.OFFICE_DIRECTOR}
        return self._first(
            seat for seat in self.seats.values() if seat.department_id == department_id and seat.capacity in heads
        )

    def _only(self, capacity: Capacity) -> Seat | None:
        return self._first(seat for seat in self.seats.values() if seat.capacity is capacity)

    def _first(self, seats: Iterable[Seat]) -> Seat | None:
        """The first seat that somebody holds, or else the first."""
        found = list(seats)
        return next((seat for seat in found if self.people.get(seat.post_id)), found[0] if found else None)


_charts: dict[tuple[str, int], Chart] = {}


def chart_of(connection: Connection, organisation_id: int, version: int) -> Chart:
    """The chart of an organisation at that version, as of today."""
    key, day = (str(connection.engine.url), organisation_id), clock.today()
    chart = _charts.get(key)
    if chart is None or (chart.version, chart.day) != (version, day):
        chart = _charts[key] = _load(connection, organisation_id, version, day)
    return chart


def _load(connection: Connection, organisation_id: int, version: int, day: date) -> Chart:
    def on_the_day(statement: Select[Any], table: Any) -> Select[Any]:
        return statement.where(
            table.organisation_id == organisation_id,
            table.starts_on <= day,
            or_(table.ends_on.is_(None), table.ends_on >= day),
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
    people: dict[int, list[str]] = defaultdict(list)
    seats_of: dict[int, list[Seat]] = defaultdict(list)
    holdings = on_the_day(
        select(Holding.post_id, Holding.person_id, Person.name).join(Person, Person.id == Holding.person_id),
        Holding,
    ).order_by(Holding.starts_on, Holding.id)
    for row in connection.execute(holdings.where(Person.active)):
        if row.post_id in seats:
            people[row.post_id].append(row.name)
            seats_of[row.person_id].append(seats[row.post_id])
    overseer = connection.execute(
        on_the_day(select(Oversight.department_id, Oversight.post_id), Oversight).order_by(Oversight.starts_on)
    )
    return Chart(
        organisation_id,
        version,
        day,
        {row.id: row.name for row in departments},
        seats,
        {post: tuple(names) for post, names in people.items()},
        {
            person: tuple(sorted(held, key=lambda seat: list(seats).index(seat.post_id)))
            for person, held in seats_of.items()
        },
        {row.department_id: row.post_id for row in overseer},
        _phrases(connection, organisation_id),
    )


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
