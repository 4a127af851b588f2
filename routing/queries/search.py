"""Finding: the index finds, permission is a join filter, the rows come from the documents.

What one may not read but may know of from the catalogue of the archive is kept apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, not_, select

from routing import policy
from routing.actor import Actor
from routing.models import (
    ArchiveItem,
    ArchiveLoanItem,
    ArchivePart,
    Department,
    Document,
    ExtractedText,
    IncomingPaper,
    Revision,
)
from routing.queries.heading import pressing
from routing.search.alike import alike
from routing.search.find import among, find, marked
from routing.search.plan import Scope
from routing.search.query import Hit, Page, Query
from routing.search.schema import search_entry, search_rebuild, search_text
from routing.search.tokens import query_terms
from workflows import ALL

FILED, UNFILED, LENT, HANDED = "filed", "unfiled", "lent", "transferred"
INTERNAL: Final = "内部"
SEEN: Final = 100  # 急件 under way that are looked at
HEADING: Final = 20  # of them, those that head the first page
PAPERS: Final = ("outgoing", "incoming", "record")  # the workflows whose documents are found


def _labels() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key in PAPERS:
        for state in ALL[key].states:
            found.setdefault(state.label, []).append(state.key)
    return {keys[0]: tuple(keys) for keys in found.values()}


# States that people know by one word: the key of the first stands for all of them.
STATES: Final = _labels()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for; what is left empty asks for nothing."""

    text: str = ""
    label: str = ""  # 责任者, 来文单位, 起草人, 签发人
    year: int | None = None
    kind: str = ""
    department_id: int | None = None
    period: str = ""
    secrecy: str = ""
    filed: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    newest: bool = False


@dataclass(frozen=True, slots=True)
class FileHit:
    """The attachment in which the words stand: its name, what it says, and where they stand in that."""

    name: str
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One document found: its row, where the words stand in it, and the attachment that has them."""

    row: Row[Any]
    hit: Hit
    file: FileHit | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of what was found, what the catalogue has besides, and titles that are near where nothing was found;
    the `urgent` ones that are under way head the first page (CY-2)."""

    page: Page
    found: list[Found]
    beside: list[Found] = field(default_factory=list)
    near: list[Found] = field(default_factory=list)
    urgent: list[Found] = field(default_factory=list)


def search(connection: Connection, asked: Asked, actor: Actor, after: str | None = None, limit: int = 20) -> Answer:
    """One page of what the actor may read, and what they may know of, that fits what is asked."""
    query = Query(
        text=asked.text,
        organisation_id=actor.organisation_id,
        department_id=asked.department_id,
        kind=asked.kind or None,
        date_from=asked.since,
        date_to=asked.until,
        year=asked.year,
        label=asked.label,
        order="newest" if asked.newest else "best",
    )
    scope = _scope(asked, actor)
    page = find(
        connection,
        query,
        joined=scope.joined,
        on=scope.on,
        where=scope.where,
        beside=scope.beside,
        after=after,
        limit=limit,
        marks=False,
    )
    near = [] if page.hits or page.beside or after or not page.complete else alike(connection, query, scope)
    running = [] if after else among(connection, query, scope, _running(actor))
    found = _found(connection, query, [*page.hits, *page.beside, *near, *running])
    urgent = [] if after else _urgent(_of(found, [*running, *page.hits]))
    first = {one.row.id for one in urgent}
    hits = [hit for hit in page.hits if hit.document_id not in first]  # on later pages they stand in their place
    return Answer(page, _of(found, hits), _of(found, page.beside), _of(found, near), urgent)


def _running(actor: Actor) -> Select[Any]:
    """急件 that are under way: few at any time, and no more are looked at than SEEN."""
    newest = (Document.pressing.desc(), Document.id.desc())
    return pressing(actor.organisation_id).order_by(*newest).limit(SEEN)


def _urgent(found: list[Found]) -> list[Found]:
    """Those of them that are 急件 under way, each once, 特急 first."""
    once = {one.row.id: one for one in found if one.row.pressing}
    return sorted(once.values(), key=lambda one: (-one.row.pressing, -one.hit.key))[:HEADING]


def departments(connection: Connection, actor: Actor) -> tuple[dict[int, str], int | None]:
    """All departments of the house, closed ones too, for their documents stay; how many hundredths of the index have
    been written where it is being written anew."""
    done = select(100 * search_rebuild.c.done / search_rebuild.c.total).limit(1).scalar_subquery()
    rows = connection.execute(
        select(Department.id, Department.name, done.label("done"))
        .where(Department.organisation_id == actor.organisation_id)
        .order_by(Department.position, Department.id)
    ).all()
    return {row.id: row.name for row in rows}, int(rows[0].done) if rows and rows[0].done is not None else None


