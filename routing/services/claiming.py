"""连续办理: work in a run. What comes next is the actor's own from the moment it is opened."""

from routing.actor import Actor
from routing.database import let_go, reading
from routing.queries import documents, tray
from routing.services.advance import Order, advance
from workflows.errors import RuleError


def go_on(actor: Actor, after: int = 0) -> int | None:
    """Claim the actor's next piece of work, of the same step as `after` first; the document's id, None at the end."""
    step = documents.state_left(reading(), after, actor) if after else ""
    row = tray.next_slip(reading(), actor, step, after)
    if row is None:
        return None
    try:
        advance(row.document_id, Order("claim"), actor)
    except RuleError:  # the actor is the only one in the post, or it is theirs already: there is nothing to claim
        let_go()
    return int(row.document_id)
