"""Items to be found: real articles of law, split at 第X条 and combined to texts of 1,500 characters, over twenty years.

They are written in bulk and in the order of their days, which is what SQLite's index takes fastest, into a database of
their own for each kind and number; those of an earlier way of indexing are dropped.
"""

import gzip
import json
import os
import random
import re
import shutil
import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.engine import make_url

from bench import texts
from bench.databases import POSTGRESQL, _administer
from routing import ROOT, search
from routing.search.entry import Entry, Rows, rows_of
from routing.search.keys import own_key
from routing.search.marks import stored
from routing.search.schema import INDEX_DDL, search_entry, search_number, search_text

FOLDER: Final = ROOT / "instance" / "bench-search"
LENGTH: Final = 1_500
BATCH: Final = 500
FIRST_DAY: Final = date(2006, 1, 1)
DAYS: Final = 20 * 365
DEPARTMENTS: Final = 12
PERIODS: Final = ("Y", "D30", "D10")
SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马单曾仇解"
GIVEN: Final = "芳敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英"
document = Table(
    "document",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("department_id", Integer),
    Column("secrecy", Integer),  # of a hundred: who may see those with a 7 sees one in a hundred
    Column("period", String(5)),
)
TABLES: Final = (search_entry, search_text, search_number, document)


@cache
def _articles() -> tuple[tuple[str, str], ...]:
    """(title of the law, article), from the corpus; made-up ones where it is not there."""
    if not texts.CORPUS.exists():
        return tuple((texts.title(n, "通知"), one) for n, one in enumerate(texts.articles()))
    found = []
    with gzip.open(texts.CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            law = json.loads(line)
            parts = re.split(r"\n(?=第[一二三四五六七八九十百零〇]+条)", law["body"])
            found += [(law["title"], part) for part in parts if part.strip()]
    return tuple(found)


def _first(year: int, count: int) -> int:
    """The first of so many items that is of this year: its numbers begin with it, as a register's do."""
    days = (date(year, 1, 1) - FIRST_DAY).days
    return max(1, -(-days * (count + 1) // DAYS))


def item(number: int, count: int) -> tuple[Entry, dict[str, Any]]:
    """The n-th of so many items, and the row of its document. The same number gives the same item."""
    chance, stock = random.Random(number), _articles()
    place = chance.randrange(len(stock))
    title, parts, size = stock[place][0], [], 0
    while size < LENGTH:
        article = stock[place % len(stock)][1]
        parts.append(article)
        size += len(article)
        place += 1 if chance.random() < 0.6 else chance.randrange(len(stock))
    day = FIRST_DAY + timedelta(days=number * DAYS // (count + 1))
    row = {
        "id": number,
        "department_id": chance.randrange(DEPARTMENTS),
        "secrecy": chance.randrange(100),
        "period": PERIODS[chance.randrange(3)],
    }
    name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.randint(1, 2)))
    entry = Entry(
        document_id=number,
        day=day,
        title=f"关于贯彻落实《{title}》第{number % 997}号事项的通知" if chance.random() < 0.5 else title,
        body="\n".join(parts)[: LENGTH * 2],
        number=f"泰妇字〔{day.year}〕{number - _first(day.year, count) + 1}号",
        organisation_id=1,
        department_id=row["department_id"],
        kind=("通知", "通报", "报告")[number % 3],
        year=day.year,
        people=(name,),
    )
    return entry, row


def database(kind: str, count: int) -> str:
    """The address of the database with so many items."""
    if kind == "sqlite":
        return f"sqlite:///{FOLDER / f'{_key()}_{count}.db'}"
    name = f"hongtou_search_{_key()}_{count}"
    return make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)


def seeded(kinds: tuple[str, ...], count: int) -> None:
    """Write what is not there yet, on all databases at once; say how long it took."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _forget_others(kinds)
    lacking = [kind for kind in kinds if not _mark(kind, count).exists()]
    if not lacking:
        return
    start = time.monotonic()
    writers = [WRITERS[kind](database(kind, count)) for kind in lacking]
    for batch in _made(count, packed="postgresql" in lacking):
        for writer in writers:
            writer.write(batch)
    for kind, writer in zip(lacking, writers, strict=True):
        writer.finish()
        _mark(kind, count).touch()
    spent = time.monotonic() - start
    print(
        f"seeded {count:,} in {', '.join(lacking)}: {spent:.0f} s, {spent / count * 100_000:.0f} s for 100,000",
        flush=True,
    )


Batch = list["Made"]


class Made(NamedTuple):
    """The rows of one item, its tokens as each database takes them (`packed` only if asked), its document's row."""

    rows: Rows
    tokens: str
    packed: str
    document: dict[str, Any]


def _made(count: int, *, packed: bool) -> Iterator[Batch]:
    """The rows of all items, a batch at a time, made by several processes."""
    _articles()  # read once, before the processes are forked
    ahead: deque[Any] = deque()
    processes = os.cpu_count() or 1
    with get_context("fork").Pool(processes) as pool:
        for first in range(1, count + 1, BATCH):
            ahead.append(pool.apply_async(_batch, (first, min(first + BATCH, count + 1), count, packed)))
            if len(ahead) > 2 * processes:
                yield ahead.popleft().get()
        while ahead:
            yield ahead.popleft().get()


def _batch(first: int, end: int, count: int, packed: bool) -> Batch:
    made = []
    for number in range(first, end):
        entry, row = item(number, count)
        rows = rows_of(entry, own_key(entry.day, number))
        array = stored(rows.entry["key"], entry.department_id, rows.tokens) if packed else ""
        # Long texts are sooner taken from process to process than sets of their tokens.
        made.append(Made(replace(rows, tokens=set()), " ".join(rows.tokens), array, row))
    return made


def _values(table: Table, made: Batch) -> list[tuple[Any, ...]]:
    names = [column.name for column in table.columns]
    rows: Any = {
        "search_entry": (one.rows.entry for one in made),
        "search_text": (one.rows.text for one in made),
        "search_number": chain.from_iterable(one.rows.numbers for one in made),
        "document": (one.document for one in made),
    }[table.name]
    return [tuple(row[name] for name in names) for row in rows]


class Sqlite:
    """Into a file, without a journal: what fails is seeded anew."""

    def __init__(self, url: str) -> None:
        path = Path(make_url(url).database or "")
        path.unlink(missing_ok=True)
        _create(create_engine(url))
        self.connection = sqlite3.connect(path, isolation_level=None)
        for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
            self.connection.execute(f"PRAGMA {setting}")
        self._index("hashsize", 64 * 1024 * 1024)
        self.connection.execute("BEGIN")

    def _index(self, name: str, value: int) -> None:
        self.connection.execute("INSERT INTO search_index(search_index, rank) VALUES (?, ?)", (name, value))

    def write(self, made: Batch) -> None:
        for table in TABLES:
            if rows := _values(table, made):
                names = ", ".join(column.name for column in table.columns)
                places = ", ".join("?" * len(table.columns))
                self.connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({places})", rows)
        self.connection.executemany(
            "INSERT INTO search_index (rowid, tokens) VALUES (?, ?)",
            ((one.rows.entry["key"], one.tokens) for one in made),
        )

    def finish(self) -> None:
        self.connection.execute("COMMIT")
        self._index("hashsize", 1024 * 1024)
        # No ANALYZE, as in the house: by its statistics SQLite would read whole tables into Bloom filters.
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.close()


class Postgresql:
    """By COPY; the index over the tokens is made at the end."""

    def __init__(self, url: str) -> None:
        at = make_url(url)
        _administer(f'DROP DATABASE IF EXISTS "{at.database}" WITH (FORCE)')
        _administer(f'CREATE DATABASE "{at.database}" TEMPLATE template0')
        _create(create_engine(url))
        self.connection = psycopg.connect(host=at.host, port=at.port, user=at.username, dbname=at.database)
        self.connection.execute("DROP INDEX ix_search_index_tokens")

    def write(self, made: Batch) -> None:
        for table in TABLES:
            self._copy(table.name, [column.name for column in table.columns], _values(table, made))
        self._copy("search_index", ["key", "tokens"], [(one.rows.entry["key"], one.packed) for one in made])

    def _copy(self, table: str, names: list[str], rows: list[tuple[Any, ...]]) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        self.connection.execute("SET maintenance_work_mem = '512MB'")
        self.connection.execute(next(ddl for ddl in INDEX_DDL["postgresql"] if "ix_search_index_tokens" in ddl))
        self.connection.commit()
        self.connection.autocommit = True
        self.connection.execute("VACUUM ANALYZE")
        self.connection.close()


WRITERS: Final[dict[str, Any]] = {"sqlite": Sqlite, "postgresql": Postgresql}


def _create(engine: Engine) -> None:
    with engine.begin() as connection:
        search.create(connection)
        document.create(connection)
    engine.dispose()


def sizes(connection: Connection) -> tuple[float, float]:
    """Bytes a document: of the index (tokens, entries, numbers), and of the texts to check candidates against."""
    count = connection.execute(text("SELECT count(*) FROM search_entry")).scalar_one()
    if connection.dialect.name == "sqlite":
        asked = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE :name"
        parts = ("search_index%", "%search_entry%", "%search_number%")
        index = sum(connection.execute(text(asked), {"name": name}).scalar_one() or 0 for name in parts)
        texts_ = connection.execute(text(asked), {"name": "search_text"}).scalar_one()
    else:
        asked = "SELECT pg_total_relation_size(:name)"
        tables = ("search_index", "search_entry", "search_number")
        index = sum(connection.execute(text(asked), {"name": name}).scalar_one() for name in tables)
        texts_ = connection.execute(text(asked), {"name": "search_text"}).scalar_one()
    return index / count, texts_ / count


def _mark(kind: str, count: int) -> Path:
    return FOLDER / f"{_key()}_{count}.{kind}.seeded"


def _forget_others(kinds: tuple[str, ...]) -> None:
    """Drop what was seeded here by an earlier way of indexing."""
    old = {path for path in FOLDER.iterdir() if not path.name.startswith(_key())}
    if "postgresql" in kinds:
        for key in {path.name.partition("_")[0] for path in old}:
            for row in _administer(f"SELECT datname FROM pg_database WHERE datname LIKE 'hongtou_search_{key}_%'"):
                _administer(f'DROP DATABASE "{row.datname}" WITH (FORCE)')
    for path in old:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@cache
def _key() -> str:
    """Changes with the way of indexing and of seeding."""
    tools = (
        "characters.py",
        "variants.txt",
        "sounds.py",
        "sounds.txt",
        "tokens.py",
        "schema.py",
        "numbers.py",
        "keys.py",
        "marks.py",
    )
    files = [*(ROOT / "routing" / "search" / name for name in tools), Path(__file__)]
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:8]
