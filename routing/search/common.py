"""Words that many documents have: what PostgreSQL's own statistics tell of them.

Its index proposes every document with such a word before the newest of them can be taken: 0.4 s at a million. To look
into the newest entries one after the other is then faster, and how many to look into is known from how common it is.
"""

import time
from math import ceil, prod
from typing import Final

from sqlalchemy import Connection, text

from routing.search.candidates import Plan, wanted_of
from routing.search.query import COUNT_LIMIT
from routing.search.schema import is_sqlite
from routing.search.tokens import packed_token

COMMON: Final = 0.2  # of the documents
MANY: Final = 20_000  # documents with the word; fewer cost the index less than the walk
SPARE: Final = 1.5  # times as many are looked into as should do
KEPT: Final = 600.0  # seconds
_STATISTICS: Final = text(
    "SELECT c.reltuples, CAST(CAST(s.most_common_elems AS text) AS integer[]) AS tokens, "
    "s.most_common_elem_freqs AS often "
    "FROM pg_class c JOIN pg_stats s ON s.tablename = c.relname AND s.attname = 'tokens' "
    "WHERE c.oid = CAST('search_index' AS regclass) AND s.schemaname = CAST(c.relnamespace AS regnamespace)::text"
)
_kept: dict[str, tuple[float, float, dict[int, float]]] = {}


def newest_to_walk(conn: Connection, plan: Plan) -> int:
    """Return how many of the newest entries to look into for a page and its count; 0: ask the index."""
    wanted = wanted_of(plan)
    if is_sqlite(conn) or not wanted or any(len(ways) > 1 for ways in wanted):
        return 0  # SQLite's index gives the newest first
    documents, often = _statistics(conn)
    share = prod(min(often.get(packed_token(token), 0.0) for token in ways[0]) for ways in wanted)
    return ceil(SPARE * COUNT_LIMIT / share) if share >= COMMON and share * documents >= MANY else 0


def _statistics(conn: Connection) -> tuple[float, dict[int, float]]:
    """The number of documents, and in which share of them common tokens are; nothing before the first ANALYZE."""
    key, now = str(conn.engine.url), time.monotonic()
    kept = _kept.get(key)
    if kept is None or now - kept[0] > KEPT:
        row = conn.execute(_STATISTICS).first()
        often = dict(zip(row.tokens, row.often, strict=False)) if row is not None and row.tokens else {}
        kept = _kept[key] = (now, row.reltuples if row is not None else 0.0, often)
    return kept[1:]
