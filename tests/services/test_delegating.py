"""委托 and 外出: what people arrange for themselves, what is refused at which field, and the line in the log."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from routing import clock
from routing.database import reading, writing
from routing.models import Absence, AdministrationLog, Delegation, Organisation, Person, Post
from routing.queries import delegation as queries
from routing.queries import tray
from routing.services import delegating
from routing.services.advance import open_slips
from routing.services.delegating import Days
from routing.services.errors import InvalidChangeError, MissingDocumentError, MissingRecordError
from routing.services.orders import Parties
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR, Browser
from workflows.errors import NotYoursError, RuleError, UnmetNeedError
from workflows.roles import Role

FIRST_VICE_CHAIR, DIRECTOR = "shenqiulan", "luwenbin"
TODAY, DAY = clock.today(), timedelta(days=1)
WEEKS = Days(TODAY, TODAY + 13 * DAY)  # longer than any holiday: more than a day's work
HALF = Days(TODAY, TODAY, from_noon=True)


def person_id(username):
    return reading().execute(select(Person.id).where(Person.username == username)).scalar_one()


def post_id(name):
    return reading().execute(select(Post.id).where(Post.name == name)).scalar_one()


def delegate(house, giver, taker, post=None, days=WEEKS, kinds=()):
    post = post_id(post) if post else None
    return delegating.delegate(house.person(giver), person_id(taker), post, days, "赴省里开会", kinds)


def announce(house, username, days=WEEKS):
    return delegating.announce(house.person(username), days, "年休假")


def grant(house, done):
    """Whoever it lies before gives the leave."""
    (by,) = (one for one in (HEAD, VICE_CHAIR, CHAIR) if done.record_id in house.person(one).beside.leaves)
    delegating.approve(house.person(by), done.record_id)


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
        (VICE_CHAIR, None, WEEKS, "to_person_id", "不能委托给自己"),
        ("sysadmin", None, WEEKS, "to_person_id", "没有担任业务岗位"),
        (HEAD, "主席", WEEKS, "post_id", "您没有担任这个岗位"),
        (HEAD, "常务副主席", WEEKS, "post_id", "代理的岗位不能再转委托"),
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
        delegate(house, VICE_CHAIR, CHAIR, second, Days(WEEKS.ends_on, WEEKS.ends_on + DAY))
    assert refused.value.field == "starts_on"
    delegate(house, VICE_CHAIR, CHAIR, second, Days(WEEKS.ends_on + DAY, WEEKS.ends_on + DAY))


def test_nobody_is_made_the_deputy_of_a_post_they_hold_or_while_they_are_away(house):
    with pytest.raises(InvalidChangeError, match="本来就任这个岗位"):
        delegate(house, "xuyaqin", "tangxiaomei")
    announce(house, HEAD)
    with pytest.raises(InvalidChangeError, match="外出，请委托别人") as refused:
        delegate(house, VICE_CHAIR, HEAD, None, Days(WEEKS.ends_on, WEEKS.ends_on + 3 * DAY))
    assert refused.value.field == "to_person_id"


@pytest.mark.parametrize("username", ["sysadmin", "secadmin", "auditor"])
def test_officers_have_nothing_to_delegate(house, username):
    with pytest.raises(NotYoursError):
        delegate(house, username, HEAD)
    with pytest.raises(NotYoursError):
        announce(house, username)


# Absences


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
    assert "周静宜" in done.warnings[0]
    assert lies_before() == "权益部部长"
    grant(house, done)
    assert lies_before() == "副主席"
    with pytest.raises(NotYoursError):
        delegating.call_off(house.person(VICE_CHAIR), done.record_id)
    delegating.call_off(house.person(HEAD), done.record_id)
    assert lies_before() == "权益部部长"
    assert [line[2] for line in lines()] == ["外出登记：谢玉兰", "批准外出：谢玉兰", "取消外出：谢玉兰"]


def test_whoever_stands_in_for_the_one_above_approves(house):
    announce(house, DRAFTER, HALF)
    delegate(house, HEAD, "panyue")
    assert waiting(house, "panyue") == ["王芳"]
    grant(house, announce(house, HEAD))
    announce(house, DRAFTER, Days(TODAY + DAY, TODAY + DAY, from_noon=True))
    assert waiting(house, "panyue") == ["王芳", "王芳"]


@pytest.mark.parametrize(
    ("days", "field"),
    [(Days(TODAY - DAY, TODAY), "starts_on"), (Days(TODAY + DAY, TODAY), "ends_on"), (WEEKS, "starts_on")],
)
def test_an_absence_is_refused_at_its_field(house, days, field):
    announce(house, HEAD, Days(WEEKS.ends_on, WEEKS.ends_on))
    with pytest.raises(InvalidChangeError) as refused:
        announce(house, HEAD, days)
    assert refused.value.field == field


def test_what_is_over_is_left_as_it_was(house):
    absence, delegation = announce(house, HEAD).record_id, delegate(house, HEAD, "panyue").record_id
    past = {"starts_on": TODAY - 14 * DAY, "ends_on": TODAY - DAY}
    with writing() as connection:
        connection.execute(update(Absence).values(past))
        connection.execute(update(Delegation).values(past))
    with pytest.raises(InvalidChangeError, match="已经结束"):
        delegating.call_off(house.person(HEAD), absence)
    with pytest.raises(InvalidChangeError, match="已结束"):
        delegating.approve(house.person(CHAIR), absence)
    with pytest.raises(InvalidChangeError, match="已经结束"):
        delegating.take_back(house.person(HEAD), delegation)
    assert waiting(house, CHAIR) == []


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
    delegate(house, CHAIR, FIRST_VICE_CHAIR)
    with pytest.raises(NotYoursError):
        house.act(document, "revoke", by=FIRST_VICE_CHAIR, opinion="内容不妥")


@pytest.mark.parametrize("taker", ["panyue", HEAD, DIRECTOR])
@pytest.mark.parametrize("post", [None, "主席"])
def test_the_chairs_work_is_handed_to_another_chief_alone(house, taker, post):
    with pytest.raises(InvalidChangeError, match="不是副主席，不能代理“主席”") as refused:
        delegate(house, CHAIR, taker, post)
    assert refused.value.field == "to_person_id"
    chair = house.person(CHAIR)
    offered = queries.possible_deputies(queries.chart_today(reading(), chair), chair)
    assert set(offered.values()) == {"沈秋岚（常务副主席）", "顾明月（副主席）"}


def test_what_is_sent_while_the_head_is_away_lies_before_the_vice_chair(house):
    document = house.draft()
    grant(house, announce(house, HEAD))
    house.act(document, "submit", by=DRAFTER)
    assert house.slips(document)[-1].holder_name == "副主席"


def test_the_deputys_mark_is_wherever_the_name_is(house):
    document = house.at("vice_chair_review")
    delegate(house, VICE_CHAIR, "luwenbin")
    delegate(house, CHAIR, FIRST_VICE_CHAIR)
    house.act(document, "approve", by="luwenbin", opinion="同意")
    house.act(document, "sign", by=FIRST_VICE_CHAIR)
    house.walk(document, "printing")
    page = Browser(house.app, CHAIR).get(f"/documents/{document}").text
    way, sheet, log = (page[page.index(mark) :] for mark in ('class="way"', 'class="form-sheet"', 'class="log"'))
    for part in (way, log):
        assert "陆文斌（代顾明月）" in part
        assert "沈秋岚（代周静宜）" in part
    assert re.search(r"陆文斌</span>[^<]*（代顾明月）", sheet)
    assert "沈秋岚（代周静宜）签发" in page
    assert "（代顾明月）" in Browser(house.app, "luwenbin").get("/tray/done").text
    assert "沈秋岚（代周静宜）" in Browser(house.app, CLERK).get("/register").text


@pytest.fixture
def clock_at(monkeypatch):
    """Set the house's clock to an hour of today."""
    real = clock.now

    def at(hour, minute=0, days=0):
        there = clock.local(real()).replace(tzinfo=None, hour=hour, minute=minute, second=0) + days * DAY
        monkeypatch.setattr(clock, "now", lambda: clock.stored(there))

    return at


