"""What belongs to a year and is not closed yet, and before whom it lies (DA-1): the file waits for it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, not_, or_, select

import workflows
from routing import clock, policy
from routing.actor import Actor
from routing.models import Department, Document, IncomingPaper, Slip
from routing.queries.heading import PRESSING, with_heading
from workflows.model import DUTIES

PAGE: Final = 50
PAPERS: Final = ("outgoing", "incoming")  # what is filed when it is closed; entries afterwards are the archivist's own
# Where documents are at work: neither closed nor at any end.
AT_WORK: Final = tuple(
    sorted({state.key for workflow in workflows.ALL.values() for state in workflow.states if not state.final})
)


def counted(connection: Connection, organisation_id: int, year: int) -> Sequence[Row[Any]]:
    """How many there are, by department in their order: id, name, number."""
    return connection.execute(
        select(Department.id, Department.name, func.count().label("number"))
        .select_from(Document)
        .join(Department, Department.id == Document.department_id)
        .outerjoin(IncomingPaper, IncomingPaper.document_id == Document.id)
        .where(*_of(organisation_id, year))
        .group_by(Department.id, Department.name, Department.position)
        .order_by(Department.position, Department.id)
    ).all()


def listed(
    connection: Connection, organisation_id: int, year: int, page: int = 1, size: int = PAGE, reader: int = 0
) -> Sequence[Row[Any]]:
    """A page of them, one more than is shown: 急件 and then by department; of those that are restricted no more than
    that they are there. `reader`: the person who reads the list; outside its scope a restricted one heads nothing."""
    known = or_(Document.restricted.is_(False), policy.in_scope(reader))
    rows = _ROWS.add_columns(known.label("known")).where(*_of(organisation_id, year))
    urgent = rows.with_only_columns(Document.id).where(PRESSING, known)
    heading = urgent.order_by(Document.pressing.desc(), Department.position, Document.id)
    rest = rows.where(or_(Document.pressing == 0, not_(known))).order_by(Department.position, Document.id)
    return with_heading(connection, heading, rows, rest, size + 1, (page - 1) * size)


def holders(connection: Connection, document_ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of those before whom they lie."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = connection.execute(
        select(Slip.document_id, Slip.holder_name)
        .where(Slip.document_id.in_(document_ids), Slip.closed_at.is_(None), Slip.kind.in_(DUTIES))
        .order_by(Slip.id)
    )
    for row in rows:
        if row.holder_name not in found[row.document_id]:
            found[row.document_id].append(row.holder_name)
    return found


def before_whom(connection: Connection, organisation_id: int, year: int) -> dict[str, list[Row[Any]]]:
    """By the key of whoever holds the open slip: the documents that lie there."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    rows = connection.execute(
        select(Slip.holder, Document.id, Document.title, Document.restricted)
        .select_from(Slip)
        .join(Document, Document.id == Slip.document_id)
        .outerjoin(IncomingPaper, IncomingPaper.document_id == Document.id)
        .where(*_of(organisation_id, year), Slip.closed_at.is_(None), Slip.kind.in_(DUTIES))
        .order_by(Document.id)
    )
    for row in rows:
        found[row.holder].append(row)
    return found


def _of(organisation_id: int, year: int) -> tuple[ColumnElement[bool], ...]:
    """Begun, or received, until the end of that year, and still at work."""
    end = date(year + 1, 1, 1)
    begun = Document.created_at < clock.stored(datetime.combine(end, time.min))
    received = IncomingPaper.received_on < end
    return (
        Document.organisation_id == organisation_id,
        Document.state.in_(AT_WORK),
        Document.workflow.in_(PAPERS),
        or_(begun, received),
    )


_ROWS: Final = (
    select(
        Document.id,
        Document.title,
        Document.number,
        Document.state,
        Document.workflow,
        Document.restricted,
        Document.urgency,
        Document.created_at,
        Department.name.label("department"),
    )
    .join(Department, Department.id == Document.department_id)
    .outerjoin(IncomingPaper, IncomingPaper.document_id == Document.id)
)


def department_counts(connection: Connection, actor: Actor, year: int) -> dict[int, int]:
    """How many there are, by the department's id."""
    return {row.id: row.number for row in counted(connection, actor.organisation_id, year)}
