"""The slips in the door's hands: handed on, signed together, passed to others, stopped. Called by the door alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, true, update

from routing.database import all_named
from routing.models import Revision, Round, Slip
from routing.queries.chart import Holder
from routing.services import deadlines
from routing.services.contents import Columns, read
from routing.services.context import Context
from routing.services.facts import Facts, stale
from workflows.model import CONSULT, DUTIES, MAIN, STEP, Action, State
from workflows.roles import Role

LAPSED: Final = "lapsed"  # a slip that nobody acted on before the document went on


@dataclass(frozen=True, slots=True)
class Work:
    """One action as the slips see it: what was known, what is done, and on which slip."""

    facts: Facts
    action: Action
    context: Context
    slip: Any
    moved: bool


def leave(connection: Connection, work: Work) -> None:
    """The document leaves its state: the slip that was acted on is closed, what others owed to this step lapses.

    Readers, tasks and what belongs to them go on (`workflows.parts`).
    """
    if work.slip is not None and work.action.by is Role.SENDER:
        close(connection, work)
    elif work.slip is not None:
        # Whoever else closed it raised the document's version: it may go along with the document's own row.
        work.context.along.append((_CLOSE, {f"closing_{k}": v for k, v in _closing(connection, work).items()}))
    work.context.closed.update(slip.id for slip in work.facts.slips if slip is work.slip or slip.kind in _OF_THE_STEP)
    others = [slip for slip in work.facts.slips if slip.kind in _OF_THE_STEP and slip is not work.slip]
    duties = [slip.id for slip in others if slip.kind in STEP]
    taken_back = Slip.opened_at.is_(None) if work.action.by is Role.SENDER else true()
    if duties and lapse(connection, work.context, Slip.id.in_(duties) & taken_back) != len(duties):
        raise stale(connection, work.context.document.id)  # one of them was opened at this very moment
    if aside := [slip.id for slip in others if slip.kind not in STEP]:
        lapse(connection, work.context, Slip.id.in_(aside))
    if work.facts.round is not None:
        outcome = "returned" if "refuse" in work.action.effects else work.action.key
        close_round(connection, work.facts.round, work.context, outcome)


def sender_of(work: Work) -> str:
    """Who a slip comes from; nobody where it was taken back, for what was taken back cannot be taken back again."""
    if work.action.by is Role.SENDER:
        return ""
    return named(work.context)


def named(context: Context) -> str:
    behalf = f"代{context.behalf}" if context.behalf else ""
    post = "，".join(one for one in (context.post, behalf) if one)
    return f"{context.actor.name}（{post}）" if post else context.actor.name


def hand_on(
    context: Context,
    state: State,
    holder: Holder,
    *,
    sender: str,
    sender_id: int | None = None,
    source: str = "",
    kind: str = MAIN,
    round_id: int | None = None,
    asked: str = "",
    due_at: datetime | None = None,
    opened_at: datetime | None = None,
    circulation_id: int | None = None,
    task_id: int | None = None,
    about: str = "",
) -> None:
    """Lay a slip before somebody; it is written by `write`."""
    document = context.document
    urgency = context.columns.get("urgency", document.urgency)
    context.slips.append(
        {
            "organisation_id": document.organisation_id,
            "document_id": document.id,
            "state": state.key,
            "holder": holder.key,
            "holder_name": holder.name,
            "urgency": urgency,
            "sender": sender,
            "sender_id": sender_id,
            "from_state": source,
            "arrived_at": context.at,
            "opened_at": opened_at,
            "due_at": due_at or deadlines.due(context.calendar, state, urgency, context.at),
            "closed_at": None,
            "closed_by": None,
            "outcome": "",
            "opinion": "",
            "kind": kind,
            "round_id": round_id,
            "asked": asked,
            "reason": holder.reason,
            "bound": "",
            "paused_at": None,
            "claimed_by": None,
            "claimer": "",
            "circulation_id": circulation_id,
            "task_id": task_id,
            "about": about,
        }
    )


def write(connection: Connection, context: Context) -> None:
    """Write the slips that were handed on: one goes along, many go in one statement."""
    if len(context.slips) == 1:
        context.along.append((_HAND_ON, {f"slip_{name}": value for name, value in context.slips[0].items()}))
    elif context.slips:
        connection.execute(_MANY, context.slips)


def close(connection: Connection, work: Work) -> None:
    """Close the slip that was acted on. Raises StaleError where somebody else did, or its holder has opened it."""
    statement = _UNOPENED if work.action.by is Role.SENDER else _OPEN
    if connection.execute(statement, _closing(connection, work)).rowcount != 1:
        raise stale(connection, work.context.document.id)
    work.context.closed.add(work.slip.id)


def _closing(connection: Connection, work: Work) -> dict[str, Any]:
    context, action = work.context, work.action
    return {
        "this": work.slip.id,
        "closed_at": context.at,
        "closed_by": context.actor.person_id,
        "outcome": action.key,
        "opinion": context.opinion,
        "bound": bound(connection, work, action) if action.consents else "",
    }


def hasten(connection: Connection, work: Work, urgency: int) -> None:
    """The text has become more or less urgent, and with it the slips that lie before their holders."""
    state = work.facts.workflow.state(work.facts.document.state)
    for slip in work.facts.slips:
        if slip.kind in DUTIES and slip.kind not in STEP:  # its day was set when it was asked for
            connection.execute(_OPEN, {"this": slip.id, "urgency": urgency})
        elif slip.kind in STEP:
            due_at = deadlines.hastened(work.context.calendar, state, work.facts.document.urgency, urgency, slip)
            connection.execute(_OPEN, {"this": slip.id, "urgency": urgency, "due_at": due_at})


def content(connection: Connection, work: Work) -> Columns:
    """The present text, or the one that this action is about to save."""
    if isinstance(work.context.change, Columns):
        return work.context.change
    return text_of(connection, work.facts)


def text_of(connection: Connection, facts: Facts) -> Columns:
    """The present text, as it was saved last."""
    row = connection.execute(_TEXT, {"revision": facts.document.revision_id}).one()
    return read(facts.document.workflow, row.content, row.body)


def bound(connection: Connection, work: Work, action: Action) -> str:
    if not action.binds:
        return str(work.facts.document.revision_digest)
    return work.facts.workflow.bound(action, content(connection, work).columns())


def wake(work: Work, state: State, holder: Holder | None, source: str) -> None:
    """Lay the step's own slip that rested while others read and acted, once nothing else is open (`State.rests`)."""
    context = work.context
    still = [slip for slip in work.facts.slips if slip.id not in context.closed and slip.kind in DUTIES]
    laid = [slip for slip in context.slips if slip["kind"] in DUTIES]
    if not state.rests or still or laid or holder is None:
        return
    hand_on(context, state, holder, sender="传阅、承办已完" if not work.moved else sender_of(work), source=source)


