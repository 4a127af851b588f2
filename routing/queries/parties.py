"""Whom a document can be laid before besides its own way: signers, advisers, readers, the one it is passed on to."""

from collections.abc import Collection
from typing import Any, Final

from routing.actor import Seat
from routing.queries.chart import Chart, Holder
from workflows.model import Action, State, Workflow
from workflows.roles import OFFICERS, Capacity, Role
from workflows.standing_in import RESERVED, is_reserved

# Who may decide in whose place: a step is passed on to somebody of the same rank or above.
RANKS: Final = {Capacity.CHAIR: 4, Capacity.VICE_CHAIR: 3, Capacity.OFFICE_DIRECTOR: 2, Capacity.DEPARTMENT_HEAD: 2}
HEAD: Final = 2
SIGNING: Final = frozenset({"convene", "add_member"})  # effects by which others are asked to sign
NEEDED: Final = {Role.CHAIR: 3, Role.VICE_CHAIR: 3, Role.DEPARTMENT_HEAD: 2}


def holder_for(chart: Chart, workflow: Workflow, state: State, document: Any) -> Holder:
    """Before whom a document lies in a state, by the chart of today. Raises NobodyThereError."""
    return chart.holder(
        state.role,
        document.department_id,
        document.drafter_id,
        document.drafter_name,
        kind=document.kind,
        important=bool(document.important),
        consents=workflow.consent_of(state.key) is not None,
    )


def party(chart: Chart, key: str) -> Holder | None:
    """The post of that key as a holder; None where there is none, or nobody in it, or it takes no part in the work."""
    kind, _, number = key.partition(":")
    seat = chart.seats.get(int(number)) if kind == "post" and number.isascii() and number.isdigit() else None
    if seat is None or seat.capacity in OFFICERS or not chart.people_of(f"post:{seat.post_id}"):
        return None
    return Holder(key, seat.name)


def member(chart: Chart, key: str, scope: Collection[int]) -> Holder | None:
    """A person in a restricted document's scope as a holder: they are known by name, whatever post they share with
    others (CY-2); None where they are not in it, or take no part in the work any more."""
    kind, _, number = key.partition(":")
    person = int(number) if kind == "person" and number.isascii() and number.isdigit() else 0
    seats = [seat for seat in chart.seats_of.get(person, ()) if not seat.behalf and seat.capacity not in OFFICERS]
    return Holder(key, chart.names[person]) if person in scope and seats else None


def signers(chart: Chart, parties: str, names: str) -> list[Holder]:
    """Who signs together by the rules: all who hold a capacity, or the heads of the departments that are named."""
    if parties in set(Capacity):
        seats = [seat for seat in chart.seats.values() if seat.capacity is Capacity(parties) and _held(chart, seat)]
    else:
        heads = {chart.departments[key]: seat for key, seat in _heads(chart).items()}
        seats = [heads[name] for name in dict.fromkeys(_split(names)) if name in heads]
    return [Holder(f"post:{seat.post_id}", seat.name) for seat in seats]


def without_head(chart: Chart, parties: str, names: str) -> tuple[str, ...]:
    """Of the departments that are named, those that have nobody to sign for them."""
    if parties in set(Capacity):
        return ()
    heads, wanted = _heads(chart), _split(names)
    there = {name for key, name in chart.departments.items() if key in heads}
    return tuple(name for name in wanted if name not in there)


def can_consent(chart: Chart, key: str, drafter_id: int, doc_kind: str = "") -> bool:
    """Is there anybody behind that holder who may consent to what this person drafted: not they, nor their deputy?"""
    kind, _, number = key.partition(":")
    drafter = chart.names.get(drafter_id)
    if kind == "post":
        return any(
            one.person_id != drafter_id and one.sees_to(doc_kind) and not (one.behalf and one.behalf == drafter)
            for one in chart.sitters.get(int(number), ())
        )
    return any(person != drafter_id for person, _ in chart.people_of(key, doc_kind))


def asks_consent(workflow: Workflow, state: str, action: Action) -> bool:
    """Is it a consent that the action asks others for? Passing on a draft, or the printing, is not."""
    if "transfer" in action.effects:
        return workflow.consent_of(state) is not None
    return bool(SIGNING & set(action.effects))


def is_there(chart: Chart, key: str) -> bool:
    """Is there anybody behind that holder today?"""
    kind, _, number = key.partition(":")
    return (
        kind in {"post", "department", "person"}
        and number.isascii()
        and number.isdigit()
        and bool(chart.people_of(key))
    )


def _heads(chart: Chart) -> dict[int, Seat]:
    """The head of each department that has one; the office's is its director."""
    heads: dict[int, Seat] = {}
    for seat in chart.seats.values():
        if RANKS.get(seat.capacity) == HEAD and seat.department_id is not None and _held(chart, seat):
            heads.setdefault(seat.department_id, seat)
    return heads


def _held(chart: Chart, seat: Seat) -> bool:
    return bool(chart.people_of(f"post:{seat.post_id}"))


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.replace("，", "、").split("、") if name.strip()]


def cannot_decide(chart: Chart, state: State, key: str, document: Any) -> str:
    """Why somebody may not decide in this step in the place of its holder; empty where they may."""
    seat = chart.seats[int(key.partition(":")[2])]
    if RANKS.get(seat.capacity, 1) < NEEDED.get(state.role, 1):
        return f"“{state.step}”只能转交同级或上级岗位，不能转交“{seat.name}”"
    if state.role is Role.CHAIR and is_reserved(document.kind, important=bool(document.important)):
        return f"{RESERVED}，不能转交（条例第二十二条）"
    return ""
