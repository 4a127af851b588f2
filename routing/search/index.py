"""Keep the index: in the transaction that changes the document, so that the two can never disagree."""

from typing import Any, Final

from sqlalchemy import Connection, Row, Text, Update, bindparam, delete, func, insert, select, text, update

from routing.search.characters import normalise
from routing.search.entering import NUMBER, put_in
from routing.search.entry import Entry, columns_of, further_numbers, number_columns
from routing.search.keys import A_DAY
from routing.search.marks import department_mark
from routing.search.schema import (
    is_sqlite,
    search_entry,
    search_index_postgresql,
    search_index_sqlite,
    search_number,
    search_text,
)
from routing.search.sounds import sound_of
from routing.search.tokens import TOKENISER_VERSION, Texts, document_tokens, packed_tokens

_ALONE = 0x5EA2C4  # the class of these locks among PostgreSQL's advisory ones
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


def alone(conn: Connection, document_id: int) -> None:
    """Wait for whoever writes this document's entry at this moment, so that the later one replaces the earlier.

    Two who took it out at once would both put it in. On SQLite one writes at a time in any case.
    """
    if not is_sqlite(conn):
        conn.execute(select(func.pg_advisory_xact_lock(_ALONE, document_id)))


def put(conn: Connection, entry: Entry) -> None:
    """Index a document, or index it anew.  Unchanged text costs two reads and two narrow writes.

    Raises `IndexOutdated` where the old entry is from another tokeniser.
    """
    alone(conn, entry.document_id)
    old = _stored(conn, entry.document_id)
    if old is not None and old.key // A_DAY == entry.day.toordinal() and texts_in(old) == entry.texts:
        conn.execute(update(search_entry).where(search_entry.c.key == old.key).values(columns_of(entry)))
        if old.department_id != entry.department_id and not is_sqlite(conn):
            _remark(conn, old, entry)
        _renumber(conn, entry)
        return
    if old is not None:
        _take_out(conn, old)
    put_in(conn, entry)


def _remark(conn: Connection, old: Row[Any], entry: Entry) -> None:
    """Give an entry the mark of its new department for that of the old one."""
    tokens = search_index_postgresql.c.tokens
    marked: Any = tokens
    if old.department_id is not None:
        marked = func.array_remove(marked, department_mark(old.department_id), type_=tokens.type)
    if entry.department_id is not None:
        marked = func.array_append(marked, department_mark(entry.department_id), type_=tokens.type)
    moved = update(search_index_postgresql).where(search_index_postgresql.c.key == old.key)
    conn.execute(moved.values(tokens=marked))


def numbered(document_id: int, number: str) -> tuple[Update, dict[str, Any]]:
    """The statement that makes a document findable by the number it was just given, and its parameters.

    Its text is left alone. To be executed with what else is written about the number.
    """
    columns = number_columns(number)
    return _NUMBERED, {"found_document": document_id} | {f"found_{name}": value for name, value in columns.items()}


def name(conn: Connection, document_id: int, person: str) -> None:
    """Make a document findable by one more person, who has just signed it; its text is left alone.

    The tokens are added under its key; they leave the index with the others, for its texts tell of them.
    """
    named = normalise(person)
    _label(conn, document_id, named, sound_of("", (), (named,)))


def code(conn: Connection, document_id: int, number: str) -> None:
    """Make a document findable by one more number, the 档号 under which it was just filed; its text is left alone."""
    _label(conn, document_id, normalise(number), "")
    conn.execute(_FURTHER, {"document": document_id, **number_columns(number)})


def _label(conn: Connection, document_id: int, label: str, sound: str) -> None:
    alone(conn, document_id)  # a worker may be writing the entry anew, with what its attachments say
    tokens = document_tokens(Texts("", "", label, "", sound))
    if is_sqlite(conn):
        conn.execute(_MORE_TOKENS["sqlite"], {"document": document_id, "more": " ".join(tokens)})
    else:
        packed = packed_tokens(tokens)
        conn.execute(_MORE_TOKENS["postgresql"], {"document": document_id, "more": packed})
    conn.execute(_MORE_LABELS, {"document": document_id, "label": f"\n{label}", "more_sound": sound})


