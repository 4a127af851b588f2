"""What the door knows of a document before an action: read once, without a lock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

import workflows
from routing import clock
from routing.actor import Actor
from routing.models import Distribution, Document, Organisation, Receipt, Slip, Transition, WorkflowVersion
from routing.queries.chart import Chart, chart_of
from routing.services.errors import MissingDocumentError, StaleError
from workflows.case import Case
from workflows.model import Action, Workflow


@dataclass(frozen=True, slots=True)
class Facts:
    """A document as it stands, its open slip, the rules it began under and the house as of today."""

    document: Row[Any]
    slip: Row[Any] | None
    workflow: Workflow
    chart: Chart


def gather(connection: Connection, document_id: int, actor: Actor, receipt: str = "") -> Facts:
    """Read the facts. Raises MissingDocumentError where the actor's organisation has no such document."""
    document = connection.execute(
        _DOCUMENT, {"document": document_id, "organisation": actor.organisation_id, "receipt": receipt}
    ).one_or_none()
    if document is None:
        raise MissingDocumentError(f"document {document_id}")
    slip = connection.execute(_OPEN_SLIP, {"document": document_id}).one_or_none()
    return Facts(
        document,
        slip,
        workflow_of(connection, document.workflow, document.workflow_digest),
        chart_of(connection, actor.organisation_id, document.chart_version),
    )


def workflow_of(connection: Connection, key: str, digest: str) -> Workflow:
    """The rules as they were when the document began: today's where they have not changed since."""
    today = workflows.ALL.get(key)
    if today is not None and today.digest == digest:
        return today
    if digest not in _earlier:
        text = connection.execute(
            select(WorkflowVersion.definition).where(WorkflowVersion.digest == digest)
        ).scalar_one()
        _earlier[digest] = Workflow.from_json(text)
    return _earlier[digest]


def keep_version(connection: Connection, workflow: Workflow, at: datetime) -> None:
    """Keep the definition that a document begins under, once."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(
        dialect.insert(WorkflowVersion).on_conflict_do_nothing(),
        {
            "digest": workflow.digest,
            "key": workflow.key,
            "definition": workflow.to_json(),
            "first_used_at": at,
        },
    )


def receipt_of(connection: Connection, receipt: str) -> int | None:
    """The document that a form of that key acted on before, or None."""
    return connection.execute(select(Receipt.document_id).where(Receipt.key == receipt)).scalar_one_or_none()


def case_of(connection: Connection, facts: Facts, action: Action, change: Any) -> Case:
    """The case that the rules decide on; what an action does not ask about is not read."""
    document, slip = facts.document, facts.slip
    case = Case(
        state=document.state,
        missing=tuple(document.missing.split()),
        secrecy=document.secrecy,
        digest=document.revision_digest,
        signed_digest=document.signed_digest,
        validity=document.validity,
        opened=slip is not None and slip.opened_at is not None,
    )
    if "distribution_listed" in action.needs:
        rows = connection.execute(_DISTRIBUTION, {"document": document.id}).all()
        case.distribution = len(rows)
        case.unreceived = tuple(row.recipient for row in rows if row.received_at is None)
    if "three_handed_over" in action.needs:
        case.handed_over = sum(change) if change else 0
    return case


def stale(connection: Connection, document_id: int) -> StaleError:
    """Who acted meanwhile, and when, as an error to raise."""
    last = connection.execute(_LAST_LINE, {"document": document_id}).one()
    when = clock.local(last.at)
    return StaleError(
        f"这份文件已被{last.person_name}于{when.month}月{when.day}日{when:%H:%M}办理，下面是现在的情况",
        document_id,
    )


_earlier: dict[str, Workflow] = {}

_DOCUMENT: Final = (
    select(
        *(column for column in Document.__table__.columns if column.name not in {"created_at", "kind"}),
        Organisation.chart_version,
        select(Receipt.key).where(Receipt.key == bindparam("receipt")).scalar_subquery().label("receipt"),
    )
    .join(Organisation, Organisation.id == Document.organisation_id)
    .where(Document.id == bindparam("document"), Document.organisation_id == bindparam("organisation"))
)
_OPEN_SLIP: Final = (
    select(Slip.id, Slip.holder, Slip.holder_name, Slip.sender_id, Slip.from_state, Slip.opened_at)
    .where(Slip.document_id == bindparam("document"), Slip.closed_at.is_(None))
    .order_by(Slip.id)
    .limit(1)
)
_DISTRIBUTION: Final = select(Distribution.recipient, Distribution.received_at).where(
    Distribution.document_id == bindparam("document"), Distribution.struck_reason == ""
)
_LAST_LINE: Final = (
    select(Transition.person_name, Transition.at)
    .where(Transition.document_id == bindparam("document"))
    .order_by(Transition.serial.desc())
    .limit(1)
)
