"""One document with all that its page shows, in as few queries as there are kinds of rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, func, literal, select, true
from sqlalchemy import case as either

from routing import clock, policy
from routing.actor import Actor
from routing.models import (
    Attachment,
    Distribution,
    Document,
    Following,
    Handwriting,
    Letterhead,
    NumberSeries,
    Organisation,
    PaperSetting,
    Person,
    Revision,
    Round,
    Slip,
    Transition,
)
from routing.models.paper import BLANK
from routing.queries.chart import Chart, chart_of
from routing.services import contents
from routing.services.errors import MissingDocumentError
from routing.services.facts import workflow_of
from workflows.model import DUTIES, MAIN, SIGN, Workflow


@dataclass(frozen=True)
class DocumentView:
    """What a reader of the document is shown.

    Two views with the same key say the same: nothing about a document changes without raising its version, but
    that its slip has been opened; its letterhead and the chart have versions of their own.
    """

    key: tuple[Any, ...]
    document: Row[Any] = field(compare=False)
    content: Any = field(compare=False)  # services.contents.Columns, as its workflow has it
    workflow: Workflow = field(compare=False)
    chart: Chart = field(compare=False)
    slips: list[Row[Any]] = field(compare=False)
    lines: Sequence[Row[Any]] = field(compare=False)
    revisions: Sequence[Row[Any]] = field(compare=False)
    by_loan: bool = field(default=False, compare=False)  # read by an electronic loan of the archive alone

    @cached_property
    def open(self) -> tuple[Row[Any], ...]:
        """The open slips."""
        return tuple(slip for slip in self.slips if slip.closed_at is None)

    @property
    def slip(self) -> Row[Any] | None:
        """The step's own open slip; none while others sign together."""
        return next((slip for slip in self.open if slip.kind == MAIN), None)

    @property
    def duties(self) -> tuple[Row[Any], ...]:
        """The open slips that the document waits for: the step's own, or those who sign together."""
        return tuple(slip for slip in self.open if slip.kind in DUTIES)

    @property
    def round(self) -> Row[Any] | None:
        """A slip of the round of signers that is under way; it tells the round's rule, too."""
        return next((slip for slip in self.open if slip.kind == SIGN), None)


def view(connection: Connection, document_id: int, actor: Actor, *, gone: bool = False) -> DocumentView:
    """Read a document for its page. Raises MissingDocumentError where the actor may not read it, and where its content
    was destroyed, unless that is asked for (`gone`): its content is None then.
    """
    document = connection.execute(
        _DOCUMENT,
        {
            "document": document_id,
            "organisation": actor.organisation_id,
            "person": actor.person_id,
            "now": clock.now(),
            "judges": policy.judges(actor),
        },
    ).one_or_none()
    if document is None or (document.content is None and not gone):
        raise MissingDocumentError(f"document {document_id}")
    slips = list(connection.execute(_SLIPS, {"document": document_id}))
    reader = actor.regarding(document.kind)
    took_part = any(policy.lies_before(reader, slip) or slip.closed_by == actor.person_id for slip in slips)
    how = {"took_part": took_part, "judged": document.judged}
    in_own_right = policy.may_read(actor, document, **how)
    if not in_own_right and not policy.may_read(actor, document, **how, lent=document.lent):
        raise MissingDocumentError(f"document {document_id}", document_id)
    chart = chart_of(connection, actor.organisation_id, document.chart_version)
    unopened = tuple((slip.id, slip.due_at) for slip in slips if slip.closed_at is None and slip.opened_at is None)
    return DocumentView(
        (
            str(connection.engine.url),
            document.id,
            document.version,
            unopened,
            document.mark,
            document.layout,
            document.mark_suffix,
            document.printed_by,
            chart.version,
            chart.day,
            chart.afternoon,
        ),
        document,
        contents.read(document.workflow, document.content, document.body) if document.content is not None else None,
        workflow_of(connection, document.workflow, document.workflow_digest),
        chart,
        slips,
        *_history(connection, document),
        by_loan=not in_own_right,
    )


def outgoing(connection: Connection, document_id: int, actor: Actor) -> DocumentView:
    """The same, for what is shown of documents of the house's own alone. Raises MissingDocumentError for others."""
    found = view(connection, document_id, actor)
    if found.workflow.key != "outgoing":
        raise MissingDocumentError(f"document {document_id} is not an outgoing one")
    return found


def _history(connection: Connection, document: Row[Any]) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """The log and the revisions, kept by the document's version: nothing passes the door without raising it."""
    key = (str(connection.engine.url), document.id, document.version)
    if key not in _histories:
        if len(_histories) >= HISTORIES:
            _histories.clear()
        lines = connection.execute(_LINES, {"document": document.id}).all()
        _histories[key] = (lines, revisions(connection, document.id))
    return _histories[key]


def state_left(connection: Connection, document_id: int, actor: Actor) -> str:
    """The step of a document in which the actor acted last; empty where there is none."""
    statement = (
        select(Slip.state)
        .where(Slip.document_id == document_id, Slip.closed_by == actor.person_id)
        .order_by(Slip.closed_at.desc())
        .limit(1)
    )
    return connection.execute(statement).scalar_one_or_none() or ""


