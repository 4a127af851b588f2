"""The house's corrections of the calendar: who may, what they change at once, what is refused, what is on record."""

from datetime import date

import pytest
from sqlalchemy import select

from routing import clock
from routing.database import reading
from routing.models import AdministrationLog, CalendarDay, Organisation
from routing.queries import calendar as queries
from routing.services.administration import calendar
from routing.services.errors import InvalidChangeError, MissingRecordError
from workflows.errors import NotYoursError

SYSTEM = "sysadmin"
THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, day) for day in (26, 27, 28, 29))
MONDAY = date(2026, 11, 30)


def correct(house, first, last=None, *, is_working=False, reason="全市停电"):
    return calendar.correct(house.person(SYSTEM), first, last, is_working, reason)


def corrections():
    return queries.corrections_of(reading(), organisation().id)


def organisation():
    return reading().execute(select(Organisation.id, Organisation.chart_version)).one()


def of_the_house():
    return queries.calendar_of(reading(), *organisation())


def last_line():
    line = select(AdministrationLog.done, AdministrationLog.before, AdministrationLog.after)
    return reading().execute(line.order_by(AdministrationLog.id.desc()).limit(1)).one_or_none()


@pytest.mark.parametrize("who", ["secadmin", "auditor", "zhoujingyi", "luwenbin"])
def test_only_the_system_officer_keeps_the_calendar(house, who):
    correct(house, FRIDAY)
    number = reading().execute(select(CalendarDay.id)).scalar_one()
    with pytest.raises(NotYoursError):
        calendar.correct(house.person(who), MONDAY, None, False, "不上班")
    with pytest.raises(NotYoursError):
        calendar.take_back(house.person(who), number)
    assert corrections() == ((FRIDAY, False),)


def test_a_corrected_day_counts_at_once_and_no_longer_once_it_is_taken_back(house):
    due = of_the_house().closing(THURSDAY, 1)
    assert clock.local(due).date() == FRIDAY
    correct(house, FRIDAY)
    assert clock.local(of_the_house().closing(THURSDAY, 1)).date() == MONDAY
    calendar.take_back(house.person(SYSTEM), reading().execute(select(CalendarDay.id)).scalar_one())
    assert of_the_house().closing(THURSDAY, 1) == due
    assert corrections() == ()


def test_the_calendar_is_read_once_for_a_version_of_the_chart(house):
    assert of_the_house() is of_the_house()


def test_a_holiday_of_several_days_is_entered_at_once_and_its_weekend_left_alone(house):
    correct(house, FRIDAY, MONDAY, reason="换届选举")
    assert corrections() == ((FRIDAY, False), (MONDAY, False))
    assert last_line() == (
        "更正工作日历：2026年11月27日至2026年11月30日为休息日",
        "",
        "原因：换届选举；与全国日历不同的：2026年11月27日、2026年11月30日",
    )


def test_a_weekend_is_worked_where_the_house_says_so(house):
    correct(house, SATURDAY, is_working=True, reason="值守")
    assert of_the_house().is_working(SATURDAY)
    assert not of_the_house().is_working(SUNDAY)


def test_correcting_a_day_back_to_what_it_is_takes_the_correction_back(house):
    correct(house, FRIDAY)
    correct(house, FRIDAY, is_working=True, reason="不停电了")
    assert corrections() == ()
    assert last_line().before == "2026年11月27日更正为休息日（全市停电）"


def test_a_second_reason_replaces_the_first(house):
    correct(house, FRIDAY)
    correct(house, FRIDAY, reason="台风")
    assert reading().execute(select(CalendarDay.reason)).scalars().all() == ["台风"]
    assert "全市停电" in last_line().before


def test_what_would_change_nothing_is_refused_and_not_on_record(house):
    with pytest.raises(InvalidChangeError, match="2026年11月28日已经是休息日") as error:
        correct(house, SATURDAY)
    assert error.value.field == "first"
    assert last_line() is None
    correct(house, FRIDAY)
    with pytest.raises(InvalidChangeError, match="不用更正"):
        correct(house, FRIDAY)


@pytest.mark.parametrize(
    ("first", "last", "said", "field"),
    [
        (MONDAY, FRIDAY, "不能早于", "last"),
        (date(2026, 1, 1), date(2026, 2, 1), "最多更正31天", "last"),
        (date(1999, 1, 1), None, "请核对年份", "first"),
        (date(2098, 1, 1), None, "请核对年份", "first"),
    ],
)
def test_a_wrong_period_is_refused_at_its_field(house, first, last, said, field):
    with pytest.raises(InvalidChangeError, match=said) as error:
        correct(house, first, last)
    assert error.value.field == field
    assert corrections() == ()


def test_what_is_not_there_is_not_taken_back(house):
    with pytest.raises(MissingRecordError):
        calendar.take_back(house.person(SYSTEM), 9_999)
