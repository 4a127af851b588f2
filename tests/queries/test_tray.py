"""待办: what comes first, what the filters leave, how far the counts go."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from routing import clock
from routing.database import reading, writing
from routing.models import Slip
from routing.queries import tray
from routing.services import following
from routing.services.advance import open_slips
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD


def pages(house, by, which="all", page=1):
    return [row.document_id for row in tray.open_slips(reading(), house.person(by), which, page)]


def set_slip(document, **columns):
    with writing() as connection:
        connection.execute(update(Slip).where(Slip.document_id == document, Slip.closed_at.is_(None)).values(columns))


def test_the_urgent_come_first_then_the_overdue_then_what_is_due_sooner(house):
    now = clock.now()
    later, sooner, overdue = house.at("signing"), house.at("signing"), house.at("signing")
    pressing, most_pressing = house.at("signing", urgency="加急"), house.at("signing", urgency="特急")
    set_slip(later, due_at=now + timedelta(days=3))
    set_slip(sooner, due_at=now + timedelta(days=2))
    set_slip(overdue, due_at=now - timedelta(days=1))
    assert pages(house, CHAIR) == [most_pressing, pressing, overdue, sooner, later]


def test_the_filters_leave_what_they_say_and_the_counts_agree(house):
    urgent, late, calm = house.at("signing", urgency="特急"), house.at("signing"), house.at("signing")
    for document in (urgent, calm):
        set_slip(document, due_at=clock.now() + timedelta(days=1))
    set_slip(late, due_at=clock.now() - timedelta(days=1))
    open_slips(calm, house.person(CHAIR))
    assert pages(house, CHAIR, "urgent") == [urgent]
    assert pages(house, CHAIR, "overdue") == [late]
    assert pages(house, CHAIR, "unread") == [urgent, late]
    assert tray.counts(reading(), house.person(CHAIR)) == tray.Counts(all=3, urgent=1, overdue=1, unread=2)


def test_a_slip_lies_in_the_tray_of_post_person_and_department(house):
    own, post, department = house.draft(), house.at("department_review"), house.at("proof_checking")
    assert set(pages(house, DRAFTER)) == {own, department}
    assert set(pages(house, HEAD)) == {post, department}
    assert pages(house, CLERK) == []
    assert pages(house, "panyue") == []


def test_both_clerks_have_it_until_one_has_dealt_with_it(house):
    document = house.at("office_review")
    assert pages(house, CLERK) == pages(house, "tangxiaomei") == [document]
    house.act(document, "proofread", by=CLERK)
    assert pages(house, "tangxiaomei") == []
    assert [row.document_id for row in tray.done(reading(), house.person(CLERK), 1)] == [document]
    assert tray.done(reading(), house.person("tangxiaomei"), 1) == []


@pytest.fixture
def full(house):
    """Nine hundred and ninety-eight more slips before the chair than the one that is there."""
    document = house.at("signing")
    row = dict(reading().execute(select(Slip.__table__).where(Slip.closed_at.is_(None))).one()._mapping)
    del row["id"]
    with writing() as connection:
        connection.execute(insert(Slip), [row] * 998)
    return document, row


def test_pages_follow_each_other_without_loss_or_repetition(house, full):
    house.at("signing")
    first = tray.open_slips(reading(), house.person(CHAIR), "all", 1)
    assert len(first) == tray.PAGE + 1  # one more: there is a next page
    last = tray.open_slips(reading(), house.person(CHAIR), "all", 50)
    assert len(last) == tray.PAGE
    assert tray.open_slips(reading(), house.person(CHAIR), "all", 51) == []


def test_counts_are_exact_to_a_thousand_and_then_stop(house, full):
    from routing.presenting.trays import counted

    _, row = full
    assert counted(tray.counts(reading(), house.person(CHAIR)).all) == "999"
    with writing() as connection:
        connection.execute(insert(Slip), [row] * 2)
    assert counted(tray.counts(reading(), house.person(CHAIR)).all) == "999+"


def test_my_own_drafts_say_who_has_them_now(house):
    document, ended = house.at("signing"), house.at("awaiting_filing")
    rows = {row.document_id: row.holder_name for row in tray.mine(reading(), house.person(DRAFTER), 1)}
    assert rows == {document: "主席", ended: None}
    assert tray.mine(reading(), house.person(HEAD), 1) == []


def test_what_is_followed_is_listed_as_long_as_it_may_be_read(house):
    document, outsider = house.at("distributing"), house.person("panyue")
    assert following.toggle(document, outsider)
    assert [row.document_id for row in tray.followed(reading(), outsider, 1)] == [document]
    assert not following.toggle(document, outsider)
    assert tray.followed(reading(), outsider, 1) == []
    draft = house.draft()
    following.toggle(draft, outsider)
    assert tray.followed(reading(), outsider, 1) == []
