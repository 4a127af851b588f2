"""What the reader can do now: the same rule that the door checks by, asked of every action in turn."""

from dataclasses import dataclass
from functools import lru_cache

from routing import policy
from routing.actor import Actor
from routing.queries.chart import NobodyThereError
from routing.queries.documents import DocumentView
from workflows.model import Action, State
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Choice:
    """An action open to the actor, where it may lead, and who gets the document next."""

    action: Action
    targets: tuple[State, ...]
    next: str

    @property
    def final(self) -> bool:
        """Does it end the document's way, or take its force?"""
        return all(target.final or target.issued for target in self.targets)


@lru_cache(maxsize=500)
def choices(view: DocumentView, actor: Actor) -> tuple[Choice, ...]:
    """The actions that the actor may take on the document as it stands, in the workflow's order."""
    found = []
    for action in view.workflow.actions_from(view.document.state):
        if policy.standing(action, actor, view.slip) is None or not _applies(action, view):
            continue
        targets = _targets(action, view)
        if not targets:
            continue
        found.append(Choice(action, targets, _next(view, targets[0]) if len(targets) == 1 else ""))
    return tuple(found)


def editable(view: DocumentView, actor: Actor) -> bool:
    """May the actor correct the text here and now?"""
    return any(choice.action.key == "revise" for choice in choices(view, actor))


def _applies(action: Action, view: DocumentView) -> bool:
    """Hide what could only be refused: of two ways on, the one that the text's being as signed closes."""
    document, slip = view.document, view.slip
    as_signed = bool(document.signed_digest) and document.signed_digest == document.revision_digest
    closed = {
        "text_as_signed": not as_signed,
        "text_changed_since_signing": as_signed,
        "unnumbered": bool(document.number),
        "signed_or_numbered": not (document.signed_digest or document.number),
        "unopened": slip is None or slip.opened_at is not None,
        "in_force": document.validity != "valid",
    }
    return not any(closed.get(need, False) for need in action.needs)


def _targets(action: Action, view: DocumentView) -> tuple[State, ...]:
    targets = action.leads_from(view.document.state)
    if action.by is Role.SENDER and view.slip is not None:
        targets = tuple(target for target in targets if target == view.slip.from_state)
    return tuple(view.workflow.state(target) for target in targets)


def _next(view: DocumentView, target: State) -> str:
    """Who gets the document next: the post, and who holds it."""
    document = view.document
    if target.role is Role.NOBODY or target.key == document.state:
        return ""
    try:
        holder = view.chart.holder(target.role, document.department_id, document.drafter_id, document.drafter_name)
    except NobodyThereError as error:
        return error.message
    people = view.chart.holder_people(holder.key)
    return f"{holder.name}（{people}）" if people else holder.name
