"""Who holds which post today, deputies too, and before whom a slip lies when the proper person cannot act."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from routing import clock, policy
from routing.database import reading, writing
from routing.models import Absence, Delegation, Department, Holding, Organisation, Person, Post, Slip
from routing.queries import delegation as queries
from routing.queries.chart import NobodyThereError
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR
from workflows.roles import Role
from workflows.standing_in import RESERVED

FIRST_VICE_CHAIR, OTHER_CLERK, DIRECTOR = "shenqiulan", "tangxiaomei", "luwenbin"
TODAY = clock.today()
DAY = timedelta(days=1)


def key(model, **columns):
    where = [getattr(model, name) == value for name, value in columns.items()]
    return reading().execute(select(model.id).where(*where)).scalar_one()


def person_id(username):
    return key(Person, username=username)


def post_key(name):
    return f"post:{key(Post, name=name)}"


def keep(model, **columns):
    """A row as it would be kept, and a chart that knows of it."""
    with writing() as connection:
        connection.execute(insert(model).values(organisation_id=1, **columns))
        connection.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))


def delegate(giver, taker, post=None, starts_on=TODAY, ends_on=TODAY, ended_at=None):
    keep(
        Delegation,
        from_person_id=person_id(giver),
        to_person_id=person_id(taker),
        post_id=key(Post, name=post) if post else None,
        starts_on=starts_on,
        ends_on=ends_on,
        reason="赴省里开会",
        created_at=clock.now(),
        ended_at=ended_at,
    )


def excuse(username, starts_on=TODAY, ends_on=TODAY, **columns):
    values = {"approved_by": person_id(CHAIR), "approved_at": clock.now(), **columns}
    days = {"starts_on": starts_on, "ends_on": ends_on, "reason": "年休假", "created_at": clock.now()}
    keep(Absence, person_id=person_id(username), **days, **values)


def leave_vacant(*usernames):
    with writing() as connection:
        theirs = select(Person.id).where(Person.username.in_(usernames))
        connection.execute(update(Holding).where(Holding.person_id.in_(theirs)).values(ends_on=TODAY - DAY))
        connection.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))


def holder(house, role, drafter=DRAFTER, department="权益部", **document):
    actor = house.person(drafter)
    chart = queries.chart_today(reading(), actor)
    return chart.holder(role, key(Department, name=department), actor.person_id, actor.name, **document)


# Deputies


def test_a_deputy_has_the_posts_tray_and_neither_its_view_of_the_house_nor_its_department_to_draft_for(house):
    before = house.person(DRAFTER)
    delegate(CHAIR, DRAFTER)
    delegate("yanhongmei", DRAFTER)
    deputy = house.person(DRAFTER)
    assert {post_key("主席"), post_key("组织宣传部部长")} <= set(deputy.keys)
    assert f"department:{key(Department, name='组织宣传部')}" in deputy.keys
    assert not deputy.sees_all
    own = ("departments", "capacities", "post_names", "own")
    assert [getattr(deputy, name) for name in own] == [getattr(before, name) for name in own]
    assert deputy.stands_in_for == "周静宜（主席），严红梅（组织宣传部部长）"
    assert len(deputy.keys) == len(set(deputy.keys))


@pytest.mark.parametrize(
    ("starts", "ends", "ended", "holds"),
    [(0, 0, False, True), (-3, 3, False, True), (1, 3, False, False), (-3, -1, False, False), (-3, 3, True, False)],
)
def test_a_delegation_holds_on_its_days_unless_it_was_taken_back(house, starts, ends, ended, holds):
    delegate(HEAD, "panyue", None, TODAY + starts * DAY, TODAY + ends * DAY, clock.now() if ended else None)
    assert (post_key("权益部部长") in house.person("panyue").keys) == holds


def test_what_is_delegated_to_a_deputy_is_not_passed_on(house):
    delegate(VICE_CHAIR, HEAD)
    delegate(HEAD, "panyue")
    assert post_key("副主席") in house.person(HEAD).keys
    assert post_key("副主席") not in house.person("panyue").keys
    assert house.person("panyue").stands_in_for == "谢玉兰（权益部部长）"


def test_officers_and_people_without_a_post_of_their_own_are_no_deputies(house):
    delegate(HEAD, "sysadmin")
    delegate(VICE_CHAIR, "panyue")
    leave_vacant("panyue")
    assert [seat.behalf for seat in house.person("sysadmin").seats] == [""]
    assert house.person("panyue").seats == ()


def test_one_delegation_may_be_of_one_post_alone(house):
    keep(Holding, post_id=key(Post, name="档案员"), person_id=person_id(HEAD), starts_on=TODAY, ends_on=None)
    delegate(HEAD, "panyue", "档案员")
    assert house.person("panyue").stands_in_for == "谢玉兰（档案员）"


def test_the_people_behind_a_key_are_named_with_their_deputies(house):
    delegate(VICE_CHAIR, FIRST_VICE_CHAIR)
    chart = queries.chart_today(reading(), house.person(CHAIR))
    theirs = ((person_id(VICE_CHAIR), "顾明月"), (person_id(FIRST_VICE_CHAIR), "沈秋岚（代顾明月）"))
    assert chart.people_of(post_key("副主席")) == theirs
    assert chart.holder_people(post_key("副主席")) == "顾明月、沈秋岚（代顾明月）"
    assert chart.people_of(f"person:{person_id(DRAFTER)}") == ((person_id(DRAFTER), "王芳"),)
    department = chart.people_of(f"department:{key(Department, name='权益部')}")
    assert [name for _, name in department] == ["谢玉兰", "王芳"]
    assert chart.holder_people(f"person:{person_id(DRAFTER)}") == ""


def test_a_deputy_reads_and_may_act_on_what_lies_before_the_post_and_it_is_said_for_whom(house):
    document = house.at("vice_chair_review")
    delegate(VICE_CHAIR, "panyue")
    deputy = house.person("panyue")
    view = house.view(document, by="panyue")
    slips = [slip for slip in view.slips if slip.closed_at is None]
    standing = policy.standing(view.workflow.action("approve"), deputy, slips)
    assert (standing.post, standing.behalf) == ("副主席", "顾明月")


def test_an_own_post_goes_before_a_deputys(house):
    document = house.at("office_review")
    delegate(OTHER_CLERK, CLERK)
    view = house.view(document, by=CLERK)
    slips = [slip for slip in view.slips if slip.closed_at is None]
    standing = policy.standing(view.workflow.action("return"), house.person(CLERK), slips)
    assert (standing.post, standing.behalf) == ("办公室文书", "")


def test_a_deputy_finds_the_posts_slips_in_the_tray_and_once(house):
    from routing.queries import tray

    document = house.at("vice_chair_review")
    delegate(VICE_CHAIR, "panyue")
    rows = tray.open_slips(reading(), house.person("panyue"), "all", 1)
    assert [row.document_id for row in rows] == [document]
    with writing() as connection:
        connection.execute(update(Delegation).values(ended_at=clock.now()))
        connection.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))
    assert tray.open_slips(reading(), house.person("panyue"), "all", 1) == []
    assert reading().execute(select(Slip.id).where(Slip.document_id == document, Slip.closed_at.is_(None))).first()


# Nobody consents to a text of their own


def test_a_heads_own_draft_goes_to_the_vice_chair_in_charge(house):
    found = holder(house, Role.DEPARTMENT_HEAD, HEAD, consents=True)
    assert found.key == post_key("副主席")
    assert found.reason == "部室负责人就是拟稿人，按不审核本人文稿的规定，由分管副主席审核"
    assert holder(house, Role.DEPARTMENT_HEAD, HEAD).key == post_key("权益部部长"), "it only concerns consent"


@pytest.mark.parametrize(
    ("role", "drafter", "department", "stand_in"),
    [
        (Role.VICE_CHAIR, VICE_CHAIR, "权益部", "常务副主席"),
        (Role.VICE_CHAIR, FIRST_VICE_CHAIR, "办公室", "副主席"),
        (Role.CHAIR, CHAIR, "权益部", "常务副主席"),
        (Role.OFFICE_CLERK, CLERK, "办公室", "办公室文书"),  # there is another clerk
    ],
)
def test_a_drafter_who_holds_the_post_is_stood_in_for(house, role, drafter, department, stand_in):
    assert holder(house, role, drafter, department, consents=True).key == post_key(stand_in)


def test_the_second_stand_in_acts_where_the_first_is_away_and_the_chair_in_the_end(house):
    excuse(VICE_CHAIR)
    assert holder(house, Role.DEPARTMENT_HEAD, HEAD, consents=True).key == post_key("常务副主席")
    excuse(FIRST_VICE_CHAIR)
    assert holder(house, Role.DEPARTMENT_HEAD, HEAD, consents=True).key == post_key("主席")


def test_a_deputy_counts_for_the_post_unless_the_deputy_is_the_drafter(house):
    excuse(HEAD)
    delegate(HEAD, DRAFTER)
    assert holder(house, Role.DEPARTMENT_HEAD, DRAFTER, consents=True).key == post_key("副主席")
    assert holder(house, Role.DEPARTMENT_HEAD, "panyue", consents=True).key == post_key("权益部部长")


# Absence


@pytest.mark.parametrize(
    ("role", "away", "stand_in", "reason"),
    [
        (Role.DEPARTMENT_HEAD, [HEAD], "副主席", "权益部部长外出，由分管副主席代为审核"),
        (Role.OFFICE_CLERK, [CLERK, OTHER_CLERK], "办公室主任", "办公室文书外出，由办公室主任代为办理"),
        (Role.OFFICE_CLERK, [CLERK], "办公室文书", ""),
        (Role.VICE_CHAIR, [VICE_CHAIR], "常务副主席", "副主席外出，由常务副主席代为审定"),
        (Role.CHAIR, [CHAIR], "常务副主席", "主席外出，由常务副主席代为签发"),
        (Role.CHAIR, [CHAIR, FIRST_VICE_CHAIR], "主席", "主席外出，又没有别人可以代办，等其回来办理"),
    ],
)
def test_who_stands_in_for_the_absent(house, role, away, stand_in, reason):
    for username in away:
        excuse(username)
    found = holder(house, role, kind="通知")
    assert (found.key, found.reason) == (post_key(stand_in), reason)


@pytest.mark.parametrize("document", [{"important": True}, {"kind": "请示"}, {"kind": "报告"}, {"kind": "决议"}])
def test_what_the_chief_signs_in_person_waits_for_the_chair(house, document):
    excuse(CHAIR)
    found = holder(house, Role.CHAIR, **document)
    assert (found.key, found.reason) == (post_key("主席"), RESERVED)


@pytest.mark.parametrize(
    "absence",
    [
        {"approved_at": None, "approved_by": None},
        {"cancelled_at": clock.now()},
        {"starts_on": TODAY + DAY, "ends_on": TODAY + DAY},
        {"starts_on": TODAY - DAY, "ends_on": TODAY - DAY},
    ],
)
def test_only_an_approved_absence_on_its_days_changes_the_way(house, absence):
    excuse(HEAD, **absence)
    assert holder(house, Role.DEPARTMENT_HEAD).key == post_key("权益部部长")


def test_where_a_deputy_stands_in_the_slip_stays_before_the_post(house):
    excuse(CHAIR)
    delegate(CHAIR, FIRST_VICE_CHAIR)
    assert holder(house, Role.CHAIR) == holder(house, Role.CHAIR, kind="请示")
    assert holder(house, Role.CHAIR).key == post_key("主席")
    excuse(FIRST_VICE_CHAIR)  # the deputy is away, too
    assert holder(house, Role.CHAIR, kind="请示").reason == RESERVED


# Nobody in the post


@pytest.mark.parametrize(
    ("role", "gone", "stand_in"),
    [
        (Role.DEPARTMENT_HEAD, [HEAD], "副主席"),
        (Role.VICE_CHAIR, [VICE_CHAIR], "常务副主席"),
        (Role.OFFICE_CLERK, [CLERK, OTHER_CLERK], "办公室主任"),
    ],
)
def test_a_vacant_post_is_stood_in_for(house, role, gone, stand_in):
    leave_vacant(*gone)
    found = holder(house, role)
    assert found.key == post_key(stand_in)
    assert "目前空缺" in found.reason


def test_a_vacant_chair_is_said_rather_than_a_document_lost(house):
    leave_vacant(CHAIR)
    with pytest.raises(NobodyThereError, match="“主席”目前没有人任职"):
        holder(house, Role.CHAIR)


def test_a_text_that_nobody_else_can_check_is_said_too(house):
    leave_vacant(FIRST_VICE_CHAIR)
    with pytest.raises(NobodyThereError, match="不能审核本人文稿"):
        holder(house, Role.CHAIR, CHAIR, consents=True)
