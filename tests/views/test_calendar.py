"""The page of the working calendar over HTTP: what a year shows, a day corrected and taken back, an unknown year."""

import re

import pytest
from sqlalchemy import select

from routing import clock, working
from routing.database import reading
from routing.models import CalendarDay
from tests.factories import CHAIR, Browser

SYSTEM, PAGE, FORM = "sysadmin", "/admin/calendar", "/admin/calendar/correct"
OUTAGE = {"first": "2026-11-27", "last": "", "is_working": "0", "reason": "全市停电"}


def kept():
    return reading().execute(select(CalendarDay.day, CalendarDay.working, CalendarDay.reason)).all()


@pytest.mark.parametrize("who", ["secadmin", "auditor", CHAIR])
def test_nobody_but_the_system_officer_opens_the_calendar(app, who):
    browser = Browser(app, who)
    assert [browser.get(page).status_code for page in (PAGE, FORM)] == [403, 403]
    assert browser.post(FORM, OUTAGE).status_code == 403
    assert kept() == []


def test_a_year_shows_its_holidays_and_the_days_worked_instead_by_name(app):
    page = Browser(app, SYSTEM).get(f"{PAGE}?year=2026").text
    assert "2026年工作日历" in page
    assert "15日至23日 春节放假" in page
    assert "14日（周六） 春节调休上班" in page
    assert "1日至7日 国庆节放假" in page
    assert re.search(r'class="is-worked">14<b>班</b>', page)
    assert re.search(r'class="is-rest">1<b>休</b>', page)
    assert "还没有收录" not in page


def test_a_year_that_is_not_known_yet_says_so(app, monkeypatch):
    monkeypatch.setattr(working, "YEARS", working.YEARS - {clock.today().year})
    browser, year = Browser(app, SYSTEM), clock.today().year
    assert f"系统还没有收录{year}年的放假安排，暂按周一至周五" in browser.get(PAGE).text
    assert f"{year}年的放假安排还没有收录" in browser.get("/admin").text


@pytest.mark.parametrize("asked", ["", "1", "99999", "今年"])
def test_where_there_is_no_such_year_this_one_is_shown(app, asked):
    assert f"{clock.today().year}年工作日历" in Browser(app, SYSTEM).get(f"{PAGE}?year={asked}").text


def test_a_day_is_corrected_and_taken_back_through_the_page(app):
    browser = Browser(app, SYSTEM)
    page = browser.post(FORM, OUTAGE, follow_redirects=True).text
    assert "更正工作日历：2026年11月27日为休息日" in page
    assert "27日（周五） 更正为休息日：全市停电" in page
    assert "2026年工作日历" in page
    address = re.search(r'action="(/admin/calendar/\d+/withdraw\?year=2026)"', page)[1]
    page = browser.post(address, follow_redirects=True).text
    assert "收回工作日历的更正：2026年11月27日" in page
    assert "2026年没有更正" in page
    assert kept() == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"first": ""}, "请填写更正哪一天"),
        ({"first": "十一月"}, "日期请写作"),
        ({"last": "2026-11-01"}, "不能早于开始的一天"),
        ({"reason": ""}, "请填写原因"),
        ({"reason": "停" * 101}, "最多100字"),
        ({"is_working": "也许"}, "field-error"),
        ({"first": "2026-11-28"}, "已经是休息日"),
    ],
)
def test_each_wrong_column_is_named_and_nothing_is_corrected(app, form, said):
    answer = Browser(app, SYSTEM).post(FORM, {**OUTAGE, **form})
    assert answer.status_code == 422
    assert said in answer.text
    assert kept() == []


def test_a_correction_that_is_gone_is_a_page_not_found(app):
    assert Browser(app, SYSTEM).post("/admin/calendar/9999/withdraw").status_code == 404