def is_readable(connection: Connection, document_id: int, actor: Actor) -> bool:
    """May the actor read the document?"""
    readable = select(Document.id).where(Document.id == document_id, policy.readable(actor))
    return connection.execute(readable).first() is not None


def revisions(connection: Connection, document_id: int) -> list[Row[Any]]:
    """Every revision, latest first, without the texts."""
    return list(connection.execute(_REVISIONS, {"document": document_id}))


def revision(connection: Connection, document_id: int, serial: int) -> Row[Any]:
    """One revision with its text. Raises MissingDocumentError."""
    row = connection.execute(
        select(Revision).where(Revision.document_id == document_id, Revision.serial == serial)
    ).one_or_none()
    if row is None:
        raise MissingDocumentError(f"revision {serial} of document {document_id}")
    return row


def distribution(connection: Connection, document_id: int) -> list[Row[Any]]:
    """The distribution list, struck lines too."""
    return list(
        connection.execute(
            select(Distribution).where(Distribution.document_id == document_id).order_by(Distribution.id)
        )
    )


def attachment(connection: Connection, attachment_id: int, actor: Actor) -> Row[Any]:
    """A file the actor may read: of a document they may read, or added by themselves. Raises MissingDocumentError."""
    row = connection.execute(
        select(Attachment).where(Attachment.id == attachment_id, Attachment.organisation_id == actor.organisation_id)
    ).one_or_none()
    if row is None or row.media_type == WITHDRAWN:
        raise MissingDocumentError(f"attachment {attachment_id}")
    permitted = (
        row.added_by == actor.person_id if row.document_id is None else is_readable(connection, row.document_id, actor)
    )
    if not permitted:
        raise MissingDocumentError(f"attachment {attachment_id}", row.document_id)
    return row


WITHDRAWN: Final = "withdrawn"  # the media type of a file whose bytes were taken out: it bore a state secret
HISTORIES: Final = 100  # documents whose history is kept in the process
_histories: dict[tuple[str, int, int], tuple[Sequence[Row[Any]], Sequence[Row[Any]]]] = {}
_DOCUMENT: Final = (
    select(
        Document.__table__,
        Organisation.chart_version,
        Letterhead.mark,
        Letterhead.printed_by,
        *(func.coalesce(getattr(PaperSetting, name), BLANK[name]).label(name) for name in ("layout", "mark_suffix")),
        Revision.content,
        Revision.body,
        Revision.serial.label("revision_serial"),
        select(literal(1))
        .where(Following.document_id == Document.id, Following.person_id == bindparam("person"))
        .exists()
        .label("followed"),
        either((Document.restricted, policy.in_scope(bindparam("person"))), else_=true()).label("in_scope"),
        policy.lent(bindparam("person"), bindparam("now")).label("lent"),
        policy.judged(bindparam("judges", expanding=True)).label("judged"),
    )
    .join(Organisation, Organisation.id == Document.organisation_id)
    .join(NumberSeries, NumberSeries.id == Document.series_id)
    .join(Letterhead, Letterhead.id == NumberSeries.letterhead_id)
    .outerjoin(PaperSetting, PaperSetting.letterhead_id == Letterhead.id)
    .outerjoin(Revision, Revision.id == Document.revision_id)  # of what was destroyed there is none
    .where(Document.id == bindparam("document"), Document.organisation_id == bindparam("organisation"))
)
_SLIPS: Final = (
    select(
        Slip.__table__,
        *(getattr(Round, name) for name in ("rule", "need", "refusal", "asked_by", "consents", "refusals")),
        Round.holder.label("round_holder"),
        Round.holder_name.label("round_holder_name"),
        Round.waiting,
        Round.outcome.label("round_outcome"),
        Person.name.label("closer"),
    )
    .outerjoin(Round, Round.id == Slip.round_id)
    .outerjoin(Person, Person.id == Slip.closed_by)
    .where(Slip.document_id == bindparam("document"))
    .order_by(Slip.id)
)
_LINES: Final = (
    select(
        Transition.serial,
        Transition.action,
        Transition.from_state,
        Transition.to_state,
        Transition.person_id,
        Transition.person_name,
        Transition.post_name,
        Transition.on_behalf_of,
        Transition.revision_id,
        Transition.opinion,
        Transition.details,
        Transition.clause,
        Transition.at,
        Handwriting.strokes,
    )
    .outerjoin(
        Handwriting,
        and_(Handwriting.document_id == Transition.document_id, Handwriting.serial == Transition.serial),
    )
    .where(Transition.document_id == bindparam("document"))
    .order_by(Transition.serial)
)
_REVISIONS: Final = (
    select(
        Revision.id,
        Revision.serial,
        Revision.author_name,
        Revision.author_post,
        Revision.state,
        Revision.saved_at,
        Revision.digest,
    )
    .where(Revision.document_id == bindparam("document"))
    .order_by(Revision.serial.desc())
)
