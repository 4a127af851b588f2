"""How things are written for people."""

from datetime import date, datetime

import pytest

from routing import clock, display


def at(text):
    """A wall-clock moment of the house, as it is stored."""
    return clock.stored(datetime.fromisoformat(text))


def test_what_would_lie_before_the_first_moment_there_is_is_stored_as_that():
    assert at("0001-01-01T00:00") == datetime.min
    assert at("0001-01-02T00:00") < at("2026-03-08T09:05") == datetime(2026, 3, 8, 1, 5)


def test_a_date_has_no_leading_zeros():
    assert display.day(date(2026, 3, 8)) == "2026年3月8日"
    assert display.day(None) == ""


def test_a_moment_is_told_in_the_houses_own_time():
    assert display.moment(datetime(2026, 3, 7, 16, 5)) == "2026年3月8日 00:05"
    assert display.moment(None) == ""


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-08T09:05", "今天 09:05"),
        ("2026-03-07T16:20", "昨天 16:20"),
        ("2026-03-06T23:59", "3月6日"),
        ("2025-12-01T08:00", "2025年12月1日"),
    ],
)
def test_a_list_says_today_yesterday_or_the_day(monkeypatch, moment, words):
    monkeypatch.setattr(clock, "now", lambda: at("2026-03-08T12:00"))
    assert display.since(at(moment)) == words


@pytest.mark.parametrize(
    ("due", "words", "late"),
    [
        ("2026-03-08T17:30", "今天到期", False),
        ("2026-03-09T17:30", "明天到期", False),
        ("2026-03-12T17:30", "3月12日到期", False),
        ("2026-03-08T11:00", "今天已到期", True),
        ("2026-03-05T17:30", "已超期（3月5日到期）", True),
    ],
)
def test_a_slip_says_when_it_is_due(monkeypatch, due, words, late):
    now = at("2026-03-08T12:00")
    monkeypatch.setattr(clock, "now", lambda: now)
    assert display.due(at(due), now) == (words, late)


@pytest.mark.parametrize(
    ("octets", "words"), [(0, "0.1 KB"), (1024, "1.0 KB"), (1_048_576, "1.0 MB"), (52_428_800, "50.0 MB")]
)
def test_a_size_is_in_kilobytes_or_megabytes(octets, words):
    assert display.size(octets) == words
