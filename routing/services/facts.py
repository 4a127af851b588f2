"""What the door knows of a document before an action: read once, without a lock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, select, true
from sqlalchemy import case as either
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

import workflows
from routing import clock, display, policy
from routing.actor import Actor
from routing.models import (
    Distribution,
    Document,
    IncomingPaper,
    Organisation,
    Receipt,
    Round,
    Slip,
    Transition,
    WorkflowVersion,
)
from routing.queries.calendar import calendar_of
from routing.queries.chart import Chart, chart_of
from routing.services import loans
from routing.services.errors import MissingDocumentError, StaleError
from routing.working import Calendar
from workflows.case import Case
from workflows.model import MAIN, STEP, Action, Workflow
from workflows.roles import Capacity


@dataclass(frozen=True, slots=True)
class OpenSlip:
    """A slip that lies before somebody now."""

    id: int
    kind: str
    holder: str
    holder_name: str
    sender_id: int | None
    from_state: str
    arrived_at: datetime
    opened_at: datetime | None
    due_at: datetime
    paused_at: datetime | None
    claimed_by: int | None
    claimer: str
    circulation_id: int | None
    task_id: int | None
    about: str


@dataclass(frozen=True, slots=True)
class OpenRound:
    """The round of signers that is under way."""

    id: int
    rule: str
    need: int
    refusal: str
    asked_by: int | None
    asked: str
    holder: str
    holder_name: str
    from_state: str
    minutes_left: int | None
    waiting: list[list[str]]
    consents: int
    refusals: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A document as it stands, its open slips, the rules it began under and the house as of today."""

    document: Row[Any]
    slips: tuple[OpenSlip, ...]
    round: OpenRound | None
    workflow: Workflow
    chart: Chart
    calendar: Calendar

    @property
    def main(self) -> OpenSlip | None:
        """The slip of the step itself, which rests while others sign."""
        return next((slip for slip in self.slips if slip.kind == MAIN), None)


