"""督办: who sees what is late from when on, what is likely to be late, and what it costs to know."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update

import workflows
from routing import clock
from routing.database import reading, writing
from routing.models import Slip
from routing.queries import deadlines, risen
from routing.queries.leftovers import chart_now
from routing.services.orders import Convening
from routing.working import MINUTES_A_DAY, Calendar
from tests.factories import CHAIR, CLERK, HEAD, VICE_CHAIR, Browser
from tests.queries.test_budget import assert_within_budget

DIRECTOR, FIRST, OTHER_HEAD = "luwenbin", "shenqiulan", "yanhongmei"
EVERYBODY = (HEAD, OTHER_HEAD, CLERK, DIRECTOR, VICE_CHAIR, FIRST, CHAIR)
NOW = datetime(2026, 3, 20, 2, 0)  # a Friday at 10:00 in the house, in a week without holidays
CALENDAR = Calendar()


@pytest.fixture(autouse=True)
def friday(app, monkeypatch):
    """The tests' present, whatever day it is; after the house was founded, which other tests copy."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    deadlines._learnt.clear()
    deadlines._counts.clear()
    risen._risen.clear()


def at(day, hour=9, minute=30):
    """A moment of March 2026 by UTC: 9:30 is 17:30 in the house, the closing of the office."""
    return datetime(2026, 3, day, hour, minute)


def set_slip(document, **columns):
    with writing() as connection:
        connection.execute(update(Slip).where(Slip.document_id == document, Slip.closed_at.is_(None)).values(columns))


def seen(house, by, which="overdue"):
    return [line.slip.document_id for line in deadlines.late(reading(), house.person(by), which, 1).lines]


def who_sees(house, document, which="overdue"):
    return {name for name in EVERYBODY if document in seen(house, name, which)}


@pytest.mark.parametrize(
    ("due", "watching"),
    [
        (at(20), set()),
        (NOW - timedelta(minutes=1), {HEAD, CLERK, DIRECTOR}),
        (at(18, 9, 30), {HEAD, CLERK, DIRECTOR, VICE_CHAIR}),  # since Wednesday evening: more than a day's work
        (at(19, 2, 1), {HEAD, CLERK, DIRECTOR}),  # a minute short of it
        (at(19, 2, 0), {HEAD, CLERK, DIRECTOR, VICE_CHAIR}),
        (at(17, 2, 1), {HEAD, CLERK, DIRECTOR, VICE_CHAIR}),
        (at(17, 2, 0), {HEAD, CLERK, DIRECTOR, VICE_CHAIR, FIRST, CHAIR}),
    ],
)
def test_who_sees_it_is_a_matter_of_how_late_it_is(house, due, watching):
    document = house.at("office_review")
    set_slip(document, due_at=due)
    assert who_sees(house, document) == watching


def test_a_weekend_makes_nothing_later(house, monkeypatch):
    document = house.at("office_review")
    set_slip(document, due_at=at(20))
    monkeypatch.setattr(clock, "now", lambda: at(23, 0, 30))  # Monday as the office opens
    assert who_sees(house, document) == {HEAD, CLERK, DIRECTOR}
    (line,) = deadlines.late(reading(), house.person(HEAD), "overdue", 1).lines
    assert line.over == 0


def test_signers_are_late_too_and_a_stopped_clock_is_not(house):
    signed, paused = house.at("signing"), house.at("signing")
    post = f"post:{house.person(DIRECTOR).seats[0].post_id}"
    house.act(signed, "convene", CHAIR, change=Convening((post,)))
    house.act(paused, "pause", CHAIR, opinion="等上级答复")
    for document in (signed, paused):
        set_slip(document, due_at=at(1))
    (line,) = deadlines.late(reading(), house.person(CLERK), "overdue", 1).lines
    assert (line.slip.document_id, line.slip.slip_kind, line.slip.holder_name) == (signed, "sign", "办公室主任")


def test_who_does_not_supervise_is_told_nothing(house):
    assert deadlines.late_count(reading(), house.person("wangfang")) is None
    assert Browser(house.app, "wangfang").get("/tray/late").status_code == 403


