"""What the audit officer reads: who did what when, never what a document says.

Every list is turned over by key, newest first; no query here touches a title, a text or an opinion.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, Select, and_, or_, select

from routing import clock
from routing.actor import Actor
from routing.models import (
    AdministrationLog,
    Document,
    ExportRecord,
    FailedLogin,
    LoginSession,
    Person,
    RefusedAccess,
    Transition,
)

PAGE: Final = 50
BATCH: Final = 1_000  # lines of an export read at a time


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. `person` is a part of a name or user name; days are the house's, both inclusive."""

    person: str = ""
    actions: tuple[str, ...] = ()
    document: int | None = None
    since: date | None = None
    until: date | None = None
    result: str = ""


def lines(
    connection: Connection, actor: Actor, asked: Asked, before: int | None = None, limit: int = PAGE + 1
) -> list[Row[Any]]:
    """Lines of the log of all documents, newest first, from before the line `before` on."""
    statement = _within(_LINES.where(Transition.organisation_id == actor.organisation_id), Transition.at, asked)
    if asked.person:
        statement = statement.where(Transition.person_id.in_(_people(actor, asked.person)))
    if asked.actions:
        statement = statement.where(Transition.action.in_(asked.actions))
    if asked.document is not None:
        statement = statement.where(Transition.document_id == asked.document)
    if before is not None:
        mark = connection.execute(select(Transition.at).where(Transition.id == before)).scalar_one_or_none()
        statement = _before(statement, Transition.at, Transition.id, mark, before)
    return list(connection.execute(statement.order_by(Transition.at.desc(), Transition.id.desc()).limit(limit)))


def all_lines(engine: Engine, actor: Actor, asked: Asked) -> Iterator[Row[Any]]:
    """The same without end, batch after batch by key; on a connection of its own, for what outlasts the request."""
    before = None
    with engine.connect() as connection:
        while batch := lines(connection, actor, asked, before, BATCH):
            yield from batch
            before = batch[-1].id


def administration(
    connection: Connection, actor: Actor, asked: Asked, before: int | None = None, limit: int = PAGE + 1
) -> list[Row[Any]]:
    """Lines of the administration log, newest first."""
    table = AdministrationLog
    statement = _within(select(table.__table__).where(table.organisation_id == actor.organisation_id), table.at, asked)
    if asked.person:
        statement = statement.where(table.person_id.in_(_people(actor, asked.person)))
    if before is not None:
        statement = statement.where(table.id < before)
    return list(connection.execute(statement.order_by(table.id.desc()).limit(limit)))


def logins(
    connection: Connection, actor: Actor, asked: Asked, before: str = "", limit: int = PAGE + 1
) -> list[Row[Any]]:
    """Logins, newest first, from before the one with the digest `before` on."""
    table = LoginSession
    statement = _within(_LOGINS.where(table.organisation_id == actor.organisation_id), table.started_at, asked)
    if asked.person:
        statement = statement.where(table.person_id.in_(_people(actor, asked.person)))
    if before:
        mark = connection.execute(select(table.started_at).where(table.digest == before)).scalar_one_or_none()
        statement = _before(statement, table.started_at, table.digest, mark, before)
    return list(connection.execute(statement.order_by(table.started_at.desc(), table.digest.desc()).limit(limit)))


def failed_logins(
    connection: Connection, actor: Actor, asked: Asked, before: int | None = None, limit: int = PAGE + 1
) -> list[Row[Any]]:
    """Refused logins, newest first; those under a name that is nobody's are every house's."""
    table = FailedLogin
    ours = or_(table.organisation_id == actor.organisation_id, table.organisation_id.is_(None))
    statement = _within(_FAILED.where(ours), table.at, asked)
    if asked.person:
        typed = table.username.contains(asked.person.lower(), autoescape=True)
        statement = statement.where(or_(typed, table.person_id.in_(_people(actor, asked.person))))
    if asked.result:
        statement = statement.where(table.result == asked.result)
    if before is not None:
        statement = statement.where(table.id < before)
    return list(connection.execute(statement.order_by(table.id.desc()).limit(limit)))


def refused_access(
    connection: Connection, actor: Actor, asked: Asked, before: int | None = None, limit: int = PAGE + 1
) -> list[Row[Any]]:
    """Attempts to see restricted documents from outside their scope, newest first."""
    table = RefusedAccess
    statement = _within(_REFUSED.where(table.organisation_id == actor.organisation_id), table.at, asked)
    if asked.person:
        statement = statement.where(table.person_id.in_(_people(actor, asked.person)))
    if asked.document is not None:
        statement = statement.where(table.document_id == asked.document)
    if before is not None:
        statement = statement.where(table.id < before)
    return list(connection.execute(statement.order_by(table.id.desc()).limit(limit)))


def exports(
    connection: Connection, actor: Actor, asked: Asked, before: int | None = None, limit: int = PAGE + 1
) -> list[Row[Any]]:
    """What was taken out of the house, newest first."""
    table = ExportRecord
    statement = _within(select(table.__table__).where(table.organisation_id == actor.organisation_id), table.at, asked)
    if asked.person:
        statement = statement.where(table.person_id.in_(_people(actor, asked.person)))
    if before is not None:
        statement = statement.where(table.id < before)
    return list(connection.execute(statement.order_by(table.id.desc()).limit(limit)))


def _within(statement: Select[Any], at: Any, asked: Asked) -> Select[Any]:
    if asked.since is not None:
        statement = statement.where(at >= clock.stored(datetime.combine(asked.since, time())))
    if asked.until is not None:
        statement = statement.where(at < clock.stored(datetime.combine(asked.until + timedelta(days=1), time())))
    return statement


def _before(statement: Select[Any], at: Any, key: Any, mark: datetime | None, before: Any) -> Select[Any]:
    """Only what comes after the row (mark, before) in the order: at, key, both descending."""
    if mark is None:
        return statement
    # The first condition alone is what the index over `at` can begin at.
    return statement.where(at <= mark, or_(at < mark, and_(at == mark, key < before)))


def _people(actor: Actor, words: str) -> Select[Any]:
    return select(Person.id).where(
        Person.organisation_id == actor.organisation_id,
        or_(Person.name.contains(words, autoescape=True), Person.username.contains(words.lower(), autoescape=True)),
    )


_LINES: Final = select(
    Transition.id,
    Transition.document_id,
    Transition.serial,
    Transition.action,
    Transition.from_state,
    Transition.to_state,
    Transition.person_name,
    Transition.post_name,
    Transition.on_behalf_of,
    Transition.clause,
    Transition.at,
    Document.workflow,
    Document.number,
).join(Document, Document.id == Transition.document_id)
_LOGINS: Final = select(
    LoginSession.digest,
    LoginSession.started_at,
    LoginSession.seen_at,
    LoginSession.revoked_at,
    LoginSession.device,
    LoginSession.address,
    Person.name,
    Person.username,
).join(Person, Person.id == LoginSession.person_id)
_FAILED: Final = select(FailedLogin.__table__, Person.name).outerjoin(Person, Person.id == FailedLogin.person_id)
_REFUSED: Final = select(RefusedAccess.__table__, Document.number).join(
    Document, Document.id == RefusedAccess.document_id
)
