"""What the reader can do now: the same rule that the door checks by, asked of every action in turn."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from routing import policy
from routing.actor import Actor
from routing.queries import asking, parties
from routing.queries.chart import Holder, NobodyThereError
from routing.queries.documents import DocumentView
from routing.services.consents import Word, after, due_among, forward, standing_from
from routing.services.loaned import OWN, Loan
from workflows.errors import RuleError
from workflows.model import CIRCULATE, CLOSING, HELP, MAIN, PROPOSAL, RENEWAL, RESULT, STEP, TASK, Action, State
from workflows.roles import Role

# Of these kinds one person may hold several slips of one document.
SEVERAL: Final = frozenset({CIRCULATE, TASK, HELP, RESULT, CLOSING, PROPOSAL, RENEWAL})


@dataclass(frozen=True, slots=True)
class Choice:
    """An action open to the actor, where it may lead, and who gets the document next.

    `slip_id` and `task_id`: on which slip it is taken, where one person may hold several of its kind.
    """

    action: Action
    targets: tuple[State, ...]
    next: str
    slip_id: int | None = None
    task_id: int | None = None
    about: str = ""

    @property
    def final(self) -> bool:
        """Does it end the document's way, or take its force?"""
        return all(target.final or target.issued for target in self.targets)


@lru_cache(maxsize=64)
def choices(view: DocumentView, actor: Actor) -> tuple[Choice, ...]:
    """The actions that the actor may take on the document as it stands, in the workflow's order."""
    actor = actor.regarding(view.document.kind)
    offered = (
        _choice(view, actor, action.said_in(view.document.state), slip_id)
        for action in view.workflow.actions_from(view.document.state)
        for slip_id in _slips(view, actor, action)
    )
    return tuple(one for one in offered if one is not None)


def _slips(view: DocumentView, actor: Actor, action: Action) -> tuple[int | None, ...]:
    """Each slip on which the action may be taken; None: the one there is, or none is needed."""
    if action.by is not Role.HOLDER or action.slip not in SEVERAL:
        return (None,)
    return tuple(slip.id for slip in view.open if slip.kind == action.slip and policy.lies_before(actor, slip))


def _choice(view: DocumentView, actor: Actor, action: Action, slip_id: int | None) -> Choice | None:
    """The action as the actor may take it, on that slip; None where they may not."""
    document = view.document
    stands = policy.standing(action, actor, view.open, _Round.of(view), document.drafter_id, slip_id)
    if stands is None or not _applies(action, view, stands.slip, actor):
        return None
    if policy.kept_apart(document, view.workflow.state(document.state), action, actor, stands.behalf):
        return None
    targets = _targets(action, view, stands.slip)
    if not targets:
        return None
    next_holder = _next(view, targets[0], _Taken(action, stands.slip)) if len(targets) == 1 else ""
    if slip_id is None:
        return Choice(action, targets, next_holder)
    return Choice(action, targets, next_holder, slip_id, stands.slip.task_id, stands.slip.asked)


def editable(view: DocumentView, actor: Actor) -> bool:
    """May the actor correct the text here and now?"""
    return any(choice.action.key == "revise" for choice in choices(view, actor))


@dataclass(frozen=True, slots=True)
class _Round:
    """The round under way, as the rules ask about it."""

    asked_by: int | None
    holder: str

    @classmethod
    def of(cls, view: DocumentView) -> "_Round | None":
        slip = view.round
        return cls(slip.asked_by, slip.round_holder) if slip is not None else None


def _applies(action: Action, view: DocumentView, slip: Any, actor: Actor) -> bool:
    """Hide what could only be refused: of two ways on, the one that the text's being as signed closes."""
    document, round_ = view.document, view.round
    as_signed = bool(document.signed_digest) and document.signed_digest == document.revision_digest
    closed = {
        "text_as_signed": not as_signed,
        "text_changed_since_signing": as_signed,
        "unnumbered": bool(document.number),
        "signed_or_numbered": not (document.signed_digest or document.number),
        "unopened": any(one.opened_at is not None for one in view.duties if one.kind in STEP)
        or (round_ is not None and bool(round_.consents or round_.refusals)),
        "running": slip is not None and slip.paused_at is not None,
        "shared": slip is None
        or slip.claimed_by == actor.person_id
        or (slip.claimed_by is None and len(view.chart.people_of(slip.holder, view.document.kind)) < 2),
        "claimed": slip is None or slip.claimed_by != actor.person_id,
        "paused": slip is None or slip.paused_at is None,
        "in_force": document.validity != "valid",
        "confirmed": bool(document.unconfirmed),
        "columns_filled": bool(document.missing) and "take_number" in action.effects,  # its form says what is missing
        "restricted": not document.restricted,
        "unrestricted": document.restricted,
        **_of_loan(view),
    }
    return not any(closed.get(need, False) for need in action.needs) and not _useless(action, view, actor)