@pytest.mark.parametrize(
    ("noon", "away"),
    [
        ({}, ["08:00", "11:59", "12:00", "17:00"]),
        ({"from_noon": True}, ["12:00", "17:00"]),
        ({"until_noon": True}, ["08:00", "11:59"]),
    ],
)
def test_an_absence_may_be_for_half_a_day(house, clock_at, noon, away):
    clock_at(8)
    done = announce(house, HEAD, Days(TODAY, TODAY, **noon))
    with writing() as connection:  # whether anybody is asked is a matter of the day: see test_leave.py
        connection.execute(update(Absence).values(approved_at=clock.now()))
        connection.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))
    found = []
    for hour, minute in ((8, 0), (11, 59), (12, 0), (17, 0)):
        clock_at(hour, minute)
        document = house.draft()
        house.act(document, "submit", by=DRAFTER)
        if house.slips(document)[-1].holder_name == "副主席":
            found.append(f"{hour:02}:{minute:02}")
    assert found == away
    clock_at(12, 0)
    if "until_noon" in noon:  # it is over
        with pytest.raises(InvalidChangeError, match="已经结束"):
            delegating.call_off(house.person(HEAD), done.record_id)


def test_half_days_are_said_and_may_meet_at_noon_but_not_overlap(house, clock_at):
    clock_at(8)
    assert str(Days(date(2026, 3, 2), date(2026, 3, 2), until_noon=True)) == "2026年3月2日上午"
    assert str(Days(date(2026, 3, 2), date(2026, 3, 2), from_noon=True)) == "2026年3月2日下午"
    assert str(Days(date(2026, 3, 2), date(2026, 3, 3), from_noon=True, until_noon=True)) == (
        "2026年3月2日下午至3月3日上午"
    )
    announce(house, HEAD, Days(TODAY, TODAY, until_noon=True))
    for days in (Days(TODAY, TODAY), Days(TODAY, TODAY + DAY)):
        with pytest.raises(InvalidChangeError, match="上午外出，时间不能重叠"):
            announce(house, HEAD, days)
    announce(house, HEAD, Days(TODAY, TODAY + DAY, from_noon=True))
    with pytest.raises(InvalidChangeError, match="同一天") as refused:
        announce(house, CLERK, Days(TODAY, TODAY, from_noon=True, until_noon=True))
    assert refused.value.field == "ends_half"
    clock_at(13)
    with pytest.raises(InvalidChangeError, match="已经过去"):
        announce(house, CLERK, Days(TODAY, TODAY, until_noon=True))