def _scope(asked: Asked, actor: Actor) -> Scope:
    """What the actor may find with these filters, and what the catalogue may tell them besides."""
    filters = list(_filters(asked))
    readable = policy.readable(actor)
    where = and_(readable, *filters)
    beside = None if actor.sees_all else and_(not_(readable), policy.in_catalogue(actor), *filters)
    return Scope(Document.__table__, Document.__table__.c.id, where, beside)


def _filters(asked: Asked) -> Iterable[ColumnElement[bool]]:
    if asked.secrecy:
        yield Document.secrecy == asked.secrecy
    if asked.state:
        yield Document.state.in_(STATES.get(asked.state, (asked.state,)))
    item = (ArchivePart.document_id == Document.id, ArchiveItem.id == ArchivePart.item_id)
    there = ArchiveItem.state.in_(policy.IN_THE_ARCHIVE)
    if asked.period:
        yield exists().where(*item, there, ArchiveItem.period == asked.period).correlate(Document)
    elif asked.filed == FILED:
        yield exists().where(*item, there).correlate(Document)
    if asked.filed == HANDED:
        yield exists().where(*item, ArchiveItem.state == HANDED).correlate(Document)
    if asked.filed == LENT:
        out = (ArchivePart.document_id == Document.id, ArchiveLoanItem.item_id == ArchivePart.item_id)
        yield exists().where(*out, ArchiveLoanItem.held).correlate(Document)
    if asked.filed == UNFILED:
        yield ~exists().where(*item, there).correlate(Document)


def _found(connection: Connection, query: Query, hits: Sequence[Hit]) -> dict[int, Found]:
    """The rows of hits, and where the words stand in them."""
    if not hits:
        return {}
    terms = query_terms(query.text)
    rows = {row.id: row for row in connection.execute(_ROWS.where(Document.id.in_([hit.document_id for hit in hits])))}
    shown = [
        (rows[hit.document_id], marked(terms, hit, rows[hit.document_id])) for hit in hits if hit.document_id in rows
    ]
    named = {row.id: _file_of(row, hit) for row, hit in shown if hit.file_spans and not hit.body_spans}
    texts = _texts(connection, [digest for _, digest, _ in named.values()])
    return {
        row.id: Found(row, hit, _in_file(hit, texts, *named[row.id]) if row.id in named else None) for row, hit in shown
    }


def _of(found: dict[int, Found], hits: Sequence[Hit]) -> list[Found]:
    return [found[hit.document_id] for hit in hits if hit.document_id in found]


def _file_of(row: Row[Any], hit: Hit) -> tuple[str, str, int]:
    """The attachment in which the first hit stands: its name, its digest, and where its text begins."""
    start = hit.file_spans[0][0]
    place = row.files_normal.count("\f", 0, start)
    begins = row.files_normal.rfind("\f", 0, start) + 1
    files = row.content.get("attachments", ())
    file = files[place] if place < len(files) else {"name": "", "digest": ""}
    return file["name"], file["digest"], begins + len(file["name"]) + 1


def _texts(connection: Connection, digests: list[str]) -> dict[str, str]:
    if not digests:
        return {}
    which = ExtractedText.digest.in_(digests)
    return dict(connection.execute(select(ExtractedText.digest, ExtractedText.text).where(which)).tuples().all())


def _in_file(hit: Hit, texts: dict[str, str], name: str, digest: str, begins: int) -> FileHit:
    text = texts.get(digest, "")
    spans = ((low - begins, high - begins) for low, high in hit.file_spans)
    return FileHit(name, text, tuple((low, high) for low, high in spans if low >= 0 and high <= len(text)))


def bare(asked: Asked) -> bool:
    """Is nothing asked for at all?"""
    return replace(asked, newest=False) == Asked()


_ROWS: Final = (
    select(
        Document.id,
        Document.workflow,
        Document.title,
        Document.number,
        Document.kind,
        Document.state,
        Document.urgency,
        Document.pressing,
        Document.secrecy,
        Document.validity,
        Document.department_name,
        Document.drafter_name,
        Document.signed_on,
        Document.signed_by,
        Document.created_at,
        Revision.body,
        Revision.content,
        IncomingPaper.organ,
        IncomingPaper.source_number,
        IncomingPaper.received_on,
        ArchiveItem.id.label("item_id"),
        ArchiveItem.code,
        ArchiveItem.period,
        ArchiveItem.house_term,
        ArchiveItem.state.label("item_state"),
        search_text.c.title_normal,
        search_text.c.labels_normal,
        search_text.c.body_normal,
        search_text.c.files_normal,
    )
    .join(Revision, Revision.id == Document.revision_id)
    .join(search_entry, search_entry.c.document_id == Document.id)
    .join(search_text, search_text.c.key == search_entry.c.key)
    .outerjoin(IncomingPaper, IncomingPaper.document_id == Document.id)
    .outerjoin(ArchivePart, ArchivePart.document_id == Document.id)
    .outerjoin(ArchiveItem, ArchiveItem.id == ArchivePart.item_id)
)
