"""The check of a definition names every fault: each rule is broken once."""

from dataclasses import replace

import pytest

import workflows
from workflows.errors import UnsoundWorkflowError
from workflows.model import Action, Field, Joint, State, Workflow
from workflows.roles import Role
from workflows.soundness import check, faults

START = State("start", "开始", "开始", "FW-3", Role.DRAFTER)
END = State("end", "结束", "结束", "DA-1", Role.NOBODY, final=True)
GO = Action("go", "办结", "办结", "FW-2", (("start", "end"),), "")
SOUND = Workflow("tiny", "小", "start", (START, END), (GO,), (Field("title", "标题", 10),))


def acting(**changes):
    return replace(SOUND, actions=(replace(GO, **changes),))


def states(*more):
    return replace(SOUND, states=(START, END, *more))


def jointly(joint):
    return replace(SOUND, states=(replace(START, joint=joint), END))


def signed():
    kept = State("kept", "待编号", "编号", "TL-25", Role.DRAFTER, signed=True)
    on = replace(GO, key="on", ways=(("kept", "end"),))
    ways = replace(GO, ways=(("start", "kept"),))
    end = replace(END, step="归档", signed=True)
    return replace(SOUND, states=(START, kept, end), actions=(ways, on))


NOWHERE = replace(START, key="nowhere")
BROKEN = {
    "two states are called start": states(START),
    "two actions are called go": replace(SOUND, actions=(GO, GO)),
    "two columns are called title": replace(SOUND, fields=SOUND.fields * 2),
    "the initial state first is not a state": replace(SOUND, initial="first"),
    "state start names no known clause (XX-1)": replace(SOUND, states=(replace(START, clause="XX-1"), END)),
    "action go names no known clause (XX-2)": acting(clause="XX-2"),
    "action go names no known clause (XX-3)": acting(instead=(("outside_borrower", "XX-3"),)),
    "action go names a clause for the unknown kind luck": acting(instead=(("luck", "DA-6"),)),
    "state start names a clause for the unknown kind luck": replace(
        SOUND, states=(replace(START, instead=(("luck", "DA-6"),)), END)
    ),
    "action go: opinion is perhaps": acting(opinion="perhaps"),
    "action go needs the unknown luck": acting(needs=("luck",)),
    "action go has the unknown effect fireworks": acting(effects=("fireworks",)),
    "action go leads from or to limbo, which is not a state": acting(ways=(("start", "end"), ("start", "limbo"))),
    "state start lies before nobody": replace(SOUND, states=(replace(START, role=Role.NOBODY), END)),
    "whoever holds a slip in start can do nothing": acting(by=Role.CHAIR),
    "nobody may go": acting(by=Role.NOBODY),
    "action idle is open nowhere": replace(SOUND, actions=(GO, replace(GO, key="idle", ways=()))),
    "state start is signed jointly by luck, which is neither a column nor a post": jointly(Joint("luck")),
    "state start is signed jointly when luck, which is no column": jointly(Joint("title", when=("luck", "good"))),
    "state start is signed jointly by the unknown rule most, record": jointly(Joint("title", "most")),
    "state start: a round of 0 signers can never be complete": jointly(Joint("title", "count")),
    "whoever signs jointly in start can do nothing": jointly(Joint("title")),
    "a refusal in start is to return the document and cannot": jointly(Joint("title", refusal="return")),
    "action go is offered on the unknown slip spare": acting(slip="spare"),
    "action go binds luck, which is no column": acting(binds=("luck",)),
    "state start picks its holder by the unknown rule luck": replace(SOUND, states=(replace(START, pick="luck"), END)),
    "action go leads from start to kept without a signature": signed(),
    "action on leads from kept to end whatever was signed": signed(),
    "state nowhere cannot be reached": states(NOWHERE),
    "from state nowhere there is no way to an end": states(NOWHERE),
    "the end end is left by action go": acting(ways=(("start", "end"), ("end", "start"))),
}


def test_the_tiny_workflow_is_sound():
    assert check(SOUND) is SOUND


@pytest.mark.parametrize(("fault", "workflow"), BROKEN.items(), ids=list(BROKEN))
def test_a_fault_is_named(fault, workflow):
    assert fault in faults(workflow)


def test_all_faults_are_said_at_once():
    broken = replace(acting(clause="XX-2", needs=("luck",)), initial="first")
    with pytest.raises(UnsoundWorkflowError) as refused:
        check(broken)
    for part in ("XX-2", "luck", "first"):
        assert part in str(refused.value)


@pytest.mark.parametrize("workflow", workflows.ALL.values(), ids=workflows.ALL)
def test_every_workflow_of_the_house_is_sound(workflow):
    assert faults(workflow) == []


def test_every_need_and_effect_of_the_house_is_there():
    from routing.services.effects import EFFECTS
    from routing.services.passing import SLIP_EFFECTS
    from workflows import words
    from workflows.case import NEEDS, Case

    assert set(EFFECTS) | set(SLIP_EFFECTS) == words.EFFECTS
    assert all(isinstance(getattr(Case("drafting"), need), bool) for need in NEEDS)
    assert set(words.KINDS) <= set(NEEDS)
