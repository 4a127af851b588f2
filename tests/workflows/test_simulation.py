"""A walk on paper: the way to the end, and where and why it stops."""

from dataclasses import replace

import pytest

import workflows
from tests.workflows.small import ONE_STEP, WINDING, A, B, action
from workflows.model import Joint
from workflows.roles import Role
from workflows.simulation import Asking, Nobody, Who, walk

OUTGOING = workflows.get("outgoing")
SOMEBODY, GONE = Who("某岗位", ("某人",)), Nobody("某岗位无人")
IMPORTANT = {"importance": "重要事项"}


def asking(*parties, **roles):
    return Asking(lambda role, consents: roles.get(role.value, SOMEBODY), lambda columns: parties)


def test_the_main_line_is_walked_from_draft_to_file():
    steps = walk(OUTGOING, asking(), {})
    assert [step.state for step in steps] == list(OUTGOING.line[:-1])  # 归档 is the archivist's, a year later
    assert all(step.action and step.target for step in steps[:-1])
    assert not any(step.stopped for step in steps)


@pytest.mark.parametrize("workflow", workflows.ALL.values(), ids=workflows.ALL)
def test_every_workflow_of_the_house_can_be_walked_to_an_end(workflow):
    assert walk(workflow, asking(), {})[-1].state.final


@pytest.mark.parametrize("role", ["drafter", "department_head", "office_clerk", "vice_chair", "chair"])
def test_the_walk_stops_where_nobody_is_and_says_why(role):
    last = walk(OUTGOING, asking(**{role: GONE}), {})[-1]
    assert last.state.role is Role(role)
    assert last.stopped == ("某岗位无人",)


def test_the_house_is_told_which_steps_consent_to_the_text():
    asked = []

    def holder(role, consents):
        asked.append((role, consents))
        return SOMEBODY

    walk(OUTGOING, Asking(holder, lambda columns: ()), {})
    assert (Role.CHAIR, True) in asked
    assert (Role.DRAFTER, False) in asked


def test_the_nearest_step_is_taken_and_the_others_are_named():
    steps = walk(WINDING, asking(), {})
    assert [step.state.key for step in steps] == ["a", "b", "c", "d"]
    assert [(one.key, state.key) for one, state in steps[0].others] == [("skip", "c"), ("skip", "d")]


def test_a_way_that_only_the_sender_or_a_refusal_could_take_is_no_way_on():
    dead = replace(ONE_STEP, actions=(action("go", ("a", "d"), by=Role.SENDER),))
    (step,) = walk(dead, asking(), {})
    assert step.stopped == ("流程没有写明从这一步往下怎样走",)


def test_joint_signing_is_asked_for_where_its_columns_say_so():
    signers = {step.state.key: step.signers for step in walk(OUTGOING, asking(SOMEBODY), {})}
    assert signers["signing"] == ()
    another = Who("另一岗位", ("另一人",))
    signers = {step.state.key: step.signers for step in walk(OUTGOING, asking(another), IMPORTANT)}
    assert signers["signing"] == (another,)


def test_who_has_just_decided_in_a_step_of_their_own_is_not_asked_to_sign_together():
    another = Who("另一岗位", ("另一人",))
    signers = {step.state.key: step.signers for step in walk(OUTGOING, asking(SOMEBODY, another), IMPORTANT)}
    assert signers["signing"] == (another,)
    assert walk(OUTGOING, asking(SOMEBODY), IMPORTANT)[-1].state.final


@pytest.mark.parametrize(
    ("rule", "count", "signers", "stops"),
    [
        ("all", 0, (SOMEBODY, GONE), True),
        ("order", 0, (SOMEBODY, GONE), True),
        ("any", 0, (SOMEBODY, GONE), False),
        ("any", 0, (GONE, GONE), True),
        ("count", 2, (SOMEBODY, SOMEBODY, GONE), False),
        ("count", 2, (SOMEBODY, GONE, GONE), True),
        ("all", 0, (SOMEBODY, Nobody("空缺", missed=True)), False),
        ("all", 0, (), False),
    ],
)
def test_a_round_waits_for_those_whom_its_rule_needs(rule, count, signers, stops):
    together = replace(A, joint=Joint("countersigners", rule=rule, count=count))
    workflow = replace(WINDING, states=(together, B, *WINDING.states[2:]))
    assert bool(walk(workflow, asking(*signers), {})[0].stopped) is stops
