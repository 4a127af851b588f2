"""Put an entry into the index that is not there yet."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import (
    Connection,
    Executable,
    Insert,
    Text,
    TextClause,
    bindparam,
    cast,
    exists,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from routing.search.entry import Entry, rows_of
from routing.search.keys import A_DAY, another_day, first_key, own_key
from routing.search.marks import stored
from routing.search.schema import (
    is_sqlite,
    search_entry,
    search_index_postgresql,
    search_index_sqlite,
    search_number,
    search_text,
)


class DayFull(Exception):
    """More documents bear one date than there is room for on two days: an import has given them the wrong one."""


def put_in(conn: Connection, entry: Entry) -> None:
    """Write an entry that is not there, under the first key that nobody else has or takes at this moment."""
    rows = rows_of(entry, 0)
    whole = not is_sqlite(conn)
    given = rows.entry
    if whole:
        array = stored(own_key(entry.day, entry.document_id), entry.department_id, rows.tokens)
        given = {**rows.entry, **rows.text, "tokens": array}
    enter = _ENTER_WHOLE if whole else _ENTER
    tried = (conn.execute(enter, given | {"key": key}).scalar() for key in _keys(conn, entry))
    key = next(key for key in tried if key is not None)
    if not whole:
        conn.execute(_TEXT, rows.text | {"key": key})
        write_tokens(conn, key, entry.department_id, rows.tokens)
    if rows.numbers:
        conn.execute(NUMBER, rows.numbers)


def write_tokens(conn: Connection, key: int, department_id: int | None, tokens: set[str]) -> None:
    """Write the tokens of an entry that has none in the index."""
    if is_sqlite(conn):
        conn.execute(_TOKENS["sqlite"], {"rowid": key, "tokens": " ".join(tokens)})
    else:
        conn.execute(_TOKENS["postgresql"], {"key": key, "tokens": stored(key, department_id, tokens)})


def _keys(conn: Connection, entry: Entry) -> Iterator[int]:
    """Yield keys for a document, its own first, until one of them is free: of its day, then of another of its year."""
    for day in (entry.day, another_day(entry.day, entry.document_id)):
        yield own_key(day, entry.document_id)
        while (gap := _gap(conn, first_key(day.toordinal()))) is not None:
            yield gap
    raise DayFull(f"{entry.day}: no place left for document {entry.document_id}")


def _gap(conn: Connection, first: int) -> int | None:
    """Return the lowest key that is free behind one that is taken, on the day with that first key."""
    taken, behind = search_entry.alias("taken"), search_entry.alias("behind")
    nothing_behind = ~exists().where(behind.c.key == taken.c.key + 1)
    key = func.min(taken.c.key) + 1
    return conn.execute(select(key).where(taken.c.key.between(first, first + A_DAY - 2), nothing_behind)).scalar()


def _constant(statement: Insert, dialect: Dialect) -> TextClause:
    """As text: a statement with a clause on conflicts is otherwise compiled each time anew."""
    return text(str(statement.compile(dialect=dialect)))


_ENTER: Final = _constant(
    sqlite.insert(search_entry).on_conflict_do_nothing(index_elements=["key"]).returning(search_entry.c.key),
    sqlite.dialect(paramstyle="named"),
)
_TEXT: Final = insert(search_text)
# On PostgreSQL the whole entry in one round trip.
_entered: Final = (
    postgresql.insert(search_entry)
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(search_entry.c.key)
    .cte("entered")
)
_said: Final = insert(search_text).from_select(
    search_text.c.keys(),
    select(_entered.c.key, *(bindparam(column.name, type_=Text) for column in list(search_text.c)[1:])),
)
_tokens: Final = cast(bindparam("tokens", type_=Text), search_index_postgresql.c.tokens.type)
_ENTER_WHOLE: Final = _constant(
    insert(search_index_postgresql)
    .from_select(["key", "tokens"], select(_entered.c.key, _tokens))
    .add_cte(_said.cte("said"))
    .returning(search_index_postgresql.c.key),
    postgresql.dialect(paramstyle="named"),
)
_TOKENS: Final[dict[str, Executable]] = {
    "sqlite": insert(search_index_sqlite),
    "postgresql": text("INSERT INTO search_index (key, tokens) VALUES (:key, CAST(:tokens AS integer[]))"),
}
NUMBER: Final = insert(search_number)
