"""每周汇总: on the week's first working day, once a person and week, whoever is there; nothing outside a scope."""

import threading
from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import Outbox, Slip
from routing.queries import digest
from routing.queries.statistics import LEADERS
from routing.services import digesting
from routing.working import Calendar
from tests.factories import CHAIR, CLERK, HEAD, VICE_CHAIR
from tests.services.test_reminding import away, lying, moment

SUPERVISORS = 11  # of the demo house: the chair, two vice-chairs, the director, two clerks, five heads


@pytest.fixture
def look(monkeypatch):
    """Set the clock to a moment of 2026 by the wall clock of the house, and look once."""

    def look_(month, day, hour=8, minute=30):
        let_go()
        monkeypatch.setattr(clock, "now", lambda: moment(month, day, hour, minute))
        return digesting.tell()

    return look_


def digests():
    let_go()
    return reading().execute(select(Outbox.__table__).where(Outbox.event == "digest").order_by(Outbox.id)).all()


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 12), date(2026, 3, 9)),  # an ordinary week begins on Monday
        (date(2026, 10, 1), date(2026, 9, 28)),
        (date(2026, 10, 9), date(2026, 10, 8)),  # 国庆: the week from the 5th is worked from Thursday on
        (date(2026, 2, 24), date(2026, 2, 24)),  # 春节: Monday the 23rd is off
        (date(2026, 2, 18), None),  # the whole week is off
        (date(2026, 9, 20), date(2026, 9, 14)),  # a Sunday that is worked belongs to the week before
    ],
)
def test_the_week_begins_on_its_first_working_day(day, first):
    opens = digest.begins(Calendar(), day)
    assert (clock.local(opens).replace(tzinfo=None) if opens else None) == (
        datetime(first.year, first.month, first.day, 8, 30) if first else None
    )


def test_each_supervisor_has_it_once_a_week(house, look):
    assert look(10, 8, 8, 29) == 0
    number = look(10, 8)
    assert number == len(digests()) == SUPERVISORS
    assert look(10, 8, 8, 40) == look(10, 10, 9) == look(10, 11, 9) == 0
    assert look(10, 12) == number, "the next week"
    people = {one.holders for one in digests()}
    assert f"person:{house.person(CHAIR).person_id}" in people
    assert f"person:{house.person('wangfang').person_id}" not in people


def test_on_leave_one_has_it_when_one_is_back_in_the_same_week(house, look):
    away(house, HEAD, date(2026, 3, 9), date(2026, 3, 10))
    told = look(3, 9)
    assert look(3, 10) == 0
    assert look(3, 11) == 1
    assert len(digests()) == told + 1
    assert digests()[-1].holders == f"person:{house.person(HEAD).person_id}"


def test_it_says_what_is_overdue_due_and_done_by_department(house, look, monkeypatch):
    late, due, done = (lying(house, moment(3, day, 17, 30)) for day in (6, 11, 6))
    with writing() as connection:
        closed = {"closed_at": moment(3, 5, 10), "closed_by": house.person(HEAD).person_id, "outcome": "report"}
        connection.execute(update(Slip).where(Slip.id == done).values(closed))
    look(3, 9)
    department = house.person(HEAD).departments[0]
    for by in (CHAIR, HEAD):
        week = digest.digest(reading(), house.person(by))
        assert (week.departments[department].overdue, week.departments[department].due) == (1, 1)
        assert week.departments[department].done == 1
    week = digest.digest(reading(), house.person("yanhongmei"))
    assert (week.total.overdue, week.total.due, week.total.done, week.departments) == (0, 0, 0, {})
    (mine,) = [one for one in digests() if one.holders == f"person:{house.person(HEAD).person_id}"]
    assert mine.subject == "每周汇总：超期1件，本周到期1件"
    assert "权益部：超期1件，本周到期1件，上周办结1件" in mine.body
    assert {late, due}


def test_nothing_outside_a_scope_is_counted(house, look):
    paper = house.receive(origin="confidential", title="关于某某同志问题线索的函", scope=house.scope(HEAD, CHAIR))
    with writing() as connection:
        mine = update(Slip).where(Slip.document_id == paper, Slip.closed_at.is_(None))
        connection.execute(mine.values(due_at=moment(3, 6, 17, 30), arrived_at=moment(3, 2)))
    look(3, 9)
    seen = {by: digest.digest(reading(), house.person(by)).total.overdue for by in (CHAIR, VICE_CHAIR, CLERK)}
    assert seen == {CHAIR: 2, VICE_CHAIR: 0, CLERK: 0}
    assert LEADERS in digest.digest(reading(), house.person(CHAIR)).departments


def test_two_hosts_at_once_write_it_once(house, look, monkeypatch):
    barrier, real = threading.Barrier(2), digesting._put
    monkeypatch.setattr(digesting, "_put", lambda *given: (barrier.wait(20), real(*given))[1])
    monkeypatch.setattr(clock, "now", lambda: moment(3, 9))
    let_go()
    counts = []

    def host():
        with house.app.app_context():
            counts.append(digesting.tell())

    hosts = [threading.Thread(target=host) for _ in range(2)]
    for one in hosts:
        one.start()
    for one in hosts:
        one.join(60)
    assert sorted(counts) == [0, len(digests())]
    assert len({one.holders for one in digests()}) == len(digests()) > 1
