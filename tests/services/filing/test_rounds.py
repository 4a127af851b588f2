"""A round of filing: what is due comes in by itself, a person decides, and all can be undone until the seal."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from routing import clock
from routing.database import let_go, reading
from routing.models import ArchiveFile, ArchiveItem, ArchivePart, FilingRound, NumberSeries, Outbox
from routing.queries import filing as queries
from routing.services import drafting
from routing.services.errors import InvalidChangeError
from routing.services.filing import deciding, reminding, rounds
from routing.services.filing.deciding import Decision
from routing.services.verifying import verify_all
from tests.factories import ARCHIVIST, CHAIR, CLERK, NOTICE
from tests.files import samples as files
from workflows.errors import NotYoursError, OpinionMissingError


def items(*columns):
    return reading().execute(select(*(columns or (ArchiveItem.__table__,))).order_by(ArchiveItem.id)).all()


def received(house, **columns):
    paper = house.receive(**columns)
    house.act(paper, "keep", CLERK)
    return paper


def opened(house):
    return rounds.open_round(clock.today().year, house.person(ARCHIVIST))


def test_what_is_closed_comes_in_with_the_term_that_the_table_proposes(house):
    decision = house.at("awaiting_filing", kind="决定", title="关于表彰的决定")
    acted = received(house)
    read = received(house, category="阅件", kind="简报", source_number="简报第3期")
    house.draft()
    round_id = opened(house)
    told = {row.document_id: (row.proposed_term, row.proposed_period, row.state) for row in items()}
    assert told == {
        decision: ("永久", "Y", "proposed"),
        acted: ("长期", "D30", "proposed"),
        read: ("不归档", "", "proposed"),
    }
    by_document = {row.document_id: row for row in items()}
    assert by_document[decision].proposed_because == "一、1 本会制发的决定、决议"
    assert by_document[acted].responsible == "江苏省妇女联合会"
    assert by_document[acted].dated == date(2026, 3, 5)
    assert deciding.accept(round_id, [row.id for row in items()], house.person(ARCHIVIST)) == 3
    assert {row.state for row in items()} == {"checked", "left_out"}
    assert deciding.undo([row.id for row in items()], house.person(ARCHIVIST)) == 3
    assert {(row.state, row.period, row.leave_out_reason, row.decided_by) for row in items()} == {
        ("proposed", "", "", None)
    }


def test_a_reply_and_its_cause_are_one_item_once_the_reply_is_closed(house):
    cause, actor = received(house), house.person("jianglei")
    series = reading().execute(select(NumberSeries.id).order_by(NumberSeries.id).limit(1)).scalar_one()
    reply = drafting.create(NOTICE, actor.departments[0], series, actor, answers_id=cause).document_id
    round_id, archivist = opened(house), house.person(ARCHIVIST)
    assert items() == [], "the paper waits for its reply"
    assert rounds.collect(round_id, archivist).waiting == 1
    house.walk(reply, "awaiting_filing")
    assert rounds.collect(round_id, archivist).items == 1
    parts = reading().execute(select(ArchivePart.document_id).order_by(ArchivePart.position)).scalars().all()
    assert parts == [reply, cause]
    assert rounds.collect(round_id, archivist).items == 0, "nothing comes in twice"


def test_a_decision_is_a_persons_and_what_cannot_be_is_refused_at_its_field(house):
    house.at("awaiting_filing")
    opened(house)
    (item,), archivist = items(), house.person(ARCHIVIST)
    for wrong, field in (
        (Decision("长久"), "term"),
        (Decision(""), "term"),
        (Decision("长期", period="D99"), "term"),
        (Decision("长期", period="Y"), "term"),
        (Decision("长期", unit_id=999), "unit_id"),
        (Decision("长期", title=""), "title"),
        (Decision("长期", pages=-1), "pages"),
        (Decision("长期", dated=date(2999, 1, 1)), "dated"),
        (Decision("长期", remarks="多" * 501), "remarks"),
    ):
        with pytest.raises(InvalidChangeError) as refused:
            deciding.decide(item.id, wrong, archivist)
        assert refused.value.field == field
    with pytest.raises(NotYoursError):
        deciding.decide(item.id, Decision("长期"), house.person(CLERK))
    with pytest.raises(OpinionMissingError):
        deciding.leave_out([item.id], "  ", archivist)
    deciding.decide(item.id, Decision("短期", title="维权周活动通知", pages=4), archivist)
    (item,) = items()
    assert (item.title, item.period, item.house_term, item.pages) == ("[维权周活动通知]", "D10", "短期", 4)
    assert item.decided_name == archivist.name


def test_a_round_is_opened_once_a_year_and_given_up_without_a_trace(house):
    document = house.at("awaiting_filing")
    round_id, archivist = opened(house), house.person(ARCHIVIST)
    with pytest.raises(InvalidChangeError, match="还没有封卷"):
        rounds.open_round(clock.today().year, archivist)
    with pytest.raises(InvalidChangeError):
        rounds.open_round(clock.today().year + 1, archivist)
    with pytest.raises(NotYoursError):
        rounds.open_round(clock.today().year, house.person(CLERK))
    rounds.give_up(round_id, archivist)
    assert items() == []
    assert reading().execute(select(FilingRound)).all() == []
    assert [row.id for row in queries.due(reading(), archivist, clock.today().year)] == [document]
    assert queries.due(reading(), archivist, clock.today().year - 1) == []
    assert verify_all().faults == []


def test_a_restricted_paper_comes_in_without_a_word_of_what_is_in_it(house):
    columns = {
        "origin": "confidential",
        "title": "内部情况通报",
        "attachments": house.attach("通报.pdf", files.pdf(), CLERK),
    }
    paper = house.receive(scope=house.scope(CHAIR), **columns)
    house.act(paper, "read", CHAIR)
    house.act(paper, "finish", CLERK)
    (item_id,) = house.file([paper], "永久")
    (item,) = items()
    assert (item.id, item.title, item.number, item.responsible, item.restricted) == (item_id, "机要文件", "", "", True)
    assert house.row(paper).state == "incoming_filed"
    kept = reading().execute(select(ArchiveFile.kind, ArchiveFile.name)).all()
    assert [tuple(row) for row in kept] == [("scan", "机要文件-1.pdf")]
    assert verify_all().faults == []


def test_the_house_reminds_once_a_week_from_january_on_until_the_half_year(house, monkeypatch):
    """Of 2025, as it looks from 2026: what was not closed then lies before its holders, in one message each."""

    def turn(*moment):
        let_go()
        monkeypatch.setattr(clock, "now", lambda: clock.stored(datetime(*moment)))
        return reminding.weekly()

    monkeypatch.setattr(clock, "now", lambda: clock.stored(datetime(2025, 12, 3, 9, 30)))
    first, second = house.at("signing"), house.at("signing", title="第二份")
    assert house.row(first).created_at.year == house.row(second).created_at.year == 2025
    assert turn(2025, 12, 31, 10) == 0, "the year is not over"
    assert turn(2026, 1, 1, 10) == 0, "the office is closed"
    assert turn(2026, 1, 6, 10) == 1
    rows = reading().execute(select(Outbox.subject, Outbox.body).where(Outbox.subject.contains("待归档"))).all()
    assert len(rows) == 1
    assert rows[0].subject == "2025年文件待归档，请抓紧办结（2件）"
    assert "《第二份》" in rows[0].body
    assert turn(2026, 1, 8, 10) == 0, "not within the week"
    assert turn(2026, 1, 14, 10) == 1
    assert turn(2026, 7, 8, 10) == 0