def _of_loan(view: DocumentView) -> dict[str, bool]:
    """Of the ways on that a loan could go, those that are not this one's: by its rule, on paper or not."""
    loan = view.content
    if not isinstance(loan, Loan):
        return {}
    return {
        "own_files": loan.rule != OWN,
        "beyond_own": loan.rule == OWN,
        "inside_borrower": loan.outside,
        "outside_borrower": not loan.outside,
        "on_paper": loan.electronic,
        "electronic": not loan.electronic,
        "unsigned": any(line.action == "sign_for" for line in view.lines),
    }


def _useless(action: Action, view: DocumentView, actor: Actor) -> bool:
    """What would be refused whoever took it: there is nothing to end; whoever is in the scope reads it already, and of
    them nobody is left to be asked."""
    if "end_circulation" in action.effects:
        return not any(slip.kind == CIRCULATE for slip in view.open)
    widens = bool({"circulate", "propose_reader"}.intersection(action.effects)) and "instruct" not in action.effects
    asks = not asking.ASKS.isdisjoint(action.effects)
    return bool(view.document.restricted and (widens or (asks and not asking.askable(view, action, actor.keys))))


def _targets(action: Action, view: DocumentView, slip: Any) -> tuple[State, ...]:
    targets = action.leads_from(view.document.state)
    if action.back:
        targets = tuple(target for target in targets if slip is not None and target == slip.from_state)
    if "refuse" in action.effects:
        returned = slip is not None and slip.refusal == "return"
        targets = tuple(target for target in targets if (target != view.document.state) == returned)
    return tuple(view.workflow.state(target) for target in targets)


@dataclass(frozen=True, slots=True)
class _Taken:
    """An action as if it were taken now, on that slip."""

    action: Action
    slip: Any


def _next(view: DocumentView, target: State, taken: _Taken) -> str:
    """Who gets the document next: the post, and who holds it; by the same rules as the door (services.consents)."""
    document = view.document
    if target.role is Role.NOBODY or target.key == document.state:
        return ""
    try:
        target = _reached(view, target)
        signers = _due(view, target, taken)
        holder = parties.holder_for(view.chart, view.workflow, target, document)
    except (NobodyThereError, RuleError) as error:
        return error.message
    people = view.chart.holder_people(holder.key, document.kind)
    said = f"{holder.name}（{people}）" if people else holder.name
    if taken.action.names:
        return f"您在上面选的{target.role.label}"
    if target.rests:
        return f"所选的承办、传阅的人；都阅完、办完，再到{said}"
    if signers:
        said = f"先由{'、'.join(one.name for one in signers)}会签，再到{said}"
    return f"{said}；{holder.reason}" if holder.reason else said


def _reached(view: DocumentView, target: State) -> State:
    """Where a document that was returned really goes: past the steps whose consent still stands."""
    workflow, document = view.workflow, view.document
    if not document.returns or not forward(workflow, document.state, target.key):
        return target
    last = {slip.state: slip for slip in view.slips if slip.kind == MAIN}
    passed = standing_from(
        workflow, target.key, last, view.content.columns(), lambda state: bool(_due(view, state, None))
    )
    return workflow.state(after(workflow, passed[-1])) if passed else target


def _due(view: DocumentView, state: State, taken: _Taken | None) -> tuple[Holder, ...]:
    """Who must still sign together in a state; the consent by which the document would leave its step counts."""
    columns, now = view.content.columns(), None
    if taken is not None and taken.slip is not None and taken.slip.kind == MAIN and taken.action.consents:
        bound = view.workflow.bound(taken.action, columns)
        now = Word(MAIN, view.document.state, taken.slip.holder, taken.action.key, bound)
    said = [slip for slip in view.slips if slip.kind == MAIN or slip.closed_by is not None]
    return due_among(view, state, columns, said, now).signers
