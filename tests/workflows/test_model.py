"""A workflow as a value: it reads and writes itself, moves a case, and never lets anything pass in silence."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workflows
from routing.models import Document
from workflows.case import NEEDS, Case
from workflows.clauses import CLAUSES
from workflows.errors import NotOpenHereError, RuleError, UnmetNeedError
from workflows.model import Workflow

OUTGOING = workflows.get("outgoing")
# A case in which every need that can be met at once is met.
READY = {"signed_digest": "d", "digest": "d", "distribution": 1, "handed_over": 3}
UNMET = {
    "columns_filled": {"missing": ("title",)},
    "not_secret": {"secrecy": "秘密"},
    "text_as_signed": {"digest": "other"},
    "text_changed_since_signing": {},
    "unnumbered": {"number": "泰妇字(2026)第1号"},
    "signed_or_numbered": {"signed_digest": "", "number": ""},
    "distribution_listed": {"distribution": 0},
    "receipts_complete": {"unreceived": ("市委办公室",)},
    "three_handed_over": {"handed_over": 2},
    "unopened": {"opened": True},
    "in_force": {"validity": "repealed"},
    "running": {"paused": True},
    "paused": {"paused": False},
    "shared": {"shared": False},
    "claimed": {"claimed": False},
}
WAYS = [
    pytest.param(action, source, target, id=f"{action.key}-{source}-{target}")
    for action in OUTGOING.actions
    for source, target in action.ways
]


def case_for(action, source):
    changed = {"digest": "other"} if "text_changed_since_signing" in action.needs else {}
    changed |= {need: True for need in ("paused", "shared", "claimed") if need in action.needs}
    return Case(source, **{**READY, **changed})


@pytest.mark.parametrize("workflow", workflows.ALL.values(), ids=workflows.ALL)
def test_a_workflow_survives_json_without_loss(workflow):
    again = Workflow.from_json(workflow.to_json())
    assert again == workflow
    assert again.to_json() == workflow.to_json()
    assert again.digest == workflow.digest


def test_the_digest_is_the_same_however_often_and_in_whatever_order_of_keys_it_is_made():
    shuffled = json.dumps(dict(reversed(json.loads(OUTGOING.to_json()).items())))
    assert Workflow.from_json(shuffled).digest == OUTGOING.digest


def test_any_change_of_a_rule_is_another_digest():
    longer = replace(OUTGOING, states=(replace(OUTGOING.states[0], days=9), *OUTGOING.states[1:]))
    assert longer.digest != OUTGOING.digest


@pytest.mark.parametrize("workflow", workflows.ALL.values(), ids=workflows.ALL)
def test_every_state_and_action_carries_a_known_clause(workflow):
    for part in (*workflow.states, *workflow.actions):
        assert CLAUSES[part.clause].citation.startswith("《")


def test_the_main_line_goes_from_draft_to_file_by_the_book():
    assert [(state.step, state.clause) for state in OUTGOING.line] == [
        ("拟稿", "FW-3"),
        ("部室审核", "FW-2"),
        ("办公室核稿", "FW-2"),
        ("分管主席审定", "FW-2"),
        ("主席签发", "TL-22"),
        ("复核编号", "TL-25"),
        ("打印", "FW-2"),
        ("校对", "FW-4"),
        ("用印", "TL-25"),
        ("分发", "FW-4"),
        ("移交", "FW-4"),
        ("待归档", "DA-1"),
        ("归档", "DA-1"),
    ]


def test_each_step_of_the_main_line_leads_to_the_next_one():
    line = [state.key for state in OUTGOING.line]
    forward = {way for action in OUTGOING.actions for way in action.ways if action.opinion != "required"}
    assert all(way in forward for way in pairwise(line))


def test_no_number_is_given_and_nothing_printed_before_the_signature():
    takers = [action for action in OUTGOING.actions if "take_number" in action.effects]
    assert [action.ways for action in takers] == [(("numbering", "printing"),)]
    assert OUTGOING.state("numbering").signed


@pytest.mark.parametrize(("action", "source", "target"), WAYS)
def test_every_way_can_be_gone(action, source, target):
    case = case_for(action, source)
    assert OUTGOING.move(case, action.key, target) == target
    assert case.state == target


@pytest.mark.parametrize(
    ("action", "need"),
    [pytest.param(a, need, id=f"{a.key}-{need}") for a in OUTGOING.actions for need in a.needs],
)
def test_an_unmet_need_is_never_silent_and_moves_nothing(action, need):
    source, target = action.ways[0]
    case = Case(source, **{**READY, "digest": "d", **UNMET[need]})
    with pytest.raises(UnmetNeedError) as refused:
        OUTGOING.move(case, action.key, target)
    assert need in refused.value.needs
    assert NEEDS[need] in refused.value.message
    assert case.state == source


def test_a_condition_that_is_false_behind_the_rules_back_is_not_silent_either(monkeypatch):
    monkeypatch.setattr(Workflow, "unmet", lambda *_: ())
    case = Case("drafting", missing=("title",))
    with pytest.raises(NotOpenHereError):
        OUTGOING.move(case, "submit")
    assert case.state == "drafting"


@pytest.mark.parametrize("action", OUTGOING.actions, ids=lambda action: action.key)
def test_an_action_is_refused_in_every_state_that_it_does_not_lead_from(action):
    for state in OUTGOING.states:
        if action.leads_from(state.key):
            continue
        case = case_for(action, state.key)
        with pytest.raises(NotOpenHereError, match=f"不能{action.label}"):
            OUTGOING.move(case, action.key)
        assert case.state == state.key


def test_a_return_must_say_where_to_and_goes_nowhere_else():
    with pytest.raises(NotOpenHereError, match="请选择要到哪一步"):
        OUTGOING.move(Case("signing"), "return")
    for target in ("printing", "signing", "terminated", "nowhere", ""):
        with pytest.raises(NotOpenHereError):
            OUTGOING.move(Case("signing"), "return", target)


def test_what_is_distributed_goes_back_to_nobody_but_the_distributors():
    ways = [way for action in OUTGOING.actions for way in action.ways if OUTGOING.state(way[0]).issued]
    back = [target for _, target in ways if not OUTGOING.state(target).issued]
    assert back == ["destroyed"]  # and from there nothing leads anywhere


def test_an_unknown_action_is_refused():
    with pytest.raises(NotOpenHereError, match="没有这个操作"):
        OUTGOING.move(Case("drafting"), "to_signing")


def test_the_machine_knows_no_models_and_no_transitions_of_its_own_making():
    machine = OUTGOING.machine
    OUTGOING.move(case_for(OUTGOING.action("submit"), "drafting"), "submit")
    assert machine is OUTGOING.machine
    assert machine.models == []
    assert set(machine.events) == {action.key for action in OUTGOING.actions}
    assert not [name for name in machine.events if name.startswith("to_")]


def test_a_trigger_named_like_a_column_does_not_touch_the_column():
    document = Document(number="泰妇字(2026)第7号", state="numbering")
    document.text_as_signed = True
    assert OUTGOING.machine.events["number"].trigger(document, "printing")
    assert document.number == "泰妇字(2026)第7号"
    assert document.state == "printing"


STATES = frozenset(state.key for state in OUTGOING.states)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the rules
@given(st.lists(st.tuples(st.sampled_from(OUTGOING.actions), st.sampled_from(sorted(STATES)), st.booleans())))
def test_a_walk_never_leaves_the_declared_states_and_can_always_come_to_an_end(steps):
    case = Case(OUTGOING.initial, **READY)
    for action, target, changed in steps:
        case.digest = "other" if changed else "d"
        before = case.state
        try:
            OUTGOING.move(case, action.key, target)
        except RuleError:
            assert case.state == before
        assert case.state in STATES
    assert _comes_to_an_end(case)


def _comes_to_an_end(case):
    case.digest = case.signed_digest
    for _ in OUTGOING.states:
        state = OUTGOING.state(case.state)
        if state.final:
            return True
        order = list(OUTGOING.line)
        onward = order[order.index(state) + 1].key
        forward = next(a for a in OUTGOING.actions if (state.key, onward) in a.ways)
        OUTGOING.move(case, forward.key, onward)
    return False


@given(st.text(), st.text())
def test_the_substance_tells_any_two_texts_apart(one, other):
    assert (OUTGOING.substance({"body": one}) == OUTGOING.substance({"body": other})) == (one == other)


def test_the_substance_is_every_column_but_those_about_the_way_and_the_number_of_copies():
    free = [field.key for field in OUTGOING.fields if not field.substance]
    assert free == ["print_copies", "countersigners", "importance", "title_breaks"]
    blank = OUTGOING.substance({})
    for field in OUTGOING.fields:
        assert (OUTGOING.substance({field.key: "x"}) == blank) == (field.key in free)


def test_a_column_of_blanks_counts_as_missing():
    assert OUTGOING.missing({"title": " \u3000\n", "kind": "通知", "print_copies": 30}) == (
        "title",
        "recipients",
        "openness",
        "body",
    )


@pytest.mark.parametrize(("kind", "asked"), [("通知", True), ("请示", True), ("纪要", False), ("公告", False)])
def test_a_kind_that_is_sent_to_nobody_by_name_needs_no_addressee(kind, asked):
    assert ("recipients" in OUTGOING.missing({"kind": kind})) == asked


def test_a_document_comes_as_the_action_says_that_leads_there():
    assert OUTGOING.came("drafting", "department_review") == "送来"
    assert OUTGOING.came("numbering", "signing") == "送来"  # 复签 is no return, though the way leads back
    assert OUTGOING.came("printing", "numbering") == "退回"
    assert OUTGOING.came("drafting", "office_review") == "送来"  # over a step whose consent stands


def test_a_shared_action_has_other_words_where_its_workflow_gives_it_some():
    disposal = workflows.get("archive_disposal")
    sign = Workflow.from_json(disposal.to_json()).action("sign_jointly")
    assert sign == disposal.action("sign_jointly")
    assert sign.said_in("disposal_witnessing").label == "监销签字"
    assert sign.said_in("disposal_listing").label == OUTGOING.action("sign_jointly").label == "会签同意"
