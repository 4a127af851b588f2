"""催办 by the house: when, whom, once; rising; leave; against clocks that were worked out by hand."""

import threading
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import Absence, Delegation, Document, Organisation, Outbox, Slip, Urging
from routing.queries.chart import chart_of
from routing.queries.superiors import superiors
from routing.services import reminding
from routing.services.notifying import CONFIDENTIAL
from routing.services.orders import Assignment, Circulating
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, VICE_CHAIR
from workflows.escalation import Above

FIRST = "shenqiulan"


def moment(month, day, hour=8, minute=30):
    """A moment of 2026 by the wall clock of the house, as it is stored."""
    return clock.stored(datetime(2026, month, day, hour, minute))


@pytest.fixture
def turn(monkeypatch):
    """Set the clock to a moment of 2026 by the wall clock of the house, and go round once."""

    def round_(month, day, hour=8, minute=30):
        let_go()
        monkeypatch.setattr(clock, "now", lambda: moment(month, day, hour, minute))
        return reminding.remind()

    return round_


def lying(house, due, *, came=None, urgency=0, by=HEAD, **columns):
    """A task before somebody that is due then; return the id of its slip. Nothing else is open."""
    paper = house.receive(**columns)
    post = f"post:{house.person(by).seats[0].post_id}"
    house.act(paper, "propose", CLERK, opinion="拟请部室办理。")
    house.act(paper, "endorse", DIRECTOR, opinion="请抓紧办理。", change=Assignment(lead=post))
    with writing() as connection:
        connection.execute(update(Document).where(Document.id == paper).values(urgency=urgency))
        mine = update(Slip).where(Slip.document_id == paper, Slip.closed_at.is_(None)).returning(Slip.id)
        given = {"due_at": due, "arrived_at": came or due - timedelta(days=40), "urgency": urgency}
        return connection.execute(mine.values(given)).scalar_one()


def urgings():
    let_go()
    rows = reading().execute(
        select(Urging.reason, Urging.risen_to).where(Urging.person_id.is_(None)).order_by(Urging.id)
    )
    return [tuple(row) for row in rows]


def reasons():
    return [reason for reason, _ in urgings()]


def messages():
    let_go()
    wanted = Outbox.event.in_(("due_soon", "overdue", "risen"))
    return reading().execute(select(Outbox.__table__).where(wanted).order_by(Outbox.id)).all()


def post(house, username):
    return f"post:{house.person(username).seats[0].post_id}"


def away(house, username, first, last, *, deputy=""):
    """Approved leave; with a deputy for all posts, where one is named."""
    person = house.person(username)
    period = {"organisation_id": person.organisation_id, "starts_on": first, "ends_on": last, "reason": "休假"}
    with writing() as connection:
        stamp = {"person_id": person.person_id, "created_at": clock.now(), "approved_at": clock.now()}
        connection.execute(insert(Absence), period | stamp)
        if deputy:
            to = {"from_person_id": person.person_id, "to_person_id": house.person(deputy).person_id}
            connection.execute(insert(Delegation), period | to | {"created_at": clock.now()})
        connection.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))


# 国庆 2026: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked. Due on Thursday 8 October, 17:30.
OCTOBER: tuple[tuple[tuple[int, ...], list[str]], ...] = (
    ((9, 29, 17, 0), []),
    ((9, 30, 8, 29), []),  # the office is closed
    ((9, 30, 8, 30), ["before"]),  # the working day before the 8th
    ((9, 30, 17, 0), []),
    ((10, 1, 10, 0), []),
    ((10, 7, 10, 0), []),
    ((10, 8, 8, 30), ["due"]),
    ((10, 8, 17, 20), []),
    ((10, 9, 17, 20), []),  # not yet a whole working day late
    ((10, 10, 8, 30), ["late", "risen"]),  # a Saturday that is worked: one working day late
    ((10, 10, 16, 0), []),
    ((10, 11, 10, 0), []),
    ((10, 12, 17, 20), []),
    ((10, 13, 8, 30), ["late", "risen", "risen"]),  # three: the 9th, the 10th, the 12th
    ((10, 14, 8, 30), []),
    ((10, 15, 8, 30), ["late"]),  # five
)
# 春节 2026: 15 to 23 February off, Saturday 14 and Saturday 28 February worked. Due on Tuesday 24 February, 17:30.
FEBRUARY: tuple[tuple[tuple[int, ...], list[str]], ...] = (
    ((2, 13, 9, 0), []),
    ((2, 14, 8, 40), ["before"]),
    ((2, 16, 9, 0), []),
    ((2, 23, 9, 0), []),
    ((2, 24, 8, 40), ["due"]),
    ((2, 25, 17, 30), ["late", "risen"]),
    ((2, 27, 17, 30), ["late", "risen", "risen"]),
    ((2, 28, 9, 0), []),
    ((3, 1, 9, 0), []),
    ((3, 2, 17, 30), ["late"]),
)


