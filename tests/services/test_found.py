"""Promises that crossing the actions with each other found broken: each a sentence that must become true."""

import threading
from dataclasses import replace

import pytest

from routing import clock
from routing.services import advance as door
from routing.services import delegating
from routing.services.advance import open_slips
from routing.services.errors import InvalidChangeError
from routing.services.orders import Reassignment
from tests.factories import CLERK, DRAFTER, HEAD, NOTICE
from tests.patterns.making import action, begun, joint_flow, state
from tests.services.crossing import OTHER_HEAD, SECOND, THIRD, Hours, stage
from workflows.errors import RuleError, UnmetNeedError
from workflows.model import MAIN, SIGN, Joint
from workflows.roles import Role


@pytest.fixture
def hours(monkeypatch):
    return Hours(monkeypatch)


def test_a_step_that_is_passed_on_while_its_clock_stands_keeps_its_time(house, hours):
    scene = stage(house, hours, "circulating")
    left = scene.left()
    scene.act("pause", CLERK, opinion="等上级批复")
    hours.pass_(420)
    scene.act("transfer", CLERK, change=scene.parties(THIRD))
    assert scene.left() == left


def test_a_step_that_is_taken_back_while_its_clock_stands_keeps_its_time(house, hours):
    scene = stage(house, hours, "circulating")
    scene.act("transfer", CLERK, change=scene.parties(THIRD))
    left = scene.left()
    scene.act("pause", THIRD, opinion="等上级批复")
    hours.pass_(420)
    scene.act("take_back", CLERK)
    assert scene.left() == left


def test_a_change_of_urgency_keeps_the_time_for_which_the_clock_stood(house, hours):
    scene = stage(house, hours, "circulating")
    scene.act("pause", CLERK, opinion="等上级批复")
    hours.pass_(840)
    scene.act("resume", CLERK)
    due = scene.open(MAIN)[0].due_at
    house.correct(scene.document, CLERK, urgency="加急")
    house.correct(scene.document, CLERK, urgency="")
    assert scene.open(MAIN)[0].due_at == due


def test_whose_turn_is_to_come_is_not_asked_a_second_time(house, hours):
    scene = stage(house, hours, "order")
    with pytest.raises(InvalidChangeError, match="已经在会签"):
        scene.act("add_member", CLERK, change=scene.parties(THIRD))


def test_one_post_never_signs_twice_in_a_round_for_being_moved_there(house, hours):
    scene = stage(house, hours, "count")
    slip = next(one for one in scene.open(SIGN) if one.holder == scene.post(THIRD))
    change = Reassignment(slip.id, scene.post(SECOND), "常务副主席", "岗位调整")
    with pytest.raises(InvalidChangeError):
        scene.act("reassign", "secadmin", change=change)


def test_nobody_is_asked_by_the_rules_to_sign_jointly_what_they_drafted(house):
    """The head of a department that is named on her own sheet: nobody may sign it, and the round waits for ever."""
    document = house.draft(OTHER_HEAD, countersigners="组织宣传部、城乡发展部")
    house.walk(document, "office_review")
    drafter = house.person(OTHER_HEAD)
    assert not [slip for slip in house.slips(document) if slip.kind == SIGN and slip.holder in drafter.keys]


def test_what_one_of_several_signers_opens_at_that_very_moment_is_not_taken_back(house, app, monkeypatch):
    document = house.at("department_review", countersigners="组织宣传部、城乡发展部")
    house.act(document, "review", HEAD)
    heads = (house.person(name) for name in (OTHER_HEAD, "caoguilan"))
    second = house.slips(document)[-1]
    signer, original = next(one for one in heads if second.holder in one.keys), door.next_holder

    def opened_meanwhile(*arguments):
        def run():
            with app.app_context():
                open_slips(document, signer)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join(10)
        return original(*arguments)

    monkeypatch.setattr(door, "next_holder", opened_meanwhile)
    with pytest.raises(UnmetNeedError, match="打开，不能再撤回"):
        house.act(document, "withdraw", HEAD)
    assert house.row(document).state == "office_review"


def test_a_consent_taken_back_by_a_later_refusal_does_not_stand(house):
    """Signed, then declined after a correction, then the first text again: the last word counts."""
    document = house.at("department_review", countersigners="城乡发展部")
    first = house.content(document).body
    house.act(document, "review", HEAD)
    house.act(document, "sign_jointly", "caoguilan", opinion="同意")
    house.act(document, "return", CLERK, opinion="改", target="department_review")
    house.correct(document, HEAD, body=first + "\n补充一段")
    house.act(document, "review", HEAD)
    house.act(document, "decline_jointly", "caoguilan", opinion="不同意发文")
    house.act(document, "return", CLERK, opinion="改回", target="department_review")
    house.correct(document, HEAD, body=first)
    house.act(document, "review", HEAD)
    assert [slip.holder_name for slip in house.slips(document) if slip.closed_at is None] == ["城乡发展部部长"]


def test_a_deputy_of_the_drafter_makes_the_drafters_post_no_signer(house):
    """委托 x 会签: the deputy may not sign in the drafter's name either, so nobody in that post could ever sign."""
    drafter = house.person(OTHER_HEAD)
    today = delegating.Days(clock.today(), clock.today())
    delegating.delegate(drafter, house.person("panyue").person_id, None, today, "赴省里开会")
    document = house.draft(OTHER_HEAD, countersigners="组织宣传部、城乡发展部")
    house.walk(document, "office_review")
    assert [slip.holder_name for slip in house.slips(document) if slip.kind == SIGN] == ["城乡发展部部长"]


@pytest.mark.parametrize("holder", ["post:9999", "person:9999", "nobody"])
def test_no_work_is_moved_before_nobody(house, holder):
    """换人: rather than lose a document, the door refuses a holder behind whom there is nobody."""
    document = house.at("signing")
    slip = house.slips(document)[-1]
    change = Reassignment(slip.id, holder, "无人", "岗位调整")
    with pytest.raises(RuleError):
        house.act(document, "reassign", "secadmin", change=change)
    assert house.slips(document)[-1].holder == slip.holder


def test_no_work_is_moved_before_the_drafter_who_may_not_do_it(house):
    """换人: a step that consents to the text goes to no post in which only the drafter sits."""
    document = house.at("vice_chair_review", HEAD)
    slip = house.slips(document)[-1]
    change = Reassignment(slip.id, f"post:{house.person(HEAD).seats[0].post_id}", "权益部部长", "岗位调整")
    with pytest.raises(RuleError):
        house.act(document, "reassign", "secadmin", change=change)


@pytest.mark.parametrize("names", ["组织宣传部、城乡发展部", "城乡发展部、组织宣传部"])
def test_departments_sign_one_after_the_other_as_the_sheet_names_them(house, names):
    """会签 in order, asked for by the rules: the same order on every database, and the one that was written."""
    workflow = joint_flow(
        state("writing", Role.DRAFTER),
        state("reading", joint=Joint("countersigners", rule="order")),
        actions=(action("submit", ("writing", "reading")), action("finish", ("reading", "end"))),
    )
    document = begun(house, workflow, content=replace(NOTICE, countersigners=names))
    house.act(document, "submit", DRAFTER)
    heads = {"组织宣传部": OTHER_HEAD, "城乡发展部": "caoguilan"}
    for name in names.split("、"):
        house.act(document, "sign_jointly", heads[name])
    house.act(document, "finish", CLERK)
