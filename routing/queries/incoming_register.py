"""收文登记簿: every number of a year and series in order, and where each paper is now."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select, true

from routing import policy
from routing.actor import Actor
from routing.models import Document, IncomingPaper, Number, NumberSeries, Task
from routing.queries import volumes
from routing.queries.volumes import Book
from routing.services.received import ORIGINS
from workflows import ALL

PAGE: Final = 50
FILTERS: Final = ("all", "open", "done", "urgent")
OVER: Final = tuple(state.key for state in ALL["incoming"].states if state.final)


def books(connection: Connection, actor: Actor) -> list[Book]:
    """The volumes there are, latest year first."""
    return volumes.books(connection, actor, NumberSeries.origin.in_(ORIGINS))


def entries(
    connection: Connection, book: Book, actor: Actor, which: str = "all", page: int = 1, limit: int | None = PAGE
) -> list[Row[Any]]:
    """A page of a volume, the latest first, and one entry more if there are more; without a limit all, in order."""
    statement = (
        select(*_ENTRY, policy.readable(actor).label("readable"))
        .join(Document, Document.id == Number.document_id)
        .join(IncomingPaper, IncomingPaper.document_id == Document.id)
        .where(Number.series_id == book.series_id, Number.year == book.year, _which(which))
        .order_by(Number.serial if limit is None else Number.serial.desc())
    )
    if limit is not None:
        statement = statement.limit(limit + 1).offset((page - 1) * limit)
    return list(connection.execute(statement))


def leads(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """Who acts on each of those papers: the leads of their tasks, in order, each once."""
    found: dict[int, list[str]] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), 500):
        rows = connection.execute(
            select(Task.document_id, Task.lead_name)
            .where(
                Task.document_id.in_(wanted[start : start + 500]), Task.parent_id.is_(None), Task.state != "cancelled"
            )
            .order_by(Task.id)
        )
        for row in rows:
            found.setdefault(row.document_id, []).append(row.lead_name)
    return {one: "、".join(dict.fromkeys(names)) for one, names in found.items()}


def _which(which: str) -> ColumnElement[bool]:
    match which:
        case "open":
            return Document.state.not_in(OVER)
        case "done":
            return Document.state.in_(OVER)
        case "urgent":
            return (Document.urgency > 0) & Document.restricted.is_(False)
        case _:
            return true()


_ENTRY: Final = (
    Number.serial,
    Number.text,
    Document.id.label("document_id"),
    Document.title,
    Document.secrecy,
    Document.urgency,
    Document.state,
    Document.restricted,
    IncomingPaper.organ,
    IncomingPaper.source_number,
    IncomingPaper.received_on,
    IncomingPaper.copies,
    IncomingPaper.holder_name,
)
