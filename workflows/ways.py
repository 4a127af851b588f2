"""How a way lies to the main line: on to a later step, back to an earlier one, aside to an end, or staying put."""

from enum import StrEnum

from workflows.model import MAIN, Action, State, Workflow
from workflows.roles import Role


class Way(StrEnum):
    """What a pair (from, to) of an action is on the main line."""

    ON = "on"
    BACK = "back"
    ASIDE = "aside"
    STAY = "stay"


def way_of(workflow: Workflow, action: Action, source: str, target: str) -> Way:
    """How `action` leads from `source` to `target`. Taking back is going back, wherever the sender sits."""
    if source == target:
        return Way.STAY
    place = places(workflow)
    if target not in place:
        return Way.ASIDE
    if action.back or action.by is Role.SENDER or (source in place and place[target] < place[source]):
        return Way.BACK
    return Way.ON


def places(workflow: Workflow) -> dict[str, int]:
    """The states of the main line by key, with their places from 0 on."""
    return {state.key: place for place, state in enumerate(workflow.line)}


def onward(workflow: Workflow, state: State) -> tuple[tuple[Action, str], ...]:
    """The ways by which a state's own holder takes a document on, as (action, to): the nearest step first.

    Where no step of the main line follows, an end that is no step counts as going on, too, unless it is a refusal.
    """
    ways = [
        (action, target, way_of(workflow, action, state.key, target))
        for action in workflow.actions_from(state.key)
        if action.by is Role.HOLDER and action.slip == MAIN
        for target in action.leads_from(state.key)
    ]
    place = places(workflow)
    on = sorted(((a, to) for a, to, way in ways if way is Way.ON), key=lambda found: place[found[1]])
    return tuple(on) or tuple((a, to) for a, to, way in ways if way is Way.ASIDE and a.opinion != "required")