@pytest.mark.parametrize(("due", "steps"), [((10, 8), OCTOBER), ((2, 24), FEBRUARY)], ids=["国庆", "春节"])
def test_reminders_keep_the_calendar_as_it_was_worked_out_by_hand(house, turn, due, steps):
    lying(house, moment(*due, 17, 30))
    for when, expected in steps:
        known = len(reasons())
        assert turn(*when) == len(expected), when
        assert reasons()[known:] == expected, when
        assert turn(*when) == 0, "the same moment again says nothing"


def test_it_rises_to_the_next_above_and_then_to_the_top(house, turn):
    lying(house, moment(3, 10, 17, 30))
    turn(3, 16)  # three working days late: the worker was away meanwhile, and nothing is said twice
    assert urgings() == [("late", ""), ("risen", post(house, VICE_CHAIR)), ("risen", post(house, FIRST)),
                         ("risen", post(house, CHAIR))]  # fmt: skip
    first, *risen = messages()
    assert (first.event, first.holders) == ("overdue", post(house, HEAD))
    assert "已超期3个工作日" in first.subject
    assert [one.holders for one in risen] == [post(house, one) for one in (VICE_CHAIR, FIRST, CHAIR)]
    assert all("权益部部长处" in one.body for one in risen)


def test_from_the_staff_it_rises_to_the_head(house, turn):
    lying(house, moment(3, 10, 17, 30), by=DRAFTER)
    turn(3, 12)
    assert urgings() == [("late", ""), ("risen", post(house, HEAD))]


def test_an_urgent_one_is_reminded_of_an_hour_before_and_at_its_moment(house, turn):
    lying(house, moment(3, 11, 14, 30), urgency=2, came=moment(3, 11, 8, 30))
    for when, expected in (((11, 29), []), ((11, 30), ["before"]), ((12, 30), []), ((14, 20), []), ((14, 30), ["due"])):
        known = len(reasons())
        turn(3, 11, *when)
        assert reasons()[known:] == expected, when
    assert messages()[0].subject.startswith("【特急】")


def test_whoever_got_it_after_that_is_not_reminded_of_it_at_once(house, turn):
    lying(house, moment(3, 12, 17, 30), came=moment(3, 11, 10, 0))
    turn(3, 11, 10, 10)
    assert reasons() == []
    turn(3, 12)
    assert reasons() == ["due"]


def test_what_is_handed_in_is_urged_a_working_day_later(house, turn):
    slip = lying(house, moment(3, 13, 17, 30), came=moment(3, 12, 10, 0), by=CLERK)
    with writing() as connection:
        connection.execute(update(Slip).where(Slip.id == slip).values(state="registering"))
    turn(3, 13, 9, 50)
    assert reasons() == []
    turn(3, 13, 10, 0)
    assert reasons() == ["due"]


def test_a_stopped_clock_and_a_date_put_off_say_nothing_and_the_new_date_says_it_again(house, turn):
    slip = lying(house, moment(3, 10, 17, 30))
    with writing() as connection:
        connection.execute(update(Slip).where(Slip.id == slip).values(paused_at=moment(3, 9)))
    assert turn(3, 10) == 0
    with writing() as connection:
        connection.execute(update(Slip).where(Slip.id == slip).values(paused_at=None))
    assert turn(3, 10) == 1
    with writing() as connection:
        connection.execute(update(Slip).where(Slip.id == slip).values(due_at=moment(3, 20, 17, 30)))
    assert turn(3, 12) == 0
    assert turn(3, 20) == 1
    assert reasons() == ["due", "due"]


