"""催办: whoever waits reminds those who have it, once a day (CY-4). A part of the door."""

from datetime import datetime, time
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from routing import clock, policy
from routing.models import Urging
from routing.services import notifying, slips
from routing.services.errors import InvalidChangeError
from routing.services.slips import Work
from workflows.model import DUTIES


def urge(connection: Connection, work: Work) -> None:
    """Remind all who have something to do with the document now, but oneself and those urged today already."""
    context = work.context
    lying = [
        slip
        for slip in work.facts.slips
        if slip.kind in DUTIES and slip.paused_at is None and not policy.lies_before(context.actor, slip)
    ]
    today = clock.stored(datetime.combine(clock.local(context.at).date(), time.min))
    asked = {"person": context.actor.person_id, "document": context.document.id, "since": today}
    known = set(connection.execute(_TODAY, asked).scalars())
    left = [slip for slip in lying if slip.id not in known]
    if not left:
        raise InvalidChangeError("今天已经催过了，明天还没有办可以再催" if lying else "现在没有需要催办的人")
    row = {
        "organisation_id": context.document.organisation_id,
        "document_id": context.document.id,
        "person_id": context.actor.person_id,
        "name": slips.named(context),
        "reason": "asked",
        "words": context.opinion[:500],
        "risen_to": "",
        "at": context.at,
    }
    connection.execute(insert(Urging), [row | {"slip_id": slip.id} for slip in left])
    context.notices += [
        {
            "event": "urged",
            "holder": notifying.told_of(slip.kind, slip.holder),
            "holder_name": slip.holder_name,
            "slip_id": slip.id,
        }
        for slip in left
    ]
    restricted = context.document.restricted
    context.details.append(
        f"{len(left)}人" if restricted else "、".join(dict.fromkeys(slip.holder_name for slip in left))
    )


_TODAY: Final = select(Urging.slip_id).where(
    Urging.document_id == bindparam("document"),
    Urging.person_id == bindparam("person"),
    Urging.at >= bindparam("since"),
)
