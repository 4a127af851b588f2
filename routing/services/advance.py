"""THE door: the only writer of a document's state, of its slips and of the log.

It reads the facts, lets the workflow decide, and then writes everything in one short transaction. The version
column makes sure that nobody else acted in between; the receipt, that a form sent twice acts once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Update, bindparam, literal_column, update
from sqlalchemy.exc import IntegrityError

from routing import clock, policy
from routing.actor import Actor
from routing.database import all_named, let_go, reading, together, writing
from routing.models import Document, Receipt, Slip, Transition
from routing.queries.chart import Holder
from routing.services import birth, handwriting, loaned, log, notifying, shutting, slips
from routing.services.consents import forward, onward, refuse_settled
from routing.services.contents import Columns
from routing.services.context import Context
from routing.services.effects import EFFECTS
from routing.services.errors import InvalidChangeError, StaleError
from routing.services.facts import (
    Facts,
    case_of,
    gather,
    house_calendar,
    only_beside,
    receipt_of,
    stale,
)
from routing.services.holders import named_next, next_holder, same_holder, who_had_it
from routing.services.orders import Draft, Order, Outcome, Reregistration
from routing.services.passing import SLIP_EFFECTS
from routing.services.rights import keep_apart, standing
from routing.services.rounds import arrive, refuse_calling
from routing.services.slips import Work
from routing.typeset.strokes import Strokes
from workflows.errors import OpinionMissingError
from workflows.model import MAIN, Action, Workflow

__all__ = ["BEGIN", "Draft", "Order", "Outcome", "advance", "begin", "open_slips"]

OPINION_LIMIT: Final = 2_000  # characters
NAMED: Final = 6  # of those before whom it lies
ATTEMPTS: Final = 40  # more than the signers of any round that sign in one moment
BEGIN: Final = "begin"  # the first line of every log: the document came to be (FW-3)


def advance(document_id: int, order: Order, actor: Actor) -> Outcome:
    """Take one action on a document: move it, hand on its slips, write the line in the log.

    Raises a RuleError with a message for the person where the action is not open here, is not theirs, lacks a
    column or an opinion, or somebody else acted meanwhile (StaleError). Nothing is then changed. What others do
    beside (they sign, advise, read) holds nobody up: the action is tried anew on the document as it is then.
    """
    for _ in range(ATTEMPTS):
        connection = reading()
        facts = gather(connection, document_id, actor, order.receipt)
        if facts.document.receipt:
            return Outcome(document_id, facts.document.state, number=facts.document.number, repeated=True)
        if order.version not in {None, facts.document.version} and not only_beside(connection, facts, order.version):
            raise stale(connection, document_id)
        try:
            return _take(facts, order, actor.regarding(facts.document.kind))
        except (IntegrityError, StaleError) as error:
            # Of the same form sent twice at once, the later one waits, loses, and is told what the first one did.
            let_go()
            if order.receipt and receipt_of(reading(), order.receipt, actor) == document_id:
                continue
            now = gather(reading(), document_id, actor)
            seen = facts.document.version
            if now.document.version == seen and now.slips != facts.slips:
                continue  # it was opened, or claimed, at this very moment: the rules say what that means
            if now.document.version == seen or not only_beside(reading(), now, seen):
                raise stale(reading(), document_id) from error
    raise stale(reading(), document_id)


def _take(facts: Facts, order: Order, actor: Actor) -> Outcome:
    """Let the rules decide, then write it all in one transaction."""
    connection, document = reading(), facts.document
    # A document that is moved over to today's rules is moved by them: those that it began under may not know how.
    rules = order.change if isinstance(order.change, Workflow) else facts.workflow
    action = rules.action(order.key).said_in(document.state)
    stands = standing(facts, action, actor, order.slip_id)
    keep_apart(facts, action, actor, stands)
    opinion = _opinion(action, order.opinion)
    refuse_settled(connection, facts, order.change)
    refuse_calling(action, order.change)
    case = case_of(connection, facts, action, stands.slip, order.change)
    state = rules.move(case, order.key, _target(facts, action, order, stands))
    context = Context(
        document,
        facts.workflow,
        actor,
        stands.post,
        opinion,
        clock.now(),
        order.change,
        behalf=stands.behalf,
        calendar=facts.calendar,
    )
    if forward(facts.workflow, document.state, state) and document.returns:
        state = onward(connection, facts, context, state)
    holder = named_next(facts, context) if action.names else next_holder(connection, facts, state)
    if action.back and state != document.state:
        holder = who_had_it(connection, facts, state) or holder
    if holder is not None and "refuse" in action.effects:
        holder = replace(holder, reason="会签有人不同意，退回修改")
    work = Work(facts, action, context, stands.slip, state != document.state)
    with writing() as connection:
        _write(connection, work, _Move(state, holder, action.clause_for(case), order.receipt, order.handwriting))
        if isinstance(order.change, Reregistration):
            _renew(connection, document, order.change, actor)
    laid = dict.fromkeys(slip["holder_name"] for slip in context.slips)
    before = holder.name if holder and any(slip["kind"] == MAIN for slip in context.slips) else _some(laid)
    number = context.columns.get("number", document.number)
    closes = work.moved or (stands.slip is not None and stands.slip.id in context.closed)
    return Outcome(document.id, state, before, number, moved_on=closes, action=action)


def _some(names: Iterable[str]) -> str:
    """The names of those before whom it lies, as far as a line can hold them."""
    all_names = list(names)
    more = f"等{len(all_names)}人" if len(all_names) > NAMED else ""
    return "、".join(all_names[:NAMED]) + more


def begin(draft: Draft, content: Columns, actor: Actor, receipt: str = "") -> Outcome:
    """Bring a document into being in its workflow's first state, before the one who drafts it (FW-3), or whoever the
    rules name (a paper that is handed in lies before the office, DA-2). Its scope, if it has one, is written now."""
    earlier = receipt_of(reading(), receipt, actor) if receipt else None
    state = draft.workflow.initial
    if earlier is not None:
        return Outcome(earlier, state, repeated=True)
    try:
        with writing() as connection:
            document = _bear(connection, draft, content, actor, receipt)
    except IntegrityError:
        earlier = receipt_of(reading(), receipt, actor)
        if earlier is None:
            raise
        return Outcome(earlier, state, repeated=True)  # the same form, sent twice at once
    return Outcome(document.id, state, actor.name)


def _bear(connection: Connection, draft: Draft, content: Columns, actor: Actor, receipt: str = "") -> Any:
    """Write a document that comes into being: its row, its first revision, its first slip, its first line."""
    workflow, state, at = draft.workflow, draft.workflow.state(draft.workflow.initial), clock.now()
    document = birth.bear(connection, draft, content, actor, at)
    seat, calendar = actor.seat_for(f"department:{draft.department_id}"), house_calendar(connection, actor)
    post = seat.name if seat is not None else ""
    context = Context(document, workflow, actor, post, "", at, content, calendar=calendar)
    EFFECTS["new_revision"](connection, context)
    birth.lay_first(connection, context, state)
    if receipt:
        _keep_receipt(context, receipt, BEGIN)
    slips.write(connection, context)
    context.along += notifying.along(context)
    clause = state.clause_for(loaned.case_of(content.rule if isinstance(content, loaned.Loan) else None))
    _log(context, log.line_of(context, BEGIN, clause, "", state.key))
    _settle(connection, context, state.key)
    return document


def _renew(connection: Connection, document: Any, renewal: Reregistration, actor: Actor) -> None:
    """改按机要登记: what takes the place of a document comes into being with its end, or neither does."""
    born = _bear(connection, renewal.draft, renewal.content, actor)
    files = [file.attachment_id for file in renewal.content.attachments]
    shutting.take_over(connection, document.id, born.id, files)


def open_slips(document_id: int, actor: Actor) -> None:
    """Mark what lies before the actor as opened (policy.opening): from now on the sender cannot take it back."""
    facts = gather(reading(), document_id, actor)
    ids = policy.opening(actor.regarding(facts.document.kind), facts.document, facts.slips)
    if not ids:
        return
    with writing() as connection:
        connection.execute(
            update(Slip)
            .where(Slip.id.in_(ids), Slip.closed_at.is_(None), Slip.opened_at.is_(None))
            .values(opened_at=clock.now())
        )


@dataclass(frozen=True, slots=True)
class _Move:
    """Where the document goes, before whom, by which clause, the key of the form that asked for it, and the signer's
    own strokes."""

    state: str
    holder: Holder | None
    clause: str
    receipt: str
    strokes: Strokes | None = None


def _target(facts: Facts, action: Action, order: Order, stands: policy.Standing) -> str | None:
    """Where the action is to lead: back to where the slip came from, as the round's rule says, or as was asked."""
    if action.back:
        return stands.slip.from_state if stands.slip is not None else None
    if "refuse" in action.effects:
        returned = facts.round is not None and facts.round.refusal == "return"
        ways = action.leads_from(facts.document.state)
        return next((way for way in ways if way != facts.document.state), None) if returned else facts.document.state
    return order.target


