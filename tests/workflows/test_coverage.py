"""The report of rules against actions, in both directions."""

import json
from dataclasses import replace

import workflows
from tests.workflows.small import ONE_STEP
from workflows.clauses import CLAUSES, Clause
from workflows.coverage import ACTION, RULE, STATE, coverage
from workflows.leave import TABLE

HOUSE = coverage(workflows.ALL.values())


def test_every_clause_of_the_list_is_in_the_report_and_so_is_every_state_and_action():
    assert [duty.clause for duty in HOUSE.duties] == list(CLAUSES)
    told = {(part.workflow, part.kind, part.key) for part in HOUSE.parts}
    assert told == {
        (workflow.key, kind, one.key)
        for workflow in workflows.ALL.values()
        for kind, some in ((STATE, workflow.states), (ACTION, workflow.actions))
        for one in some
    }


def test_both_directions_say_the_same():
    from_rules = {(duty.clause, part) for duty in HOUSE.duties for part in duty.parts}
    assert from_rules == {(part.clause, part) for part in HOUSE.parts}


def test_no_step_and_no_action_of_the_house_is_without_a_clause():
    assert HOUSE.faults == ()
    assert all(part.citation.startswith("《") for part in HOUSE.parts)


def test_a_clause_that_nothing_carries_out_is_named():
    clauses = {**CLAUSES, "ZZ-9": Clause("ZZ-9", "某制度", "第九条", "无人执行。")}
    assert "ZZ-9" in [duty.clause for duty in coverage(workflows.ALL.values(), clauses).uncovered]


def test_an_action_without_a_clause_or_with_an_unknown_one_is_a_fault():
    (go,) = ONE_STEP.actions
    lawless = replace(ONE_STEP, actions=(replace(go, clause=""), replace(go, key="on", clause="XX-1")))
    assert coverage([lawless]).faults == ("一步：操作“go”没有写明依据", "一步：操作“go”的依据“XX-1”不在制度清单中")


def test_the_report_can_be_written_as_json():
    told = json.loads(HOUSE.to_json())
    assert told["faults"] == []
    assert told["uncovered"] == [duty.clause for duty in HOUSE.uncovered]
    assert {part["key"] for part in told["parts"]} == {part.key for part in HOUSE.parts}


def test_what_carries_out_another_clause_in_some_cases_is_told_under_both():
    from workflows.case import Case, Loan

    loans = [part for part in HOUSE.parts if part.workflow == "archive_loan" and part.key == "hand_out"]
    assert [(part.clause, part.label) for part in loans] == [
        ("DA-5", "交付纸质档案"),
        ("DA-6", "交付纸质档案（外单位借阅的）"),
    ]
    hand_out = workflows.get("archive_loan").action("hand_out")
    assert hand_out.clause_for(Case("loan_fetching")) == "DA-5"
    assert hand_out.clause_for(Case("loan_fetching", loan=Loan(outside=True))) == "DA-6"


def test_what_the_table_of_leave_carries_out_is_carried_out():
    found = coverage(workflows.ALL.values(), leave=TABLE)
    assert "KQ-3" in [duty.clause for duty in HOUSE.uncovered]
    (duty,) = (one for one in found.duties if one.clause == "KQ-3")
    assert [(part.kind, part.label) for part in duty.parts] == [(RULE, rule.label) for rule in TABLE]
    lawless = coverage([ONE_STEP], leave=[replace(TABLE[0], clause="XX-1")])
    assert lawless.faults == ("请假、外出：规定“部室工作人员半天以内：部室负责人批准”的依据“XX-1”不在制度清单中",)
