"""原件: where the paper original of every received paper is, for those who may know that the paper is there."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, or_, select, true
from sqlalchemy import case as either
from sqlalchemy.orm import aliased

from routing import policy
from routing.actor import Actor
from routing.models import Document, IncomingPaper, Organisation, Slip, Urging
from routing.queries.chart import Chart, chart_of
from routing.queries.heading import pressing
from routing.services.errors import MissingDocumentError
from routing.services.facts import KEEPERS, workflow_of
from workflows.model import Workflow

PAGE: Final = 50


@dataclass(frozen=True)
class Original:
    """A paper as far as its original goes: nothing of what is in it. `within`: may the actor open the document?"""

    document: Row[Any]
    open: tuple[Row[Any], ...]
    workflow: Workflow
    chart: Chart

    @property
    def within(self) -> bool:
        return bool(self.document.within)


def keeps(actor: Actor) -> bool:
    """Is it of the actor's work to keep the papers, in their own right?"""
    return not actor.capacities.isdisjoint(KEEPERS)


def folder(connection: Connection, document_id: int, actor: Actor) -> str:
    """Where the actor is led to a document: of what is shut to them, to its original, if they keep or hold that."""
    asked = {"document": document_id, "organisation": actor.organisation_id, "person": actor.person_id}
    row = connection.execute(_SHUT, asked).one_or_none()
    return "originals" if row is not None and (keeps(actor) or row.holder_id == actor.person_id) else "documents"


def one(connection: Connection, document_id: int, actor: Actor) -> Original:
    """A paper's original, for who keeps the papers, holds this one, or may read the document.

    Raises MissingDocumentError for everybody else.
    """
    row = connection.execute(
        _ONE.add_columns(policy.readable(actor).label("within"), policy.in_scope(actor.person_id).label("in_scope")),
        {"document": document_id, "organisation": actor.organisation_id},
    ).one_or_none()
    if row is None or not (row.within or keeps(actor) or row.holder_id == actor.person_id):
        raise MissingDocumentError(f"document {document_id}", document_id if row is not None else None)
    slips = tuple(connection.execute(_OPEN, {"document": document_id}))
    chart = chart_of(connection, actor.organisation_id, row.chart_version)
    return Original(row, slips, workflow_of(connection, row.workflow, row.workflow_digest), chart)


def everywhere(connection: Connection, actor: Actor, holder_id: int | None, page: int) -> list[Row[Any]]:
    """Every original that is in somebody's hands, 急件 and then the longest held first; those who do not keep them see
    their own and those of papers that they may read."""
    skip = (page - 1) * PAGE
    urgent = connection.execute(_urgent(actor, holder_id)).scalars().all()
    here = list(urgent[skip : skip + PAGE + 1])
    others = _others(actor, holder_id).where(IncomingPaper.document_id.not_in(urgent))
    others = others.limit(PAGE + 1 - len(here)).offset(max(0, skip - len(urgent)))
    here += connection.execute(others).scalars() if len(here) <= PAGE else ()
    within = either((Document.restricted, policy.in_scope(actor.person_id)), else_=policy.readable(actor))
    places = {document: place for place, document in enumerate(here)}
    rows = connection.execute(_HELD.add_columns(within.label("within")).where(Document.id.in_(here)))
    return sorted(rows, key=lambda row: places[row.id])


def _urgent(actor: Actor, holder_id: int | None) -> Select[Any]:
    """The papers under way that are urgent, by id. They are few, and looked up: not by whoever holds them."""
    holder = IncomingPaper.holder_id + 0
    found = pressing(actor.organisation_id).join(IncomingPaper, IncomingPaper.document_id == Document.id)
    found = found.where(holder.is_not(None) if holder_id is None else holder == holder_id, _theirs(actor))
    return found.order_by(Document.pressing.desc(), IncomingPaper.held_since, Document.id)


