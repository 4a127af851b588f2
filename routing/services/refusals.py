"""Attempts to see a restricted document from outside its scope: each is kept, and the audit sees them (CY-2)."""

from sqlalchemy import insert, select

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import Document, RefusedAccess, Scope


def keep(actor: Actor, document_id: int, address: str) -> bool:
    """Keep that the actor was refused; return whether it was a restricted document of the house, and not in scope."""
    let_go()
    within = select(Scope.person_id).where(Scope.document_id == Document.id, Scope.person_id == actor.person_id)
    refused = (
        reading()
        .execute(
            select(Document.id).where(
                Document.id == document_id,
                Document.organisation_id == actor.organisation_id,
                Document.restricted,
                ~within.exists(),
            )
        )
        .first()
    )
    if refused is None:
        return False
    row = {
        "organisation_id": actor.organisation_id,
        "document_id": document_id,
        "person_id": actor.person_id,
        "person_name": actor.name,
        "address": address[:200],
        "at": clock.now(),
    }
    with writing() as connection:
        connection.execute(insert(RefusedAccess), row)
    return True