def _opinion(action: Action, given: str) -> str:
    opinion = given.strip()
    if len(opinion) > OPINION_LIMIT:
        raise InvalidChangeError(f"意见共{len(opinion)}字，最多{OPINION_LIMIT}字", "opinion")
    if action.opinion == "required" and not opinion:
        asked = "理由" if action.style in {"danger", "more"} else "内容"
        raise OpinionMissingError(f"请写明{action.done}的{asked}")
    return opinion or action.usual


def _write(connection: Connection, work: Work, move: _Move) -> None:
    facts, action, context = work.facts, work.action, work.context
    document, source = facts.document, facts.document.state
    if work.moved:
        there = facts.workflow.state(move.state)
        slips.leave(connection, work)
        if move.holder and not there.rests:
            arrive(connection, work, there, move.holder, source)
        if there.lapses and document.signed_digest:
            context.columns |= {"signed_revision_id": None, "signed_digest": "", "signed_on": None, "signed_by": ""}
        if forward(facts.workflow, move.state, source):
            context.columns["returns"] = document.returns + 1
    if action.consents and document.consented_in:
        step = facts.workflow.state(document.consented_in).step
        context.details.append(f"同一人此前已在“{step}”签署")
    if move.receipt:
        _keep_receipt(context, move.receipt, action.key)
    _take_effect(connection, work, move)
    if work.moved and move.holder and move.holder.reason:
        context.details.append(move.holder.reason)
    if context.columns.get("urgency", document.urgency) != document.urgency:
        slips.hasten(connection, work, context.columns["urgency"])
    context.details += handwriting.told(action, move.strokes)
    context.along += notifying.along(context)
    _log(context, log.line_of(context, action.key, move.clause, source, move.state), move.strokes)
    _settle(connection, context, move.state)
    for late in context.afterwards:
        late()


