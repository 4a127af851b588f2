"""The office's desk: a paper is registered once, whoever else has it in hand at the same time (CY-1; 条例 art. 24)."""

import hashlib
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import workflows
from routing.actor import Actor
from routing.database import let_go, reading
from routing.models import Document
from routing.queries import incoming, senders
from routing.services import drafting, receiving
from routing.services.advance import Order, Outcome, advance
from routing.services.errors import InvalidChangeError
from routing.services.facts import receipt_of
from routing.services.received import CONFIDENTIAL, SECRETS, Received, source_key
from workflows.case import NEEDS
from workflows.errors import UnmetNeedError
from workflows.roles import Capacity

BEGUN: Final = "-begun"
# All that is kept of a restricted paper among several while it is typed: that it is one, and how many.
UNTOLD: Final = ("origin", "marking", "copies", "received_on")


def register(content: Received, actor: Actor, receipt: str, *, anyway: bool = False) -> Outcome:
    """Register a paper at once. A director, who registers nothing, lays it before the office's clerks.

    Raises UnmetNeedError naming the columns that are missing or unconfirmed, InvalidChangeError where the same paper
    is here already (unless `anyway`) and whatever `receiving` refuses; nothing is kept then.
    """
    earlier = receipt_of(reading(), receipt, actor)
    if earlier is not None:  # the same form once more: the same answer
        return advance(earlier, Order("register", receipt=receipt), actor)
    refuse_unready(content)
    begun = _begin(content, actor, f"{receipt}{BEGUN}", anyway=anyway)
    if begun.repeated:  # it was begun before and could not be registered: with the columns as they are now
        receiving.correct(begun.document_id, content, actor)
    if not any(seat.capacity is Capacity.OFFICE_CLERK for seat in actor.seats):
        return begun
    return advance(begun.document_id, Order(_key(content), receipt=receipt), actor)


def complete(
    document_id: int, content: Received, actor: Actor, version: int | None, receipt: str, *, anyway: bool = False
) -> Outcome:
    """Register a paper that was handed in, with its columns as the office has filled them in."""
    refuse_unready(content)
    if not anyway:
        refuse_twins(content, actor, document_id)
    receiving.correct(document_id, content, actor, version, f"{receipt}-revise" if receipt else "")
    return advance(document_id, Order(_key(content), receipt=receipt), actor)


def doubts(content: Received, actor: Actor, document_id: int) -> tuple[str, ...]:
    """What to look at again in what was just registered: an organ never heard of, a series that does not fit it.
    Nothing of a restricted paper."""
    if _restricted(content):
        return ()
    connection = reading()
    found = (
        senders.new_sender(connection, actor, content.organ, document_id),
        senders.doubtful_series(connection, actor, content.organ, content.origin, document_id),
    )
    return tuple(filter(None, found))


def keep(actor: Actor, key: str, columns: dict[str, Any], document_id: int | None = None) -> datetime | None:
    """Keep what is being typed. Of a restricted paper nothing is kept, and what was kept before it was marked goes at
    once (CY-2; 保守国家秘密法 art. 31(3)): None. One of several stays in their list, without a word of what is in it.
    """
    secret = columns.get("marking") in SECRETS
    if not secret and columns.get("origin") != CONFIDENTIAL:
        return drafting.keep(actor, key, columns, document_id)
    if key.startswith(incoming.MANY):
        untold: dict[str, Any] = {name: columns[name] for name in UNTOLD if name in columns}
        drafting.keep(actor, key, untold if secret else {**untold, "kept": columns.get("kept", [])})
    else:
        drafting.discard(actor, key)
    return None


def refuse_unready(content: Received) -> None:
    """Raises UnmetNeedError with the columns that are empty, else with those that nobody has confirmed."""
    missing = workflows.get("incoming").missing(content.columns())
    if missing:
        raise UnmetNeedError(NEEDS["columns_filled"], ("columns_filled",), tuple(missing))
    if content.unconfirmed:
        raise UnmetNeedError(NEEDS["confirmed"], ("confirmed",), content.unconfirmed)


def refuse_twins(content: Received, actor: Actor, but: int | None = None) -> None:
    """Raises InvalidChangeError where the actor can see the same paper here already; a restricted one has no twins."""
    if _restricted(content):
        return
    digests = [file.digest for file in content.attachments]
    found = incoming.twins(reading(), actor, content.organ, content.source_number, digests, but)
    if found:
        first = found[0]
        what = first.number or "还没有编号"
        where = "source_number" if first.by_number else "files"
        raise InvalidChangeError(
            f"这份文件已由{first.drafter_name}登记过（{what}），请对照下面两份；确需另行登记的，勾选“仍要登记”", where
        )


def _begin(content: Received, actor: Actor, receipt: str, *, anyway: bool) -> Outcome:
    """Bring the paper into being. Of two clerks who do so at once the later one is told, by the claim both make."""
    claim = "" if anyway else _claim(content, actor)
    if not claim:
        return receiving.hand_in(content, actor, receipt)
    refuse_twins(content, actor, _unregistered(claim, actor))
    try:
        return receiving.hand_in(content, actor, claim)
    except IntegrityError:
        let_go()
        refuse_twins(content, actor)
        return receiving.hand_in(content, actor, receipt)  # whoever claimed it has since corrected theirs


def _claim(content: Received, actor: Actor) -> str:
    """A key that the same paper has whoever registers it; empty where it says nothing to be known by."""
    if _restricted(content):
        return ""
    if content.source_number:
        known = f"{source_key(content.source_number)} {content.organ}"
    else:
        known = content.attachments[0].digest if content.attachments else ""
    if not known:
        return ""
    return f"paper-{hashlib.sha256(f'{actor.organisation_id} {known}'.encode()).hexdigest()[:48]}"


def _unregistered(claim: str, actor: Actor) -> int | None:
    """The document that the actor began under that claim and that waits to be registered."""
    mine = receipt_of(reading(), claim, actor)
    state = select(Document.state).where(Document.id == mine)
    waits = mine is not None and reading().execute(state).scalar_one() == workflows.get("incoming").initial
    return mine if waits else None


def _restricted(content: Received) -> bool:
    return content.within_scope


def _key(content: Received) -> str:
    return "register_within" if _restricted(content) else "register"
