"""Keep the index: in the transaction that changes the document, so that the two can never disagree."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, Row, Text, Update, bindparam, delete, exists, func, insert, select, text, update
from sqlalchemy.dialects import sqlite

from routing.search.characters import normalise
from routing.search.keys import A_DAY, another_day, first_key, own_key
from routing.search.numbers import parse_number
from routing.search.schema import (
    is_sqlite,
    search_entry,
    search_index_postgresql,
    search_index_sqlite,
    search_number,
    search_text,
)
from routing.search.sounds import sound_of
from routing.search.tokens import TOKENISER_VERSION, Texts, document_tokens, packed_token

_ALONE = 0x5EA2C4  # the class of these locks among PostgreSQL's advisory ones
# As text, which both databases read alike: a statement with a clause on conflicts is otherwise compiled each time anew.
_ENTER = text(
    str(
        sqlite.insert(search_entry)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(search_entry.c.key)
        .compile(dialect=sqlite.dialect(paramstyle="named"))
    )
)
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
    """More documents bear one date than there is room for on two days: an import has given them the wrong one."""


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
    people: tuple[str, ...] = ()
    """Who drafted and signed it."""
    organs: tuple[str, ...] = ()
    """来文单位, 责任者."""
    numbers: tuple[str, ...] = ()
    """Further numbers: 来文字号, 档号."""
    files: str = ""
    """The text of its attachments."""

    @cached_property
    def texts(self) -> Texts:
        """What is kept of it to be searched."""
        title = normalise(self.title)
        people, organs = map(normalise, self.people), tuple(map(normalise, self.organs))
        named = tuple(filter(None, people))
        labels = "\n".join(filter(None, (*named, *organs, *map(normalise, self.numbers))))
        return Texts(title, normalise(self.body), labels, normalise(self.files), sound_of(title, organs, named))


@dataclass(frozen=True)
class Rows:
    """What an entry is in the tables, for whoever writes many at once."""

    entry: dict[str, Any]
    text: dict[str, Any]
    numbers: list[dict[str, Any]]
    tokens: set[str]


def rows_of(entry: Entry, key: int) -> Rows:
    """Return the rows of an entry under a key."""
    texts = entry.texts
    return Rows(
        _columns(entry) | {"key": key, "document_id": entry.document_id, "tokeniser_version": TOKENISER_VERSION},
        {"key": key, **_text_columns(texts)},
        _further_numbers(entry),
        document_tokens(texts),
    )


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
        conn.execute(update(search_entry).where(search_entry.c.key == old.key).values(_columns(entry)))
        _renumber(conn, entry)
        return
    if old is not None:
        _take_out(conn, old)
    put_in(conn, entry)


def numbered(document_id: int, number: str) -> tuple[Update, dict[str, Any]]:
    """The statement that makes a document findable by the number it was just given, and its parameters.

    Its text is left alone. To be executed with what else is written about the number.
    """
    columns = _number_columns(number)
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
    conn.execute(_FURTHER, {"document": document_id, **_number_columns(number)})


def _label(conn: Connection, document_id: int, label: str, sound: str) -> None:
    alone(conn, document_id)  # a worker may be writing the entry anew, with what its attachments say
    tokens = document_tokens(Texts("", "", label, "", sound))
    if is_sqlite(conn):
        conn.execute(_MORE_TOKENS["sqlite"], {"document": document_id, "more": " ".join(tokens)})
    else:
        packed = [packed_token(token) for token in tokens]
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
    return select(search_entry.c.tokeniser_version, search_text).join_from(
        search_entry, search_text, search_entry.c.key == search_text.c.key
    )


def _stored(conn: Connection, document_id: int) -> Row[Any] | None:
    return conn.execute(_OF_DOCUMENT, {"document": document_id}).one_or_none()


def texts_in(row: Row[Any]) -> Texts:
    return Texts(row.title_normal, row.body_normal, row.labels_normal, row.files_normal, row.sound)


def _text_columns(texts: Texts) -> dict[str, str]:
    return {
        "title_normal": texts.title,
        "labels_normal": texts.labels,
        "sound": texts.sound,
        "body_normal": texts.body,
        "files_normal": texts.files,
    }


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


def _further_numbers(entry: Entry) -> list[dict[str, Any]]:
    return [
        {"document_id": entry.document_id, "position": position, **_number_columns(number)}
        for position, number in enumerate(filter(None, entry.numbers))
    ]


def _renumber(conn: Connection, entry: Entry) -> None:
    conn.execute(delete(search_number).where(search_number.c.document_id == entry.document_id))
    if further := _further_numbers(entry):
        conn.execute(_NUMBER, further)


def put_in(conn: Connection, entry: Entry) -> None:
    """Write an entry that is not there, under the first key that nobody else has or takes at this moment."""
    rows = rows_of(entry, 0)
    tried = (conn.execute(_ENTER, rows.entry | {"key": key}).scalar() for key in _keys(conn, entry))
    key = next(key for key in tried if key is not None)
    conn.execute(_TEXT, rows.text | {"key": key})
    if rows.numbers:
        conn.execute(_NUMBER, rows.numbers)
    write_tokens(conn, key, rows.tokens)


def write_tokens(conn: Connection, key: int, tokens: set[str]) -> None:
    if is_sqlite(conn):
        conn.execute(_TOKENS["sqlite"], {"rowid": key, "tokens": " ".join(tokens)})
    else:
        conn.execute(_TOKENS["postgresql"], {"key": key, "tokens": [packed_token(token) for token in tokens]})


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
_TEXT: Final = insert(search_text)
_NUMBER: Final = insert(search_number)
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
_TOKENS: Final = {"sqlite": insert(search_index_sqlite), "postgresql": insert(search_index_postgresql)}
