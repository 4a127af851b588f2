"""Statements that propose documents newest first, a bounded batch at a time.

A batch is taken from the index before anything else is looked at, so that the most selective filter, and the reader
who may see nothing, cost no more than the batch.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    false,
    func,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.exc import InternalError

from routing.search.common import Ways, telling
from routing.search.keys import first_key, first_key_of
from routing.search.marks import marks_asked, marks_of_years
from routing.search.matching import postgresql_match, sqlite_match, wanted_of
from routing.search.plan import Plan, Scope
from routing.search.query import Query
from routing.search.schema import (
    is_sqlite,
    search_entry,
    search_index_postgresql,
    search_index_sqlite,
    search_text,
)
from routing.search.tokens import Term

_FILTERS = ("organisation_id", "department_id", "kind", "year")


def batch_statement(
    conn: Connection, plan: Plan, below: int | None, size: int, *, walk: bool = False, years: tuple[int, ...] = ()
) -> Select[Any]:
    """Return a statement for the next candidates under key ``below``, at most ``size`` of them, of certain ``years``.

    With ``walk`` they are the next entries, whatever is in them, and the tokens are looked for in each (on PostgreSQL
    alone, where a word that most documents have costs its index a walk through all of them).

    Every row carries ``lowest``, ``scanned`` and ``permitted``: the lowest key of the batch, the number of candidates
    in it, and of those that may be found at all; a single row with an empty key says that none of them is a hit.
    """
    wanted = wanted_of(plan)
    batch = _batch(conn, plan, () if walk else wanted, below, size, years)
    permitted = _permitted(plan, batch)
    bounds = (
        select(
            func.min(batch.c.key).label("lowest"),
            func.count().label("scanned"),
            select(func.count()).select_from(permitted).scalar_subquery().label("permitted"),
        )
        .select_from(batch)
        .subquery()
    )
    hits = _hits(conn, plan, permitted, plan.unproven(conn), wanted if walk else ()).subquery()
    return select(bounds, hits).select_from(bounds.outerjoin(hits, true())).order_by(hits.c.key.desc())


def among_statement(conn: Connection, plan: Plan, documents: Select[Any]) -> Select[Any]:
    """Return a statement for those of a few documents (``id``) that match: looked at one by one, by no index."""
    few = documents.subquery()
    batch = select(search_entry.c.key).join(few, few.c.id == search_entry.c.document_id)
    batch = batch.where(*key_range(plan.query, search_entry.c.key))
    hits = _hits(conn, plan, _permitted(plan, batch.cte("candidate").prefix_with("MATERIALIZED")), plan.terms)
    return hits.order_by(hits.selected_columns.key.desc())


def key_range(query: Query, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Return the days of a query, and its year, as conditions on a key."""
    conditions: list[ColumnElement[bool]] = []
    if query.year is not None:  # the year of an entry is that of its day
        conditions.append(key >= first_key_of(query.year))
        conditions.append(key < first_key(date(query.year, 12, 31).toordinal() + 1))
    if query.date_from is not None:
        conditions.append(key >= first_key(query.date_from.toordinal()))
    if query.date_to is not None:
        conditions.append(key < first_key(query.date_to.toordinal() + 1))
    return conditions


def allowed(query: Query, scope: Scope) -> list[ColumnElement[bool]]:
    """Return filters and permission as conditions on the entry and the joined table."""
    return [*_entry_filters(query), *scope.permission]


def within_scope(source: FromClause, scope: Scope) -> FromClause:
    """Return the entries joined to the table the permission is expressed on."""
    if scope.joined is None:
        return source
    on = scope.on if scope.on is not None else scope.joined.c.id
    return source.join(scope.joined, on == search_entry.c.document_id)


def _entry_filters(query: Query) -> list[ColumnElement[bool]]:
    return [search_entry.c[name] == value for name in _FILTERS if (value := getattr(query, name)) is not None]


@contextmanager
def steered(conn: Connection) -> Iterator[None]:
    """Keep PostgreSQL's planner from reading the whole table.

    It prices a row by the part that is left in the table, and does not see that the array it must fetch for every
    row lies elsewhere: it would take 2 s where the index takes 25 ms.  And it may not plan once for whatever is asked,
    as it does for statements that come often: which words and years they are decides.  The settings are put
    back at once.  They are the session's and not the transaction's, for the house reads without one.
    """
    if is_sqlite(conn):
        yield
        return
    conn.execute(_STEER)
    try:
        yield
    finally:
        with suppress(InternalError):  # a transaction that is void gives the settings back by itself
            conn.execute(_LET_GO)


