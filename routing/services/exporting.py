"""Nothing of work secrecy is taken out without a record: each register or list that leaves is kept (工作秘密)."""

from sqlalchemy import insert

from routing import clock
from routing.actor import Actor
from routing.database import let_go, writing
from routing.models import ExportRecord


def keep(actor: Actor, what: str, way: str, number: int) -> None:
    """Keep that the actor takes so many lines of something out: as Excel, PDF or CSV, or on paper (打印)."""
    row = {
        "organisation_id": actor.organisation_id,
        "person_id": actor.person_id,
        "person_name": actor.name,
        "post_name": actor.post_names[:200],
        "what": what[:200],
        "way": way,
        "number": number,
        "at": clock.now(),
    }
    let_go()
    with writing() as connection:
        connection.execute(insert(ExportRecord), row)