def remove(conn: Connection, document_id: int) -> None:
    """Forget a document.  One that is not in the index is no error.  Raises `IndexOutdated` as `put` does.

    On SQLite its tokens are struck out; their bytes leave the file by and by, and at once by `scrub`.
    """
    alone(conn, document_id)
    old = _stored(conn, document_id)
    if old is not None:
        _take_out(conn, old)


def texts_of_entries() -> Any:
    return select(search_entry.c.tokeniser_version, search_entry.c.department_id, search_text).join_from(
        search_entry, search_text, search_entry.c.key == search_text.c.key
    )


def _stored(conn: Connection, document_id: int) -> Row[Any] | None:
    return conn.execute(_OF_DOCUMENT, {"document": document_id}).one_or_none()


def texts_in(row: Row[Any]) -> Texts:
    return Texts(row.title_normal, row.body_normal, row.labels_normal, row.files_normal, row.sound)


def _renumber(conn: Connection, entry: Entry) -> None:
    conn.execute(delete(search_number).where(search_number.c.document_id == entry.document_id))
    if further := further_numbers(entry):
        conn.execute(NUMBER, further)


def _take_out(conn: Connection, old: Row[Any]) -> None:
    if is_sqlite(conn):
        if old.tokeniser_version != TOKENISER_VERSION:
            raise IndexOutdated(f"entry {old.key} is of tokeniser {old.tokeniser_version}: rebuild the index")
        # A contentless index does not know what it holds: it must be told the very tokens that went in.
        conn.execute(
            text("INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', :key, :tokens)"),
            {"key": old.key, "tokens": " ".join(document_tokens(texts_in(old)))},
        )
    else:
        conn.execute(delete(search_index_postgresql).where(search_index_postgresql.c.key == old.key))
    conn.execute(delete(search_text).where(search_text.c.key == old.key))
    owner = select(search_entry.c.document_id).where(search_entry.c.key == old.key).scalar_subquery()
    conn.execute(delete(search_number).where(search_number.c.document_id == owner))
    conn.execute(delete(search_entry).where(search_entry.c.key == old.key))


_OF_DOCUMENT: Final = texts_of_entries().where(search_entry.c.document_id == bindparam("document"))
_THIS_KEY: Final = select(search_entry.c.key).where(search_entry.c.document_id == bindparam("document"))
_MORE_LABELS: Final = (
    update(search_text)
    .where(search_text.c.key == _THIS_KEY.scalar_subquery())
    .values(
        labels_normal=search_text.c.labels_normal + bindparam("label", type_=Text),
        sound=search_text.c.sound + bindparam("more_sound", type_=Text),
    )
)
_MORE_TOKENS: Final = {
    "sqlite": insert(search_index_sqlite).from_select(
        ["rowid", "tokens"], _THIS_KEY.add_columns(bindparam("more", type_=Text))
    ),
    "postgresql": update(search_index_postgresql)
    .where(search_index_postgresql.c.key == _THIS_KEY.scalar_subquery())
    .values(
        tokens=search_index_postgresql.c.tokens.op("||")(bindparam("more", type_=search_index_postgresql.c.tokens.type))
    ),
}
_FURTHER_COLUMNS: Final = ("number_normal", "number_stem", "number_year", "number_serial")
_FURTHER: Final = insert(search_number).from_select(
    ["document_id", "position", *_FURTHER_COLUMNS],
    select(
        search_entry.c.document_id,
        select(func.count()).where(search_number.c.document_id == search_entry.c.document_id).scalar_subquery(),
        *(bindparam(name, type_=search_number.c[name].type) for name in _FURTHER_COLUMNS),
    ).where(search_entry.c.document_id == bindparam("document")),
)