def test_an_absence_is_refused_with_a_reason_and_changes_no_way(house):
    done = announce(house, HEAD)
    for other in (VICE_CHAIR, HEAD):
        with pytest.raises(NotYoursError):
            delegating.refuse(house.person(other), done.record_id, "不行")
    delegating.refuse(house.person(CHAIR), done.record_id, "三八节活动期间")
    row = queries.absence(reading(), done.record_id, house.person(HEAD))
    assert (row.refuser, row.refusal, waiting(house, CHAIR)) == ("周静宜", "三八节活动期间", [])
    for decide in (delegating.approve, lambda actor, number: delegating.refuse(actor, number, "再说")):
        with pytest.raises(InvalidChangeError, match="没有批准"):
            decide(house.person(CHAIR), done.record_id)
    document = house.draft()
    house.act(document, "submit", by=DRAFTER)
    assert house.slips(document)[-1].holder_name == "权益部部长"
    announce(house, HEAD)  # the days are free again
    assert lines()[1][2] == "不批准外出：谢玉兰"


def tray_of(house, username):
    rows = tray.open_slips(reading(), house.person(username), "all", 1)
    assert tray.counts(reading(), house.person(username)).all == len(rows)
    return [row.document_id for row in rows]


def test_a_deputy_for_some_kinds_has_these_in_the_tray_and_no_others(house):
    notice, letter = house.at("vice_chair_review"), house.at("vice_chair_review", kind="函")
    delegate(house, VICE_CHAIR, "panyue", kinds=("通知", "意见"))
    assert tray_of(house, "panyue") == [notice]
    assert tray_of(house, VICE_CHAIR) == [notice, letter]
    assert house.person("panyue").stands_in_for == "顾明月（副主席，限通知、意见）"
    with pytest.raises(MissingDocumentError):
        house.view(letter, by="panyue")
    with pytest.raises(NotYoursError):
        house.act(letter, "approve", by="panyue")
    browser = Browser(house.app, "panyue")
    assert "您代顾明月行使" in browser.get(f"/documents/{notice}").text
    assert browser.get(f"/documents/{letter}").status_code == 404
    open_slips(letter, house.person("panyue"))
    assert house.slips(letter)[-1].opened_at is None
    house.act(notice, "approve", by="panyue")
    assert house.view(notice).lines[-1].on_behalf_of == "顾明月"
    house.act(letter, "approve", by=VICE_CHAIR)


