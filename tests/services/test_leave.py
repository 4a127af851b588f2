"""请假 by its length (KQ-3): half a day, one day, more, by the office's calendar; who decides, and what is logged."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from routing import clock
from routing.database import reading
from routing.models import AdministrationLog
from routing.queries import leaves
from routing.services import delegating
from routing.services.administration import calendar
from routing.services.delegating import Days
from routing.services.errors import InvalidChangeError
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, VICE_CHAIR
from workflows.errors import NotYoursError

FIRST = "shenqiulan"  # the first vice-chair, who oversees the office
ABOVE = (HEAD, DIRECTOR, VICE_CHAIR, FIRST, CHAIR)
NOW = datetime(2026, 3, 16, 0, 0)  # a Monday at 8:00 in the house, in a week without holidays


@pytest.fixture(autouse=True)
def monday(app, monkeypatch):
    """The tests' present; after the house was founded, which other tests copy."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def leave(first, last=None, **noon):
    """From a day of March 2026 to a day."""
    return Days(date(2026, 3, first), date(2026, 3, last or first), **noon)


MORNING, AFTERNOON, MONDAY = leave(16, until_noon=True), leave(16, from_noon=True), leave(16)


def announce(house, who, days):
    return delegating.announce(house.person(who), days, "家中有事")


def decides(house, absence_id):
    """Before whom it lies; None where it holds already."""
    found = [one for one in ABOVE if absence_id in house.person(one).beside.leaves]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize(
    ("who", "days", "by"),
    [
        (DRAFTER, MORNING, HEAD),
        (DRAFTER, AFTERNOON, HEAD),
        (DRAFTER, MONDAY, VICE_CHAIR),
        (DRAFTER, leave(16, 17, from_noon=True, until_noon=True), VICE_CHAIR),  # an afternoon and a morning: one day
        (DRAFTER, leave(16, 17, until_noon=True), CHAIR),  # a day and a half
        (DRAFTER, leave(16, 17), CHAIR),
        (DRAFTER, leave(20, 22, from_noon=True), HEAD),  # Friday afternoon and the weekend: half a day
        (DRAFTER, leave(20, 22), VICE_CHAIR),
        (DRAFTER, leave(20, 23, from_noon=True, until_noon=True), VICE_CHAIR),  # over the weekend: one day
        (DRAFTER, leave(20, 23, from_noon=True), CHAIR),
        (DRAFTER, leave(21, 22), HEAD),  # no working day at all
        (CLERK, MORNING, DIRECTOR),
        (CLERK, MONDAY, FIRST),
        (CLERK, leave(16, 18), CHAIR),
        (HEAD, MORNING, None),
        (HEAD, MONDAY, VICE_CHAIR),
        (HEAD, leave(16, 17, from_noon=True), CHAIR),
        (DIRECTOR, AFTERNOON, None),
        (DIRECTOR, MONDAY, FIRST),
        (VICE_CHAIR, MORNING, CHAIR),
        (VICE_CHAIR, MONDAY, CHAIR),
        (FIRST, leave(16, 20), CHAIR),
        (CHAIR, MORNING, None),
        (CHAIR, leave(16, 20), None),
    ],
)
def test_who_decides_is_a_matter_of_how_long_it_is_and_nobody_else_may(house, who, days, by):
    absence = announce(house, who, days).record_id
    assert decides(house, absence) == by
    for other in {*ABOVE, DRAFTER} - {by}:
        with pytest.raises((NotYoursError, InvalidChangeError)):
            delegating.approve(house.person(other), absence)
        with pytest.raises((NotYoursError, InvalidChangeError)):
            delegating.refuse(house.person(other), absence, "不行")
    if by is not None:
        delegating.approve(house.person(by), absence)
        with pytest.raises(InvalidChangeError, match=f"已由{house.person(by).name}批准"):
            delegating.approve(house.person(by), absence)
    assert leaves.house_today(reading(), house.person(who))[0].leaves[0].approved_at is not None


def test_how_long_it_is_goes_by_the_calendar_of_the_house(house):
    absence = announce(house, DRAFTER, leave(16, 17)).record_id
    assert decides(house, absence) == CHAIR
    calendar.correct(house.person("sysadmin"), date(2026, 3, 17), None, False, "全市停电")
    assert decides(house, absence) == VICE_CHAIR, "one working day"
    calendar.correct(house.person("sysadmin"), date(2026, 3, 21), None, True, "加班")
    saturday = announce(house, "panyue", leave(21, until_noon=True)).record_id
    longer = announce(house, "panyue", leave(26, 29)).record_id  # Thursday to Sunday
    assert "共半天" in str(delegating.lasts(asked(house, saturday)))
    assert "共2天" in str(delegating.lasts(asked(house, longer)))


