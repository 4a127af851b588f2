"""THE door: the only writer of a document's state, of its slips and of the log.

It reads the facts, lets the workflow decide, and then writes everything in one short transaction. The version
column makes sure that nobody else acted in between; the receipt, that a form sent twice acts once.
"""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from routing import clock, policy
from routing.actor import Actor
from routing.database import all_named, reading, together, writing
from routing.models import Document, Receipt, Slip, Transition
from routing.queries.chart import Holder
from routing.services import log
from routing.services.content import Content
from routing.services.effects import EFFECTS, Context
from routing.services.errors import InvalidChangeError, StaleError
from routing.services.facts import Facts, case_of, gather, keep_version, next_holder, receipt_of, stale
from routing.services.orders import Draft, Order, Outcome
from workflows.errors import NotYoursError, OpinionMissingError
from workflows.model import Action, State
from workflows.roles import Role

__all__ = ["BEGIN", "Draft", "Order", "Outcome", "advance", "begin", "open_slips"]

OPINION_LIMIT: Final = 2_000  # characters
BEGIN: Final = "begin"  # the first line of every log: the document came to be (FW-3)


def advance(document_id: int, order: Order, actor: Actor) -> Outcome:
    """Take one action on a document: move it, hand on its slips, write the line in the log.

    Raises a RuleError with a message for the person where the action is not open here, is not theirs, lacks a
    column or an opinion, or somebody else acted meanwhile (StaleError). Nothing is then changed.
    """
    connection = reading()
    facts = gather(connection, document_id, actor, order.receipt)
    document = facts.document
    if document.receipt:
        return Outcome(document_id, document.state, number=document.number, repeated=True)
    if order.version not in {None, document.version}:
        raise stale(connection, document_id)
    action = facts.workflow.action(order.key)
    post = _standing(facts, action, actor)
    opinion = _opinion(action, order.opinion)
    target = facts.slip.from_state if action.by is Role.SENDER and facts.slip else order.target
    case = case_of(connection, facts, action, order.change)
    state = facts.workflow.move(case, order.key, target)
    holder = next_holder(facts, state)
    context = Context(document, facts.workflow, actor, post, opinion, clock.now(), order.change)
    try:
        with writing() as connection:
            _write(connection, facts, action, context, _Move(state, holder, order.receipt))
    except (IntegrityError, StaleError) as error:
        # Of the same form sent twice at once, the later one waits, loses, and is told what the first one did.
        if order.receipt and receipt_of(reading(), order.receipt, actor) == document_id:
            return advance(document_id, order, actor)
        raise stale(reading(), document_id) from error
    return Outcome(document_id, state, holder.name if holder else "", context.columns.get("number", document.number))


def begin(draft: Draft, content: Content, actor: Actor, receipt: str = "") -> Outcome:
    """Bring a document into being in its workflow's first state, before the one who drafts it (FW-3)."""
    workflow, state, at = draft.workflow, draft.workflow.state(draft.workflow.initial), clock.now()
    earlier = receipt_of(reading(), receipt, actor) if receipt else None
    if earlier is not None:
        return Outcome(earlier, state.key, repeated=True)
    try:
        with writing() as connection:
            document = _bear(connection, draft, content, actor, at)
            post = actor.post_for(f"department:{draft.department_id}")
            context = Context(document, workflow, actor, post, "", at, content)
            EFFECTS["new_revision"](connection, context)
            _hand_on(context, state, Holder(f"person:{actor.person_id}", actor.name), "", opened_at=at)
            if receipt:
                _keep_receipt(context, receipt, BEGIN)
            _log(context, _line(context, BEGIN, state.clause, "", state.key))
            _settle(connection, context, state.key)
    except IntegrityError:
        earlier = receipt_of(reading(), receipt, actor)
        if earlier is None:
            raise
        return Outcome(earlier, state.key, repeated=True)  # the same form, sent twice at once
    return Outcome(document.id, state.key, actor.name)


