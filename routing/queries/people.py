"""Who is this? The person behind a session, with the posts they hold today."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from routing.actor import Actor
from routing.models import Holding, LoginSession, Organisation, Person, Post, Slip
from routing.queries.calendar import calendar_of
from routing.queries.chart import chart_of
from routing.queries.leaves import beside
from workflows.model import DUTIES

_BY_SESSION = (
    select(
        LoginSession.digest,
        LoginSession.seen_at,
        LoginSession.started_at,
        Person.id,
        Person.name,
        Person.organisation_id,
        Person.password_changed_at,
        Organisation.name.label("organisation_name"),
        Organisation.chart_version,
    )
    .join(Person, Person.id == LoginSession.person_id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .where(LoginSession.digest == bindparam("session"), LoginSession.revoked_at.is_(None), Person.active)
)
_BY_PERSON = (
    select(
        Person.id,
        Person.name,
        Person.organisation_id,
        Organisation.name.label("organisation_name"),
        Organisation.chart_version,
    )
    .join(Organisation, Organisation.id == Person.organisation_id)
    .where(Person.active)
)


def session_row(connection: Connection, digest: str) -> Row[Any] | None:
    """The live session of that digest with its person, or None."""
    return connection.execute(_BY_SESSION, {"session": digest}).one_or_none()


def actor_from(
    connection: Connection, row: Row[Any], session: str = "", *, must_change_password: bool = False
) -> Actor:
    """The actor for a row that names person and organisation."""
    chart = chart_of(connection, row.organisation_id, row.chart_version)
    seats = chart.seats_of.get(row.id, ())
    own = {seat.post_id for seat in seats if not seat.behalf}
    actor = Actor(
        person_id=row.id,
        name=row.name,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        seats=seats,
        session=session,
        must_change_password=must_change_password,
        overseen=tuple(department for department, post in chart.overseer.items() if post in own),
    )
    if not (chart.leaves or chart.ahead):
        return actor
    calendar = calendar_of(connection, row.organisation_id, row.chart_version)
    return replace(actor, beside=beside((chart, calendar), actor))


def actor_called(connection: Connection, username: str) -> Actor:
    """The actor with that user name, for commands and tests. Raises NoResultFound."""
    return actor_from(connection, connection.execute(_BY_PERSON.where(Person.username == username)).one())


def actor_by_id(connection: Connection, person_id: int) -> Actor:
    """The actor of that number, with the posts they hold today, for work done on their behalf. Raises NoResultFound."""
    return actor_from(connection, connection.execute(_BY_PERSON.where(Person.id == person_id)).one())


def sessions(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """Where the actor is logged in, latest first."""
    return list(
        connection.execute(
            select(LoginSession.digest, LoginSession.started_at, LoginSession.seen_at, LoginSession.device)
            .where(LoginSession.person_id == actor.person_id, LoginSession.revoked_at.is_(None))
            .order_by(LoginSession.seen_at.desc())
            .limit(20)
        )
    )


def is_demo(connection: Connection) -> bool:
    """Is the demo organisation loaded?"""
    return connection.execute(select(Organisation.id).where(Organisation.is_demo)).first() is not None


def demo_people(connection: Connection) -> list[Row[Any]]:
    """The demo accounts with their posts, while the demo organisation is loaded."""
    return list(
        connection.execute(
            select(Person.username, Person.name, Post.name.label("post"), Post.capacity)
            .join(Organisation, Organisation.id == Person.organisation_id)
            .join(Holding, Holding.person_id == Person.id)
            .join(Post, Post.id == Holding.post_id)
            .where(Organisation.is_demo, Person.active)
            .order_by(Post.position, Post.id)
        )
    )


def first_holder(connection: Connection, document_id: int) -> Actor:
    """Somebody before whom the document's open slip lies. Raises NoResultFound where it has none."""
    holder = (
        connection.execute(
            select(Slip.holder)
            .where(Slip.document_id == document_id, Slip.closed_at.is_(None), Slip.kind.in_(DUTIES))
            .order_by(Slip.id)
        )
        .scalars()
        .first()
    )
    people = connection.execute(_BY_PERSON.order_by(Person.id)).all()
    actors = (actor_from(connection, row) for row in people)
    return next(actor for actor in actors if holder in actor.keys)
