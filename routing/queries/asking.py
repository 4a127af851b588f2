"""Whom an action may ask: exactly those whom the door would not refuse (`routing.services.parties.chosen`)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from routing.queries import parties
from routing.queries.documents import DocumentView
from workflows.model import CONSULT, READ, SIGN, Action

# What an action does that asks somebody: it is nobody's while there is nobody to be asked.
ASKS: Final = frozenset({"convene", "add_member", "transfer", "consult", "copy"})
# Who has such a slip already is not asked a second time.
ONCE: Final = {"add_member": SIGN, "consult": CONSULT, "copy": READ}


@dataclass(frozen=True, slots=True)
class Party:
    """A post that can be asked: its key and name, who holds it, and its department (empty for the leaders)."""

    key: str
    post: str
    people: str
    department: str


def askable(view: DocumentView, action: Action, mine: Collection[str]) -> tuple[Party, ...]:
    """The posts that the action may ask, in the house's order; `mine` are the holder keys of whoever asks."""
    chart, refused = view.chart, {*mine, *_asked_already(view, action)}
    if view.document.restricted and "transfer" not in action.effects:
        return tuple(_members(view, action, refused))
    found = (Party(key, seat.name, chart.holder_people(key), _department(view, seat.department_id))
             for seat in chart.seats.values() if (key := f"post:{seat.post_id}") not in refused)  # fmt: skip
    return tuple(party for party in found if _may_be_asked(view, action, party.key))


def _members(view: DocumentView, action: Action, refused: set[str]) -> Iterator[Party]:
    """The people of a restricted document's scope, each by name."""
    chart, document = view.chart, view.document
    scope = {person for person, _ in view.content.scope}
    for person in chart.seats_of:
        key = f"person:{person}"
        holder = parties.member(chart, key, scope)
        if holder is None or key in refused:
            continue
        if _busy(view, action, person):
            continue
        consents = parties.asks_consent(view.workflow, document.state, action)
        if consents and not parties.can_consent(chart, key, document.drafter_id, document.kind):
            continue
        seats = [seat for seat in chart.seats_of[person] if not seat.behalf]
        yield Party(key, holder.name, "、".join(seat.name for seat in seats), _department(view, seats[0].department_id))


def _busy(view: DocumentView, action: Action, person: int) -> bool:
    """Has such a slip come to them by way of their post?"""
    kinds = {ONCE[effect] for effect in action.effects if effect in ONCE}
    return any(
        slip.kind in kinds and slip.holder.startswith("post:") and person in dict(view.chart.people_of(slip.holder))
        for slip in view.open
    )


def _may_be_asked(view: DocumentView, action: Action, key: str) -> bool:
    chart, document = view.chart, view.document
    if parties.party(chart, key) is None:
        return False
    if document.restricted and not _within_scope(view, key):
        return False
    consents = parties.asks_consent(view.workflow, document.state, action)
    if consents and not parties.can_consent(chart, key, document.drafter_id, document.kind):
        return False
    if "transfer" in action.effects:
        return not parties.cannot_decide(chart, view.workflow.state(document.state), key, document)
    return True


def _within_scope(view: DocumentView, key: str) -> bool:
    """Are all who would find it in their tray in the restricted document's scope?"""
    named = {person for person, _ in view.content.scope}
    return all(person in named for person, _ in view.chart.people_of(key))


def _asked_already(view: DocumentView, action: Action) -> set[str]:
    kinds = {ONCE[effect] for effect in action.effects if effect in ONCE}
    waiting = view.round.waiting if view.round is not None and SIGN in kinds else ()
    return {slip.holder for slip in view.open if slip.kind in kinds} | {key for key, _ in waiting or ()}


def _department(view: DocumentView, department_id: int | None) -> str:
    return view.chart.departments.get(department_id, "") if department_id is not None else ""
