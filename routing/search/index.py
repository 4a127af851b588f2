"""Keep the index: in the transaction that changes the document, so that the two can never disagree."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, delete, insert, select, text, update

from routing.search.characters import normalise
from routing.search.numbers import parse_number
from routing.search.schema import (
    is_sqlite,
    search_entry,
    search_index_postgresql,
    search_index_sqlite,
    search_text,
)
from routing.search.tokens import TOKENISER_VERSION, document_tokens, packed_token

SEQUENCE_BITS = 20
"""A key is day << 20 | sequence: newest first is key order, and a range of dates is a range of keys.

10 bits make the index a third smaller and overflow on the day of a bulk import; 20 hold a million documents a day.
"""

_REBUILD_BATCH = 500
_NUMBERED = (
    update(search_entry)
    .where(search_entry.c.document_id == bindparam("found_document"))
    .values(
        {
            name: bindparam(f"found_{name}", type_=search_entry.c[name].type)
            for name in ("number_normal", "number_stem", "number_year", "number_serial")
        }
    )
)


class IndexOutdated(Exception):
    """An entry was written by another tokeniser and cannot be taken out of the index: it must be rebuilt first."""


class DayFull(Exception):
    """More than a million documents bear one date: an import has given them the wrong one."""


@dataclass(frozen=True)
class Entry:
    """A document as the index sees it."""

    document_id: int
    day: date
    """The day it was signed, or else begun: newest first goes by it."""
    title: str
    body: str
    number: str = ""
    """发文字号 as written; empty before it is given."""
    organisation_id: int | None = None
    department_id: int | None = None
    kind: str | None = None
    year: int | None = None


def first_key(day: int) -> int:
    """Return the lowest key of a day, given as `datetime.date.toordinal`."""
    return day << SEQUENCE_BITS


def put(conn: Connection, entry: Entry) -> None:
    """Index a document, or index it anew.  Unchanged text costs two reads and one narrow write.

    Raises `IndexOutdated` where the old entry is from another tokeniser.
    """
    texts = normalise(entry.title), normalise(entry.body)
    old = _stored(conn, entry.document_id)
    if old is not None and old.key >> SEQUENCE_BITS == entry.day.toordinal() and _texts(old) == texts:
        conn.execute(update(search_entry).where(search_entry.c.key == old.key).values(_columns(entry)))
        return
    if old is not None:
        _take_out(conn, old)
    _put_in(conn, _free_key(conn, entry), entry)


def numbered(document_id: int, number: str) -> tuple[Update, dict[str, Any]]:
    """The statement that makes a document findable by the number it was just given, and its parameters.

    Its text is left alone. To be executed with what else is written about the number.
    """
    columns = _number_columns(number)
    return _NUMBERED, {"found_document": document_id} | {f"found_{name}": value for name, value in columns.items()}


def remove(conn: Connection, document_id: int) -> None:
    """Forget a document.  One that is not in the index is no error.  Raises `IndexOutdated` as `put` does."""
    old = _stored(conn, document_id)
    if old is not None:
        _take_out(conn, old)


def rebuild(
    conn: Connection,
    entries: Iterable[Entry] | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write every token anew and return the number of entries.

    With ``entries`` everything is forgotten first and read from the documents, as it must be when the table of
    characters has changed.  Without them the stored texts serve, which is enough for a new tokeniser.
    ``progress`` is told the number of entries done, every 500.
    """
    if is_sqlite(conn):
        conn.execute(text("INSERT INTO search_index(search_index) VALUES ('delete-all')"))
    else:
        conn.execute(delete(search_index_postgresql))
    if entries is None:
        return _retokenise(conn, progress)
    conn.execute(delete(search_text))
    conn.execute(delete(search_entry))
    done = 0
    for done, entry in enumerate(entries, start=1):
        _put_in(conn, _free_key(conn, entry), entry)
        if progress and done % _REBUILD_BATCH == 0:
            progress(done)
    return done


def _retokenise(conn: Connection, progress: Callable[[int], None] | None) -> int:
    done, last = 0, -1
    while rows := conn.execute(
        _texts_of_entries().where(search_entry.c.key > last).order_by(search_entry.c.key).limit(_REBUILD_BATCH)
    ).all():
        for row in rows:
            _write_tokens(conn, row.key, document_tokens(*_texts(row)))
        done, last = done + len(rows), rows[-1].key
        if progress:
            progress(done)
    conn.execute(update(search_entry).values(tokeniser_version=TOKENISER_VERSION))
    return done


def _texts_of_entries() -> Any:
    return select(
        search_entry.c.key,
        search_entry.c.tokeniser_version,
        search_text.c.title_normal,
        search_text.c.body_normal,
    ).join_from(search_entry, search_text, search_entry.c.key == search_text.c.key)


def _stored(conn: Connection, document_id: int) -> Row[Any] | None:
    return conn.execute(_texts_of_entries().where(search_entry.c.document_id == document_id)).one_or_none()


def _texts(row: Row[Any]) -> tuple[str, str]:
    return row.title_normal, row.body_normal


def _free_key(conn: Connection, entry: Entry) -> int:
    """Return the key for a document: its number within the day, or the next that is free.

    Taken from the document's own number it needs no lock, and two people saving at once cannot collide.
    """
    first = first_key(entry.day.toordinal())
    size = 1 << SEQUENCE_BITS
    wanted = entry.document_id % size
    for sequence in range(wanted, wanted + size):
        key = first | sequence % size
        if conn.execute(select(search_entry.c.key).where(search_entry.c.key == key)).first() is None:
            return key
    raise DayFull(f"{entry.day}: no place left for document {entry.document_id}")


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        "organisation_id": entry.organisation_id,
        "department_id": entry.department_id,
        "kind": entry.kind,
        "year": entry.year,
        **_number_columns(entry.number),
    }


def _number_columns(text_of_number: str) -> dict[str, Any]:
    number = parse_number(text_of_number)
    return {
        "number_normal": number.normal,
        "number_stem": number.stem,
        "number_year": number.year,
        "number_serial": number.serial,
    }


def _put_in(conn: Connection, key: int, entry: Entry) -> None:
    columns = _columns(entry)
    title, body = normalise(entry.title), normalise(entry.body)
    conn.execute(
        insert(search_entry),
        columns | {"key": key, "document_id": entry.document_id, "tokeniser_version": TOKENISER_VERSION},
    )
    conn.execute(insert(search_text), {"key": key, "title_normal": title, "body_normal": body})
    _write_tokens(conn, key, document_tokens(title, body))


def _write_tokens(conn: Connection, key: int, tokens: set[str]) -> None:
    if is_sqlite(conn):
        conn.execute(insert(search_index_sqlite), {"rowid": key, "tokens": " ".join(tokens)})
    else:
        conn.execute(insert(search_index_postgresql), {"key": key, "tokens": [packed_token(token) for token in tokens]})


def _take_out(conn: Connection, old: Row[Any]) -> None:
    if is_sqlite(conn):
        if old.tokeniser_version != TOKENISER_VERSION:
            raise IndexOutdated(f"entry {old.key} is of tokeniser {old.tokeniser_version}: rebuild the index")
        # A contentless index does not know what it holds: it must be told the very tokens that went in.
        conn.execute(
            text("INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', :key, :tokens)"),
            {"key": old.key, "tokens": " ".join(document_tokens(*_texts(old)))},
        )
    else:
        conn.execute(delete(search_index_postgresql).where(search_index_postgresql.c.key == old.key))
    conn.execute(delete(search_text).where(search_text.c.key == old.key))
    conn.execute(delete(search_entry).where(search_entry.c.key == old.key))
