"""Who changes post leaves open work: where it goes, what stays, what cannot move, and what is on record of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from routing import clock
from routing.database import reading, writing
from routing.models import (
    AdministrationLog,
    Department,
    Document,
    Holding,
    Organisation,
    Oversight,
    Person,
    Post,
    Slip,
    Transition,
    WorkflowVersion,
)
from routing.queries import leftovers
from routing.services import rerouting, verifying
from routing.services.administration import holdings, oversight, people, posts
from routing.services.errors import InvalidChangeError
from routing.services.orders import Convening, Parties, Reassignment
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR, Browser
from workflows.definitions.outgoing import WORKFLOW
from workflows.errors import NotYoursError

SYSTEM, SECURITY, DIRECTOR, FIRST = "sysadmin", "secadmin", "luwenbin", "shenqiulan"
TODAY = clock.today()
YESTERDAY = TODAY - timedelta(days=1)


def key(model, **columns):
    where = [getattr(model, name) == value for name, value in columns.items()]
    return reading().execute(select(model.id).where(*where)).scalar_one()


def post(name):
    return f"post:{key(Post, name=name)}"


def leaves(house, username, last=YESTERDAY):
    """Every holding of a person ends."""
    person = key(Person, username=username)
    for holding in reading().execute(select(Holding.id).where(Holding.person_id == person)).scalars().all():
        holdings.end_holding(house.person(SECURITY), holding, last)


def plan(house):
    return rerouting.plan(reading(), house.person(SECURITY).organisation_id)


def carry_out(house):
    return rerouting.carry_out(house.person(SECURITY))


def told(moves):
    return [(move.document_id, move.lies.name, move.goes.name if move.goes else "") for move in moves]


def open_slips(house, document):
    return [(slip.kind, slip.holder_name) for slip in house.slips(document) if slip.closed_at is None]


def log_lines():
    return reading().execute(select(AdministrationLog.__table__).order_by(AdministrationLog.id)).all()


def test_nothing_moves_while_everybody_is_there(house):
    for state in ("drafting", "department_review", "vice_chair_review", "signing", "proof_checking"):
        house.at(state)
    lines = len(log_lines())
    assert plan(house) == ()
    assert carry_out(house) == ()
    assert len(log_lines()) == lines


def test_what_a_drafter_had_begun_is_for_the_head_of_the_department(house):
    draft, elsewhere = house.draft(), house.draft("panyue")
    people.switch_off(house.person(SYSTEM), key(Person, username=DRAFTER))
    (move,) = plan(house)
    assert told([move]) == [(draft, "王芳", "权益部部长")]
    assert move.why == "王芳已停用账号或不再任职；由权益部部长接办"
    (moved,) = carry_out(house)
    assert not moved.refusal
    assert open_slips(house, draft) == [("main", "权益部部长")]
    assert open_slips(house, elsewhere) == [("main", "潘悦")]
    house.act(draft, "submit", by=HEAD)
    assert plan(house) == ()


def test_a_post_with_nobody_in_it_hands_on_by_the_table_of_stand_ins(house):
    reviewed, asked = house.at("department_review"), house.at("signing")
    house.act(asked, "consult", CHAIR, opinion="请提意见", change=Parties((post("权益部部长"),)))
    leaves(house, HEAD)
    moves = plan(house)
    assert told(moves) == [(reviewed, "权益部部长", "副主席"), (asked, "权益部部长", "副主席")]
    assert "“权益部部长”目前没有人任职" in moves[0].why
    carry_out(house)
    assert open_slips(house, reviewed) == [("main", "副主席")]
    assert open_slips(house, asked) == [("main", "主席"), ("consult", "副主席")]
    house.act(reviewed, "review", by=VICE_CHAIR)


def test_a_closed_post_that_is_no_step_of_the_way_hands_on_to_the_office_director(house):
    document = house.at("signing")
    house.act(document, "copy", CHAIR, change=Parties((post("权益部工作人员"),)))
    leaves(house, DRAFTER)
    with writing() as connection:
        connection.execute(update(Post).where(Post.name == "权益部工作人员").values(closed_on=TODAY))
        connection.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))
    (move,) = plan(house)
    assert (move.kind, move.goes.name) == ("read", "办公室主任")
    assert "“权益部工作人员”已撤销" in move.why
    carry_out(house)
    house.act(document, "acknowledge", by=DIRECTOR)


def test_what_awaits_the_vice_chair_follows_the_oversight_but_not_what_was_passed_on(house):
    follows, passed, other = house.at("vice_chair_review"), house.at("vice_chair_review"), house.at("signing")
    mended = house.at("vice_chair_review")
    house.act(passed, "transfer", VICE_CHAIR, change=Parties((post("常务副主席"),)))
    house.act(mended, "convene", VICE_CHAIR, change=Convening((post("办公室主任"),)))
    house.act(mended, "sign_jointly", DIRECTOR)
    department, before = key(Department, name="权益部"), plan(house)
    oversight.set_overseer(house.person(SECURITY), department, key(Post, name="常务副主席"), TODAY)
    assert before == ()
    assert told(plan(house)) == [(follows, "副主席", "常务副主席"), (mended, "副主席", "常务副主席")]
    due = [slip.due_at for slip in house.slips(follows)]
    carry_out(house)
    assert plan(house) == ()
    assert [slip.due_at for slip in house.slips(follows)] == due
    oversight.set_overseer(house.person(SECURITY), department, key(Post, name="副主席"), TODAY)
    assert told(plan(house)) == [(follows, "常务副主席", "副主席"), (mended, "常务副主席", "副主席")]
    assert open_slips(house, passed) == [("main", "常务副主席")]
    assert open_slips(house, other) == [("main", "主席")]


def test_what_nobody_can_take_is_listed_with_the_reason_and_stays(house):
    document = house.at("signing")
    leaves(house, CHAIR)
    (move,) = plan(house)
    assert move.goes is None
    assert "没有人任职" in move.refusal
    (result,) = carry_out(house)
    assert result == move
    assert open_slips(house, document) == [("main", "主席")]
    assert "移交" not in log_lines()[-1].done


def test_a_document_of_rules_that_knew_no_moving_is_named_and_holds_up_no_other(house):
    old, new = house.at("department_review"), house.at("department_review")
    earlier = replace(WORKFLOW, actions=tuple(action for action in WORKFLOW.actions if action.key != "reassign"))
    version = {
        "digest": earlier.digest,
        "key": "outgoing",
        "definition": earlier.to_json(),
        "first_used_at": clock.now(),
    }
    with writing() as connection:
        connection.execute(insert(WorkflowVersion), version)
        connection.execute(update(Document).where(Document.id == old).values(workflow_digest=earlier.digest))
    leaves(house, HEAD)
    assert [(move.document_id, "改用新流程" in move.refusal) for move in plan(house)] == [(old, True), (new, False)]
    assert [(move.document_id, bool(move.refusal)) for move in carry_out(house)] == [(new, False), (old, True)]
    assert [move.document_id for move in plan(house)] == [old]


def test_names_on_record_stay_as_they_were_and_the_log_holds_together(house):
    document = house.at("vice_chair_review")
    closed = [slip for slip in house.slips(document) if slip.closed_at is not None]
    lines = reading().execute(select(Transition.__table__).where(Transition.document_id == document)).all()
    leaves(house, VICE_CHAIR)
    carry_out(house)
    assert [slip for slip in house.slips(document) if slip.closed_at is not None] == closed
    after = (
        reading()
        .execute(select(Transition.__table__).where(Transition.document_id == document).order_by(Transition.serial))
        .all()
    )
    assert after[:-1] == lines
    assert (after[-1].action, after[-1].person_name, after[-1].clause) == ("reassign", "韩立新", "TL-36")
    assert "副主席→常务副主席" in after[-1].details
    assert not verifying.verify_all().faults
    line = log_lines()[-1]
    assert line.done == "移交办件1件"
    assert "分管主席审定：副主席" in line.before
    assert "常务副主席" in line.after
    assert house.row(document).state == "vice_chair_review"


def test_two_slips_of_one_document_move_one_after_the_other(house):
    document = house.at("signing")
    parties = (post("权益部部长"), post("权益部工作人员"))
    house.act(document, "consult", CHAIR, opinion="请提意见", change=Parties(parties))
    leaves(house, HEAD)
    leaves(house, DRAFTER)
    assert [move.refusal for move in carry_out(house)] == ["", ""]
    assert plan(house) == ()


def test_what_somebody_did_meanwhile_is_not_undone(house, monkeypatch):
    document = house.at("office_review")
    leaves(house, "tangxiaomei")
    leaves(house, CLERK)
    old = plan(house)
    assert carry_out(house)[0].refusal == ""
    monkeypatch.setattr(rerouting, "plan", lambda *_: old)
    house.act(document, "proofread", by=DIRECTOR)
    (result,) = carry_out(house)
    assert "办理" in result.refusal
    assert open_slips(house, document) == [("main", "副主席")]


def test_a_document_that_is_at_its_end_moves_nowhere(house):
    document = house.at("signing")
    house.act(document, "copy", CHAIR, change=Parties((post("权益部部长"),)))
    house.act(document, "terminate", CHAIR, opinion="不发")
    leaves(house, HEAD)
    assert plan(house) == ()


def test_only_the_security_officer_moves_work_or_merges(house):
    house.draft()
    people.switch_off(house.person(SYSTEM), key(Person, username=DRAFTER))
    for username in (SYSTEM, CHAIR):
        with pytest.raises(NotYoursError):
            rerouting.carry_out(house.person(username))
        with pytest.raises(NotYoursError):
            rerouting.merge(key(Department, name="权益部"), key(Department, name="儿童工作部"), house.person(username))


def merge(house, source="权益部", target="儿童工作部"):
    return rerouting.merge(key(Department, name=source), key(Department, name=target), house.person(SECURITY))


def test_a_department_that_goes_into_another_leaves_no_document_behind(house):
    drafting, reviewing = house.draft(), house.at("department_review")
    approving, checking = house.at("vice_chair_review"), house.at("proof_checking")
    target = key(Department, name="儿童工作部")
    oversight.set_overseer(house.person(SECURITY), target, key(Post, name="常务副主席"), TODAY)
    with pytest.raises(InvalidChangeError, match="还有2人在任：谢玉兰"):
        merge(house)
    leaves(house, DRAFTER)
    leaves(house, HEAD)
    result = merge(house)
    assert [move.refusal for move in result.moves] == [""] * 3
    assert open_slips(house, drafting) == [("main", "权益部部长")]  # which the other head now holds
    assert open_slips(house, reviewing) == [("main", "权益部部长")]
    assert open_slips(house, approving) == [("main", "常务副主席")]
    assert open_slips(house, checking) == [("main", "儿童工作部")]
    assert {house.row(each).department_name for each in (drafting, reviewing, approving, checking)} == {"权益部"}
    assert plan(house) == ()
    for document in (drafting, reviewing, approving, checking):
        house.walk(document, "awaiting_filing")  # each finds its head, its overseer and its department at every step
    assert reading().execute(select(Department.closed_on).where(Department.name == "权益部")).scalar_one() == TODAY
    assert [line.done for line in log_lines()][-2:] == ["并入其他部室：权益部并入儿童工作部", "移交办件3件"]
    with pytest.raises(InvalidChangeError, match="已撤销"):
        posts.reopen_post(house.person(SECURITY), key(Post, name="权益部工作人员"))


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [("权益部", "权益部", "另一个"), ("办公室", "权益部", "核稿、编号、用印"), ("儿童工作部", "权益部", "没有负责人")],
)
def test_a_merger_that_would_leave_gaps_is_refused(house, source, target, said):
    for username in (HEAD, "weishufen", "dongxue", DIRECTOR, CLERK, "tangxiaomei", "hesufen", "jianglei"):
        leaves(house, username)
    with pytest.raises(InvalidChangeError, match=said):
        merge(house, source, target)
    closed = select(Department.id).where(Department.closed_on.is_not(None))
    assert reading().execute(closed).first() is None


def test_the_plan_looks_at_a_full_house_in_a_few_statements(house):
    from tests.queries.test_budget import counted

    document = house.at("vice_chair_review")
    row = dict(reading().execute(select(Slip.__table__).where(Slip.closed_at.is_(None))).one()._mapping)
    assert row["document_id"] == document
    people.switch_off(house.person(SYSTEM), key(Person, username="panyue"))
    plan(house)
    with counted() as statements:
        assert plan(house) == ()
    assert len(statements) <= 4
    assert reading().execute(select(Document.id)).scalars().all() == [document]


def test_what_lies_before_the_old_overseer_in_a_heads_place_follows_the_oversight_too(house):
    document = house.draft(by=HEAD)
    house.act(document, "submit", by=HEAD)  # the head drafted it: the vice-chair in charge reviews
    assert open_slips(house, document) == [("main", "副主席")]
    department = key(Department, name="权益部")
    for overseer, before in (("常务副主席", "副主席"), ("副主席", "常务副主席")):
        oversight.set_overseer(house.person(SECURITY), department, key(Post, name=overseer), TODAY)
        assert told(plan(house)) == [(document, before, overseer)]
        carry_out(house)
        assert open_slips(house, document) == [("main", overseer)]
    assert plan(house) == ()


def test_nobody_is_asked_for_the_advice_that_they_asked_for(house):
    document = house.at("office_review")
    house.act(document, "transfer", CLERK, change=Parties((post("办公室主任"),)))
    house.act(document, "consult", DIRECTOR, opinion="请提意见", change=Parties((post("权益部工作人员"),)))
    leaves(house, DRAFTER)
    (move,) = plan(house)  # for staff the office director would answer, who asked
    assert (move.kind, move.goes) == ("consult", None)
    assert "征求意见的人自己" in move.refusal
    change = Reassignment(move.slip_id, post("办公室主任"), "办公室主任", "手工移交")
    with pytest.raises(InvalidChangeError, match="不能请其答复自己"):
        house.act(document, "reassign", SECURITY, change=change)
    house.act(document, "proofread", DIRECTOR)  # it holds nobody up
    assert plan(house) == ()


def test_after_a_change_of_oversight_the_page_says_one_thing(house):
    house.at("vice_chair_review")
    officer, department = Browser(house.app, SECURITY), key(Department, name="权益部")
    other, address = key(Post, name="常务副主席"), f"/admin/oversight/{department}"
    later = TODAY + timedelta(days=3)
    for day, said, unsaid in ((later, "到那天没有办完的", "有1件办件"), (TODAY, "有1件办件需要移交", "仍由原分管领导")):
        answer = officer.post(address, {"post_id": other, "starts_on": day}, officer.get(address))
        page = officer.get(answer.location).text
        assert said in page
        assert unsaid not in page
        oversight_rows = delete(Oversight).where(Oversight.starts_on == later)
        with writing() as connection:
            connection.execute(oversight_rows)
            connection.execute(update(Oversight).values(ends_on=None))


def test_what_lay_within_a_scope_goes_to_nobody_outside_it(house):
    paper = house.receive(origin="confidential", scope=house.scope(CHAIR, HEAD))
    leaves(house, HEAD)
    [move] = [
        one for one in leftovers.plan(reading(), house.person(SECURITY).organisation_id) if one.document_id == paper
    ]
    assert move.goes is None
    assert "只限知悉范围" in move.refusal
    slip = next(slip for slip in house.slips(paper) if slip.holder_name == "谢玉兰")
    with pytest.raises(InvalidChangeError, match="只限知悉范围"):
        house.act(paper, "reassign", SECURITY, change=Reassignment(slip.id, post("办公室主任"), "办公室主任", "接替"))
