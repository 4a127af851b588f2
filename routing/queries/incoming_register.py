"""收文登记簿: every number of a year and series in order, and where each paper is now; looked for in all volumes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, not_, or_, select, true

from routing import policy
from routing.actor import Actor
from routing.models import Document, IncomingPaper, Number, NumberSeries, Revision, Scope, Task
from routing.queries import volumes
from routing.queries.heading import pressing, with_heading
from routing.queries.volumes import Book
from routing.services.received import ORIGINS, Received, source_key
from workflows import ALL

PAGE: Final = 50
FILTERS: Final = ("all", "open", "done", "urgent")
OVER: Final = tuple(state.key for state in ALL["incoming"].states if state.final)


def books(connection: Connection, actor: Actor) -> list[Book]:
    """The volumes there are, latest year first."""
    return volumes.books(connection, actor, NumberSeries.origin.in_(ORIGINS))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines: of a volume, or of all of them where `words` are looked for; those of one filter; a page of them.
    Without a `page` all there are, in the order of their numbers, as a book is printed.
    """

    which: str = "all"
    words: str = ""
    page: int = 1


def entries(connection: Connection, book: Book, actor: Actor, asked: Asked) -> list[Row[Any]]:
    """The lines asked for: 急件 under way first (CY-2), then the latest; one more than a page where there are more."""
    listed = select(*_ENTRY, policy.readable(actor).label("readable")).select_from(Number)
    listed = listed.join(Document, Document.id == Number.document_id)
    listed = listed.join(IncomingPaper, IncomingPaper.document_id == Document.id).where(_which(asked.which))
    words = _sought(connection, actor, asked)
    statement = listed.where(*(words or (Number.series_id == book.series_id, Number.year == book.year)))
    if not asked.page:
        return list(connection.execute(statement.order_by(Number.year, Number.series_id, Number.serial)))
    # The few urgent ones are looked up by their documents: SQLite would go through the volume instead.
    volume = (Number.series_id + 0 == book.series_id, Number.year + 0 == book.year)
    # Of a restricted one nobody outside its scope is told how urgent it is.
    known = or_(Document.restricted.is_(False), policy.in_scope(actor.person_id))
    urgent = listed.with_only_columns(Number.document_id).where(*(words or volume), known)
    urgent = urgent.where(Number.document_id.in_(pressing(actor.organisation_id)))
    heading = urgent.order_by(Document.pressing.desc(), Number.year.desc(), Number.serial.desc())
    rest = statement.where(or_(Document.pressing == 0, not_(known)))
    rest = rest.order_by(Number.year.desc(), Number.serial.desc(), Number.document_id.desc())
    return list(with_heading(connection, heading, listed, rest, PAGE + 1, (asked.page - 1) * PAGE))


def _sought(connection: Connection, actor: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    """Where words are looked for, every volume of the house, each word as far as the reader may know; else nothing."""
    if not asked.words.strip():
        return []
    volumes = select(NumberSeries.id).where(
        NumberSeries.organisation_id == actor.organisation_id, NumberSeries.origin.in_(ORIGINS)
    )
    known = contents(connection, actor)
    return [Number.series_id.in_(volumes), *(_says(actor, known, word) for word in asked.words.split()[:10])]


def _says(actor: Actor, known: dict[int, Received], word: str) -> ColumnElement[bool]:
    """The number and the organ are shown to all; what else stands in a line, to who may read the paper alone."""
    inside = [IncomingPaper.source_number.icontains(word, autoescape=True)]
    inside.append(Document.title.icontains(word, autoescape=True))
    if key := source_key(word):  # 〔2026〕 and [2026] are the same
        inside.append(IncomingPaper.source_key.contains(key, autoescape=True))
    within = [one for one, content in known.items() if _in(content, word)]
    return or_(
        Number.text.icontains(word, autoescape=True),
        IncomingPaper.organ.icontains(word, autoescape=True),
        and_(Document.restricted.is_(False), policy.readable(actor), or_(*inside)),
        Number.document_id.in_(within),
    )


def _in(content: Received, word: str) -> bool:
    told = " ".join((content.organ, content.source_number, content.title)).lower()
    return word.lower() in told or (source_key(word) or "\0") in source_key(content.source_number)


def contents(connection: Connection, actor: Actor, ids: Sequence[int] | None = None) -> dict[int, Received]:
    """What was registered of the restricted papers in whose scope the actor is: all of them, or those of the ids."""
    if ids is not None and not ids:
        return {}
    inside = select(Scope.document_id).where(Scope.person_id == actor.person_id)  # scopes are few: read from there
    statement = (
        select(Document.id, Revision.content)
        .join(Revision, Revision.id == Document.revision_id)
        .where(
            Document.id.in_(inside if ids is None else inside.where(Scope.document_id.in_(ids))),
            Document.organisation_id == actor.organisation_id,
            Document.workflow == "incoming",
            Document.restricted,
        )
    )
    return {row.id: Received.read(row.content) for row in connection.execute(statement)}


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
    Document.id.label("document_id"),
    Number.serial,
    Number.text,
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
