"""What the officers keep: who may change what, what is refused and why, and the line in the administration log."""

from datetime import date, timedelta

import pytest
import sqlalchemy
from sqlalchemy import insert, select, update

from routing import clock
from routing.database import reading, writing
from routing.models import (
    AdministrationLog,
    Department,
    Holding,
    LoginSession,
    NumberSeries,
    Organisation,
    Oversight,
    Person,
    Phrase,
    Post,
)
from routing.services import accounts
from routing.services.administration import departments, holdings, oversight, people, posts, stationery
from routing.services.errors import InvalidChangeError, MissingRecordError
from tests.factories import CHAIR, DRAFTER, HEAD
from workflows.errors import NotYoursError, RuleError
from workflows.roles import Capacity

SYSTEM, SECURITY, AUDIT = "sysadmin", "secadmin", "auditor"
TODAY = clock.today()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def key(model, **columns):
    """The id of the one row with those columns."""
    where = [getattr(model, name) == value for name, value in columns.items()]
    return reading().execute(select(model.id).where(*where)).scalar_one()


def post_id(name):
    return key(Post, name=name)


def person_id(username):
    return key(Person, username=username)


def holding_id(username):
    return reading().execute(select(Holding.id).where(Holding.person_id == person_id(username))).scalars().first()


def department_id(name="权益部"):
    return key(Department, name=name)


def column(model, record_id, name):
    return reading().execute(select(getattr(model, name)).where(model.id == record_id)).scalar_one()


def chart_version():
    return reading().execute(select(Organisation.chart_version)).scalar_one()


def last_line():
    return (
        reading()
        .execute(select(AdministrationLog.__table__).order_by(AdministrationLog.id.desc()).limit(1))
        .one_or_none()
    )


def newcomer(house, username="qianyuan", name="钱媛"):
    return people.add_person(house.person(SYSTEM), name, username).record_id


def appoint(house, person, post, start=TODAY, end=None):
    return holdings.appoint(house.person(SECURITY), post, person, start, end)


# Three officers


@pytest.mark.parametrize("who", [SECURITY, AUDIT, CHAIR, DRAFTER])
def test_only_the_system_officer_keeps_departments_people_and_stationery(house, who):
    actor = house.person(who)
    with pytest.raises(NotYoursError):
        departments.add_department(actor, "新部", "新部", 9)
    with pytest.raises(NotYoursError):
        people.switch_off(actor, person_id(DRAFTER))
    with pytest.raises(NotYoursError):
        stationery.save_phrase(actor, None, {"kind": "sign", "text": "发。", "position": 0})
    assert last_line() is None


@pytest.mark.parametrize("who", [SYSTEM, AUDIT, CHAIR, DRAFTER])
def test_only_the_security_officer_keeps_posts_holdings_oversight_and_unlocks(house, who):
    actor = house.person(who)
    with pytest.raises(NotYoursError):
        posts.add_post(actor, "新岗位", Capacity.STAFF, department_id(), 9)
    with pytest.raises(NotYoursError):
        holdings.appoint(actor, post_id("权益部部长"), person_id(DRAFTER), TODAY, None)
    with pytest.raises(NotYoursError):
        oversight.set_overseer(actor, department_id(), None, TODAY)
    with pytest.raises(NotYoursError):
        people.unlock(actor, person_id(DRAFTER))
    assert last_line() is None


def test_nobody_changes_their_own_account_or_posts(house):
    system, security = house.person(SYSTEM), house.person(SECURITY)
    for change in (people.switch_off, people.switch_on, people.issue_link):
        with pytest.raises(InvalidChangeError, match="自己的账号"):
            change(system, system.person_id)
    with pytest.raises(InvalidChangeError, match="自己的账号"):
        people.unlock(security, security.person_id)
    with pytest.raises(InvalidChangeError, match="给自己"):
        appoint(house, security.person_id, post_id("档案员"))
    with pytest.raises(InvalidChangeError, match="给自己"):
        holdings.end_holding(security, holding_id(SECURITY), TODAY)
    with pytest.raises(InvalidChangeError, match="自己担任的岗位"):
        posts.change_post(security, post_id("安全管理员"), "安全员", Capacity.SECURITY_OFFICER, None, 0)


