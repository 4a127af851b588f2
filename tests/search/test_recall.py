"""The index against reading every document: the same pages on SQLite, on PostgreSQL and by brute force."""

import json
import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from routing.search import Entry, Query, find, put
from routing.search.characters import normalise
from routing.search.tokens import query_terms

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "documents.jsonl"
ARTICLES = 600
QUERIES = 150
WORDS = [
    "妇女", "婦女", "家庭", "的", "法", "第", "未成年人", "人民政府", "妇女联合会", "“家庭暴力”", "妇女 儿童",
    "应当 收养", "，", "》", "(二)", "（二）", "2020年", "3日", "第一条", "第五十", "人民政府应当",
    "府人", "囍", "甪直",
]  # fmt: skip

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.exists(), reason="the real documents in ../shared/corpus are not here"),
]


@pytest.fixture(scope="module")
def entries():
    chance = random.Random(2026)
    articles = []
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        law = json.loads(line)
        parts = re.split(r"\n(?=第[一二三四五六七八九十百零〇]+条)", law["body"])
        articles += [(law["title"], law["number"], part) for part in parts]
    return [
        Entry(n, date(2020, 1, 1) + timedelta(days=chance.randrange(900)), title, body, number, department_id=n % 4)
        for n, (title, number, body) in enumerate(chance.sample(articles, ARTICLES), start=1)
    ]


def asked(entries):
    """The chosen words, and pieces cut out of the texts at random, longer and shorter."""
    chance = random.Random(9704)
    for _ in range(QUERIES):
        entry = chance.choice(entries)
        start = chance.randrange(len(entry.body))
        yield entry.body[start : start + chance.choice((1, 2, 2, 3, 4, 6, 10, 30))]
    yield from WORDS


def by_reading(entries, query):
    """Every text read from end to end: all terms in one of the fields, newest first."""
    terms = query_terms(query.text)

    def holds(entry):
        texts = entry.texts
        return all(term.stands_in((texts.title, texts.labels, texts.body), texts.sound) for term in terms)

    matching = (e for e in entries if query.department_id in (None, e.department_id) and holds(e))
    return [e.document_id for e in sorted(matching, key=lambda e: (e.day, e.document_id), reverse=True)]


def assert_same_pages(conn, entries):
    for entry in entries:
        put(conn, entry)
    for words in asked(entries):
        for department in (None, 2):
            query = Query(words, department_id=department)
            expected = by_reading(entries, query)
            page = find(conn, query)
            rest = find(conn, query, after=page.after, limit=200).hits if page.after else ()
            assert [hit.document_id for hit in page.hits] == expected[:20], words
            assert [hit.document_id for hit in rest] == expected[20:220], words
            assert page.count == (len(expected) if len(expected) <= 200 else None), words


def test_sqlite_finds_what_reading_finds(sqlite, entries):
    assert_same_pages(sqlite, entries)


@pytest.mark.postgresql
def test_postgresql_finds_what_reading_finds(postgresql, entries):
    assert_same_pages(postgresql, entries)


def test_a_plain_search_of_the_letters_agrees_where_no_word_is_cut(entries):
    """The reading above trusts the terms' own patterns; this one trusts nothing of ours but the characters."""
    for words in ("妇女", "未成年人", "人民政府应当", "家庭暴力"):
        plain = {e.document_id for e in entries if any(words in normalise(text) for text in (e.title, e.body))}
        assert plain
        assert plain == set(by_reading(entries, Query(words)))