def asked(house, absence_id):
    actor = house.person(DRAFTER)
    where = leaves.house_today(reading(), actor)
    row = next(row for row in where[0].leaves if row.id == absence_id)
    return leaves.asked(where, row.person_id, row)


def test_leave_cut_into_pieces_is_one_leave(house):
    first = announce(house, DRAFTER, MORNING).record_id
    delegating.approve(house.person(HEAD), first)
    second = announce(house, DRAFTER, AFTERNOON)
    assert second.warnings == ("连同相接的外出共1天，已报副主席（顾明月）批准；批准之前，文件仍照常送您",)
    third = announce(house, DRAFTER, leave(17, until_noon=True)).record_id
    assert decides(house, second.record_id) == decides(house, third) == CHAIR, "a day and a half"
    apart = announce(house, DRAFTER, leave(18, until_noon=True)).record_id
    assert decides(house, apart) == HEAD, "Tuesday afternoon is worked in between"
    delegating.refuse(house.person(CHAIR), third, "有会议")
    assert decides(house, second.record_id) == VICE_CHAIR, "what was refused does not count"
    delegating.call_off(house.person(DRAFTER), first)
    assert decides(house, second.record_id) == HEAD, "nor what was called off"


def test_over_a_weekend_two_halves_are_one_day(house):
    announce(house, DRAFTER, leave(20, from_noon=True))
    monday = announce(house, DRAFTER, leave(23, until_noon=True)).record_id
    assert decides(house, monday) == VICE_CHAIR


def test_what_was_taken_before_the_weekend_still_counts_after_it(house, monkeypatch):
    friday = announce(house, DRAFTER, leave(20)).record_id
    delegating.approve(house.person(VICE_CHAIR), friday)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 23, 0, 0))
    monday = announce(house, DRAFTER, leave(23)).record_id
    assert decides(house, monday) == CHAIR


def test_half_a_day_of_a_heads_holds_at_once(house):
    done = announce(house, HEAD, MORNING)
    assert done.warnings == ("共半天，不用批准，请告知办公室；到时新到的文件按规定由别人代办",)
    document = house.draft()
    house.act(document, "submit", by=DRAFTER)
    assert house.slips(document)[-1].holder_name == "副主席"


def test_where_the_proper_one_is_away_whoever_stands_in_decides(house):
    announce(house, CHAIR, leave(16, 20))
    long = announce(house, DRAFTER, leave(16, 18))
    assert "已报常务副主席（沈秋岚）批准" in long.warnings[0]
    assert decides(house, long.record_id) == FIRST
    delegating.approve(house.person(FIRST), announce(house, VICE_CHAIR, leave(16, 20)).record_id)
    assert decides(house, announce(house, DRAFTER, leave(20)).record_id) == FIRST


def test_the_clause_is_in_the_log_and_who_may_not_decide_is_told_who_does(house):
    absence = announce(house, DRAFTER, leave(16, 17, until_noon=True)).record_id
    with pytest.raises(NotYoursError, match="王芳的外出不由您批准：共1天半，由主席批准"):
        delegating.approve(house.person(HEAD), absence)
    delegating.approve(house.person(CHAIR), absence)
    refused = announce(house, DRAFTER, leave(19, until_noon=True)).record_id
    delegating.refuse(house.person(HEAD), refused, "有检查")
    log = select(AdministrationLog.done, AdministrationLog.before, AdministrationLog.after)
    by = "依据：《考勤制度》第三条"
    days, half = "2026年3月16日至3月17日上午（共1天半）", "2026年3月19日上午（共半天）"
    assert [tuple(row) for row in reading().execute(log.order_by(AdministrationLog.id))] == [
        ("外出登记：王芳", "", f"{days}；原因：家中有事；{by}"),
        ("批准外出：王芳", "", f"{days}；原因：家中有事；{by}"),
        ("外出登记：王芳", "", f"{half}；原因：家中有事；{by}"),
        ("不批准外出：王芳", f"{half}；原因：家中有事；{by}", "理由：有检查"),
    ]
