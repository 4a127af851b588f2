"""Which restricted documents (机要) somebody must not know of: for lists and counts that read slips alone (CY-2)."""

from typing import Any

from sqlalchemy import Select, case, func, select

from routing.actor import Actor
from routing.models import Scope


def shut(actor: Actor) -> Select[Any]:
    """The restricted documents in whose scope the actor is not, by id. Scopes are few: no document is read for it."""
    inside = func.sum(case((Scope.person_id == actor.person_id, 1), else_=0))
    ours = select(Scope.document_id).where(Scope.organisation_id == actor.organisation_id)
    return ours.group_by(Scope.document_id).having(inside == 0)