def gather(connection: Connection, document_id: int, actor: Actor, receipt: str = "") -> Facts:
    """Read the facts. Raises MissingDocumentError where the actor's organisation has no such document.

    One statement reads document, receipt, slips and round, so that they belong to one moment: read one after the
    other, somebody's acting in between would show this person's own document with the next one's slip.
    """
    rows = connection.execute(
        _DOCUMENT,
        {
            "document": document_id,
            "organisation": actor.organisation_id,
            "receipt": receipt,
            "person": actor.person_id,
        },
    ).all()
    if not rows:
        raise MissingDocumentError(f"document {document_id}")
    document = rows[0]
    slips = [tuple(row)[-len(_SLIP) :] for row in rows]
    round_ = tuple(document)[-len(_SLIP) - len(_ROUND) : -len(_SLIP)]
    version = document.chart_version
    return Facts(
        document,
        tuple(OpenSlip(*slip) for slip in slips if slip[0] is not None),
        OpenRound(*round_) if round_[0] is not None else None,
        workflow_of(connection, document.workflow, document.workflow_digest),
        chart_of(connection, actor.organisation_id, version),
        calendar_of(connection, actor.organisation_id, version),
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
    if connection.execute(_KEPT, {"digest": workflow.digest}).first() is not None:
        return
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


def house_calendar(connection: Connection, actor: Actor) -> Calendar:
    """The calendar of the actor's house as of now."""
    version = connection.execute(_CHART_VERSION, {"organisation": actor.organisation_id}).scalar_one()
    return calendar_of(connection, actor.organisation_id, version)


def receipt_of(connection: Connection, receipt: str, actor: Actor) -> int | None:
    """The document that the actor's form of that key acted on before, or None."""
    return connection.execute(_RECEIPT, {"key": receipt, "person": actor.person_id}).scalar_one_or_none()


def case_of(connection: Connection, facts: Facts, action: Action, slip: OpenSlip | None, change: Any) -> Case:
    """The case that the rules decide on; what an action does not ask about is not read."""
    document, opened = facts.document, _opened(facts)
    case = Case(
        state=document.state,
        missing=tuple(document.missing.split()),
        secrecy=document.secrecy,
        digest=document.revision_digest,
        signed_digest=document.signed_digest,
        number=document.number,
        validity=document.validity,
        opened=bool(opened),
        reasons={"unopened": f"{opened}，不能再{action.label}；如需修改，请联系对方退回"} if opened else {},
        paused=slip is not None and slip.paused_at is not None,
        # Whoever claimed it may have left the post since: who is left there must be able to take it over.
        shared=slip is not None
        and (slip.claimed_by is not None or len(facts.chart.people_of(slip.holder, document.kind)) > 1),
        claimed=slip is not None and slip.claimed_by is not None,
        unconfirmed=tuple(document.unconfirmed.split()),
        restricted=document.restricted,
    )
    if action.instead or not loans.NEEDS.isdisjoint(action.needs):
        case.loan = loans.case_of(connection, document.id, document.organisation_id)
        case.reasons = {**case.reasons, "lendable": case.loan.unlendable}
    if "original_back" in action.needs:
        case.original_back = _is_back(connection, facts)
    if "distribution_listed" in action.needs:
        rows = connection.execute(_DISTRIBUTION, {"document": document.id}).all()
        case.distribution = len(rows)
        case.unreceived = tuple(row.recipient for row in rows if row.received_at is None)
    if "committee_heard" in action.needs:
        case.opinions = _signed_here(connection, document, "sign_jointly", "decline_jointly")
    if "two_witnesses" in action.needs:
        case.witnesses = _signed_here(connection, document, "sign_jointly")
    if "three_handed_over" in action.needs:
        case.handed_over = sum(change) if change else 0
    return case


def signers_in(connection: Connection, document: Any, state: str, *actions: str) -> tuple[tuple[int, str], ...]:
    """Who has signed with others in a state, by those actions, on the present text: (person, name), each once."""
    given = {"document": document.id, "state": state, "actions": actions}
    rows = connection.execute(_SIGNED_HERE, given).all()
    people = {row.person_id: row.person_name for row in rows if row.revision_id == document.revision_id}
    return tuple(people.items())


def _signed_here(connection: Connection, document: Any, *actions: str) -> int:
    """How many have in the present state, whoever made the list not counted."""
    signed = signers_in(connection, document, document.state, *actions)
    return sum(person != document.drafter_id for person, _ in signed)


# Who of the house keeps the papers themselves.
KEEPERS: Final = frozenset({Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR, Capacity.ARCHIVIST})


def keeps_papers(chart: Chart, person_id: int | None) -> bool:
    """Is that person of those in the office who keep the papers?"""
    return any(seat.capacity in KEEPERS and not seat.behalf for seat in chart.seats_of.get(person_id or 0, ()))


def _is_back(connection: Connection, facts: Facts) -> bool:
    """Is the paper original in the office's hands?"""
    holder = connection.execute(_ORIGINAL, {"document": facts.document.id}).scalar_one_or_none()
    return keeps_papers(facts.chart, holder)


def _opened(facts: Facts) -> str:
    """Who has opened, or answered, what was sent on, and when; empty where nobody has."""
    opened = next((one for one in facts.slips if one.kind in STEP and one.opened_at is not None), None)
    if opened is not None:
        return f"“{opened.holder_name}”已于{display.moment(opened.opened_at)}打开"
    answered = facts.round is not None and bool(facts.round.consents or facts.round.refusals)
    return "会签人已经签署意见" if answered else ""


def only_beside(connection: Connection, facts: Facts, seen: int) -> bool:
    """Has nothing happened since the page with that version but what others did beside: signed, advised, read?

    The first line of a log raises the version to 2, and every further one by 1.
    """
    # Up to the facts and no further: somebody may have acted between that reading and this one.
    since = {"document": facts.document.id, "seen": seen, "known": facts.document.version}
    actions = connection.execute(_SINCE, since).scalars().all()
    beside = {action.key for action in facts.workflow.actions if action.beside}
    return len(actions) == facts.document.version - seen and beside.issuperset(actions)


def stale(connection: Connection, document_id: int) -> StaleError:
    """Who acted meanwhile, and when, as an error to raise."""
    last = connection.execute(_LAST_LINE, {"document": document_id}).one()
    when = clock.local(last.at)
    return StaleError(
        f"这份文件已被{last.person_name}于{when.month}月{when.day}日{when:%H:%M}办理，下面是现在的情况",
        document_id,
    )


_earlier: dict[str, Workflow] = {}
_CHART_VERSION: Final = select(Organisation.chart_version).where(Organisation.id == bindparam("organisation"))
_RECEIPT: Final = select(Receipt.document_id).where(
    Receipt.key == bindparam("key"), Receipt.person_id == bindparam("person")
)
_KEPT: Final = select(WorkflowVersion.digest).where(WorkflowVersion.digest == bindparam("digest"))

_SLIP: Final = tuple(getattr(Slip, name).label(f"slip_{name}") for name in OpenSlip.__dataclass_fields__)
_ROUND: Final = tuple(getattr(Round, name).label(f"round_{name}") for name in OpenRound.__dataclass_fields__)
_earlier_slip = aliased(Slip)
_DOCUMENT: Final = (
    select(
        *Document.__table__.columns,
        Organisation.chart_version,
        select(Receipt.key)
        .where(
            Receipt.key == bindparam("receipt"),
            Receipt.document_id == Document.id,
            Receipt.person_id == bindparam("person"),
        )
        .scalar_subquery()
        .label("receipt"),
        select(_earlier_slip.state)
        .where(
            _earlier_slip.document_id == Document.id,
            # Not by its index: SQLite would walk everything that this person ever closed.
            _earlier_slip.closed_by + 0 == bindparam("person"),
            _earlier_slip.bound != "",
            _earlier_slip.state != Document.state,
        )
        .correlate(Document)
        .limit(1)
        .scalar_subquery()
        .label("consented_in"),
        either((Document.restricted, policy.in_scope(bindparam("person"))), else_=true()).label("in_scope"),
        *_ROUND,
        *_SLIP,
    )
    .join(Organisation, Organisation.id == Document.organisation_id)
    .outerjoin(Slip, and_(Slip.document_id == Document.id, Slip.closed_at.is_(None)))
    .where(Document.id == bindparam("document"), Document.organisation_id == bindparam("organisation"))
    .outerjoin(Round, and_(Round.document_id == Document.id, Round.closed_at.is_(None)))
    .order_by(Slip.id)
)
_ORIGINAL: Final = select(IncomingPaper.holder_id).where(IncomingPaper.document_id == bindparam("document"))
_SINCE: Final = select(Transition.action).where(
    Transition.document_id == bindparam("document"),
    Transition.serial >= bindparam("seen"),
    Transition.serial < bindparam("known"),
)
_SIGNED_HERE: Final = (
    select(Transition.person_id, Transition.person_name, Transition.revision_id)
    .where(
        Transition.document_id == bindparam("document"),
        Transition.from_state == bindparam("state"),
        Transition.action.in_(bindparam("actions", expanding=True)),
    )
    .order_by(Transition.serial)
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
