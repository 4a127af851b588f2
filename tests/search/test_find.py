import sys
from datetime import date, timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, and_, event, insert, text

from routing.search import Entry, Query, excerpt, find, put
from routing.search.tokens import TITLE, packed_token

FIRST = date(2026, 1, 1)


def write(conn, *texts, **fields):
    """Index one document a day, numbered from 1."""
    for number, (title, body) in enumerate(texts, start=1):
        put(conn, Entry(number, FIRST + timedelta(days=number), title, body, **fields))


def found(conn, words, **filters):
    return [hit.document_id for hit in find(conn, Query(words, **filters)).hits]


@pytest.mark.parametrize(
    "asked",
    ["妇联", "婦聯", "妇", "“婦聯”", "妇联 维权", "维权周", "（区", "2026", "２０２６年", "😀", "𠮷", "%", "："],
)
def test_a_document_is_found_by_whatever_stands_in_it(conn, asked):
    write(conn, ("关于开展維權周活动的通知", "各市（区）妇联：\n2026年😀𠮷100%"), ("另一件", "无关的话"))
    assert found(conn, asked) == [1]


@pytest.mark.parametrize("asked", ["联妇", "妇女", "026", "1月8", "妇联 工会", "“妇联 维权”", "2026年度"])
def test_what_does_not_stand_there_is_not_found(conn, asked):
    write(conn, ("关于开展维权周活动的通知", "各市（区）妇联：2026年1月18日"))
    assert found(conn, asked) == []


def test_pairs_that_stand_apart_are_no_phrase(conn):
    write(conn, ("一", "人民政府,民政部,政府和人民"), ("二", "人民政府"))
    assert found(conn, "和人民") == [1]
    assert found(conn, "人民政府和") == []


@pytest.mark.parametrize(
    "asked",
    ['"', '"*', "*", "-", "^妇", "NEAR(妇 联)", "NOT", "妇 OR", "tokens:妇", "'; DROP TABLE search_entry; --", "\x00",
     "_", "\\", "\ud800", "妇" * 10_000, "a " * 5000, "﷐", "()", "“”", "９" * 300],
)  # fmt: skip
def test_no_query_is_an_error(conn, asked):
    write(conn, ("妇联", "妇 联"))
    for order in ("newest", "best"):
        assert find(conn, Query(asked, order=order)).complete


def test_filters_alone_find_the_newest_first(conn):
    write(conn, ("甲", ""), ("乙", ""), ("丙", ""), department_id=3, kind="通知", year=2026)
    assert found(conn, "", department_id=3, kind="通知", year=2026) == [3, 2, 1]
    assert found(conn, "", department_id=4) == []
    assert found(conn, "", date_from=FIRST + timedelta(days=2), date_to=FIRST + timedelta(days=2)) == [2]


def test_a_range_of_days_includes_both_ends(conn):
    write(conn, *[("妇联", "")] * 5)
    assert found(conn, "妇联", date_from=FIRST + timedelta(days=2), date_to=FIRST + timedelta(days=4)) == [4, 3, 2]


@pytest.mark.parametrize(
    "asked", ["泰妇字(2026)第12号", "泰妇字〔2026〕12号", "泰妇字 12", "2026 12号", "12号", "妇字12"]
)
def test_a_document_asked_for_by_its_number_comes_first(conn, asked):
    put(conn, Entry(1, FIRST, "一", "", number="泰妇字〔2026〕12号"))
    put(conn, Entry(2, FIRST + timedelta(days=9), "转发泰妇字(2026)12号、泰妇字 12、2026 12号、妇字12", ""))
    hits = find(conn, Query(asked)).hits
    assert (hits[0].document_id, hits[0].by_number) == (1, True)


def test_the_very_number_comes_before_a_newer_one_that_only_fits(conn):
    put(conn, Entry(1, FIRST, "一", "", number="妇字〔2026〕12号"))
    put(conn, Entry(2, FIRST + timedelta(days=1), "二", "", number="泰妇字〔2026〕12号"))
    assert found(conn, "妇字〔2026〕12号") == [1, 2]


def test_the_best_are_those_with_the_word_in_their_title(conn):
    write(conn, ("维权工作", "一"), ("其他", "维权"), ("维权周", "三"), ("其他", "维权"))
    assert found(conn, "维权", order="best") == [3, 1, 4, 2]
    assert found(conn, "维权") == [4, 3, 2, 1]


@pytest.mark.parametrize("order", ["newest", "best"])
def test_pages_put_together_are_all_documents_once(conn, order):
    write(conn, *[("维权" if number % 9 == 0 else "其他", "维权") for number in range(95)], number="泰妇字〔2026〕5号")
    for asked in ("维权", "泰妇字 5", ""):
        seen, after = [], None
        while True:
            page = find(conn, Query(asked, order=order), limit=7, after=after)
            seen += [hit.document_id for hit in page.hits]
            after = page.after
            if after is None:
                break
        whole = [hit.document_id for hit in find(conn, Query(asked, order=order), limit=200).hits]
        assert seen == whole
        assert sorted(seen) == sorted(set(seen))
        assert page.count == len(seen)


@pytest.mark.parametrize("after", ["", "x", "t", "h-1", "t99999999999999999999", "h99", "'; --"])
def test_a_spoilt_cursor_is_no_error(conn, after):
    write(conn, ("妇联", ""))
    assert find(conn, Query("妇联"), after=after).count == 1


def test_a_count_is_exact_to_two_hundred(conn):
    write(conn, *[("妇联", "")] * 201)
    page = find(conn, Query("妇联"))
    assert (page.count, page.at_least) == (None, 200)
    assert find(conn, Query("妇联", date_from=FIRST + timedelta(days=2))).count == 200