def open_slips(document_id: int, actor: Actor) -> None:
    """Mark the open slip as opened by its holder: from now on the sender cannot take it back."""
    with writing() as connection:
        connection.execute(
            update(Slip)
            .where(
                Slip.document_id == document_id,
                Slip.closed_at.is_(None),
                Slip.opened_at.is_(None),
                Slip.holder.in_(actor.keys),
            )
            .values(opened_at=clock.now())
        )


@dataclass(frozen=True, slots=True)
class _Move:
    """Where the document goes, before whom, and the key of the form that asked for it."""

    state: str
    holder: Holder | None
    receipt: str


def _standing(facts: Facts, action: Action, actor: Actor) -> str:
    """The name of the post in which the actor may take the action. Raises NotYoursError."""
    post = policy.standing(action, actor, facts.slip)
    if post is not None:
        return post
    where = facts.workflow.state(facts.document.state).label
    whom = f"，现由{facts.slip.holder_name}办理" if facts.slip is not None else ""
    raise NotYoursError(f"您不能对这份文件“{action.label}”：文件现在{where}{whom}")


def _opinion(action: Action, given: str) -> str:
    opinion = given.strip()
    if len(opinion) > OPINION_LIMIT:
        raise InvalidChangeError(f"意见共{len(opinion)}字，最多{OPINION_LIMIT}字", "opinion")
    if action.opinion == "required" and not opinion:
        raise OpinionMissingError(f"请写明{action.label}的理由")
    return opinion or action.usual


def _bear(connection: Connection, draft: Draft, content: Content, actor: Actor, at: datetime) -> Any:
    """Insert the document's row, and return it as the effects read it."""
    keep_version(connection, draft.workflow, at)
    columns = {
        "organisation_id": actor.organisation_id,
        "workflow": draft.workflow.key,
        "workflow_digest": draft.workflow.digest,
        "state": draft.workflow.initial,
        "department_id": draft.department_id,
        "department_name": draft.department_name,
        "drafter_id": actor.person_id,
        "drafter_name": actor.name,
        "series_id": draft.series_id,
        "title": content.title,
        "kind": content.kind,
        "urgency": content.urgency_level,
        "created_at": at,
        "updated_at": at,
    }
    document_id = connection.execute(_BEAR, columns).scalar_one()
    blank = {"revisions": 0, "revision_id": None, "revision_digest": "", "number": "", "log_length": 0, "log_head": ""}
    return SimpleNamespace(**columns, **blank, id=document_id, version=1)


def _write(connection: Connection, facts: Facts, action: Action, context: Context, move: _Move) -> None:
    document, source = facts.document, facts.document.state
    if move.state != source:
        _close(connection, facts, action, context)
        if move.holder:
            _hand_on(context, facts.workflow.state(move.state), move.holder, _sender(action, context), source)
        if facts.workflow.state(move.state).lapses and document.signed_digest:
            context.columns |= {"signed_revision_id": None, "signed_digest": "", "signed_on": None, "signed_by": ""}
    if move.receipt:
        _keep_receipt(context, move.receipt, action.key)
    for name in action.effects:  # the number comes last: its counter stays locked until the commit
        EFFECTS[name](connection, context)
    if facts.slip is not None and context.columns.get("urgency", document.urgency) != document.urgency:
        _hasten(connection, facts, context.columns["urgency"])
    line = _line(context, action.key, action.clause, source, move.state)
    _log(context, line)
    _settle(connection, context, move.state)


def _close(connection: Connection, facts: Facts, action: Action, context: Context) -> None:
    slip = facts.slip
    if slip is None:
        return
    statement = _UNOPENED if action.by is Role.SENDER else _OPEN
    closed = connection.execute(
        statement,
        {
            "this": slip.id,
            "closed_at": context.at,
            "closed_by": context.actor.person_id,
            "outcome": action.key,
            "opinion": context.opinion,
        },
    )
    if closed.rowcount != 1:
        raise stale(connection, context.document.id)


def _sender(action: Action, context: Context) -> str:
    """Who a slip comes from; nobody where it was taken back, for what was taken back cannot be taken back again."""
    if action.by is Role.SENDER:
        return ""
    return f"{context.actor.name}（{context.post}）" if context.post else context.actor.name


