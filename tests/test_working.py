"""The office's working time: holidays and the days worked instead, lunch, nights, a house's own corrections."""

from datetime import date, datetime, timedelta

import pytest

from routing import clock
from routing.working import HOURS, MINUTES_A_DAY, Calendar, holiday, known, national

PLAIN = Calendar()


def at(written):
    """A wall-clock moment of the house, as stored."""
    return clock.stored(datetime.fromisoformat(written))


def minutes(start, end, calendar=PLAIN):
    return calendar.minutes_between(at(start), at(end))


def after(start, number, calendar=PLAIN):
    return clock.local(calendar.after(at(start), number)).strftime("%Y-%m-%d %H:%M")


def closing(start, days, calendar=PLAIN):
    return clock.local(calendar.closing(date.fromisoformat(start), days)).strftime("%Y-%m-%d %H:%M")


def test_a_working_day_is_seven_hours():
    wall = [datetime.combine(date.min, closes) - datetime.combine(date.min, opens) for opens, closes in HOURS]
    assert sum(wall, timedelta()) == timedelta(minutes=MINUTES_A_DAY)
    assert minutes("2026-11-23 00:00", "2026-11-24 00:00") == MINUTES_A_DAY
    assert HOURS[-1][1] == clock.CLOSING


def test_the_national_day_and_the_days_worked_for_it():
    assert [day for day in range(1, 12) if PLAIN.is_working(date(2026, 10, day))] == [8, 9, 10]
    assert PLAIN.is_working(date(2026, 9, 20))  # a Sunday
    assert holiday(date(2026, 10, 1)) == "国庆节"
    assert holiday(date(2026, 10, 10)) == "国庆节"
    assert holiday(date(2026, 10, 8)) == ""
    assert closing("2026-09-30", 1) == "2026-10-08 17:30"
    assert minutes("2026-09-30 17:00", "2026-10-08 09:00") == 60


def test_the_spring_festival_of_2026_and_the_two_saturdays_worked_for_it():
    assert [day for day in range(13, 29) if PLAIN.is_working(date(2026, 2, day))] == [13, 14, 24, 25, 26, 27, 28]
    assert closing("2026-02-13", 3) == "2026-02-25 17:30"
    assert after("2026-02-14 17:00", 45) == "2026-02-24 08:45"
    assert minutes("2026-02-13 08:30", "2026-03-02 08:30") == 7 * MINUTES_A_DAY


def test_a_weekend_is_not_worked():
    assert minutes("2026-11-20 17:30", "2026-11-23 08:30") == 0
    assert after("2026-11-20 17:00", 60) == "2026-11-23 09:00"
    assert closing("2026-11-20", 1) == "2026-11-23 17:30"


def test_nothing_passes_during_lunch():
    assert minutes("2026-11-23 12:00", "2026-11-23 14:00") == 0
    assert minutes("2026-11-23 11:30", "2026-11-23 13:10") == 30
    assert minutes("2026-11-23 12:40", "2026-11-23 14:25") == 25
    assert after("2026-11-23 11:50", 20) == "2026-11-23 14:10"


def test_nothing_passes_over_midnight():
    assert minutes("2026-11-23 22:00", "2026-11-24 06:00") == 0
    assert minutes("2026-11-23 17:20", "2026-11-24 08:40") == 20
    assert after("2026-11-23 23:59", 5) == "2026-11-24 08:35"
    # At 00:10 on this Monday it is still Sunday in UTC.
    assert after("2026-11-23 00:10", 30) == "2026-11-23 09:00"


def test_what_ends_with_the_day_ends_at_its_closing():
    assert after("2026-11-20 16:30", 60) == "2026-11-20 17:30"
    assert after("2026-11-20 08:30", MINUTES_A_DAY) == "2026-11-20 17:30"
    assert after("2026-11-20 17:30", MINUTES_A_DAY) == "2026-11-23 17:30"
    assert after("2026-11-20 10:00", 120) == "2026-11-20 12:00"


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-23 10:15", "2026-11-23 10:15"),
        ("2026-11-23 07:00", "2026-11-23 08:30"),
        ("2026-11-23 12:00", "2026-11-23 12:00"),
        ("2026-11-23 13:00", "2026-11-23 14:00"),
        ("2026-11-23 17:30", "2026-11-23 17:30"),
        ("2026-11-23 17:31", "2026-11-24 08:30"),
        ("2026-11-21 09:00", "2026-11-23 08:30"),
        ("2026-09-30 20:00", "2026-10-08 08:30"),
    ],
)
def test_no_minutes_at_all_end_at_once_or_out_of_hours_at_the_next_opening(moment, due):
    assert after(moment, 0) == due


