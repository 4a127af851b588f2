"""PostgreSQL's index keeps year and department beside the tokens, and is asked once for what few may see."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, event, text

from routing.search import Entry, Query, common, find, put
from routing.search.entering import own_key
from routing.search.marks import department_mark, marks_asked, marks_of
from routing.search.tokens import packed_token

OLD, NEW = date(2019, 12, 31), date(2021, 1, 1)
secret = Table("secret", MetaData(), Column("id", Integer, primary_key=True), Column("level", Integer))


def found(conn, words, **filters):
    return [hit.document_id for hit in find(conn, Query(words, **filters)).hits]


def large(conn, monkeypatch):
    """Let a house be large enough to be asked year by year."""
    conn.execute(text("ANALYZE search_index"))
    monkeypatch.setattr(common, "_kept", {})
    monkeypatch.setattr(common, "MANY", 10_000)  # and no word common enough for a walk
    monkeypatch.setattr(common, "LARGE", 1)


def kept(conn, document_id):
    held = "SELECT i.tokens FROM search_index i JOIN search_entry e ON e.key = i.key WHERE e.document_id = :document"
    return set(conn.execute(text(held), {"document": document_id}).scalar_one())


def test_a_mark_is_no_token():
    marks = {*marks_of(own_key(date(1, 1, 1), 1), 0), *marks_of(own_key(date(9999, 12, 31), 1), 70_000)}
    assert max(marks) < packed_token("0")
    assert min(marks) > 0


def test_what_a_query_is_limited_to_is_asked_for_by_its_marks():
    assert marks_asked(Query("妇联")) == []
    assert marks_asked(Query("妇联", year=2021)) == [(65536 + 2021,)]
    assert marks_asked(Query("妇联", date_from=OLD, date_to=NEW)) == [(65536 + 2019, 65536 + 2020, 65536 + 2021)]
    assert marks_asked(Query("妇联", date_from=date(1949, 10, 1), date_to=NEW)) == []
    assert marks_asked(Query("妇联", date_from=NEW, date_to=OLD)) == []
    assert marks_asked(Query("妇联", date_from=OLD, department_id=3)) == [(department_mark(3),)]


def test_a_year_a_range_and_a_department_hold_what_they_should(conn):
    put(conn, Entry(1, OLD, "妇联工作", "", department_id=1, year=OLD.year))
    put(conn, Entry(2, NEW, "妇联工作", "", department_id=2, year=NEW.year))
    put(conn, Entry(3, NEW, "妇联工作", "", year=NEW.year))
    assert found(conn, "妇联工作", year=2021) == [3, 2]
    assert found(conn, "妇联工作", date_from=OLD, date_to=NEW) == [3, 2, 1]
    assert found(conn, "妇联工作", date_from=date(2020, 1, 1), date_to=date(2020, 12, 31)) == []
    assert found(conn, "妇联工作", department_id=2) == [2]
    assert found(conn, "妇联工作", date_from=NEW, date_to=OLD) == []


def test_a_document_that_goes_to_another_department_is_found_there_and_no_longer_here(conn):
    for before, after in ((1, 2), (2, None), (None, 65_538)):
        put(conn, Entry(1, NEW, "妇联", "", department_id=before))
        put(conn, Entry(1, NEW, "妇联", "", department_id=after))
        assert found(conn, "妇联", department_id=before or 9) == []
        assert found(conn, "妇联", department_id=after or 9) == ([1] if after else [])
    assert found(conn, "妇联", department_id=2) == [], "departments that share a mark are told apart"


@pytest.mark.postgresql
def test_the_marks_are_kept_when_a_department_changes(postgresql):
    put(postgresql, Entry(1, NEW, "妇联", "", department_id=1))
    put(postgresql, Entry(1, NEW, "妇联", "", department_id=2))
    assert {65536 + 2021, department_mark(2)} <= kept(postgresql, 1)
    assert department_mark(1) not in kept(postgresql, 1)


@pytest.mark.postgresql
@pytest.mark.parametrize("words", ["妇联工作", "妇联", "工作 档案", "档案", "甪直", "fulian", "没有的"])
@pytest.mark.parametrize("filters", [{}, {"department_id": 1}, {"order": "best"}, {"year": 2015}, {"date_from": OLD}])
def test_year_by_year_the_same_pages_are_found_as_in_one_go(postgresql, monkeypatch, words, filters):
    secret.create(postgresql)
    for number in range(1, 121):
        apart, more = "，" if number % 5 == 0 else "", "档案" if number % 7 == 0 else "甪直" if number == 3 else ""
        title = f"妇联{apart}工作{more}"
        day = date(2008 + number * 7 % 14, 3, 1) + timedelta(days=number)
        put(postgresql, Entry(number, day, title, "", organisation_id=1, department_id=number % 2, year=day.year))
        postgresql.execute(secret.insert(), {"id": number, "level": number % 10})
    large(postgresql, monkeypatch)

    def pages(where=None):
        after, told = None, []
        while not told or after is not None:
            asked = Query(words, organisation_id=1, **filters)
            page = find(postgresql, asked, joined=secret, where=where, limit=6, after=after)
            told.append(([hit.document_id for hit in page.hits], page.complete))
            after = page.after
        return told

    monkeypatch.setattr(common, "LARGE", 10_000)
    whole, restricted = pages(), pages(secret.c.level == 7)
    monkeypatch.setattr(common, "LARGE", 1)
    for few in (0, 256):
        monkeypatch.setattr(common, "FEW", few)
        assert pages() == whole
        assert pages(secret.c.level == 7) == restricted


@pytest.mark.postgresql
def test_whoever_finds_a_page_in_the_newest_years_does_not_have_the_years_before_asked_for(postgresql, monkeypatch):
    for number in range(1, 101):
        put(postgresql, Entry(number, date(2010 + number // 10, 5, 1) + timedelta(days=number), "妇联", ""))
    large(postgresql, monkeypatch)
    asked = []
    event.listen(postgresql, "before_cursor_execute", lambda *given: asked.append(given[2]))
    page = find(postgresql, Query("妇联"), limit=5)
    assert [hit.document_id for hit in page.hits] == [100, 99, 98, 97, 96]
    assert (page.count, page.at_least, page.complete) == (None, 11, True)
    assert sum("@>" in statement for statement in asked) == 1
    assert find(postgresql, Query("妇联"), limit=50).count == 100


@pytest.mark.postgresql
def test_what_is_dated_next_year_is_found_at_once_although_the_newest_year_is_looked_up_now_and_then(
    postgresql, monkeypatch
):
    put(postgresql, Entry(1, NEW, "妇联", ""))
    large(postgresql, monkeypatch)
    assert found(postgresql, "妇联") == [1]
    put(postgresql, Entry(2, NEW.replace(year=NEW.year + 1), "妇联", ""))
    assert found(postgresql, "妇联") == [2, 1]
