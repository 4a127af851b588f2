"""A reader who is away: their deputy signs for them, of a restricted paper only within its scope; the table says so."""

import pytest
from sqlalchemy import select

from routing.database import let_go, reading
from routing.models import Outbox
from routing.queries import tray
from routing.services import delegating
from routing.services.orders import Circulating
from tests.factories import CHAIR, CLERK, VICE_CHAIR, Browser
from tests.services.test_delegating import WEEKS, announce, delegate
from tests.services.test_receiving import person
from workflows.errors import NotYoursError

DEPUTY = "yanhongmei"


def circulated(house, *readers, **columns):
    paper = house.receive(**columns)
    house.act(paper, "circulate_at_once", CLERK, change=Circulating(tuple(person(house, one) for one in readers)))
    return paper


def lying(house, username):
    actor = house.person(username)
    rows = tray.open_slips(reading(), actor, "all", 1)
    assert tray.counts(reading(), actor).all == len(rows)
    return [row.document_id for row in rows]


def test_a_deputy_signs_for_a_reader_and_the_log_says_for_whom(house):
    paper = circulated(house, VICE_CHAIR, DEPUTY)
    assert lying(house, DEPUTY) == [paper]
    delegate(house, VICE_CHAIR, DEPUTY)
    assert lying(house, DEPUTY) == [paper, paper], "their own reading, and hers"
    deputy = Browser(house.app, DEPUTY)
    assert "（代顾明月）" in deputy.get("/tray").text
    page = deputy.get(f"/documents/{paper}")
    assert "代顾明月阅签" in page.text
    theirs = next(slip for slip in house.slips(paper) if slip.holder_name == "顾明月")
    house.act(paper, "read", DEPUTY, opinion="已阅，请组宣部跟进", slip_id=theirs.id)
    line = house.view(paper).lines[-1]
    assert (line.action, line.person_name, line.on_behalf_of) == ("read", "严红梅", "顾明月")
    assert lying(house, DEPUTY) == [paper]
    assert "严红梅（代顾明月）" in Browser(house.app, CLERK).get(f"/documents/{paper}").text
    house.act(paper, "read", DEPUTY)
    assert house.view(paper).lines[-1].on_behalf_of == ""
    assert lying(house, VICE_CHAIR) == []


def test_what_lies_before_a_person_themselves_is_not_handed_on_with_their_reading(house):
    draft = house.draft(by=DEPUTY)
    delegate(house, DEPUTY, "xieyulan")
    assert draft not in lying(house, "xieyulan")
    assert draft in lying(house, DEPUTY)


def test_a_deputy_for_some_kinds_alone_reads_those(house):
    notice, letter = circulated(house, VICE_CHAIR), circulated(house, VICE_CHAIR, kind="函", source_number="")
    delegate(house, VICE_CHAIR, DEPUTY, kinds=("函",))
    assert lying(house, DEPUTY) == [letter]
    with pytest.raises(NotYoursError):
        house.act(notice, "read", DEPUTY)
    house.act(letter, "read", DEPUTY)


def test_of_a_restricted_paper_a_deputy_signs_only_within_its_scope(house):
    outside = house.receive(origin="confidential", scope=house.scope(VICE_CHAIR))
    inside = house.receive(origin="confidential", scope=house.scope(VICE_CHAIR, DEPUTY))
    delegate(house, VICE_CHAIR, DEPUTY)
    assert set(lying(house, DEPUTY)) == {inside}
    assert Browser(house.app, DEPUTY).get(f"/documents/{outside}").status_code == 404
    let_go()
    with pytest.raises(NotYoursError):
        house.act(outside, "read", DEPUTY)
    theirs = next(slip for slip in house.slips(inside) if slip.holder_name == "顾明月")
    house.act(inside, "read", DEPUTY, slip_id=theirs.id)
    assert house.view(inside, VICE_CHAIR).lines[-1].on_behalf_of == "顾明月"


def test_who_stands_in_for_a_reader_is_told_of_new_papers(house):
    delegate(house, VICE_CHAIR, DEPUTY)
    circulated(house, VICE_CHAIR)
    key = f"reader:{house.person(VICE_CHAIR).person_id}"
    assert key in reading().execute(select(Outbox.holders).order_by(Outbox.id.desc())).scalars().first()
    chart = house.view(circulated(house, VICE_CHAIR, source_number="")).chart
    assert [name for _, name in chart.people_of(key)] == ["顾明月", "严红梅（代顾明月）"]


def test_the_table_shows_who_is_away_and_the_office_sends_it_to_the_stand_in_with_one_tap(house):
    paper = circulated(house, CHAIR, DEPUTY)
    announce(house, CHAIR)
    clerk = Browser(house.app, CLERK)
    page = clerk.get(f"/documents/{paper}")
    assert "外出至" in page.text
    assert "加送沈秋岚阅" in page.text
    assert "加送" not in Browser(house.app, DEPUTY).get(f"/documents/{paper}").text
    stand_in = person(house, "shenqiulan")
    assert clerk.post(f"/documents/{paper}/circulate", {"readers": stand_in}, page).status_code == 303
    assert stand_in in {slip.holder for slip in house.slips(paper) if slip.closed_at is None}
    assert "加送" not in clerk.get(f"/documents/{paper}").text, "they read it already"
    let_go()
    delegating.delegate(house.person(CHAIR), house.person("shenqiulan").person_id, None, WEEKS, "出差")
    assert "已委托沈秋岚，由其代阅签" in clerk.get(f"/documents/{paper}").text
