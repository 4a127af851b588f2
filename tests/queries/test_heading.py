"""急件 head a list (CY-2) without its being read to its end: as the database says that it looks for them."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select, text, update

from routing import clock
from routing.database import reading, writing
from routing.extensions import db
from routing.models import IncomingPaper, Slip, Task
from routing.queries import deadlines, digest, incoming_register, originals, risen, supervision
from routing.services.orders import Assignment
from tests.factories import CHAIR, CLERK, DIRECTOR, HEAD

MANY = 3_000


def instructed(house, **columns):
    """A paper on which the chair wrote what is to be done; return its id."""
    post = {who: f"post:{house.person(who).seats[0].post_id}" for who in (CHAIR, HEAD)}
    paper = house.receive(**columns)
    house.act(paper, "propose", CLERK, opinion="拟请部室办理。")
    house.act(paper, "send_up", DIRECTOR, change=Assignment(next=post[CHAIR]))
    house.act(paper, "instruct", CHAIR, opinion="请抓紧办理", change=Assignment(lead=post[HEAD]))
    return paper


@pytest.fixture
def full(house):
    """Thousands of slips and tasks that are late, and one urgent paper, whose are late as well; returns its id."""
    late = {"due_at": clock.now() - timedelta(days=30)}
    plain, urgent = instructed(house), instructed(house, urgency="特急", source_number="")
    with writing() as connection:
        for table in (Slip.__table__, Task.__table__):
            connection.execute(table.update().where(table.c.document_id == urgent).values(late))
            found = select(table).where(table.c.document_id == plain, table.c.closed_at.is_(None))
            row = dict(connection.execute(found.order_by(table.c.id)).first()._mapping) | late
            del row["id"]
            more = [row | ({"serial": n + 10} if "serial" in row else {}) for n in range(MANY)]
            connection.execute(insert(table), more)
        if connection.dialect.name == "postgresql":  # as its autovacuum does; SQLite is left to guess, as in a house
            connection.execute(text("ANALYZE"))
    risen._risen.clear()
    return urgent


def plans(work):
    """How the database looks for 急件, statement by statement."""
    asked = []

    def note(_connection, _cursor, statement, parameters, *_):
        if "pressing DESC" in statement:
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    found = work()
    event.remove(db.engine, "before_cursor_execute", note)
    return found, explained(asked)


def explained(asked):
    """What the database says that it would do, statement by statement."""
    connection = reading()
    word = "EXPLAIN" if connection.engine.name == "postgresql" else "EXPLAIN QUERY PLAN"
    told = []
    for statement, parameters in asked:
        cursor = connection.connection.cursor()
        cursor.execute(f"{word} {statement}", parameters)
        told.append("\n".join(str(row) for row in cursor.fetchall()))
        cursor.close()
    return told


def look_up(told, *whole):
    """The urgent documents are found by their index, and what is theirs by them. SQLite, which does not know how much
    there is, must not be left another choice; PostgreSQL does, and of so few documents reads the table."""
    for plan in told if reading().engine.name == "sqlite" else ():
        assert "ix_document_pressing" in plan
        assert [name for name in whole if name in plan] == []


def test_what_is_late_and_urgent_is_looked_up_by_its_documents(house, full):
    clerk, chair = house.person(CLERK), house.person(CHAIR)
    listed, told = plans(lambda: deadlines.late(reading(), clerk, "overdue", 1))
    assert listed.lines[0].slip.document_id == full
    rose, more = plans(lambda: risen.risen(reading(), chair))
    assert rose.lines[0][0].document_id == full
    assert len(told) + len(more) == 3, "the urgent among the likely late are asked for, too"
    look_up((*told, *more), "ix_slip_late")


def test_what_is_instructed_and_urgent_is_looked_up_by_its_documents(house, full):
    clerk = house.person(CLERK)
    listed, told = plans(lambda: supervision.supervised(reading(), clerk, supervision.Asked()))
    assert listed.lines[0].task.document_id == full
    week, more = plans(lambda: digest.digest(reading(), clerk))
    assert week.overdue[0].document_id == full
    assert len(told) + len(more) == 2, "once for the three lists of the week"
    look_up((*told, *more), "ix_task_open", "ix_task_organisation_id_led_created_at")


def test_in_the_register_what_is_urgent_is_looked_up_by_its_documents_however_many_there_are(house):
    urgent = [house.receive(urgency="特急", source_number="") for _ in range(30)]
    clerk = house.person(CLERK)
    book = incoming_register.books(reading(), clerk)[0]
    lines, told = plans(lambda: incoming_register.entries(reading(), book, clerk, incoming_register.Asked()))
    assert [line.document_id for line in lines] == urgent[::-1]
    for plan in told if reading().engine.name == "sqlite" else ():
        assert "SEARCH number" not in plan or "(document_id=?)" in plan


def test_the_rest_of_a_page_is_read_in_order(house, full):
    """What heads a page and what follows are each there once, page by page."""
    clerk = house.person(CLERK)
    found = [line.slip.id for page in (1, 2, 3) for line in deadlines.late(reading(), clerk, "overdue", page).lines]
    assert len(found) == len(set(found)) == 60
    tasks = [
        line.task.id
        for page in (1, 2, 3)
        for line in supervision.supervised(reading(), clerk, supervision.Asked(page=page)).lines
    ]
    assert len(tasks) == len(set(tasks)) == 60


def test_originals_are_listed_urgent_ones_first_and_then_the_longest_held_each_once(house, monkeypatch):
    monkeypatch.setattr(originals, "PAGE", 2)
    plain = [house.receive(source_number=f"{n}号") for n in range(4)]
    urgent, most = (house.receive(source_number=f"急{level}号", urgency=level) for level in ("加急", "特急"))
    with writing() as connection:
        for days, paper in enumerate((*plain[::-1], urgent, most)):
            held = {"held_since": clock.now() - timedelta(days=90 - days)}
            connection.execute(update(IncomingPaper).where(IncomingPaper.document_id == paper).values(held))
    order = [most, urgent, *plain[::-1]]
    clerk, chair = house.person(CLERK), house.person(CHAIR)
    for actor, holder in ((clerk, None), (chair, None), (clerk, clerk.person_id)):
        pages = [originals.everywhere(reading(), actor, holder, page) for page in (1, 2, 3, 4)]
        assert [row.id for page in pages for row in page[:2]] == order
        assert [len(page) for page in pages] == [3, 3, 2, 0]


def test_the_longest_held_originals_are_read_from_their_index(house):
    paper = house.receive()
    asked = []

    def note(_connection, _cursor, statement, parameters, *_):
        if "ORDER BY incoming_paper.held_since" in statement:
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    (row,) = originals.everywhere(reading(), house.person(CLERK), None, 1)
    event.remove(db.engine, "before_cursor_execute", note)
    assert row.id == paper
    assert len(asked) == 1
    if reading().engine.name == "sqlite":  # PostgreSQL reads so small a table through
        (plan,) = explained(asked)
        assert "ix_incoming_paper_held" in plan
        assert "TEMP B-TREE" not in plan
