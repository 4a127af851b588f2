"""委托 and 外出: what people arrange for themselves, what is refused at which field, and the line in the log."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from routing import clock
from routing.database import reading, writing
from routing.models import Absence, AdministrationLog, Delegation, Person, Post
from routing.queries import delegation as queries
from routing.services import delegating
from routing.services.delegating import Days
from routing.services.errors import InvalidChangeError, MissingDocumentError, MissingRecordError
from tests.factories import CHAIR, DRAFTER, HEAD, VICE_CHAIR, Browser
from workflows.errors import NotYoursError, RuleError
from workflows.roles import Role

FIRST_VICE_CHAIR, DIRECTOR = "shenqiulan", "luwenbin"
TODAY, DAY = clock.today(), timedelta(days=1)
WEEK = Days(TODAY, TODAY + 6 * DAY)


def person_id(username):
    return reading().execute(select(Person.id).where(Person.username == username)).scalar_one()


def post_id(name):
    return reading().execute(select(Post.id).where(Post.name == name)).scalar_one()


def delegate(house, giver, taker, post=None, days=WEEK):
    post = post_id(post) if post else None
    return delegating.delegate(house.person(giver), person_id(taker), post, days, "赴省里开会")


def announce(house, username, days=WEEK):
    return delegating.announce(house.person(username), days, "年休假")


def lines():
    log = select(AdministrationLog.person_name, AdministrationLog.post_name, AdministrationLog.done)
    return [tuple(row) for row in reading().execute(log.order_by(AdministrationLog.id))]


def waiting(house, username):
    return [row.person_name for row in queries.to_approve(reading(), house.person(username))]


def test_a_delegation_holds_at_once_and_is_logged_and_what_is_left_comes_back_when_it_is_taken_back(house):
    done = delegate(house, VICE_CHAIR, HEAD, "副主席")
    assert house.person(HEAD).stands_in_for == "顾明月（副主席）"
    delegating.take_back(house.person(VICE_CHAIR), done.record_id)
    assert house.person(HEAD).stands_in_for == ""
    assert lines() == [
        ("顾明月", "副主席", "委托：顾明月的“副主席”由谢玉兰代理"),
        ("顾明月", "副主席", "收回委托：顾明月的“副主席”不再由谢玉兰代理"),
    ]
    with pytest.raises(InvalidChangeError, match="已经结束"):
        delegating.take_back(house.person(VICE_CHAIR), done.record_id)
    delegate(house, VICE_CHAIR, HEAD, "副主席")  # the days are free again


def test_days_are_said_as_short_as_they_can_be():
    newyear = date(2027, 1, 2)
    assert str(Days(newyear, newyear)) == "2027年1月2日"
    assert str(Days(newyear, newyear + DAY)) == "2027年1月2日至1月3日"
    assert str(Days(newyear - 3 * DAY, newyear)) == "2026年12月30日至2027年1月2日"


def test_only_who_gave_a_delegation_takes_it_back(house):
    done = delegate(house, VICE_CHAIR, HEAD)
    for other in (HEAD, CHAIR):
        with pytest.raises(MissingRecordError):
            delegating.take_back(house.person(other), done.record_id)
    assert house.person(HEAD).stands_in_for


@pytest.mark.parametrize(
    ("taker", "post", "days", "field", "message"),
    [
        (VICE_CHAIR, None, WEEK, "to_person_id", "不能委托给自己"),
        ("sysadmin", None, WEEK, "to_person_id", "没有担任业务岗位"),
        (HEAD, "主席", WEEK, "post_id", "您没有担任这个岗位"),
        (HEAD, "常务副主席", WEEK, "post_id", "代理的岗位不能再转委托"),
        (HEAD, None, Days(TODAY - DAY, TODAY), "starts_on", "不能早于今天"),
        (HEAD, None, Days(TODAY + DAY, TODAY), "ends_on", "不能早于开始日期"),
    ],
)
def test_a_delegation_is_refused_at_its_field(house, taker, post, days, field, message):
    delegate(house, FIRST_VICE_CHAIR, VICE_CHAIR)
    before = lines()
    with pytest.raises(InvalidChangeError, match=message) as refused:
        delegate(house, VICE_CHAIR, taker, post, days)
    assert refused.value.field == field
    assert lines() == before


@pytest.mark.parametrize(("first", "second"), [(None, None), ("副主席", "副主席"), (None, "副主席"), ("副主席", None)])
def test_delegations_of_the_same_post_do_not_overlap(house, first, second):
    delegate(house, VICE_CHAIR, HEAD, first)
    with pytest.raises(InvalidChangeError, match="时间不能重叠") as refused:
        delegate(house, VICE_CHAIR, CHAIR, second, Days(WEEK.ends_on, WEEK.ends_on + DAY))
    assert refused.value.field == "starts_on"
    delegate(house, VICE_CHAIR, CHAIR, second, Days(WEEK.ends_on + DAY, WEEK.ends_on + DAY))


def test_nobody_is_made_the_deputy_of_a_post_they_hold_or_while_they_are_away(house):
    with pytest.raises(InvalidChangeError, match="本来就任这个岗位"):
        delegate(house, "xuyaqin", "tangxiaomei")
    announce(house, HEAD)
    with pytest.raises(InvalidChangeError, match="外出，请委托别人") as refused:
        delegate(house, VICE_CHAIR, HEAD, None, Days(WEEK.ends_on, WEEK.ends_on + 3 * DAY))
    assert refused.value.field == "to_person_id"


@pytest.mark.parametrize("username", ["sysadmin", "secadmin", "auditor"])
def test_officers_have_nothing_to_delegate(house, username):
    with pytest.raises(NotYoursError):
        delegate(house, username, HEAD)
    with pytest.raises(NotYoursError):
        announce(house, username)


# Absences


@pytest.mark.parametrize(
    ("username", "above", "not_above"),
    [
        (DRAFTER, HEAD, [VICE_CHAIR, CHAIR, DRAFTER, "caoguilan"]),
        (HEAD, VICE_CHAIR, [HEAD, CHAIR, FIRST_VICE_CHAIR]),
        ("xuyaqin", DIRECTOR, ["tangxiaomei", CHAIR]),
        (DIRECTOR, FIRST_VICE_CHAIR, [DIRECTOR, VICE_CHAIR]),
        (FIRST_VICE_CHAIR, CHAIR, [FIRST_VICE_CHAIR, VICE_CHAIR]),
    ],
)
def test_an_absence_is_approved_by_the_one_above_and_nobody_else(house, username, above, not_above):
    done = announce(house, username)
    assert waiting(house, above) == [house.person(username).name]
    for other in not_above:
        assert waiting(house, other) == []
        with pytest.raises(NotYoursError):
            delegating.approve(house.person(other), done.record_id)
    delegating.approve(house.person(above), done.record_id)
    row = queries.absence(reading(), done.record_id, house.person(above))
    assert row.approver == house.person(above).name
    assert waiting(house, above) == []
    with pytest.raises(InvalidChangeError, match="已由"):
        delegating.approve(house.person(above), done.record_id)


def test_the_chairs_own_absence_needs_nobody(house):
    done = announce(house, CHAIR)
    assert done.warnings == ()
    chair = house.person(CHAIR)
    assert queries.chart_today(reading(), chair).holder(Role.CHAIR, 1, 1, "").reason == "主席外出，由常务副主席代为签发"


def test_an_absence_changes_the_way_once_it_is_approved_and_no_more_when_it_is_called_off(house):
    def lies_before():
        drafter = house.person(DRAFTER)
        chart = queries.chart_today(reading(), drafter)
        return chart.holder(Role.DEPARTMENT_HEAD, drafter.departments[0], drafter.person_id, drafter.name).name

    done = announce(house, HEAD)
    assert "顾明月" in done.warnings[0]
    assert lies_before() == "权益部部长"
    delegating.approve(house.person(VICE_CHAIR), done.record_id)
    assert lies_before() == "副主席"
    with pytest.raises(NotYoursError):
        delegating.call_off(house.person(VICE_CHAIR), done.record_id)
    delegating.call_off(house.person(HEAD), done.record_id)
    assert lies_before() == "权益部部长"
    assert [line[2] for line in lines()] == ["外出登记：谢玉兰", "批准外出：谢玉兰", "取消外出：谢玉兰"]


def test_whoever_stands_in_for_the_one_above_approves(house):
    announce(house, DRAFTER)
    delegate(house, HEAD, "panyue")
    assert waiting(house, "panyue") == ["王芳"]
    delegating.approve(house.person(VICE_CHAIR), announce(house, HEAD).record_id)
    announce(house, "wangfang", Days(WEEK.ends_on + DAY, WEEK.ends_on + DAY))
    assert waiting(house, "panyue") == ["王芳", "王芳"]


@pytest.mark.parametrize(
    ("days", "field"),
    [(Days(TODAY - DAY, TODAY), "starts_on"), (Days(TODAY + DAY, TODAY), "ends_on"), (WEEK, "starts_on")],
)
def test_an_absence_is_refused_at_its_field(house, days, field):
    announce(house, HEAD, Days(WEEK.ends_on, WEEK.ends_on))
    with pytest.raises(InvalidChangeError) as refused:
        announce(house, HEAD, days)
    assert refused.value.field == field


def test_what_is_over_is_left_as_it_was(house):
    absence, delegation = announce(house, HEAD).record_id, delegate(house, HEAD, "panyue").record_id
    past = {"starts_on": TODAY - 2 * DAY, "ends_on": TODAY - DAY}
    with writing() as connection:
        connection.execute(update(Absence).values(past))
        connection.execute(update(Delegation).values(past))
    with pytest.raises(InvalidChangeError, match="已经结束"):
        delegating.call_off(house.person(HEAD), absence)
    with pytest.raises(InvalidChangeError, match="已结束"):
        delegating.approve(house.person(VICE_CHAIR), absence)
    with pytest.raises(InvalidChangeError, match="已经结束"):
        delegating.take_back(house.person(HEAD), delegation)
    assert waiting(house, VICE_CHAIR) == []


# With the door


def test_a_deputy_acts_for_the_post_and_the_record_says_for_whom(house):
    document = house.at("vice_chair_review")
    delegate(house, VICE_CHAIR, "panyue")
    house.act(document, "approve", by="panyue", opinion="同意，请主席签发。")
    line = house.view(document).lines[-1]
    assert (line.person_name, line.post_name, line.on_behalf_of) == ("潘悦", "副主席", "顾明月")
    assert "（代顾明月）" in Browser(house.app, CHAIR).get(f"/documents/{document}").text


def test_a_deputy_acts_no_more_once_the_delegation_is_over_and_the_slip_is_still_there(house):
    document = house.at("vice_chair_review")
    delegation = delegate(house, VICE_CHAIR, "panyue").record_id
    delegating.take_back(house.person(VICE_CHAIR), delegation)
    with pytest.raises(MissingDocumentError):
        house.view(document, by="panyue")
    with pytest.raises(RuleError):
        house.act(document, "approve", by="panyue")
    house.act(document, "approve", by=VICE_CHAIR)
    assert house.view(document).lines[-1].on_behalf_of == ""


def test_a_deputy_takes_nothing_of_what_the_post_does_without_a_slip(house):
    document = house.at("distributing")
    delegate(house, CHAIR, "panyue")
    with pytest.raises(NotYoursError):
        house.act(document, "revoke", by="panyue", opinion="内容不妥")


def test_what_is_sent_while_the_head_is_away_lies_before_the_vice_chair(house):
    document = house.draft()
    delegating.approve(house.person(VICE_CHAIR), announce(house, HEAD).record_id)
    house.act(document, "submit", by=DRAFTER)
    assert house.slips(document)[-1].holder_name == "副主席"