@pytest.mark.parametrize("post", ["档案员", "审计管理员"])
def test_an_officer_holds_no_other_post_and_is_told_why(house, post):
    with pytest.raises(InvalidChangeError, match=r"三员.*专任.*唐志远在此期间任“系统管理员”"):
        appoint(house, person_id(SYSTEM), post_id(post))


def test_who_holds_a_business_post_becomes_no_officer(house):
    with pytest.raises(InvalidChangeError, match="王芳在此期间任“权益部工作人员”"):
        appoint(house, person_id(DRAFTER), post_id("审计管理员"))


def test_a_post_is_not_turned_into_an_officers_while_its_holder_has_another(house):
    archivist = person_id("hesufen")
    appoint(house, archivist, post_id("权益部工作人员"))
    with pytest.raises(InvalidChangeError, match="三员") as error:
        posts.change_post(house.person(SECURITY), post_id("档案员"), "档案员", Capacity.AUDIT_OFFICER, None, 0)
    assert error.value.field == "capacity"


def test_the_last_system_officer_is_not_dismissed_before_a_successor_is_there(house):
    security, only = house.person(SECURITY), holding_id(SYSTEM)
    with pytest.raises(InvalidChangeError, match="先安排接任的人"):
        holdings.end_holding(security, only, TODAY)
    appoint(house, newcomer(house), post_id("系统管理员"), TOMORROW)
    holdings.end_holding(security, only, TODAY)
    assert column(Holding, only, "ends_on") == TODAY


def test_the_last_security_officer_is_not_switched_off(house):
    with pytest.raises(InvalidChangeError, match="安全管理员"):
        people.switch_off(house.person(SYSTEM), person_id(SECURITY))


# Departments


def test_a_new_department_is_there_and_on_record(house):
    before = chart_version()
    done = departments.add_department(house.person(SYSTEM), "家庭和儿童工作部", "家儿部", 7)
    assert column(Department, done.record_id, "short_name") == "家儿部"
    line = last_line()
    assert (line.done, line.person_name, line.post_name) == ("新增部室：家庭和儿童工作部", "唐志远", "系统管理员")
    assert line.after == "名称：家庭和儿童工作部；简称：家儿部；排列：7"
    assert chart_version() == before + 1


def test_two_departments_have_not_the_same_name(house):
    with pytest.raises(InvalidChangeError, match="同名") as error:
        departments.add_department(house.person(SYSTEM), "权益部", "权益", 9)
    assert error.value.field == "name"


def test_a_renamed_department_is_called_so_in_the_chart_at_once(house):
    actor = house.person(SYSTEM)
    departments.change_department(actor, department_id(), "维权部", "维权部", 4)
    assert house.view(house.draft()).chart.departments[department_id("维权部")] == "维权部"
    assert "名称：权益部" in last_line().before


def test_saving_what_is_there_already_writes_no_line(house):
    departments.change_department(house.person(SYSTEM), department_id(), "权益部", "权益部", 4)
    assert last_line() is None


def test_a_department_is_not_closed_while_people_hold_posts_in_it(house):
    with pytest.raises(InvalidChangeError, match=r"还有2人在权益部任职.*谢玉兰（权益部部长）"):
        departments.close_department(house.person(SYSTEM), department_id(), TOMORROW)


def test_a_department_is_not_closed_while_its_documents_are_on_their_way(house):
    house.at("signing")
    empty_department(house)
    with pytest.raises(InvalidChangeError, match="还有1件在办文件"):
        departments.close_department(house.person(SYSTEM), department_id(), TOMORROW)


