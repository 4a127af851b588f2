"""跟踪: who wants to see a document moving."""

from sqlalchemy import delete, insert

from routing import clock
from routing.actor import Actor
from routing.database import writing
from routing.models import Following


def toggle(document_id: int, actor: Actor) -> bool:
    """Begin or cease to follow; return whether the actor follows now."""
    with writing() as connection:
        ceased = connection.execute(
            delete(Following).where(Following.person_id == actor.person_id, Following.document_id == document_id)
        )
        if ceased.rowcount:
            return False
        connection.execute(
            insert(Following),
            {
                "person_id": actor.person_id,
                "document_id": document_id,
                "organisation_id": actor.organisation_id,
                "since": clock.now(),
            },
        )
    return True