def _hasten(connection: Connection, facts: Facts, urgency: int) -> None:
    """The text has become more or less urgent, and with it the slip that lies before its holder."""
    slip, state = facts.slip, facts.workflow.state(facts.document.state)
    if slip is not None:
        connection.execute(
            _OPEN, {"this": slip.id, "urgency": urgency, "due_at": _due(state, urgency, slip.arrived_at)}
        )


def _due(state: State, urgency: int, arrived_at: datetime) -> datetime:
    """特急 is due today, 加急 tomorrow at the latest."""
    days = {0: state.days, 1: min(state.days, 1), 2: 0}[urgency]
    return clock.end_of_working_day(clock.local(arrived_at).date(), days)


def _hand_on(
    context: Context,
    state: State,
    holder: Holder,
    sender: str,
    source: str = "",
    opened_at: datetime | None = None,
) -> None:
    document = context.document
    urgency = context.columns.get("urgency", document.urgency)
    slip = {
        "organisation_id": document.organisation_id,
        "document_id": document.id,
        "state": state.key,
        "holder": holder.key,
        "holder_name": holder.name,
        "urgency": urgency,
        "sender": sender,
        "sender_id": context.actor.person_id if sender else None,
        "from_state": source,
        "arrived_at": context.at,
        "opened_at": opened_at,
        "due_at": _due(state, urgency, context.at),
        "closed_at": None,
        "closed_by": None,
        "outcome": "",
        "opinion": "",
    }
    context.along.append((_HAND_ON, {f"slip_{name}": value for name, value in slip.items()}))


def _line(context: Context, action: str, clause: str, source: str, state: str) -> dict[str, Any]:
    document, columns = context.document, context.columns
    return {
        "organisation_id": document.organisation_id,
        "document_id": document.id,
        "serial": document.log_length + 1,
        "action": action,
        "from_state": source,
        "to_state": state,
        "person_id": context.actor.person_id,
        "person_name": context.actor.name,
        "post_name": context.post,
        "on_behalf_of": "",
        "revision_id": columns.get("revision_id") or document.revision_id,
        "revision_digest": columns.get("revision_digest") or document.revision_digest,
        "opinion": context.opinion,
        "details": "；".join(context.details),
        "clause": clause,
        "workflow_digest": document.workflow_digest,
        "at": context.at,
        "previous": document.log_head,
    }


def _log(context: Context, line: dict[str, Any]) -> None:
    line["digest"] = log.digest(line, log.key())
    context.along.append((_LOG, {f"line_{name}": value for name, value in line.items()}))
    context.columns |= {"log_length": line["serial"], "log_head": line["digest"]}


def _keep_receipt(context: Context, receipt: str, action: str) -> None:
    kept = {
        "key": receipt,
        "organisation_id": context.document.organisation_id,
        "person_id": context.actor.person_id,
        "document_id": context.document.id,
        "action": action,
        "at": context.at,
    }
    context.along.append((_RECEIPT, {f"receipt_{name}": value for name, value in kept.items()}))


def _settle(connection: Connection, context: Context, state: str) -> None:
    """Write the document's own row, if nobody else did since it was read."""
    document, over = context.document, context.workflow.state(state).final
    columns = {
        **context.columns,
        "state": state,
        "pressing": 0 if over else context.columns.get("urgency", document.urgency),
        "version": document.version + 1,
        "updated_at": context.at,
    }
    seen = {"this": document.id, "seen": document.version}
    if together(connection, _SETTLE, columns | seen, context.along) != 1:
        raise stale(connection, document.id)


_BEAR: Final = insert(Document).returning(Document.id)
_HAND_ON: Final = all_named(Slip, "slip_")
_LOG: Final = all_named(Transition, "line_")
_RECEIPT: Final = all_named(Receipt, "receipt_")
# Which columns are set is told by the parameters that the statement is executed with.
_OPEN: Final = update(Slip).where(Slip.id == bindparam("this"), Slip.closed_at.is_(None))
_UNOPENED: Final = _OPEN.where(Slip.opened_at.is_(None))
_SETTLE: Final = update(Document).where(Document.id == bindparam("this"), Document.version == bindparam("seen"))