def test_a_closed_department_takes_its_posts_and_its_oversight_with_it(house):
    empty_department(house)
    department = department_id()
    departments.close_department(house.person(SYSTEM), department, TOMORROW)
    assert column(Post, post_id("权益部部长"), "closed_on") == TOMORROW
    ends = reading().execute(select(Oversight.ends_on).where(Oversight.department_id == department)).scalar_one()
    assert ends == TODAY
    departments.reopen_department(house.person(SYSTEM), department)
    assert column(Department, department, "closed_on") is None


def empty_department(house):
    for username in (DRAFTER, HEAD):
        holdings.end_holding(house.person(SECURITY), holding_id(username), TODAY)


# Posts


def test_a_post_inside_a_department_needs_one_and_a_leaders_has_none(house):
    actor = house.person(SECURITY)
    with pytest.raises(InvalidChangeError, match="请选择部室工作人员所在的部室"):
        posts.add_post(actor, "干事", Capacity.STAFF, None, 0)
    with pytest.raises(InvalidChangeError, match="不属于某个部室"):
        posts.add_post(actor, "副主席（挂职）", Capacity.VICE_CHAIR, department_id(), 0)


def test_a_post_is_closed_when_nobody_and_nothing_is_left_at_it(house):
    actor, head = house.person(SECURITY), post_id("权益部部长")
    with pytest.raises(InvalidChangeError, match="谢玉兰还在任"):
        posts.close_post(actor, head, TOMORROW)
    house.at("department_review")
    holdings.end_holding(actor, holding_id(HEAD), TODAY)
    with pytest.raises(InvalidChangeError, match="还有1件待办"):
        posts.close_post(actor, head, TOMORROW)


def test_an_overseeing_post_is_neither_closed_nor_made_another(house):
    actor = house.person(SECURITY)
    overseer = reading().execute(select(Oversight.post_id).limit(1)).scalar_one()
    with pytest.raises(InvalidChangeError, match="还分管"):
        posts.change_post(actor, overseer, "改岗", Capacity.CHAIR, None, 0)


def test_another_houses_rows_are_not_found(house):
    with pytest.raises(MissingRecordError):
        posts.close_post(house.person(SECURITY), 99_999, TOMORROW)


# Holdings


def test_an_appointed_person_acts_at_once(house):
    document = house.at("department_review")
    newcomer(house)
    appoint(house, person_id("qianyuan"), post_id("权益部部长"))
    house.act(document, "review", by="qianyuan")
    assert house.row(document).state == "office_review"


def test_a_period_ends_not_before_it_begins(house):
    with pytest.raises(InvalidChangeError, match="不能早于开始日期") as error:
        appoint(house, newcomer(house), post_id("权益部部长"), TODAY, YESTERDAY)
    assert error.value.field == "ends_on"


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        (date(2030, 3, 31), None, True),
        (date(2030, 1, 1), date(2030, 2, 1), True),
        (date(2029, 1, 1), None, True),
        (date(2030, 4, 1), None, False),
        (date(2029, 1, 1), date(2029, 12, 31), False),
    ],
)
def test_one_person_holds_one_post_once_at_a_time(house, start, end, overlaps):
    person, post = newcomer(house), post_id("权益部部长")
    appoint(house, person, post, date(2030, 1, 1), date(2030, 3, 31))
    if overlaps:
        with pytest.raises(InvalidChangeError, match="不能重叠"):
            appoint(house, person, post, start, end)
    else:
        assert appoint(house, person, post, start, end).record_id


def test_a_post_left_vacant_with_work_before_it_is_warned_of(house):
    house.at("department_review")
    done = holdings.end_holding(house.person(SECURITY), holding_id(HEAD), TODAY)
    assert "无人任职，那里还有1件待办没有人办" in done.warnings[0]
    assert last_line().done == "结束任职：谢玉兰任“权益部部长”"


