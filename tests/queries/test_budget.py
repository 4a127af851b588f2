"""No page runs more than eight queries, whatever it shows: counted over HTTP, in the busiest house there is."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert, select, update

from routing import clock
from routing.database import writing
from routing.extensions import db
from routing.models import LoginSession, Slip
from routing.services import drafting, following
from routing.services.orders import Assignment
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, Browser
from tests.files import samples as files

BUDGET = 8
STATES = ("drafting", "signing", "numbering", "distributing", "handing_over", "awaiting_filing")


@contextmanager
def counted():
    statements = []

    def count(_connection, _cursor, statement, *_):
        if not statement.startswith(("BEGIN", "PRAGMA", "SET ")):  # settings, which read nothing
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    yield statements
    event.remove(db.engine, "before_cursor_execute", count)


def assert_within_budget(browser, address):
    browser.get(address)  # the organisation chart is read once a process
    with counted() as statements:
        answer = browser.get(address)
    assert answer.status_code == 200, address
    assert 0 < len(statements) <= BUDGET, "\n".join([address, *statements])


def busy(house, state):
    """A document that has been to and fro for long: more than twenty revisions, slips and lines."""
    document = house.draft(attachments=house.attach("附件.docx", files.word()))
    for turn in range(21):
        house.correct(document, DRAFTER, body=f"第{turn}次改动后的正文，事项如下。")
        house.act(document, "submit", by=DRAFTER)
        house.act(document, "return", by=HEAD, opinion=f"第{turn}次退回", target="drafting")
    house.walk(document, state)
    return document


@pytest.mark.parametrize("state", STATES)
def test_a_document_with_a_long_life(house, state):
    document = busy(house, state)
    assert len(house.slips(document)) > 40
    assert len(house.view(document).lines) > 60
    for username in (DRAFTER, CLERK, CHAIR):
        person = Browser(house.app, username)
        for page in ("", "/paper", "/paper.pdf", "/sheet", "/revisions/3", "/compare?old=1&new=22", "/compare"):
            assert_within_budget(person, f"/documents/{document}{page}")
        if state == "drafting" and username == DRAFTER:
            assert_within_budget(person, f"/documents/{document}/edit")


def test_a_received_paper_that_many_read_and_act_on(house):
    """In circulation, then in the file."""
    paper, post = house.receive(), lambda name: f"post:{house.person(name).seats[0].post_id}"
    house.act(paper, "propose", by=CLERK, opinion="拟请权益部办理。")
    house.act(paper, "send_up", by=DIRECTOR, change=Assignment(next=post(CHAIR)))
    readers = tuple(f"person:{house.person(name).person_id}" for name in (DRAFTER, "yanhongmei", "panyue"))
    change = Assignment(lead=post(HEAD), readers=readers)
    house.act(paper, "instruct", by=CHAIR, opinion="请办", change=change)
    filed = house.receive(source_number="苏妇发〔2026〕9号")
    house.act(filed, "keep", by=CLERK)
    house.file([filed])
    for document, people in ((paper, (CLERK, CHAIR, HEAD, DRAFTER)), (filed, (CLERK, CHAIR))):
        for username in people:
            assert_within_budget(Browser(house.app, username), f"/documents/{document}")


def test_the_lists_the_register_and_the_search_when_they_are_full(house):
    printed = [house.at("printing") for _ in range(22)]
    for document in printed[:3]:
        house.act(document, "annul", by=CHAIR, opinion="不发")
    with writing() as connection:  # two hundred more in the tray of each
        row = dict(connection.execute(select(Slip.__table__).where(Slip.closed_at.is_(None)).limit(1)).one()._mapping)
        del row["id"]
        for username in (DRAFTER, CLERK, CHAIR):
            holder = f"person:{house.person(username).person_id}"
            connection.execute(insert(Slip), [{**row, "holder": holder} for _ in range(200)])
    for document in printed:
        following.toggle(document, house.person(CHAIR))
        drafting.keep(house.person(DRAFTER), f"new-{document}", {"title": "未完"})
    for username in (DRAFTER, CLERK, CHAIR):
        person = Browser(house.app, username)
        for address in (
            "/tray", "/tray?page=2", "/tray?which=urgent", "/tray?which=overdue", "/tray?which=unread", "/tray/done",
            "/tray/mine", "/tray/followed", "/register", "/register?print=1", "/register.xlsx", "/account",
            "/documents/new", "/search", "/search?q=维权", "/search?q=维&kind=通知&order=newest", "/search?q=泰妇字",
            "/search?q=wqz", "/search?q=查无此文的标题", "/search?q=通知&filed=filed&period=Y", "/archive/browse",
            "/archive/browse?year=2026&period=Y&unit=1", "/archive/timeline?year=2026",
        ):  # fmt: skip
            if address != "/documents/new" or username != CHAIR:  # who drafts for no department
                assert_within_budget(person, address)


def test_an_action_is_a_handful_of_statements(house):
    document = house.at("signing")
    chair = Browser(house.app, CHAIR)
    page = chair.get(f"/documents/{document}")
    with counted() as statements:
        answer = chair.post(f"/documents/{document}/sign", {"opinion": "发", "idempotency_key": "form-1"}, page)
    assert answer.status_code == 303
    assert len(statements) <= 10, statements


def test_a_session_is_touched_once_a_minute_and_not_with_every_page(house):
    person = Browser(house.app, DRAFTER)
    person.get("/tray")
    with counted() as statements:
        person.get("/tray")
    assert not [statement for statement in statements if statement.startswith("UPDATE")]
    from datetime import timedelta

    with writing() as connection:
        connection.execute(update(LoginSession).values(seen_at=clock.now() - timedelta(minutes=2)))
    with counted() as statements:
        person.get("/tray")
    assert len([statement for statement in statements if statement.startswith("UPDATE login_session")]) == 1