def test_a_deputy_for_some_kinds_replaces_the_absent_for_these_alone(house):
    grant(house, announce(house, HEAD))
    delegate(house, HEAD, "panyue", kinds=("通知",))
    for kind, holder in (("通知", "权益部部长"), ("函", "副主席")):
        document = house.draft(kind=kind)
        house.act(document, "submit", by=DRAFTER)
        assert house.slips(document)[-1].holder_name == holder


def test_one_post_may_be_given_to_two_for_different_kinds_at_the_same_time(house):
    delegate(house, VICE_CHAIR, "panyue", kinds=("通知",))
    delegate(house, VICE_CHAIR, HEAD, kinds=("函",))
    delegate(house, VICE_CHAIR, "panyue", kinds=("意见",))
    for kinds in ((), ("函", "决定")):
        with pytest.raises(InvalidChangeError, match="时间不能重叠"):
            delegate(house, VICE_CHAIR, CHAIR, kinds=kinds)
    with pytest.raises(InvalidChangeError, match="没有“小说”") as refused:
        delegate(house, VICE_CHAIR, CHAIR, kinds=("小说",))
    assert refused.value.field == "kinds"
    document = house.at("vice_chair_review", kind="意见")
    assert tray_of(house, "panyue") == [document]


# What a deputy opens


def test_a_deputy_who_looks_at_what_she_sent_does_not_open_it_for_the_other(house):
    document = house.at("department_review")
    delegate(house, CLERK, HEAD)
    house.act(document, "review", by=HEAD)  # it lies before the clerk, whose deputy she is
    Browser(house.app, HEAD).get(f"/documents/{document}")
    assert house.slips(document)[-1].opened_at is None
    house.act(document, "withdraw", by=HEAD)
    house.act(document, "review", by=HEAD)
    Browser(house.app, CLERK).get(f"/documents/{document}")
    with pytest.raises(UnmetNeedError, match=r"“办公室文书”已于.*打开，不能再撤回"):
        house.act(document, "withdraw", by=HEAD)


def test_a_drafter_who_is_the_deputy_reads_her_draft_and_another_deputy_opens_it(house):
    document = house.at("office_review")
    delegate(house, CLERK, DRAFTER)
    delegate(house, "tangxiaomei", "panyue")
    Browser(house.app, DRAFTER).get(f"/documents/{document}")
    assert house.slips(document)[-1].opened_at is None
    Browser(house.app, "panyue").get(f"/documents/{document}")
    assert house.slips(document)[-1].opened_at is not None


def test_what_was_passed_on_and_opened_cannot_be_fetched_back_and_it_is_said_why(house):
    document = house.at("vice_chair_review")
    first = f"post:{post_id('常务副主席')}"
    house.act(document, "transfer", VICE_CHAIR, change=Parties((first,)))
    Browser(house.app, FIRST_VICE_CHAIR).get(f"/documents/{document}")
    with pytest.raises(UnmetNeedError, match=r"“常务副主席”已于.*打开，不能再取回"):
        house.act(document, "take_back", VICE_CHAIR)
