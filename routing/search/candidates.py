"""Statements that propose documents newest first, a bounded batch at a time.

A batch is taken from the index before anything else is looked at, so that the most selective filter, and the reader
who may see nothing, cost no more than the batch.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from routing.search.common import Ways, telling
from routing.search.keys import first_key
from routing.search.marks import marks_asked
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


def batch_statement(conn: Connection, plan: Plan, below: int | None, size: int, *, walk: bool = False) -> Select[Any]:
    """Return a statement for the next candidates under key ``below``, at most ``size`` of them.

    With ``walk`` they are the next entries, whatever is in them, and the tokens are looked for in each (on PostgreSQL
    alone, where a word that most documents have costs its index a walk through all of them).

    Every row carries ``lowest``, ``scanned`` and ``permitted``: the lowest key of the batch, the number of candidates
    in it, and of those that may be found at all; a single row with an empty key says that none of them is a hit.
    """
    wanted = wanted_of(plan)
    batch = _batch(conn, plan, () if walk else wanted, below, size)
    permitted = _permitted(plan, batch)
    bounds = select(
        func.min(batch.c.key).label("lowest"),
        func.count().label("scanned"),
        select(func.count()).select_from(permitted).scalar_subquery().label("permitted"),
    ).select_from(batch)
    return _with_bounds(bounds, _hits(conn, plan, permitted, plan.unproven(conn), wanted if walk else ()))


def once_statement(conn: Connection, plan: Plan, below: int | None, most: int, size: int) -> Select[Any]:
    """Return a statement as `batch_statement` does, for PostgreSQL's index, which proposes all candidates each time:
    for the next ``size`` that may be found, of at most ``most`` candidates.

    They are looked at one after the other until there are enough: whoever may see one in a hundred need not have the
    index asked again.
    """
    batch = _batch(conn, plan, telling(conn, wanted_of(plan)), below, most)
    newest_first = func.array_agg(aggregate_order_by(batch.c.key, batch.c.key.desc()), type_=ARRAY(BigInteger))
    proposed = select(newest_first.label("keys")).cte("proposed").prefix_with("MATERIALIZED")
    keys = proposed.c["keys"]
    each = func.unnest(select(keys).scalar_subquery()).table_valued("key", with_ordinality="place")
    permitted = _permitted(plan, each.render_derived(), size)
    count = select(func.count()).select_from(permitted).scalar_subquery()
    last = select(func.max(permitted.c.place)).scalar_subquery()
    scanned = case((count == size, last), else_=func.coalesce(func.cardinality(keys), 0))
    bounds = select(keys[scanned].label("lowest"), scanned.label("scanned"), count.label("permitted"))
    return _with_bounds(bounds, _hits(conn, plan, permitted, plan.unproven(conn)))


def _with_bounds(bounds: Select[Any], found: Select[Any]) -> Select[Any]:
    bound, hits = bounds.subquery(), found.subquery()
    return select(bound, hits).select_from(bound.outerjoin(hits, true())).order_by(hits.c.key.desc())


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
        conditions.append(key >= first_key(date(query.year, 1, 1).toordinal()))
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


def _batch(conn: Connection, plan: Plan, wanted: Sequence[Ways], below: int | None, size: int) -> CTE:
    """Return the keys of the next candidates, materialised so that the bound holds whatever the planner thinks."""
    key = _proposed(conn, wanted, marks_asked(plan.query))
    statement = select(key.label("key"))
    if not wanted:
        statement = statement.where(*_entry_filters(plan.query))  # the entries' own indexes know them
    elif is_sqlite(conn):
        statement = statement.where(sqlite_match(wanted))
    statement = statement.where(*key_range(plan.query, key))
    if below is not None:
        statement = statement.where(key < below)
    return statement.order_by(key.desc()).limit(size).cte("candidate").prefix_with("MATERIALIZED")


def _proposed(conn: Connection, wanted: Sequence[Ways], marks: Sequence[tuple[int, ...]]) -> ColumnElement[int]:
    """Return the column whose keys are the candidates, before any bound on the key."""
    if not wanted:
        return search_entry.c.key
    if is_sqlite(conn):
        return search_index_sqlite.c.rowid
    # The match stands alone in a CTE: joined with the range of keys the planner would prefer to walk by key.
    match = select(search_index_postgresql.c.key).where(postgresql_match(wanted, marks))
    return match.cte("matched").prefix_with("MATERIALIZED").c.key


def _permitted(plan: Plan, batch: FromClause, size: int | None = None) -> CTE:
    """Return those of a batch that may be found, with ``size`` the first so many by their ``place``; materialised, so
    that of no other a text is read.
    """
    source = batch.join(search_entry, search_entry.c.key == batch.c.key)
    columns = search_entry.c.key, search_entry.c.document_id, plan.scope.open.label("open")
    found = select(*columns).select_from(within_scope(source, plan.scope))
    found = found.where(and_(true(), *allowed(plan.query, plan.scope)))
    if size is not None:
        found = found.add_columns(batch.c.place).order_by(batch.c.place).limit(size)
    return found.cte("permitted").prefix_with("MATERIALIZED")


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
