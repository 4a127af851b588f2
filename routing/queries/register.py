"""发文登记簿: every number of a year and series in order, void ones with their reason."""

from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, distinct, func, select

from routing import policy
from routing.actor import Actor
from routing.models import Distribution, Document, Number, NumberSeries, Transition, VoidNumber
from routing.queries import volumes
from routing.queries.volumes import Book
from workflows import ALL

PAGE: Final = 50
SIGNATURES: Final = tuple(
    {action.key for workflow in ALL.values() for action in workflow.actions if "bind_signature" in action.effects}
)


def books(connection: Connection, actor: Actor) -> list[Book]:
    """The volumes there are, latest year first."""
    return volumes.books(connection, actor, NumberSeries.origin == "outgoing")


def entries(connection: Connection, book: Book, actor: Actor, start: int, limit: int | None = PAGE) -> list[Row[Any]]:
    """The entries of a volume from serial `start` on, with where the copies went, and whether the actor may read."""
    readable = policy.readable(actor).label("readable")
    statement: Select[Any] = _ENTRIES.add_columns(readable).where(Number.serial >= start)
    if limit is not None:
        statement = statement.where(Number.serial < start + limit)
    return list(connection.execute(statement, {"series": book.series_id, "year": book.year}))


_SENT: Final = (
    select(func.coalesce(func.sum(Distribution.copies), 0))
    .where(Distribution.document_id == Document.id, Distribution.struck_reason == "")
    .scalar_subquery()
)
_PLACES: Final = (
    select(func.count(distinct(Distribution.recipient)))
    .where(Distribution.document_id == Document.id, Distribution.struck_reason == "")
    .scalar_subquery()
)


def _invalidation(column: Any) -> Any:
    """One column of the line by which a document lost its force (撤销, 废止)."""
    return (
        select(column)
        .where(Transition.document_id == Document.id, Transition.action.in_(("revoke", "repeal")))
        .order_by(Transition.serial.desc())
        .limit(1)
        .scalar_subquery()
    )


# For whom a deputy signed: the post is the deputy's only for a while, the mark stays.
_SIGNED_FOR: Final = (
    select(Transition.on_behalf_of)
    .where(Transition.document_id == Document.id, Transition.action.in_(SIGNATURES))
    .order_by(Transition.serial.desc())
    .limit(1)
    .scalar_subquery()
)
_ENTRIES: Final = (
    select(
        Number.serial,
        Number.text,
        Number.given_at,
        Document.id.label("document_id"),
        Document.title,
        Document.kind,
        Document.urgency,
        Document.department_name,
        Document.drafter_name,
        Document.signed_by,
        _SIGNED_FOR.label("signed_for"),
        Document.signed_on,
        Document.state,
        Document.workflow,
        Document.validity,
        Document.invalid_from,
        _invalidation(Transition.opinion).label("invalid_reason"),
        _invalidation(Transition.person_name).label("invalidated_by"),
        _invalidation(Transition.at).label("invalidated_at"),
        _SENT.label("copies"),
        _PLACES.label("places"),
        VoidNumber.reason.label("void_reason"),
        VoidNumber.voided_by,
        VoidNumber.voided_at,
    )
    .join(Document, Document.id == Number.document_id)
    .outerjoin(VoidNumber, VoidNumber.number_id == Number.id)
    .where(Number.series_id == bindparam("series"), Number.year == bindparam("year"))
    .order_by(Number.serial)
)
