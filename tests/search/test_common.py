"""PostgreSQL's statistics tell which words are common: the same pages come of a walk as of the index."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from routing.search import Entry, Query, common, find, put
from routing.search.find import planned
from routing.search.matching import wanted_of
from routing.search.plan import Scope

FIRST = date(2026, 1, 1)
DOCUMENTS = 60
pytestmark = pytest.mark.postgresql


@pytest.fixture
def analysed(postgresql, monkeypatch):
    """Sixty documents: all have 人民政府, every third 档案, one 甪直; and the statistics of them."""
    for number in range(1, DOCUMENTS + 1):
        words = ["人民政府", *(["档案"] if number % 3 == 0 else []), *(["甪直"] if number == 7 else [])]
        day, department = FIRST + timedelta(days=number), number % 2
        put(postgresql, Entry(number, day, "通知", "，".join(words), organisation_id=1, department_id=department))
    postgresql.execute(text("ANALYZE search_index"))
    monkeypatch.setattr(common, "_kept", {})
    monkeypatch.setattr(common, "MANY", 1)
    return postgresql


def share(conn, words):
    return common.common_share(conn, wanted_of(planned(Query(words), Scope())))


def test_a_word_of_most_documents_is_common_and_a_rare_one_is_not(analysed):
    assert share(analysed, "人民政府") == 1
    assert share(analysed, "档案") == pytest.approx(1 / 3, abs=0.01)
    assert share(analysed, "甪直") == 0
    assert share(analysed, "人民政府 甪直") == 0


def test_in_a_small_house_the_index_is_asked_for_every_word(analysed, monkeypatch):
    monkeypatch.setattr(common, "MANY", DOCUMENTS + 1)
    assert share(analysed, "人民政府") == 0


def test_before_the_first_analysis_nothing_is_called_common(postgresql, monkeypatch):
    monkeypatch.setattr(common, "_kept", {})
    monkeypatch.setattr(common, "MANY", 0)
    put(postgresql, Entry(1, FIRST, "通知", "人民政府"))
    assert share(postgresql, "人民政府") == 0


@pytest.mark.parametrize("words", ["人民政府", "档案", "人民政府 档案", "府人", "人民政府，档案", "政府人民"])
@pytest.mark.parametrize("filters", [{}, {"department_id": 1}, {"date_to": FIRST + timedelta(days=40)}])
def test_a_walk_finds_what_the_index_finds_page_by_page(analysed, monkeypatch, words, filters):
    def pages():
        after, found = None, []
        while True:
            page = find(analysed, Query(words, organisation_id=1, **filters), limit=7, after=after)
            found.append(([hit.document_id for hit in page.hits], page.count, page.complete))
            after = page.after
            if after is None:
                return found

    walked = pages()
    monkeypatch.setattr(common, "MANY", DOCUMENTS + 1)
    assert pages() == walked


def test_of_a_long_phrase_the_rarest_pairs_are_asked_for(analysed):
    wanted = common.telling(analysed, [(("人民", "民政", "政府", "甪直"),), (("档案",),)])
    assert len(wanted[0][0]) == common.TELLING
    assert "甪直" in wanted[0][0]
    assert wanted[1] == (("档案",),)
