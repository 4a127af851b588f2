"""Words that many documents have: what PostgreSQL's own statistics tell of them.

Its index proposes every document with such a word before the newest of them can be taken: 0.4 s at a million. To look
into the newest entries one after the other is then faster, and how many to look into is known from how common it is.
"""

import time
from collections.abc import Sequence
from math import prod
from typing import Final

from sqlalchemy import Connection, text

from routing.search.keys import A_DAY, day_of
from routing.search.query import Query
from routing.search.schema import is_sqlite
from routing.search.tokens import packed_token

Ways = tuple[tuple[str, ...], ...]
"""Of these lists of tokens a document has one as a whole."""

COMMON: Final = 0.1  # of the documents
MANY: Final = 20_000  # documents with the word; fewer cost the index less than the walk
LARGE: Final = 200_000  # documents from which on the newest years are asked for first
NEWEST, BEFORE = 2, 6  # years
FEW: Final = 256  # candidates
TELLING: Final = 3  # tokens of a term that the index is asked for, where its text is checked in any case
KEPT: Final = 600.0  # seconds
_STATISTICS: Final = text(
    "SELECT c.reltuples, (SELECT max(key) FROM search_entry) AS newest, "
    "CAST(CAST(s.most_common_elems AS text) AS integer[]) AS tokens, s.most_common_elem_freqs AS often "
    "FROM pg_class c JOIN pg_stats s ON s.tablename = c.relname AND s.attname = 'tokens' "
    "WHERE c.oid = CAST('search_index' AS regclass) AND s.schemaname = CAST(c.relnamespace AS regnamespace)::text"
)
_kept: dict[str, tuple[float, float, dict[int, float], int | None]] = {}


def common_share(conn: Connection, wanted: Sequence[Ways]) -> float:
    """Return the share of documents that have what is wanted, where it is so large that the newest are to be walked
    through; else 0: ask the index.
    """
    if is_sqlite(conn) or not wanted or any(len(ways) > 1 for ways in wanted):
        return 0.0  # SQLite's index gives the newest first
    documents, often, _ = _statistics(conn)
    share = prod(min(often.get(packed_token(token), 0.0) for token in ways[0]) for ways in wanted)
    return share if share >= COMMON and share * documents >= MANY else 0.0


def telling(conn: Connection, wanted: Sequence[Ways]) -> list[Ways]:
    """Leave the rarest tokens of each term: further ones, which many documents have, cost more than they spare."""
    _, often, _ = _statistics(conn)

    def rarest(tokens: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(tokens, key=lambda token: often.get(packed_token(token), 0.0))[:TELLING])

    return [(rarest(ways[0]),) if len(ways) == 1 else ways for ways in wanted]


def newest_years(conn: Connection, query: Query, below: int | None) -> tuple[int, ...]:
    """The newest years under a key, of which PostgreSQL's index is asked before it is asked of all: what it
    proposes of twenty years takes 0.1 s at a million. None in a small house, and where the query names its years.
    """
    if is_sqlite(conn) or query.year is not None or query.date_from is not None or query.date_to is not None:
        return ()
    documents, _, newest = _statistics(conn)
    if documents < LARGE or newest is None:
        return ()
    key = newest if below is None else min(below - 1, newest)
    if key < A_DAY:
        return ()
    # What was written since the statistics were asked for may be of the next year, too.
    last = day_of(key).year + (below is None)
    return _years(last, NEWEST + (below is None))


def years_before(years: tuple[int, ...], candidates: int) -> tuple[int, ...]:
    """The years to be asked for after those: some more once, where there were so many candidates; else all."""
    return _years(years[0] - 1, BEFORE) if len(years) < BEFORE and candidates >= FEW else ()


def _years(last: int, count: int) -> tuple[int, ...]:
    return tuple(range(max(last - count + 1, 1), last + 1))


def _statistics(conn: Connection) -> tuple[float, dict[int, float], int | None]:
    """The number of documents, in which share of them common tokens are, and the newest key; before the first ANALYZE
    there are no statistics.
    """
    key, now = str(conn.engine.url), time.monotonic()
    kept = _kept.get(key)
    if kept is None or now - kept[0] > KEPT:
        row = conn.execute(_STATISTICS).first()
        often = dict(zip(row.tokens, row.often, strict=False)) if row is not None and row.tokens else {}
        kept = _kept[key] = (now, *((row.reltuples, often, row.newest) if row is not None else (0.0, often, None)))
    return kept[1:]