def lapse(connection: Connection, context: Context, which: Any) -> int:
    """Close open slips that nobody need act on any more; return how many there were."""
    lapsed = update(Slip).where(which, Slip.closed_at.is_(None))
    return connection.execute(lapsed.values(closed_at=context.at, closed_by=None, outcome=LAPSED)).rowcount


def update_round(connection: Connection, round_: Any, **columns: Any) -> None:
    """Change an open round."""
    connection.execute(_OPEN_ROUND, {"this": round_.id, **columns})


def put_off(connection: Connection, slip: Any, due_at: datetime) -> None:
    """An open slip is due later than it was."""
    connection.execute(_OPEN, {"this": slip.id, "due_at": due_at})


def close_round(connection: Connection, round_: Any, context: Context, outcome: str, **counted: int) -> None:
    """A round is over, and how it came out."""
    update_round(connection, round_, closed_at=context.at, outcome=outcome, **counted)


_OF_THE_STEP: Final = (*STEP, CONSULT)
_HAND_ON: Final = all_named(Slip, "slip_")
_MANY: Final = insert(Slip)
# Which columns are set is told by the parameters that the statement is executed with.
_OPEN: Final = update(Slip).where(Slip.id == bindparam("this"), Slip.closed_at.is_(None))
_CLOSE: Final = (
    update(Slip)
    .where(Slip.id == bindparam("closing_this"), Slip.closed_at.is_(None))
    .values({name: bindparam(f"closing_{name}") for name in ("closed_at", "closed_by", "outcome", "opinion", "bound")})
)
_UNOPENED: Final = _OPEN.where(Slip.opened_at.is_(None))
_TEXT: Final = select(Revision.content, Revision.body).where(Revision.id == bindparam("revision"))
_OPEN_ROUND: Final = update(Round).where(Round.id == bindparam("this"), Round.closed_at.is_(None))