def learn(house, minutes, state="office_review", times=5):
    """So many closed slips of a state, each of which took so many working minutes."""
    document = house.at(state)
    came = at(2, 0, 30)
    slips = select(Slip.__table__).where(Slip.document_id == document).order_by(Slip.id.desc())
    slip = dict(reading().execute(slips).first()._mapping)
    del slip["id"]
    done = {"arrived_at": came, "closed_by": house.person(CLERK).person_id, "outcome": "proofread"}
    rows = [{**slip, **done, "closed_at": CALENDAR.after(came, minutes + n - times // 2)} for n in range(times)]
    with writing() as connection:
        connection.execute(insert(Slip), rows)
    set_slip(document, due_at=at(31))
    return document


def test_how_long_a_step_takes_is_the_median_of_enough_closed_slips(house):
    learn(house, 630)
    learn(house, 100, "signing", times=3)
    learnt = deadlines.medians(reading(), house.person(CLERK).organisation_id, CALENDAR)
    assert learnt["outgoing", "office_review"] == 630
    assert ("outgoing", "signing") not in learnt


def test_a_slip_that_usually_takes_longer_than_it_has_is_likely_to_be_late(house):
    learn(house, 630)  # a day and a half
    tight, easy, unknown = house.at("office_review"), house.at("office_review"), house.at("signing")
    set_slip(tight, arrived_at=at(20, 0, 30), due_at=at(20))
    set_slip(easy, arrived_at=at(20, 0, 30), due_at=at(23))
    set_slip(unknown, arrived_at=at(20, 0, 30), due_at=at(20))
    assert who_sees(house, tight, "coming") == {HEAD, CLERK, DIRECTOR, VICE_CHAIR}
    page = deadlines.late(reading(), house.person(HEAD), "coming", 1)
    (line,) = page.lines
    assert (page.coming, page.overdue) == (1, 0)
    assert line.closes == at(23, 4, 0)  # Monday at noon
    assert deadlines.late(reading(), house.person(CHAIR), "coming", 1).coming is None


def test_what_a_document_still_needs_is_the_sum_of_its_steps():
    workflow = workflows.get("outgoing")
    days = sum(state.days for state in workflow.line if not state.final)
    assert deadlines.remaining(workflow, "drafting", 0, {}) == days * MINUTES_A_DAY
    learnt = {("outgoing", "sealing"): 100, ("outgoing", "distributing"): 200, ("outgoing", "handing_over"): 30}
    assert deadlines.remaining(workflow, "sealing", 60, learnt) == 40 + 200 + 30
    assert deadlines.remaining(workflow, "sealing", 500, learnt) == 230
    assert deadlines.remaining(workflow, "awaiting_filing", 0, learnt) == 0


def test_pages_follow_each_other_the_latest_first(house):
    document = house.at("office_review")
    set_slip(document, due_at=at(19))
    row = dict(reading().execute(select(Slip.__table__).where(Slip.closed_at.is_(None))).one()._mapping)
    del row["id"]
    with writing() as connection:
        connection.execute(insert(Slip), [{**row, "due_at": at(18, 0, n)} for n in range(30)])
    first, second = (deadlines.late(reading(), house.person(CLERK), "overdue", page) for page in (1, 2))
    assert (first.overdue, len(first.lines), first.more, len(second.lines), second.more) == (31, 20, True, 11, False)
    dates = [line.slip.due_at for line in (*first.lines, *second.lines)]
    assert dates == sorted(dates)


def test_the_page_keeps_to_its_budget(house):
    learn(house, 630)
    for state in ("drafting", "office_review", "signing", "distributing"):
        set_slip(house.at(state), due_at=at(1))
    for name in (HEAD, CLERK, VICE_CHAIR, FIRST, CHAIR):
        person = Browser(house.app, name)
        for address in ("/tray/late", "/tray/late?which=coming", "/tray"):
            assert_within_budget(person, address)


def test_the_overdue_of_the_house_are_read_from_their_index(house):
    """As the database says that it would do it: no table is read through, nothing is sorted."""
    document = house.at("office_review")
    row = dict(reading().execute(select(Slip.__table__).where(Slip.document_id == document)).all()[-1]._mapping)
    del row["id"]
    with writing() as connection:
        connection.execute(insert(Slip), [{**row, "due_at": at(1)} for _ in range(3_000)])
        connection.execute(text("ANALYZE"))
    actor = house.person(CLERK)
    chart = chart_now(reading(), actor.organisation_id)
    scopes = deadlines.scopes(chart, CALENDAR, actor, NOW)
    statement = deadlines.select_late(actor, scopes, *deadlines.SLIP).order_by(Slip.due_at, Slip.id).limit(21)
    compiled = statement.compile(reading().engine, compile_kwargs={"literal_binds": True})
    word = "EXPLAIN" if reading().engine.name == "postgresql" else "EXPLAIN QUERY PLAN"
    plan = "\n".join(str(row) for row in reading().execute(text(f"{word} {compiled}")))
    assert "ix_slip_late" in plan
    assert "Seq Scan on slip" not in plan
    assert "SCAN slip" not in plan


@pytest.mark.parametrize(
    ("due", "above"),
    [
        (at(20), set()),
        (NOW - timedelta(minutes=1), {HEAD}),
        (at(19, 2, 1), {HEAD}),  # a minute short of a working day
        (at(19, 2, 0), {HEAD, VICE_CHAIR}),
        (at(17, 2, 0), {HEAD, VICE_CHAIR, FIRST, CHAIR}),
    ],
)
def test_what_is_late_with_others_rises_into_the_tray_of_the_next_one_above(house, due, above):
    document = house.at("office_review")
    set_slip(document, due_at=due)
    rose = set()
    for name in EVERYBODY:
        page = Browser(house.app, name).get("/tray").text
        if "超期上报：1件" in page:
            rose.add(name)
            assert f'href="/documents/{document}"' in page
            assert "“办公室核稿”在办公室文书处超期，按督办规定报您" in page
    assert rose == above


def test_of_what_has_risen_urgent_documents_come_first_and_however_late_the_others_are_are_there(house):
    others = [house.at("office_review") for _ in range(risen.RISEN)]
    urgent, most = house.at("office_review", urgency="加急"), house.at("office_review", urgency="特急")
    for days, document in enumerate((*others, urgent, most)):
        set_slip(document, due_at=at(1 + days))
    found = risen.risen(reading(), house.person(CHAIR))
    assert [row.document_id for row, *_ in found.lines] == [most, urgent, *others[:3]]
    assert found.number == len(others) + 2
    page = Browser(house.app, CHAIR).get("/tray").text
    assert page.index(f"/documents/{most}") < page.index(f"/documents/{urgent}") < page.index(f"/documents/{others[0]}")


def test_of_what_is_likely_to_be_late_urgent_documents_come_first_however_many_are_due_before(house, monkeypatch):
    learn(house, 630)
    monkeypatch.setattr(deadlines, "LOOKED_AT", 2)
    first, second, third = (house.at("office_review") for _ in range(3))
    urgent, most = house.at("office_review", urgency="加急"), house.at("office_review", urgency="特急")
    for minute, document in enumerate((first, second, third, urgent, most)):
        set_slip(document, arrived_at=at(20, 0, 30), due_at=at(20, 9, minute))
    assert seen(house, CLERK, "coming") == [most, urgent]
    monkeypatch.setattr(deadlines, "LOOKED_AT", 4)
    assert seen(house, CLERK, "coming") == [most, urgent, first, second]


def test_what_is_late_with_oneself_does_not_rise_to_oneself(house):
    document = house.at("department_review")
    set_slip(document, due_at=at(17, 2, 0))
    assert risen.risen(reading(), house.person(HEAD)).lines == ()
    (line,) = risen.risen(reading(), house.person(CHAIR)).lines
    assert (line[0].document_id, line[1]) == (document, 3 * MINUTES_A_DAY)
    assert_within_budget(Browser(house.app, CHAIR), "/tray")


def test_a_restricted_document_is_late_for_its_scope_alone(house):
    paper = house.receive(origin="confidential", title="关于某某同志问题线索的函", scope=house.scope(CHAIR, HEAD))
    set_slip(paper, due_at=at(1))
    assert who_sees(house, paper) == {CHAIR}, "the head's departments registered nothing of it"
    assert deadlines.late_count(reading(), house.person(CLERK)) == 0
    assert risen.risen(reading(), house.person(FIRST)).number == 0
