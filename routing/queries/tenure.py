"""Who holds which post when: periods that last on a day or touch a period."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, or_, select

from routing.actor import Actor
from routing.models import Holding, Person, Post
from routing.services.errors import MissingRecordError
from routing.working import Half
from workflows.roles import Capacity


def lasting(table: Any, first: date, last: date | None = None) -> ColumnElement[bool]:
    """Periods (starts_on, ends_on) that touch the days from `first` to `last` (None: for ever)."""
    reaches = or_(table.ends_on.is_(None), table.ends_on >= first)
    return and_(reaches, table.starts_on <= last) if last is not None else reaches


def halves(period: Any) -> tuple[Half, Half]:
    """The first and the last half day of a period that may begin or end at noon."""
    return (period.starts_on, period.from_noon), (period.ends_on, not period.until_noon)


def during(period: Any, half: Half) -> bool:
    """Does a period that may begin or end at noon last on that half day?"""
    first, last = halves(period)
    return first <= half <= last


def open_on(table: Any, day: date) -> ColumnElement[bool]:
    """Departments or posts that are not closed on that day."""
    return or_(table.closed_on.is_(None), table.closed_on > day)


def held(post_id: Any, day: date) -> Any:
    """Posts that somebody whose account is on holds on that day."""
    return exists().where(
        Holding.post_id == post_id, Holding.person_id == Person.id, Person.active, lasting(Holding, day, day)
    )


def holdings(connection: Connection, actor: Actor, *where: ColumnElement[bool]) -> list[Row[Any]]:
    """Holdings of the house with the names of person and post, the latest first."""
    return list(
        connection.execute(
            _HOLDINGS.where(Holding.organisation_id == actor.organisation_id, *where).order_by(
                Holding.starts_on.desc(), Holding.id.desc()
            )
        )
    )


def holding(connection: Connection, holding_id: int, actor: Actor) -> Row[Any]:
    """One holding. Raises MissingRecordError."""
    found = holdings(connection, actor, Holding.id == holding_id)
    if not found:
        raise MissingRecordError(f"holding {holding_id}")
    return found[0]


def holdings_from(connection: Connection, of: ColumnElement[bool], day: date) -> list[Row[Any]]:
    """Holdings of those posts that last on that day or begin later."""
    return list(connection.execute(_HOLDINGS.where(of, lasting(Holding, day)).order_by(Holding.starts_on, Holding.id)))


def holdings_of_person(connection: Connection, person_id: int, first: date, last: date | None) -> list[Row[Any]]:
    """Holdings of a person that touch a period."""
    return list(connection.execute(_HOLDINGS.where(Holding.person_id == person_id, lasting(Holding, first, last))))


def held_on(connection: Connection, post_id: int, day: date) -> bool:
    """Does anybody whose account is on hold the post on that day?"""
    return bool(connection.execute(select(held(post_id, day))).scalar_one())


def manned(connection: Connection, organisation_id: int, capacity: Capacity, day: date, but: int) -> bool:
    """Is there an officer of that capacity on that day, other than the person `but`?"""
    found = _HOLDINGS.where(
        Holding.organisation_id == organisation_id,
        Holding.person_id != but,
        Post.capacity == capacity.value,
        Person.active,
        open_on(Post, day),
        lasting(Holding, day, day),
    )
    return connection.execute(found.limit(1)).first() is not None


_HOLDINGS: Final = (
    select(
        Holding.__table__,
        Person.name.label("person_name"),
        Person.active,
        Post.name.label("post_name"),
        Post.capacity,
        Post.department_id,
    )
    .join(Person, Person.id == Holding.person_id)
    .join(Post, Post.id == Holding.post_id)
)