def _take_effect(connection: Connection, work: Work, move: "_Move") -> None:
    """What the action does beside moving; the number comes last, for its counter stays locked until the commit."""
    for name in work.action.effects:
        if name in SLIP_EFFECTS:
            SLIP_EFFECTS[name](connection, work)
    there = work.facts.workflow.state(move.state)
    if there.rests:
        holder = move.holder or (None if work.moved else same_holder(work.facts))
        slips.wake(work, there, holder, work.facts.document.state if work.moved else "")
    slips.write(connection, work.context)
    for name in work.action.effects:
        if name in EFFECTS:
            EFFECTS[name](connection, work.context)


def _log(context: Context, line: dict[str, Any], strokes: Strokes | None = None) -> None:
    line["digest"] = log.digest(line, log.key())
    context.along.append((_LOG, {f"line_{name}": value for name, value in line.items()}))
    context.along += handwriting.beside(line, strokes)
    context.columns |= {"log_head": line["digest"]}


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
        "updated_at": context.at,
    }
    seen = {"this": document.id, "seen": document.version}
    settled = {f"settled_{name}": value for name, value in columns.items()}
    if together(connection, _settling(tuple(columns)), settled | seen, context.along).rowcount != 1:
        raise stale(connection, document.id)


_LOG: Final = all_named(Transition, "line_")
_RECEIPT: Final = all_named(Receipt, "receipt_")
_COUNTED: Final = ("version", "log_length")  # each action raises both by one


@lru_cache(maxsize=64)
def _settling(names: tuple[str, ...]) -> Update:
    """The statement that sets these columns, by parameters that no statement going along takes for its own."""
    seen = (Document.id == bindparam("this"), Document.version == bindparam("seen"))
    counted = {name: Document.__table__.c[name] + literal_column("1") for name in _COUNTED}
    return update(Document).where(*seen).values({name: bindparam(f"settled_{name}") for name in names} | counted)