def test_whose_holding_has_ended_acts_no_more(house):
    document = house.at("department_review")
    holding = holding_id(HEAD)
    holdings.end_holding(house.person(SECURITY), holding, YESTERDAY)
    with pytest.raises(NotYoursError):
        house.act(document, "review", by=HEAD)


def test_a_coming_holding_is_taken_back_and_a_present_one_is_not(house):
    security = house.person(SECURITY)
    coming = appoint(house, newcomer(house), post_id("权益部部长"), TOMORROW).record_id
    holdings.cancel_holding(security, coming)
    assert reading().execute(select(Holding.id).where(Holding.id == coming)).first() is None
    with pytest.raises(InvalidChangeError, match="已经开始"):
        holdings.cancel_holding(security, holding_id(HEAD))


# Oversight


def test_the_next_document_goes_to_the_new_overseer(house):
    actor, department = house.person(SECURITY), department_id()
    old = overseer_of(department)
    new = (
        reading()
        .execute(select(Post.id).where(Post.capacity == Capacity.VICE_CHAIR.value, Post.id != old))
        .scalar_one()
    )
    oversight.set_overseer(actor, department, new, TODAY)
    document = house.at("vice_chair_review")
    assert house.view(document).slip.holder == f"post:{new}"
    rows = (
        reading()
        .execute(
            select(Oversight.post_id, Oversight.ends_on)
            .where(Oversight.department_id == department)
            .order_by(Oversight.id)
        )
        .all()
    )
    assert [tuple(row) for row in rows] == [(old, YESTERDAY), (new, None)]
    assert "分管" in last_line().before


def test_a_department_is_overseen_by_one_post_at_a_time(house):
    actor, department = house.person(SECURITY), department_id()
    old = overseer_of(department)
    oversight.set_overseer(actor, department, None, TOMORROW)
    oversight.set_overseer(actor, department, old, TOMORROW)
    with pytest.raises(InvalidChangeError, match="这一天或以后"):
        oversight.set_overseer(actor, department, None, TODAY)
    with pytest.raises(InvalidChangeError, match="不是分管副主席"):
        oversight.set_overseer(actor, department, post_id("主席"), TOMORROW)


def test_a_department_without_overseer_is_warned_of_and_loses_no_document(house):
    document = house.at("office_review")
    done = oversight.set_overseer(house.person(SECURITY), department_id(), None, TODAY)
    assert "没有分管领导" in done.warnings[0]
    with pytest.raises(RuleError, match="还没有设置权益部的分管副主席"):
        house.act(document, "proofread", by="xuyaqin")
    assert house.row(document).state == "office_review"


def overseer_of(department):
    return reading().execute(select(Oversight.post_id).where(Oversight.department_id == department)).scalar_one()


# People


def test_a_user_name_is_given_once(house):
    with pytest.raises(InvalidChangeError, match="已有人使用") as error:
        people.add_person(house.person(SYSTEM), "王方", "wangfang")
    assert error.value.field == "username"


def test_a_new_account_can_do_nothing_until_a_post_is_given(house):
    newcomer(house)
    actor = house.person("qianyuan")
    assert not actor.has_business
    assert not actor.seats


def test_a_switched_off_account_is_out_at_once_and_its_post_warned_of(house):
    house.at("department_review")
    token = open_session(HEAD)
    done = people.switch_off(house.person(SYSTEM), person_id(HEAD))
    assert accounts.actor_of(token) is None
    assert "1件待办没有人办" in done.warnings[0]
    people.switch_on(house.person(SYSTEM), person_id(HEAD))
    assert accounts.actor_of(token) is None
    assert house.person(HEAD).post_names == "权益部部长"


def test_a_link_lets_its_person_choose_a_password_once(house):
    token = open_session(DRAFTER)
    done = people.issue_link(house.person(SYSTEM), person_id(DRAFTER))
    assert accounts.actor_of(token) is None
    person = accounts.person_to_activate(done.token)
    assert person.username == DRAFTER
    accounts.set_password(person.id, "Jintian-2026")
    assert accounts.person_to_activate(done.token) is None
    kept = reading().execute(select(AdministrationLog.done, AdministrationLog.after)).all()
    assert done.token not in str(kept)