def test_on_leave_one_is_told_when_one_is_back_and_meanwhile_it_rises(house, turn):
    lying(house, moment(3, 10, 17, 30))
    away(house, HEAD, date(2026, 3, 9), date(2026, 3, 12))
    turn(3, 10)
    assert urgings() == []
    turn(3, 12)
    assert urgings() == [("risen", post(house, VICE_CHAIR))]
    turn(3, 13)
    assert urgings()[1:] == [("late", "")]


def test_a_deputy_is_told_for_whoever_is_on_leave(house, turn):
    lying(house, moment(3, 10, 17, 30))
    away(house, HEAD, date(2026, 3, 9), date(2026, 3, 12), deputy=DRAFTER)
    turn(3, 10)
    (message,) = messages()
    assert message.holders == f"person:{house.person(DRAFTER).person_id}"


def test_a_restricted_document_is_reminded_of_without_a_word_of_it(house, turn):
    paper = house.receive(origin="confidential", title="关于某某同志问题线索的函", scope=house.scope(HEAD, CHAIR))
    with writing() as connection:
        mine = update(Slip).where(Slip.document_id == paper, Slip.closed_at.is_(None))
        connection.execute(mine.values(due_at=moment(3, 10, 17, 30), arrived_at=moment(3, 2)))
    turn(3, 16)
    said = messages()
    assert said
    assert {(one.subject, one.body, one.confidential) for one in said} == {(CONFIDENTIAL, f"{CONFIDENTIAL}。", True)}


def test_two_hosts_at_once_say_it_once(house, turn, monkeypatch):
    for _ in range(3):
        lying(house, moment(3, 10, 17, 30))
    barrier, real = threading.Barrier(2), reminding._tell
    monkeypatch.setattr(reminding, "_tell", lambda *given: (barrier.wait(20), real(*given))[1])
    monkeypatch.setattr(clock, "now", lambda: moment(3, 16))
    let_go()
    counts = []

    def host():
        with house.app.app_context():
            counts.append(reminding.remind())

    hosts = [threading.Thread(target=host) for _ in range(2)]
    for one in hosts:
        one.start()
    for one in hosts:
        one.join(60)
    assert sum(counts) == len(urgings()) == len(messages()) == 3 * 4
    monkeypatch.setattr(reminding, "_tell", real)
    assert turn(3, 16) == 0


def test_more_than_a_batch_is_read_page_after_page(house, turn, monkeypatch):
    monkeypatch.setattr(reminding, "BATCH", 2)
    for _ in range(5):
        lying(house, moment(3, 10, 17, 30))
    assert turn(3, 10) == 5


def test_the_chart_says_who_is_above_whom(house):
    version = reading().execute(select(Organisation.id, Organisation.chart_version)).one()
    chart = chart_of(reading(), *version)
    department = house.person(HEAD).departments[0]

    def above(holder, reach=Above.NEXT):
        return superiors(chart, holder, reach)

    assert above(f"department:{department}") == (post(house, HEAD),)
    assert above(f"person:{house.person(DRAFTER).person_id}") == (post(house, HEAD),)
    assert above(post(house, HEAD)) == (post(house, VICE_CHAIR),)
    assert above(post(house, CLERK)) == (post(house, DIRECTOR),)
    assert above(post(house, DIRECTOR)) == (post(house, FIRST),)
    assert above(post(house, CHAIR)) == above(post(house, CHAIR), Above.CHAIR) == ()
    assert above(post(house, FIRST), Above.FIRST) == ()


def test_of_a_reader_on_leave_whoever_reads_for_them_is_reminded(house, turn):
    for deputy in ("", "yanhongmei"):
        paper = house.receive(source_number="")
        reader = f"person:{house.person(VICE_CHAIR).person_id}"
        house.act(paper, "circulate_at_once", CLERK, change=Circulating((reader,)))
        with writing() as connection:
            mine = update(Slip).where(Slip.document_id == paper, Slip.closed_at.is_(None))
            connection.execute(mine.values(due_at=moment(12, 9, 17, 30), arrived_at=moment(12, 7)))
        away(house, VICE_CHAIR, date(2026, 12, 8), date(2026, 12, 10), deputy=deputy)
    turn(12, 9, 8, 30)
    told = {message.holders for message in messages() if message.event == "due_soon"}
    assert told == {f"person:{house.person('yanhongmei').person_id}"}
