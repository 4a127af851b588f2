"""Who may see, who may act: each rule a sentence, used on a row and in SQL alike."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from routing.actor import Actor
from routing.models import Document, Slip
from workflows import ALL
from workflows.model import Action
from workflows.roles import Capacity, Role

# Documents that have left the house are open to everybody who works in it.
ISSUED = tuple(sorted({state.key for workflow in ALL.values() for state in workflow.states if state.issued}))


def standing(action: Action, actor: Actor, slip: Any) -> str | None:
    """The name of the post in which the actor may take an action, or None. `slip` is the open one, if any.

    May I act? I hold the open slip; or I sent it; or I hold the post that may take the action without one.
    """
    match action.by:
        case Role.HOLDER:
            return actor.post_for(slip.holder) if slip is not None and slip.holder in actor.keys else None
        case Role.SENDER:
            sent = slip is not None and slip.sender_id == actor.person_id
            return actor.post_for("") if sent else None
        case _:
            return actor.post_as(Capacity(action.by.value))


def may_read(actor: Actor, document: Any, *, took_part: bool) -> bool:
    """May the actor read this document? `took_part`: a slip of it lay or lies in one of their trays."""
    return document.organisation_id == actor.organisation_id and (
        actor.sees_all
        or took_part
        or document.drafter_id == actor.person_id
        or document.department_id in actor.departments
        or (actor.has_business and document.state in ISSUED)
    )


def readable(actor: Actor) -> ColumnElement[bool]:
    """The same rule as SQL over the document table."""
    ours = Document.organisation_id == actor.organisation_id
    if actor.sees_all:
        return ours
    return and_(
        ours,
        or_(
            Document.drafter_id == actor.person_id,
            Document.department_id.in_(actor.departments) if actor.departments else false(),
            Document.state.in_(ISSUED) if actor.has_business else false(),
            took_part(actor),
        ),
    )


def took_part(actor: Actor) -> ColumnElement[bool]:
    """A slip of the document lay or lies in one of the actor's trays."""
    theirs = select(true()).where(Slip.document_id == Document.id, Slip.holder.in_(actor.keys))
    return theirs.correlate(Document).exists()  # alone: lists join the open slip, which is another one
