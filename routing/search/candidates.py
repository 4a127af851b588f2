"""Statements that propose documents newest first, a bounded batch at a time.

A batch is taken from the index before anything else is looked at, so that the most selective filter, and the reader
who may see nothing, cost no more than the batch.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import array

from routing.search.index import first_key
from routing.search.query import Query
from routing.search.schema import (
    is_sqlite,
    search_entry,
    search_index_postgresql,
    search_index_sqlite,
    search_text,
)
from routing.search.tokens import TITLE, Term, packed_token

_FILTERS = ("organisation_id", "department_id", "kind", "year")


@dataclass(frozen=True)
class Scope:
    """Which documents the reader may find: a table of documents with a column ``id``, and a condition on it."""

    joined: FromClause | None = None
    where: ColumnElement[bool] | None = None


@dataclass(frozen=True)
class Plan:
    """A query made ready: its terms, its filters and whose documents it may find."""

    query: Query
    terms: tuple[Term, ...]
    scope: Scope
    title_only: bool = False

    def unproven(self, conn: Connection) -> tuple[Term, ...]:
        """Return the terms for which an entry of the index is not yet proof."""
        if is_sqlite(conn):
            return tuple(term for term in self.terms if not term.exact)
        # Packed, the title's own tokens are hashes, all but those of a single character.
        return tuple(term for term in self.terms if self.title_only or not term.packed_exact)


def batch_statement(conn: Connection, plan: Plan, below: int | None, size: int) -> Select[Any]:
    """Return a statement for the next candidates under key ``below``.

    Every row carries ``lowest`` and ``scanned``, the lowest key and the number of candidates in the batch; a single
    row with an empty key says that none of them is a hit.
    """
    batch = _batch(conn, plan, below, size)
    bounds = select(func.min(batch.c.key).label("lowest"), func.count().label("scanned")).select_from(batch).subquery()
    hits = _hits(conn, plan, batch).subquery()
    return select(bounds, hits).select_from(bounds.outerjoin(hits, true())).order_by(hits.c.key.desc())


def key_range(query: Query, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Return the days of a query as conditions on a key."""
    conditions: list[ColumnElement[bool]] = []
    if query.date_from is not None:
        conditions.append(key >= first_key(query.date_from.toordinal()))
    if query.date_to is not None:
        conditions.append(key < first_key(query.date_to.toordinal() + 1))
    return conditions


def allowed(query: Query, scope: Scope) -> list[ColumnElement[bool]]:
    """Return filters and permission as conditions on the entry and the joined table."""
    conditions = _entry_filters(query)
    if query.state is not None:
        if scope.joined is None:
            raise ValueError("a filter by state needs the table of documents")
        conditions.append(scope.joined.c.state == query.state)
    if scope.where is not None:
        conditions.append(scope.where)
    return conditions


def within_scope(source: FromClause, scope: Scope) -> FromClause:
    """Return the entries joined to the table the permission is expressed on."""
    if scope.joined is None:
        return source
    return source.join(scope.joined, scope.joined.c.id == search_entry.c.document_id)


def _entry_filters(query: Query) -> list[ColumnElement[bool]]:
    return [search_entry.c[name] == value for name in _FILTERS if (value := getattr(query, name)) is not None]


@contextmanager
def steered(conn: Connection) -> Iterator[None]:
    """Keep PostgreSQL's planner from reading the whole table.

    It prices a row by the part that is left in the table, and does not see that the array it must fetch for every
    row lies elsewhere: it would take 2 s where the index takes 25 ms.  The setting is put back at once, and ends
    with the transaction in any case.
    """
    if is_sqlite(conn):
        yield
        return
    conn.execute(text("SET LOCAL enable_seqscan = off"))
    yield
    # After an error the transaction is void, and the setting with it.
    conn.execute(text("SET LOCAL enable_seqscan TO DEFAULT"))


def _batch(conn: Connection, plan: Plan, below: int | None, size: int) -> CTE:
    """Return the keys of the next candidates, materialised so that the bound holds whatever the planner thinks."""
    tokens = [TITLE + token if plan.title_only else token for term in plan.terms for token in term.tokens]
    key = _proposed(conn, tokens)
    statement = select(key.label("key"))
    if not tokens:
        statement = statement.where(*_entry_filters(plan.query))  # the entries' own indexes know them
    elif is_sqlite(conn):
        statement = statement.where(_sqlite_match(tokens))
    statement = statement.where(*key_range(plan.query, key))
    if below is not None:
        statement = statement.where(key < below)
    return statement.order_by(key.desc()).limit(size).cte("candidate").prefix_with("MATERIALIZED")


def _proposed(conn: Connection, tokens: Sequence[str]) -> ColumnElement[int]:
    """Return the column whose keys are the candidates, before any bound on the key."""
    if not tokens:
        return search_entry.c.key
    if is_sqlite(conn):
        return search_index_sqlite.c.rowid
    # The match stands alone in a CTE: joined with the range of keys the planner would prefer to walk by key.
    match = select(search_index_postgresql.c.key).where(_postgresql_match(tokens))
    return match.cte("matched").prefix_with("MATERIALIZED").c.key


def _sqlite_match(tokens: Sequence[str]) -> ColumnElement[bool]:
    # Quoted, a token is never an operator; no token contains a quotation mark.
    expression = " AND ".join(f'"{token}"' for token in tokens)
    return literal_column("search_index").op("MATCH")(literal(expression))


def _postgresql_match(tokens: Sequence[str]) -> ColumnElement[bool]:
    wanted = array([packed_token(token) for token in tokens])
    return search_index_postgresql.c.tokens.contains(wanted)


def _hits(conn: Connection, plan: Plan, batch: CTE) -> Select[Any]:
    """Return those of a batch that pass the filters and hold the letters of every unproven term."""
    unproven = plan.unproven(conn)
    source: FromClause = batch.join(search_entry, search_entry.c.key == batch.c.key)
    columns: list[Any] = [search_entry.c.key, search_entry.c.document_id]
    fields = [search_text.c.title_normal]
    fields += [] if plan.title_only else [search_text.c.body_normal]
    if unproven:
        source = source.join(search_text, search_text.c.key == search_entry.c.key)
    if any(term.bounded for term in unproven):
        columns += fields
    contains = func.instr if is_sqlite(conn) else func.strpos
    letters = [or_(*(contains(field, term.text) > 0 for field in fields)) for term in unproven]
    conditions = and_(true(), *letters, *allowed(plan.query, plan.scope))
    return select(*columns).select_from(within_scope(source, plan.scope)).where(conditions)
