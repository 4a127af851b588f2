"""What is due for the file, and what a round holds (DA-1)."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from routing import clock
from routing.actor import Actor
from routing.models import (
    ArchivePart,
    Department,
    Document,
    FilingRound,
    IncomingPaper,
    NumberSeries,
    Revision,
    Task,
    Transition,
)
from routing.services.errors import MissingRecordError

# Where closed documents wait for the file, by workflow.
WAITING: Final = {"outgoing": "awaiting_filing", "incoming": "incoming_kept", "record": "record_kept"}


def round_(connection: Connection, round_id: int, actor: Actor, *, lock: bool = False) -> Row[Any]:
    """A round of the actor's house. Raises MissingRecordError."""
    ours = (FilingRound.id == round_id, FilingRound.organisation_id == actor.organisation_id)
    wanted = select(FilingRound.__table__).where(*ours)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise MissingRecordError(f"filing round {round_id}")
    return row


def due(connection: Connection, actor: Actor, year: int) -> Sequence[Row[Any]]:
    """Closed documents of that year and of those before it that are in no item yet, in the order of their closing."""
    return connection.execute(_due(actor, year).order_by(Document.id)).all()


def due_count(connection: Connection, actor: Actor, year: int) -> dict[int, int]:
    """How many these are, by department."""
    counted = _ours(actor, year, select(Document.department_id, func.count())).group_by(Document.department_id)
    return {row[0]: row[1] for row in connection.execute(counted)}


def _due(actor: Actor, year: int) -> Select[Any]:
    lead = (
        select(Task.department_id)
        .where(Task.document_id == Document.id, Task.parent_id.is_(None), Task.department_id.is_not(None))
        .order_by(Task.serial)
        .limit(1)
        .scalar_subquery()
    )
    columns = select(
        Document.id,
        Document.workflow,
        Document.department_id,
        Document.title,
        Document.kind,
        Document.number,
        Document.signed_on,
        Document.restricted,
        Document.answers_id,
        Document.secrecy,
        NumberSeries.origin,
        IncomingPaper.organ,
        IncomingPaper.source_number,
        IncomingPaper.dated,
        IncomingPaper.received_on,
        IncomingPaper.category,
        IncomingPaper.pages,
        Revision.content,
        lead.label("lead_department_id"),
        _closed_at().label("closed_at"),
    )
    return _ours(actor, year, columns)


def _ours(actor: Actor, year: int, columns: Select[Any]) -> Select[Any]:
    return (
        columns.select_from(Document)
        .join(Revision, Revision.id == Document.revision_id)
        .join(NumberSeries, NumberSeries.id == Document.series_id)
        .outerjoin(IncomingPaper, IncomingPaper.document_id == Document.id)
        .outerjoin(ArchivePart, ArchivePart.document_id == Document.id)
        .where(
            Document.organisation_id == actor.organisation_id,
            Document.state.in_(tuple(WAITING.values())),
            ArchivePart.id.is_(None),
            _until(year),
        )
    )


def _until(year: int) -> ColumnElement[bool]:
    """Of that year or before: signed, closed, or (补录) dated so."""
    end = date(year + 1, 1, 1)
    return or_(
        and_(Document.workflow == "outgoing", Document.signed_on < end),
        and_(Document.workflow == "incoming", _closed_at() < clock.stored(datetime.combine(end, time.min))),
        and_(Document.workflow == "record", Revision.content["dated"].as_string() < end.isoformat()),
    )


def _closed_at() -> Any:
    """When it came to wait for the file: what is written about it later does not change its year."""
    return (
        select(func.max(Transition.at))
        .where(
            Transition.document_id == Document.id,
            Transition.to_state == Document.state,
            Transition.from_state != Transition.to_state,
        )
        .correlate(Document)
        .scalar_subquery()
    )


def answered_in_work(connection: Connection, actor: Actor, document_ids: Sequence[int]) -> set[int]:
    """Which of those received papers have a reply that is still under way: they wait for it, to be one 件 with it."""
    open_ = Document.state.not_in((*WAITING.values(), "terminated", "filed", "left_out", "destroyed"))
    found: set[int] = set()
    for start in range(0, len(document_ids), 500):
        some = document_ids[start : start + 500]
        rows = connection.execute(
            select(Document.answers_id).where(
                Document.organisation_id == actor.organisation_id, Document.answers_id.in_(some), open_
            )
        )
        found.update(row[0] for row in rows)
    return found


def departments(connection: Connection, actor: Actor) -> Sequence[Row[Any]]:
    """The departments of the house in their order, closed ones too: old papers are theirs."""
    return connection.execute(
        select(Department.id, Department.name)
        .where(Department.organisation_id == actor.organisation_id)
        .order_by(Department.position, Department.id)
    ).all()
