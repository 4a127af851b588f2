"""Running documents are moved over to today's rules by a checked plan."""

from dataclasses import replace

import pytest

import workflows
from routing.database import reading
from routing.services import adopting
from routing.services.orders import Convening
from routing.services.verifying import Report, faults_of
from tests.factories import CLERK, HEAD
from workflows.definitions.outgoing import WORKFLOW

REVISED = replace(WORKFLOW, label="发文（修订）")


@pytest.fixture
def revised(app, monkeypatch):
    """From here on, the house's rules are the revised ones."""

    def now(rules=REVISED):
        monkeypatch.setitem(workflows.ALL, "outgoing", rules)

    return now


def test_a_running_document_goes_on_under_its_own_rules_until_it_is_moved(house, revised):
    document = house.at("department_review")
    revised()
    house.act(document, "review", HEAD)
    assert house.row(document).workflow_digest == WORKFLOW.digest
    [moving] = [one for one in adopting.plan("outgoing", house.person("sysadmin")) if one.document_id == document]
    assert moving.refusal == ""


def test_what_is_moved_goes_on_under_todays_rules_and_its_log_is_whole(house, revised):
    document = house.at("department_review")
    revised()
    [done] = adopting.carry_out("outgoing", [document], house.person("sysadmin"))
    assert done.refusal == ""
    assert house.row(document).workflow_digest == REVISED.digest
    house.walk(document, "awaiting_filing")
    assert house.log(document)[2] == "adopt"
    assert list(faults_of(reading(), house.row(document), Report())) == []


def test_other_rules_than_the_log_names_are_a_fault(house, revised):
    from sqlalchemy import update

    from routing.database import writing
    from routing.models import Document
    from routing.services.facts import keep_version

    document = house.at("department_review")
    with writing() as connection:
        keep_version(connection, REVISED, house.row(document).created_at)
        connection.execute(update(Document).where(Document.id == document).values(workflow_digest=REVISED.digest))
    assert any("rules" in fault for fault in faults_of(reading(), house.row(document), Report()))


def test_a_document_whose_step_is_gone_stays_and_says_why(house, revised):
    document = house.at("office_review")
    states = tuple(state for state in WORKFLOW.states if state.key != "office_review")
    revised(replace(WORKFLOW, states=states))
    [moving] = [one for one in adopting.plan("outgoing", house.person("sysadmin")) if one.document_id == document]
    assert "没有它经过的步骤：待办公室核稿" in moving.refusal
    assert adopting.carry_out("outgoing", [document], house.person("sysadmin")) == ()


def test_a_document_in_the_middle_of_a_round_waits_for_its_end(house, revised):
    document = house.at("office_review")
    chair = house.person("shenqiulan")
    house.act(document, "convene", CLERK, change=Convening((f"post:{chair.seats[0].post_id}",)))
    revised()
    [moving] = [one for one in adopting.plan("outgoing", house.person("sysadmin")) if one.document_id == document]
    assert "正在会签" in moving.refusal


def test_nobody_but_the_system_officer_moves_a_document(house, revised):
    document = house.at("department_review")
    revised()
    [refused] = adopting.carry_out("outgoing", [document], house.person(CLERK))
    assert refused.refusal
    assert house.row(document).workflow_digest == WORKFLOW.digest