def _others(actor: Actor, holder_id: int | None) -> Select[Any]:
    """The papers that somebody holds, by id, the longest held first; without their documents, where all are seen."""
    holder = IncomingPaper.holder_id
    found = select(IncomingPaper.document_id)
    if not keeps(actor):
        found = found.join(Document, Document.id == IncomingPaper.document_id)
    held = holder.is_not(None) if holder_id is None else holder == holder_id
    found = found.where(IncomingPaper.organisation_id == actor.organisation_id, held, _theirs(actor))
    return found.order_by(IncomingPaper.held_since, IncomingPaper.document_id)


def _theirs(actor: Actor) -> ColumnElement[bool]:
    """Whose originals somebody sees, of those of the house."""
    return true() if keeps(actor) else or_(policy.readable(actor), IncomingPaper.holder_id == actor.person_id)


def holders(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """Who has originals, and how many, most first; of the actor alone where they do not keep the papers."""
    theirs = true() if keeps(actor) else IncomingPaper.holder_id == actor.person_id
    number = func.count().label("number")
    return list(
        connection.execute(
            select(IncomingPaper.holder_id, func.max(IncomingPaper.holder_name).label("name"), number)
            .where(
                and_(IncomingPaper.organisation_id == actor.organisation_id, IncomingPaper.holder_id.is_not(None)),
                theirs,
            )
            .group_by(IncomingPaper.holder_id)
            .order_by(number.desc(), IncomingPaper.holder_id)
        )
    )


def last_urged(connection: Connection, document_id: int) -> Any:
    """When a paper was last urged."""
    return connection.execute(select(func.max(Urging.at)).where(Urging.document_id == document_id)).scalar_one()


_other, _earlier = aliased(IncomingPaper), aliased(Document)
# 改按机要登记: the number of the earlier registration, and of the one that took its place.
_BOTH: Final = (
    select(_earlier.number).where(_earlier.id == IncomingPaper.renews_id).correlate(IncomingPaper).scalar_subquery()
    .label("renews"),
    select(_earlier.number).join(_other, _other.document_id == _earlier.id)
    .where(_other.renews_id == IncomingPaper.document_id).correlate(IncomingPaper).scalar_subquery().label("renewed"),
)  # fmt: skip
_SHUT: Final = (
    select(IncomingPaper.holder_id)
    .join(Document, Document.id == IncomingPaper.document_id)
    .where(
        Document.id == bindparam("document"),
        Document.organisation_id == bindparam("organisation"),
        Document.restricted,
        ~policy.in_scope(bindparam("person")),
    )
)
_ONE: Final = (
    select(
        Document.id,
        Document.organisation_id,
        Document.workflow,
        Document.workflow_digest,
        Document.state,
        Document.version,
        Document.number,
        Document.kind,
        Document.urgency,
        Document.restricted,
        Document.drafter_id,
        Document.drafter_name,
        Document.department_id,
        Document.important,
        IncomingPaper.holder_id,
        IncomingPaper.holder_name,
        IncomingPaper.held_since,
        IncomingPaper.received_on,
        IncomingPaper.copies,
        *_BOTH,
        Organisation.chart_version,
    )
    .join(IncomingPaper, IncomingPaper.document_id == Document.id)
    .join(Organisation, Organisation.id == Document.organisation_id)
    .where(Document.id == bindparam("document"), Document.organisation_id == bindparam("organisation"))
)
_HELD: Final = select(
    Document.id,
    Document.number,
    Document.title,
    Document.restricted,
    Document.workflow,
    Document.state,
    Document.urgency,
    IncomingPaper.holder_id,
    IncomingPaper.holder_name,
    IncomingPaper.held_since,
    IncomingPaper.organ,
).join(IncomingPaper, IncomingPaper.document_id == Document.id)
_OPEN: Final = (
    select(Slip.__table__).where(Slip.document_id == bindparam("document"), Slip.closed_at.is_(None)).order_by(Slip.id)
)