def test_as_much_passes_until_a_limit_as_the_limit_gives():
    for hour in range(0, 24 * 12, 5):
        start = at("2026-09-28 00:00") + timedelta(hours=hour, seconds=17)
        for number in (1, 60, 210, 419, 420, 421, 2_100, 420 * 300):
            assert PLAIN.minutes_between(start, PLAIN.after(start, number)) == number


def test_no_days_end_with_today_or_with_the_next_working_day():
    assert closing("2026-11-23", 0) == "2026-11-23 17:30"
    assert closing("2026-11-21", 0) == "2026-11-23 17:30"
    assert closing("2026-10-01", 0) == closing("2026-10-01", 1) == "2026-10-08 17:30"


def test_without_holidays_a_limit_counts_mondays_to_fridays():
    assert closing("2026-03-06", 0) == "2026-03-06 17:30"  # a Friday
    assert closing("2026-03-06", 1) == "2026-03-09 17:30"
    assert closing("2026-03-06", 5) == "2026-03-13 17:30"
    assert closing("2026-03-07", 1) == "2026-03-09 17:30"


def test_the_end_before_the_start_is_no_time_and_limits_run_forward():
    assert minutes("2026-11-24 09:00", "2026-11-23 09:00") == 0
    with pytest.raises(ValueError):
        PLAIN.after(at("2026-11-23 09:00"), -1)
    with pytest.raises(ValueError):
        PLAIN.closing(date(2026, 11, 23), -1)


def test_corrections_win():
    own = Calendar(((date(2026, 10, 1), True), (date(2026, 11, 23), False)))
    assert own.is_working(date(2026, 10, 1))
    assert not own.is_working(date(2026, 11, 23))
    assert closing("2026-11-20", 1, own) == "2026-11-24 17:30"
    assert minutes("2026-11-20 17:30", "2026-11-24 08:30", own) == 0
    assert after("2026-09-30 17:30", 30, own) == "2026-10-01 09:00"
    assert not PLAIN.is_working(date(2026, 10, 1))


def test_calendars_with_the_same_corrections_are_the_same():
    assert Calendar(((date(2026, 10, 1), True),)) == Calendar(((date(2026, 10, 1), True),))
    assert len({Calendar(), PLAIN, Calendar(((date(2026, 10, 1), True),))}) == 2


def test_a_year_that_is_not_known_yet_is_monday_to_friday():
    assert known(2026)
    assert not known(2003)
    assert not known(2090)
    assert national(date(2090, 10, 2))  # a Monday
    assert not national(date(2090, 9, 30))
    assert closing("2090-09-29", 1) == "2090-10-02 17:30"
    assert holiday(date(2090, 10, 1)) == ""


def test_a_limit_runs_from_one_year_into_the_next():
    assert closing("2025-12-31", 1) == "2026-01-04 17:30"  # a Sunday, worked for the new year's holiday
    assert minutes("2025-12-31 16:30", "2026-01-05 08:30") == 60 + MINUTES_A_DAY
    assert minutes("2024-01-01 00:00", "2027-01-01 00:00") == MINUTES_A_DAY * sum(
        PLAIN.is_working(date(2024, 1, 1) + timedelta(days=number)) for number in range(366 + 365 + 365)
    )


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        (("2026-11-23", False), ("2026-11-23", False), 1),
        (("2026-11-23", False), ("2026-11-23", True), 2),
        (("2026-11-23", True), ("2026-11-24", False), 2),
        (("2026-11-20", True), ("2026-11-23", False), 2),  # over a weekend
        (("2026-11-21", False), ("2026-11-22", True), 0),
        (("2026-11-21", True), ("2026-11-23", True), 2),  # begins on a day off
        (("2026-11-20", False), ("2026-11-22", False), 2),  # ends on one
        (("2026-09-30", True), ("2026-10-08", False), 2),  # the National Day
        (("2026-11-24", False), ("2026-11-23", True), 0),
        (("2026-11-23", True), ("2026-11-23", False), 0),
        (("2026-12-31", False), ("2027-01-04", True), 4),  # into a year whose holidays may be known or not
    ],
)
def test_half_days_are_counted_as_they_are_worked(first, last, number):
    there = [(date.fromisoformat(day), afternoon) for day, afternoon in (first, last)]
    closed = Calendar(((date(2027, 1, 1), False),))
    assert closed.half_days(*there) == number


def test_half_days_go_by_the_houses_own_corrections():
    own = Calendar(((date(2026, 11, 24), False), (date(2026, 11, 28), True)))
    assert own.half_days((date(2026, 11, 23), True), (date(2026, 11, 29), True)) == 1 + 3 * 2 + 2
