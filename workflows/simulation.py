"""流程推演: walk a workflow on paper, from its first state to an end, and say where and why it would stop.

Pure: who holds which post is asked of the caller. No document, no database, nothing is changed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from workflows.model import Action, Joint, State, Workflow
from workflows.roles import Role
from workflows.ways import onward


@dataclass(frozen=True, slots=True)
class Who:
    """Before whom a slip would lie, the people behind it, and why it lies there where that is not the proper place."""

    name: str
    people: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Nobody:
    """There is nobody, and why: in Chinese, for the officer who can mend it. `missed`: the round goes on without."""

    reason: str
    missed: bool = False


Found = Who | Nobody


@dataclass(frozen=True, slots=True)
class Asking:
    """What the walk asks of the house: who acts in a role (and consents to the text), and who signs together."""

    holder: Callable[[Role, bool], Found]
    parties: Callable[[str], tuple[Found, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the walk. `signers` sign together before `who` acts; `others` are further ways on: (action, to)."""

    state: State
    who: Found | None
    signers: tuple[Found, ...]
    action: Action | None
    target: State | None
    others: tuple[tuple[Action, State], ...]
    stopped: tuple[str, ...]


def walk(workflow: Workflow, asking: Asking, columns: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps of a document with those `columns`, each taken by its nearest way on.

    The last step is an end, or one that says in `stopped` why the document cannot go on.
    """
    state, steps = workflow.state(workflow.initial), list[Step]()
    while True:
        step = _step(workflow, state, asking, columns, steps)
        steps.append(step)
        if step.stopped or step.target is None:
            return tuple(steps)
        state = step.target  # always later on the main line, or an end: the walk comes to an end


def _step(workflow: Workflow, state: State, asking: Asking, columns: Mapping[str, str], before: Iterable[Step]) -> Step:
    if state.final:
        return Step(state, None, (), None, None, (), ())
    who = asking.holder(state.role, workflow.consent_of(state.key) is not None)
    joint = state.joint if state.joint is not None and applies(state.joint, columns) else None
    signers, unsigned = _round(joint, asking.parties(joint.parties), before) if joint else ((), [])
    ways = tuple((action, workflow.state(target)) for action, target in onward(workflow, state))
    action, target = ways[0] if ways else (None, None)
    stopped = [who.reason] if isinstance(who, Nobody) else []
    stopped += unsigned
    stopped += [] if ways else ["流程没有写明从这一步往下怎样走"]
    return Step(state, who, signers, action, target, ways[1:], tuple(stopped))


def applies(joint: Joint, columns: Mapping[str, str]) -> bool:
    """Do the rules ask for this joint signing, of a document with those columns?"""
    return not joint.when or columns.get(joint.when[0], "") == joint.when[1]


def _round(joint: Joint, parties: tuple[Found, ...], before: Iterable[Step]) -> tuple[tuple[Found, ...], list[str]]:
    """Who is still asked to sign together, and why such a round would never be over.

    Whoever has just decided, in a step of their own before, is not asked a second time. The round would never be over
    where it waits for somebody and the others are not enough.
    """
    decided = {_place(one.who) for one in before if one.state.role.value == joint.parties}
    asked = [one for one in parties if isinstance(one, Who) or not one.missed]
    settled = [one for one in asked if isinstance(one, Who) and _place(one) in decided]
    need = joint.enough(len(asked)) - len(settled)
    if settled and need <= 0:
        return (), []
    signers = tuple(one for one in parties if one not in settled)
    waited = [one.reason for one in asked if isinstance(one, Nobody)]
    there = len(asked) - len(settled) - len(waited)
    return signers, waited if there < need else []


def _place(who: Found | None) -> tuple[str, tuple[str, ...]] | None:
    """The post and its people: why a slip lies there makes no difference."""
    return (who.name, who.people) if isinstance(who, Who) else None
