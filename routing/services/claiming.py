"""受理 on the way: in a run of work, what comes next is the actor's own as soon as it is opened."""

from routing.actor import Actor
from routing.database import let_go
from routing.services.advance import Order, advance
from workflows.errors import RuleError


def claim_if_shared(document_id: int, actor: Actor) -> None:
    """Claim a slip of a shared post; what cannot be claimed (one holder only, or claimed before) stays as it is."""
    try:
        advance(document_id, Order("claim"), actor)
    except RuleError:
        let_go()