def test_where_too_much_had_to_be_read_to_count_it_is_said_how_many_there_are_at_least(conn, monkeypatch):
    write(conn, *[("妇女联", "")] * 10, *[("妇女,女联", "")] * 30, *[("妇女联", "")] * 9)
    monkeypatch.setattr(sys.modules["routing.search.find"], "_FIRST_BATCH", 8)
    monkeypatch.setattr(sys.modules["routing.search.find"], "COUNT_SCAN", 9)
    page = find(conn, Query("妇女联"), limit=5)
    assert page.complete, "there is a next page"
    assert page.count is None
    assert page.at_least == 9
    monkeypatch.undo()
    assert find(conn, Query("妇女联"), limit=5).count == 19


def test_permission_and_state_are_conditions_on_the_table_of_documents(conn):
    document = Table("document", MetaData(), Column("id", Integer, primary_key=True), Column("state", String))
    document.create(conn)
    write(conn, *[("妇联", "")] * 4)
    conn.execute(insert(document), [{"id": n, "state": "archived" if n > 2 else "draft"} for n in (1, 2, 3, 4)])
    where = and_(document.c.id != 4, document.c.state == "archived")
    page = find(conn, Query("妇联"), joined=document, where=where)
    assert [hit.document_id for hit in page.hits] == [3]
    assert page.count == 1


def test_a_search_that_would_read_everything_is_cut_short_and_says_so(conn, monkeypatch):
    write(conn, ("妇女,女联", ""), *[("妇女,女联", "")] * 30, ("妇女联", ""))
    monkeypatch.setattr(sys.modules["routing.search.find"], "SCAN_LIMIT", 10)
    page = find(conn, Query("妇女联合"), limit=5)
    assert page.complete, "no document has the pair 联合"
    page = find(conn, Query("妇女联"), limit=5)
    assert [hit.document_id for hit in page.hits] == [32]
    assert not page.complete
    assert page.count is None


def test_a_search_cut_short_goes_on_where_it_stopped(conn, monkeypatch):
    write(conn, ("妇女联", ""), *[("妇女,女联", "")] * 30, ("妇女联", ""))
    monkeypatch.setattr(sys.modules["routing.search.find"], "SCAN_LIMIT", 10)
    seen, after, pages = [], None, 0
    while pages == 0 or after is not None:
        page = find(conn, Query("妇女联"), after=after)
        seen, after, pages = seen + [hit.document_id for hit in page.hits], page.after, pages + 1
    assert seen == [32, 1]
    assert page.complete
    assert pages == 4


def test_what_mentions_a_number_is_looked_for_no_further_once_the_document_that_has_it_is_found(conn, monkeypatch):
    write(conn, ("依据", "2021年，9号文件"), *[("2021，9，号", "")] * 30)
    put(conn, Entry(40, FIRST, "通知", "", number="泰妇字〔2021〕9号"))
    monkeypatch.setattr(sys.modules["routing.search.find"], "NUMBER_SCAN", 10)
    page = find(conn, Query("2021 9号"))
    assert [hit.document_id for hit in page.hits] == [40]
    assert not page.complete
    seen = []
    while page.after:
        page = find(conn, Query("2021 9号"), after=page.after)
        seen += [hit.document_id for hit in page.hits]
    assert seen == [1]


def test_letters_that_no_document_has_are_looked_for_in_no_text_and_those_that_one_has_are(conn):
    put(conn, Entry(1, FIRST, "通知", "关于机构的事项", people=("曾芳",)))
    asked = []
    event.listen(conn, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert found(conn, "zengfang") == [1]
    assert not any("body_normal" in statement for statement in asked if "candidate" in statement)
    put(conn, Entry(2, FIRST, "通知", "文件 zengfang 已收到"))
    put(conn, Entry(3, FIRST, "通知", "文件 zengfangli 已收到"))
    assert sorted(found(conn, "zengfang")) == [1, 2]
    assert found(conn, "zengfang", order="best") == found(conn, "zengfang")


def test_marks_stand_on_the_words_as_they_were_written(conn):
    title, body = "关于婦聯工作", "İ（一）各級婦聯，第１１６个“三八”节"
    write(conn, (title, body))
    hit = find(conn, Query("妇联 116")).hits[0]
    assert [title[low:high] for low, high in hit.title_spans] == ["婦聯"]
    assert [body[low:high] for low, high in hit.body_spans] == ["婦聯", "１１６"]
    assert ("婦聯", True) in excerpt(body, hit.body_spans)


@pytest.mark.postgresql
def test_the_planner_is_steered_for_the_search_only(postgresql):
    write(postgresql, ("妇联", ""))
    for level in ("READ COMMITTED", "AUTOCOMMIT"):
        postgresql.commit()
        postgresql.execution_options(isolation_level=level)
        seen = []

        def look(_connection, cursor, statement, *_given, seen=seen):
            if "candidate" in statement:
                seen.append(cursor.connection.execute("SHOW enable_seqscan").fetchone()[0])

        event.listen(postgresql, "before_cursor_execute", look)
        find(postgresql, Query("妇联"))
        event.remove(postgresql, "before_cursor_execute", look)
        assert seen == ["off"]
        assert postgresql.execute(text("SHOW enable_seqscan")).scalar_one() == "on"


@pytest.mark.postgresql
def test_a_hash_shared_by_chance_puts_no_document_among_the_title_hits(postgresql):
    write(postgresql, ("维权", ""), ("其他", "维权"), ("其他", "维权"))
    postgresql.execute(
        text(
            "UPDATE search_index SET tokens = tokens || CAST(:token AS int) WHERE tokens @> ARRAY[CAST(:other AS int)]"
        ),
        {"token": packed_token(TITLE + "维权"), "other": packed_token("其他")},
    )
    assert found(postgresql, "维权", order="best") == [1, 3, 2]