# Of two commands at once the driver makes no prepared statement.
_STEER: Final = text("SET enable_seqscan = off; SET plan_cache_mode = force_custom_plan")
_LET_GO: Final = text("SET enable_seqscan = DEFAULT; SET plan_cache_mode = DEFAULT")


def _batch(
    conn: Connection, plan: Plan, wanted: Sequence[Ways], below: int | None, size: int, years: tuple[int, ...]
) -> CTE:
    """Return the keys of the next candidates, materialised so that the bound holds whatever the planner thinks."""
    key, matches = _proposed(conn, plan, wanted, years)
    statement = select(key.label("key")).where(*matches, *key_range(plan.query, key))
    if below is not None:
        statement = statement.where(key < below)
    if years:
        statement = statement.where(key >= first_key_of(years[0]))
    return statement.order_by(key.desc()).limit(size).cte("candidate").prefix_with("MATERIALIZED")


def _proposed(
    conn: Connection, plan: Plan, wanted: Sequence[Ways], years: tuple[int, ...]
) -> tuple[ColumnElement[int], list[ColumnElement[bool]]]:
    """Return the column whose keys are the candidates, and what makes them so."""
    if not wanted:
        return search_entry.c.key, _entry_filters(plan.query)  # the entries' own indexes know them
    if is_sqlite(conn):
        return search_index_sqlite.c.rowid, [sqlite_match(wanted)]
    marks = [*marks_asked(plan.query), *([marks_of_years(years)] if years else [])]
    return search_index_postgresql.c.key, [postgresql_match(telling(conn, wanted), marks)]


def _permitted(plan: Plan, batch: CTE) -> CTE:
    """Return those of a batch that may be found; materialised, so that of no other a text is read."""
    source = batch.join(search_entry, search_entry.c.key == batch.c.key)
    columns = search_entry.c.key, search_entry.c.document_id, plan.scope.open.label("open")
    found = select(*columns).select_from(within_scope(source, plan.scope))
    return found.where(and_(true(), *allowed(plan.query, plan.scope))).cte("permitted").prefix_with("MATERIALIZED")


def _hits(
    conn: Connection, plan: Plan, permitted: CTE, unproven: tuple[Term, ...], wanted: Sequence[Ways] = ()
) -> Select[Any]:
    """Return those that have what is wanted among their tokens, and hold the letters of every unproven term."""
    source: FromClause = permitted
    columns: list[Any] = [permitted.c.key, permitted.c.document_id, permitted.c.open]
    letters: list[ColumnElement[bool]] = []
    if wanted:
        source = source.join(search_index_postgresql, search_index_postgresql.c.key == permitted.c.key)
        letters.append(postgresql_match(wanted))
    if unproven or plan.labels:
        source = source.join(search_text, search_text.c.key == permitted.c.key)
    if any(term.bounded for term in unproven):
        columns += [*plan.fields(), search_text.c.sound]
    if plan.title_only:
        columns.append(_title(permitted).label("heading"))
    letters += [_letters(conn, plan, term) for term in unproven]
    contains = func.instr if is_sqlite(conn) else func.strpos
    letters += [contains(search_text.c.labels_normal, term.text) > 0 for term in plan.labels]
    return select(*columns).select_from(source).where(and_(true(), *letters))


def _letters(conn: Connection, plan: Plan, term: Term) -> ColumnElement[bool]:
    """Say whether the letters of a term stand in a field, or in how the title or a name sounds."""
    contains = func.instr if is_sqlite(conn) else func.strpos
    sounds = [one.text for one in term.sounds if not (plan.title_only and one.of_people)]
    fields = [] if term.spoken_only else plan.fields()
    return or_(
        false(),
        *(contains(field, term.text) > 0 for field in fields),
        *(contains(search_text.c.sound, said) > 0 for said in sounds),
    )


def _title(found: FromClause) -> Any:
    """The title of a row that is shown: asked for row by row, so that it costs nothing for rows that are not."""
    inner = search_text.alias("shown")
    return select(inner.c.title_normal).where(inner.c.key == found.c.key).scalar_subquery()
