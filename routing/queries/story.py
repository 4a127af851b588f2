"""What became of a received paper: who reads, who acts, who holds the original, who urged, what answers it.

Three of these come in one statement, tagged: the page of a filed paper would ask more than eight questions otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, DateTime, Integer, Row, bindparam, literal, select, union_all
from sqlalchemy.orm import aliased

from routing import policy
from routing.actor import Actor
from routing.models import Circulation, Custody, Document, IncomingPaper, Task, Urging


@dataclass(frozen=True, slots=True)
class Held:
    """Who had the original from when until when; `person_id` is nobody's where it has left the house."""

    person_id: int | None
    name: str
    given_by: str
    since: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Urged:
    """Somebody, or the house, urged those before whom a slip lies."""

    slip_id: int
    name: str
    reason: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """A document that answers the paper."""

    id: int
    title: str
    number: str


@dataclass(frozen=True, slots=True)
class Story:
    """`custody` is the way of the original, latest first; `replies` the documents that answer it."""

    paper: Row[Any]
    circulations: Sequence[Row[Any]]
    tasks: Sequence[Row[Any]]
    custody: Sequence[Held]
    urgings: Sequence[Urged]
    replies: Sequence[Reply]

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
        *_around(connection, document_id, actor),
    )


def custody(connection: Connection, document_id: int) -> Sequence[Held]:
    """The way of the original, latest first."""
    rows = connection.execute(_CUSTODY.order_by(Custody.id.desc()), {"document": document_id})
    return [Held(row.of, row.name, row.word, row.at, row.until) for row in rows]


def _around(connection: Connection, document_id: int, actor: Actor) -> tuple[list[Held], list[Urged], list[Reply]]:
    """The original's way (latest first), what was urged, and the replies that the actor may read: in one statement."""
    answers = _REPLIES.where(Document.answers_id == document_id, policy.readable(actor))
    rows: Sequence[Row[Any]] = connection.execute(
        union_all(_CUSTODY, _URGINGS, answers), {"document": document_id}
    ).all()
    held, urged, replies = (sorted(row for row in rows if row.what == what) for what in ("held", "urged", "reply"))
    return (
        [Held(row.of, row.name, row.word, row.at, row.until) for row in reversed(held)],
        [Urged(row.of, row.name, row.word, row.said, row.at) for row in urged],
        [Reply(row.id, row.name, row.said) for row in replies],
    )


def answered(connection: Connection, answers_id: int | None, actor: Actor) -> Row[Any] | None:
    """The paper that a document answers, where the actor may read it."""
    if answers_id is None:
        return None
    return connection.execute(
        select(Document.id, Document.title, Document.number).where(Document.id == answers_id, policy.readable(actor))
    ).one_or_none()


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
# The same columns in all three, so that they can come together.
_NEVER, _NOBODY = literal(None, DateTime), literal(None, Integer)
_CUSTODY: Final = select(
    literal("held").label("what"), Custody.id, Custody.person_id.label("of"), Custody.name,
    Custody.given_by.label("word"), literal("").label("said"), Custody.since.label("at"),
    Custody.closed_at.label("until"),
).where(Custody.document_id == bindparam("document"))  # fmt: skip
_URGINGS: Final = select(
    literal("urged").label("what"), Urging.id, Urging.slip_id.label("of"), Urging.name,
    Urging.reason.label("word"), Urging.words.label("said"), Urging.at.label("at"), _NEVER.label("until"),
).where(Urging.document_id == bindparam("document"))  # fmt: skip
_REPLIES: Final = select(
    literal("reply").label("what"), Document.id, _NOBODY.label("of"), Document.title.label("name"),
    literal("").label("word"), Document.number.label("said"), _NEVER.label("at"), _NEVER.label("until"),
)  # fmt: skip
