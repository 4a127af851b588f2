"""Who is asked to sign, to advise or to read: checked against the house as it is today."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from routing.database import reading
from routing.models import Scope
from routing.queries import parties
from routing.queries.chart import Holder
from routing.services.errors import InvalidChangeError
from routing.services.orders import Parties
from routing.services.slips import Work
from workflows.model import SIGN

MOST: Final = 60  # at once


def chosen(work: Work, keys: Sequence[str], *, consenting: bool = False) -> list[Holder]:
    """The people asked, by the chart; never oneself, nor the drafter to consent. Raises InvalidChangeError."""
    chart, actor = work.facts.chart, work.context.actor
    named_keys = list(dict.fromkeys(keys))
    if not named_keys:
        raise InvalidChangeError("请至少选择一人", "parties")
    if len(named_keys) > MOST:
        raise InvalidChangeError(f"一次最多请{MOST}人", "parties")
    restricted = work.facts.document.restricted
    allowed = scope_of(work.facts.document.id) if restricted else frozenset[int]()
    # A step is passed on to a post; who signs, advises or reads within a scope is there by name.
    by_name = allowed if "transfer" not in work.action.effects else ()
    asked = [parties.party(chart, key) or parties.member(chart, key, by_name) for key in named_keys]
    if any(one is None for one in asked):
        raise InvalidChangeError("所选的岗位现在没有人，请重新选择", "parties")
    found = [one for one in asked if one is not None]
    mine = [party.name for party in found if party.key in actor.keys]
    if mine:
        raise InvalidChangeError(f"“{mine[0]}”就是您自己，请选择别人", "parties")
    busy = {slip.holder for slip in work.facts.slips if slip.kind == SIGN}
    busy |= {key for key, _ in work.facts.round.waiting} if work.facts.round is not None else set()
    twice = [party.name for party in found if party.key in busy]
    if twice and "add_member" in work.action.effects:
        raise InvalidChangeError(f"“{twice[0]}”已经在会签", "parties")
    if restricted and any(person not in allowed for one in found for person, _ in chart.people_of(one.key)):
        raise InvalidChangeError("机要文件只能送知悉范围内的人", "parties")
    if consenting or parties.asks_consent(work.facts.workflow, work.facts.document.state, work.action):
        own = next((party.name for party in found if only_drafter(work.facts, party)), None)
        if own is not None:
            raise InvalidChangeError(f"“{own}”就是拟稿人，不能请其审核、签署本人的文稿", "parties")
    return found


def scope_of(document_id: int) -> frozenset[int]:
    """The people in a restricted document's scope."""
    return frozenset(reading().execute(select(Scope.person_id).where(Scope.document_id == document_id)).scalars())


def only_drafter(facts: Any, party: Holder) -> bool:
    """Is there nobody in that post but the one who drafted the document, or their deputy?"""
    return not parties.can_consent(facts.chart, party.key, facts.document.drafter_id, facts.document.kind)


def keys_of(work: Work) -> tuple[str, ...]:
    return work.context.change.parties if isinstance(work.context.change, Parties) else ()