def test_a_switched_off_account_gets_no_link(house):
    people.switch_off(house.person(SYSTEM), person_id(DRAFTER))
    with pytest.raises(InvalidChangeError, match="请先启用"):
        people.issue_link(house.person(SYSTEM), person_id(DRAFTER))


def test_a_locked_account_is_unlocked_by_the_security_officer(house):
    locked = person_id(DRAFTER)
    with writing() as connection:
        until = clock.now() + timedelta(minutes=9)
        connection.execute(update(Person).where(Person.id == locked).values(locked_until=until, failures=3))
    people.unlock(house.person(SECURITY), locked)
    assert column(Person, locked, "locked_until") is None
    assert last_line().done == "解锁账号：王芳（wangfang）"


def open_session(username):
    token = f"token-of-{username}"
    with writing() as connection:
        connection.execute(
            insert(LoginSession),
            {
                "digest": accounts.digest_of(token),
                "organisation_id": 1,
                "person_id": person_id(username),
                "started_at": clock.now(),
                "seen_at": clock.now(),
            },
        )
    return token


# Stationery


def series_values(**changes):
    row = reading().execute(select(NumberSeries.__table__)).first()
    values = {name: row._mapping[name] for name in ("word", "form", "letterhead_id", "position", "closed")}
    return row.id, {**values, **changes}


def test_the_form_of_numbers_changes_in_mid_year_only_with_eyes_open(house):
    given = house.row(house.at("printing")).number
    series, values = series_values(form="national")
    with pytest.raises(InvalidChangeError, match="已编的号一律不变") as error:
        stationery.save_series(house.person(SYSTEM), series, values)
    assert error.value.field == "confirmed"
    stationery.save_series(house.person(SYSTEM), series, values, confirmed=True)
    assert house.row(1).number == given
    assert house.row(house.at("printing")).number == f"泰妇字〔{TODAY.year}〕2号"


def test_a_series_without_numbers_changes_freely(house):
    series, values = series_values(word="泰妇函", form="national")
    stationery.save_series(house.person(SYSTEM), series, values)
    assert last_line().after.startswith("机关代字：泰妇函；写法：国家标准写法；文头：本会文头")


def test_closing_the_last_series_is_warned_of(house):
    series, values = series_values(closed=True)
    assert "没有在用的发文字号" in stationery.save_series(house.person(SYSTEM), series, values).warnings[0]


def test_a_phrase_is_added_changed_and_deleted_on_record(house):
    actor = house.person(SYSTEM)
    done = stationery.save_phrase(actor, None, {"kind": "sign", "text": "照发。", "position": 9})
    stationery.save_phrase(actor, done.record_id, {"kind": "sign", "text": "照此印发。", "position": 9})
    assert last_line().before == "用于：签发；内容：照发。；排列：9"
    stationery.delete_phrase(actor, done.record_id)
    assert last_line().done == "删除常用语：照此印发。"
    assert reading().execute(select(Phrase.id).where(Phrase.text == "照此印发。")).first() is None


# The log itself


@pytest.mark.parametrize("statement", ["UPDATE administration_log SET done = 'x'", "DELETE FROM administration_log"])
def test_the_administration_log_is_neither_changed_nor_deleted(house, statement):
    newcomer(house)
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"), writing() as connection:
        connection.execute(sqlalchemy.text(statement))
    assert last_line().done == "新增人员：钱媛"


def test_a_refused_change_leaves_neither_line_nor_stale_chart(house):
    before = chart_version()
    with pytest.raises(InvalidChangeError):
        departments.close_department(house.person(SYSTEM), department_id(), TOMORROW)
    assert (last_line(), chart_version()) == (None, before)
