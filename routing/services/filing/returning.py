"""重新列入归档: what was left out of a sealed round is to be filed after all, and why (GD-8)."""

from sqlalchemy import delete

from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchivePart
from routing.queries import filing, filing_items
from routing.services.advance import Order, advance
from routing.services.errors import InvalidChangeError
from routing.services.filing import assembling
from routing.services.filing.rounds import refuse_others
from workflows.errors import OpinionMissingError


def take_in(item_id: int, reason: str, actor: Actor) -> int:
    """Have the documents of an item that was left out wait for the next round; return how many. The item stays as it
    is, with its reason: it tells what was decided then. Raises InvalidChangeError where it was not left out."""
    refuse_others(actor)
    if not reason.strip():
        raise OpinionMissingError("请写明为什么重新列入归档")
    item = filing_items.item(reading(), item_id, actor)
    if item.state != "left_out" or item.round_state != "sealed":
        raise InvalidChangeError("只有封卷时定为不归档的，才能重新列入归档")
    parts = assembling.parts(item_id)
    if not parts:
        raise InvalidChangeError("已经重新列入归档了")
    for part in parts:  # once broken off, it goes on with those that are left
        if part.state != filing.WAITING[part.workflow]:
            advance(part.document_id, Order("take_in", opinion=reason.strip()), actor)
    let_go()
    with writing() as connection:
        connection.execute(delete(ArchivePart).where(ArchivePart.item_id == item_id))
    return len(parts)
