from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, text, update

from routing.search import Entry, IndexOutdated, Query, create, drop, find, numbered, put, rebuild, remove, settle
from routing.search.entering import DayFull
from routing.search.index import code, name
from routing.search.keys import A_DAY
from routing.search.schema import search_entry, search_number, search_text

NOTICE = Entry(
    7, date(2026, 3, 8), "关于开展维权周活动的通知", "各市（区）妇联：", number="泰妇字〔2026〕1号", department_id=3
)


def found(conn, words, **filters):
    return [hit.document_id for hit in find(conn, Query(words, **filters)).hits]


def entry_of(conn):
    """What is kept of the one document, but for the tokens."""
    return [conn.execute(select(table)).all() for table in (search_entry, search_text, search_number)]


def fill(conn, day):
    """Leave no place on a day."""
    first = day.toordinal() * A_DAY
    row = {"number_normal": "", "tokeniser_version": 1}
    rows = (row | {"key": key, "document_id": key % (1 << 30)} for key in range(first, first + A_DAY))
    conn.execute(insert(search_entry), list(rows))


def test_a_document_is_found_in_the_transaction_that_wrote_it(conn):
    put(conn, NOTICE)
    assert found(conn, "妇联") == [7]


def test_a_transaction_rolled_back_leaves_nothing_in_the_index(conn):
    put(conn, NOTICE)
    conn.rollback()
    assert found(conn, "妇联") == []
    assert found(conn, "") == []


def test_the_tables_can_be_dropped_and_created_again(conn):
    put(conn, NOTICE)
    drop(conn)
    create(conn)
    assert found(conn, "妇联") == []


def test_what_a_text_no_longer_says_is_no_longer_found(conn):
    put(conn, NOTICE)
    put(conn, replace(NOTICE, title="关于表彰的决定", body="三八红旗手"))
    assert found(conn, "妇联") == []
    assert found(conn, "维权") == []
    assert found(conn, "红旗") == [7]


def test_unchanged_text_takes_over_new_fields(conn):
    put(conn, NOTICE)
    put(conn, replace(NOTICE, department_id=5))
    assert found(conn, "妇联", department_id=5) == [7]
    assert found(conn, "妇联", department_id=3) == []


def test_a_number_given_later_is_found(conn):
    put(conn, replace(NOTICE, number=""))
    assert found(conn, "泰妇字2026第1号") == []
    conn.execute(*numbered(7, "泰妇字〔2026〕1号"))
    assert found(conn, "泰妇字2026第1号") == [7]
    assert found(conn, "维权周") == [7]


def test_a_code_and_a_signer_added_later_are_found_and_leave_with_the_document(sqlite):
    put(sqlite, replace(NOTICE, numbers=("苏妇发〔2026〕8号",)))
    code(sqlite, 7, "Z109-WS·2026-D30-QYB-0001")
    name(sqlite, 7, "单晓云")
    for words in ("WS·2026-D30-QYB-0001", "苏妇发 8", "单晓云", "sxy", "维权周"):
        assert found(sqlite, words) == [7], words
    remove(sqlite, 7)
    sqlite.execute(text("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(search_index, 'row')"))
    assert sqlite.execute(text("SELECT term FROM vocabulary")).all() == []


def test_a_code_added_later_makes_the_entry_what_it_would_be_if_written_with_it(conn):
    put(conn, replace(NOTICE, numbers=("苏妇发〔2026〕8号",)))
    code(conn, 7, "Z109-WS·2026-D30-QYB-0001")
    added = entry_of(conn)
    put(conn, replace(NOTICE, numbers=("苏妇发〔2026〕8号", "Z109-WS·2026-D30-QYB-0001"), people=("单晓云",)))
    put(conn, replace(NOTICE, numbers=("苏妇发〔2026〕8号", "Z109-WS·2026-D30-QYB-0001")))
    assert entry_of(conn) == added


def test_a_code_of_a_document_that_is_not_in_the_index_stays_out_of_it(conn):
    code(conn, 7, "Z109-WS·2026-D30-QYB-0001")
    assert found(conn, "Z109-WS·2026-D30-QYB-0001") == []


def test_another_day_moves_a_document_among_the_others(conn):
    put(conn, NOTICE)
    put(conn, replace(NOTICE, document_id=8, day=date(2026, 3, 9)))
    assert found(conn, "妇联") == [8, 7]
    put(conn, replace(NOTICE, day=date(2026, 3, 10)))
    assert found(conn, "妇联") == [7, 8]


def test_two_documents_of_a_day_whose_numbers_would_share_a_key_both_stay(conn):
    put(conn, NOTICE)
    put(conn, replace(NOTICE, document_id=7 + A_DAY))
    assert sorted(found(conn, "妇联")) == [7, 7 + A_DAY]


def test_what_a_day_has_no_room_for_stands_in_the_same_year_and_is_found_changed_and_removed(conn):
    fill(conn, NOTICE.day)
    put(conn, replace(NOTICE, year=2026))
    assert found(conn, "妇联", year=2026) == [7]
    put(conn, replace(NOTICE, title="关于开展家访的通知", body="请各单位参加"))
    assert (found(conn, "妇联"), found(conn, "家访")) == ([], [7])
    remove(conn, 7)
    assert found(conn, "家访") == []


def test_where_two_days_are_full_the_wrong_date_is_named(conn):
    for day in (NOTICE.day, NOTICE.day + timedelta(days=1)):
        fill(conn, day)
    with pytest.raises(DayFull, match=str(NOTICE.day)):
        put(conn, NOTICE)


@pytest.mark.postgresql
def test_what_waits_for_its_place_in_postgresql_s_index_is_found_before_and_after(postgresql):
    put(postgresql, NOTICE)
    assert found(postgresql, "妇联") == [7]
    assert settle(postgresql) > 0
    assert settle(postgresql) == 0
    assert found(postgresql, "妇联") == [7]


def test_a_removed_document_is_gone_and_an_unknown_one_is_no_error(conn):
    put(conn, NOTICE)
    remove(conn, 7)
    remove(conn, 8)
    assert found(conn, "妇联") == []
    assert found(conn, "") == []


def test_a_removed_document_leaves_no_token_behind_in_the_contentless_index(sqlite):
    put(sqlite, NOTICE)
    remove(sqlite, 7)
    sqlite.execute(text("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(search_index, 'row')"))
    assert sqlite.execute(text("SELECT term FROM vocabulary")).all() == []


def test_an_entry_of_another_tokeniser_is_refused_on_sqlite_until_the_index_is_rebuilt(sqlite):
    put(sqlite, NOTICE)
    sqlite.execute(update(search_entry).values(tokeniser_version=0))
    with pytest.raises(IndexOutdated):
        remove(sqlite, 7)
    assert rebuild(sqlite) == 1
    remove(sqlite, 7)
    assert found(sqlite, "妇联") == []


def test_a_rebuilt_index_answers_as_before(conn):
    put(conn, NOTICE)
    told = []
    assert rebuild(conn, progress=told.append) == 1
    assert told == [1]
    assert found(conn, "妇联") == [7]


def test_rebuilding_from_the_documents_forgets_all_others(conn):
    put(conn, NOTICE)
    assert rebuild(conn, entries=[replace(NOTICE, document_id=9)]) == 1
    assert found(conn, "妇联") == [9]


def test_an_overlong_number_and_a_null_character_are_stored(conn):
    put(conn, replace(NOTICE, number="字" * 5000, body="前\x00后\ud800"))
    assert found(conn, "维权") == [7]
