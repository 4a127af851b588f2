"""Titles that are half remembered: where nothing holds all the words, those whose titles share most pairs of them."""

from collections import Counter
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from routing.search.candidates import allowed, key_range, steered, within_scope
from routing.search.find import planned
from routing.search.matching import matching
from routing.search.plan import Plan, Scope
from routing.search.query import Hit, Query
from routing.search.schema import is_sqlite, search_entry, search_index_postgresql, search_index_sqlite, search_text
from routing.search.tokens import TITLE

TOKENS = 16
LIST = 400
"""The newest documents looked at for each pair: of a rare pair all, and it is the rare ones that tell."""

POOL = 80
SHARE = 0.5
"""Of the words' pairs a title must have so many."""


def alike(conn: Connection, query: Query, scope: Scope, limit: int = 5) -> list[Hit]:
    """Return documents the reader may know of whose titles are nearest to the words, the nearest first."""
    plan = planned(query, scope)
    tokens = list(dict.fromkeys(token for term in plan.terms for token in term.tokens))[:TOKENS]
    if len(tokens) < 2:
        return []
    with steered(conn):
        keys = _likeliest(conn, plan, tokens)
        if not keys:
            return []
        statement = (
            select(search_entry.c.key, search_entry.c.document_id, search_text.c.title_normal, scope.open.label("open"))
            .select_from(within_scope(search_entry.join(search_text, search_text.c.key == search_entry.c.key), scope))
            .where(search_entry.c.key.in_(keys), *key_range(query, search_entry.c.key), *allowed(query, scope))
        )
        rows = conn.execute(statement).all()
    near = [(_nearness(tokens, row.title_normal), row) for row in rows]
    ranked = sorted(near, key=lambda one: (-one[0], -one[1].key))
    return [Hit(row.document_id, row.key, open=bool(row.open)) for share, row in ranked[:limit] if share >= SHARE]


def _likeliest(conn: Connection, plan: Plan, tokens: list[str]) -> list[int]:
    """The keys that have most of the tokens in their titles; a token of few documents counts for more."""
    lists = []
    for token in tokens:
        index = search_index_sqlite if is_sqlite(conn) else search_index_postgresql
        key: ColumnElement[Any] = index.c.rowid if is_sqlite(conn) else index.c.key
        found = select(key.label("key")).where(matching(conn, [((TITLE + token,),)]), *key_range(plan.query, key))
        if is_sqlite(conn):
            found = found.order_by(key.desc())
        lists.append(select(found.limit(LIST).subquery()))
    found_keys = [int(row.key) for row in conn.execute(union_all(*lists))]
    return [key for key, _ in Counter(found_keys).most_common(POOL)]


def _nearness(tokens: list[str], title: str) -> float:
    """The share of the words' pairs that the title has; a little less the longer it is besides."""
    pairs = {one + other for one, other in pairwise(title)}
    held = sum(token in pairs or (len(token) != 2 and token in title) for token in tokens)
    return held / len(tokens) - min(len(title), 400) / 100_000
