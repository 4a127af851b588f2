"""What became of a received paper: who reads, who acts, who holds the original, who urged, what answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.orm import aliased

from routing import policy
from routing.actor import Actor
from routing.models import Circulation, Custody, Document, IncomingPaper, ReaderList, Task, Urging


@dataclass(frozen=True, slots=True)
class Story:
    """`custody` is the way of the original, latest first; `replies` the documents that answer it."""

    paper: Row[Any]
    circulations: Sequence[Row[Any]]
    tasks: Sequence[Row[Any]]
    custody: Sequence[Row[Any]]
    urgings: Sequence[Row[Any]]
    replies: Sequence[Row[Any]]

    @property
    def urged_at(self) -> datetime | None:
        """When it was last urged, by a person or by the house."""
        return max((row.at for row in self.urgings), default=None)


def story(connection: Connection, document_id: int, actor: Actor) -> Story:
    """All that the page of a received paper shows besides its view. The replies are those that the actor may read."""
    this = {"document": document_id}
    return Story(
        connection.execute(_PAPER, this).one(),
        connection.execute(_CIRCULATIONS, this).all(),
        connection.execute(_TASKS, this).all(),
        custody(connection, document_id),
        connection.execute(_URGINGS, this).all(),
        connection.execute(
            select(Document.id, Document.title, Document.number)
            .where(Document.answers_id == document_id, policy.readable(actor))
            .order_by(Document.id)
        ).all(),
    )


def custody(connection: Connection, document_id: int) -> Sequence[Row[Any]]:
    """The way of the original, latest first."""
    return connection.execute(_CUSTODY, {"document": document_id}).all()


def answered(connection: Connection, answers_id: int | None, actor: Actor) -> Row[Any] | None:
    """The paper that a document answers, where the actor may read it."""
    if answers_id is None:
        return None
    return connection.execute(
        select(Document.id, Document.title, Document.number).where(Document.id == answers_id, policy.readable(actor))
    ).one_or_none()


def reader_lists(connection: Connection, organisation_id: int) -> Sequence[Row[Any]]:
    """The saved lists of readers, by name."""
    return connection.execute(_LISTS, {"organisation": organisation_id}).all()


_renewed = aliased(IncomingPaper)
# 改按机要登记: the paper that this one takes the place of, and the one that takes its place.
_PAPER: Final = select(
    IncomingPaper.__table__,
    select(Document.number).where(Document.id == IncomingPaper.renews_id).correlate(IncomingPaper).scalar_subquery()
    .label("renews"),
    select(_renewed.document_id).where(_renewed.renews_id == IncomingPaper.document_id).correlate(IncomingPaper)
    .scalar_subquery().label("renewed_id"),
    select(Document.number).join(_renewed, _renewed.document_id == Document.id)
    .where(_renewed.renews_id == IncomingPaper.document_id).correlate(IncomingPaper).scalar_subquery()
    .label("renewed"),
).where(IncomingPaper.document_id == bindparam("document"))  # fmt: skip
_CIRCULATIONS: Final = (
    select(Circulation.__table__).where(Circulation.document_id == bindparam("document")).order_by(Circulation.id)
)
_TASKS: Final = select(Task.__table__).where(Task.document_id == bindparam("document")).order_by(Task.serial)
_CUSTODY: Final = (
    select(Custody.person_id, Custody.name, Custody.given_by, Custody.since, Custody.closed_at)
    .where(Custody.document_id == bindparam("document"))
    .order_by(Custody.id.desc())
)
_URGINGS: Final = (
    select(Urging.slip_id, Urging.name, Urging.reason, Urging.words, Urging.at)
    .where(Urging.document_id == bindparam("document"))
    .order_by(Urging.id)
)
_LISTS: Final = (
    select(ReaderList.id, ReaderList.name, ReaderList.keys)
    .where(ReaderList.organisation_id == bindparam("organisation"))
    .order_by(ReaderList.name)
)
