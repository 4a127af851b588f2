"""Seeded databases: made once, kept under instance/bench, and copied for every run."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select
from sqlalchemy.engine import make_url

from bench import seed
from routing import ROOT, clock, create_app, demo
from routing.extensions import db
from routing.models import Document, Holding, NumberCounter, NumberSeries, Organisation, Oversight, Person
from routing.queries.chart import chart_of
from routing.search.schema import INDEX_DDL
from routing.search.tokens import packed_token
from routing.services.facts import keep_version
from routing.services.verifying import Report, faults_of
from workflows.definitions.outgoing import WORKFLOW

POSTGRESQL: Final = os.environ.get("HONGTOU_BENCH_POSTGRESQL", "postgresql+psycopg://root@127.0.0.1:5432/postgres")
FOLDER: Final = ROOT / "instance" / "bench"
VICE_CHAIR: Final = "gumingyue"


@dataclass(frozen=True)
class Size:
    """How many documents there are, and where the pending ones lie (shares of a hundred)."""

    filed: int
    pending: int
    mix: tuple[tuple[str, int], ...] = field(default=tuple(seed.PENDING.items()))

    @property
    def name(self) -> str:
        only = f"_{self.mix[0][0]}" if len(self.mix) == 1 else ""
        return f"{self.filed}_{self.pending}{only}"


@dataclass(frozen=True)
class Database:
    """One database to measure on: its address, and the folder with its keys."""

    url: str
    instance: Path

    @property
    def kind(self) -> str:
        return make_url(self.url).get_backend_name()

    def app(self) -> Flask:
        return create_app({"SQLALCHEMY_DATABASE_URI": self.url}, self.instance)


def prepare(size: Size, kinds: tuple[str, ...]) -> None:
    """Seed what is not there yet, on all databases at once: the making of the rows is what takes time."""
    lacking = [kind for kind in kinds if not _is_seeded(size, kind)]
    if not lacking:
        return
    _forget_others(kinds)
    print(f"seeding {size.filed:,} filed and {size.pending:,} pending: {', '.join(lacking)} …", flush=True)
    writers = []
    for kind in lacking:
        database = _seeded(size, kind)
        _drop(database)
        if kind == "postgresql":
            _administer(f'CREATE DATABASE "{make_url(database.url).database}" TEMPLATE template0')
        writers.append((_Postgresql if kind == "postgresql" else _Sqlite)(database, _found(database)))
    houses = [writer.house for writer in writers]
    if any(house.people != houses[0].people or house.chart != houses[0].chart for house in houses):
        raise RuntimeError("the demo organisation came out differently on the two databases")
    plan = seed.lives(size.filed, size.pending, houses[0].now, dict(size.mix))
    for rows in seed.generate(houses[0], plan, os.cpu_count() or 1):
        for writer in writers:
            writer.write(rows)
    for writer in writers:
        writer.finish()
        _look_over(writer.database)
        _mark(size, writer.database.kind).touch()


def _look_over(database: Database) -> None:
    """Would `flask verify` pass over some of what was seeded? Raises RuntimeError where it would not."""
    with database.app().app_context():
        connection = db.session.connection()
        for order in (Document.id, Document.id.desc()):
            for row in connection.execute(select(Document.__table__).order_by(order).limit(50)).all():
                for fault in faults_of(connection, row, Report()):
                    raise RuntimeError(f"bench.seed no longer writes what the services write: {fault}")
        db.session.remove()
        db.engine.dispose()


@contextmanager
def copy_of(size: Size, kind: str, purpose: str) -> Iterator[Database]:
    """A copy of a seeded database, dropped at the end."""
    source = _seeded(size, kind)
    copy = Database(source.url.replace(size.name, f"{size.name}_{purpose}"), source.instance)
    _drop(copy)
    if kind == "postgresql":
        names = [make_url(database.url).database for database in (copy, source)]
        _administer('CREATE DATABASE "{}" TEMPLATE "{}"'.format(*names))
    else:
        shutil.copy(make_url(source.url).database or "", make_url(copy.url).database or "")
    try:
        yield copy
    finally:
        _drop(copy)


def has_postgresql() -> bool:
    """Is there a PostgreSQL to measure on?"""
    try:
        _administer("SELECT 1")
    except sqlalchemy.exc.OperationalError:
        return False
    return True


def _found(database: Database) -> seed.House:
    """Migrate, load the demo organisation, and tell what the rows refer to."""
    with database.app().app_context():
        upgrade(str(ROOT / "migrations"))
        demo.load()
        connection = db.session.connection()
        keep_version(connection, WORKFLOW, clock.now())
        organisation = connection.execute(select(Organisation.id, Organisation.chart_version)).one()
        chart = chart_of(connection, organisation.id, organisation.chart_version)
        people: dict[str, tuple[int, str, str]] = {}
        for row in connection.execute(
            select(Person.id, Person.name, Holding.post_id)
            .join(Holding, Holding.person_id == Person.id)
            .order_by(Holding.id)
        ):
            seat = chart.seats[row.post_id]
            people.setdefault(f"post:{row.post_id}", (row.id, row.name, seat.name))
            if seat.department_id:  # the last in the chart's order is the staff, who drafts
                people[f"department:{seat.department_id}"] = (row.id, row.name, seat.name)
        overseen = connection.execute(
            select(Oversight.department_id)
            .join(Holding, Holding.post_id == Oversight.post_id)
            .join(Person, Person.id == Holding.person_id)
            .where(Person.username == VICE_CHAIR)
        ).scalars()
        series = connection.execute(select(NumberSeries.id)).scalars().first() or 0
        house = seed.House(chart, people, tuple(overseen), series, _log_key(), clock.now())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return house


def _log_key() -> str:
    from routing.services import log

    return log.key()


class _Writer:
    """What both databases need at the end: the counters and, on PostgreSQL, the sequences."""

    def __init__(self, database: Database, house: seed.House) -> None:
        self.database, self.house = database, house
        self.counters: dict[int, int] = {}

    def write(self, rows: seed.Rows) -> None:
        names = [column.name for column in seed.TABLES["number"].columns]
        year, serial = names.index("year"), names.index("serial")
        for row in rows["number"]:
            self.counters[row[year]] = max(self.counters.get(row[year], 0), row[serial])

    def finish(self) -> None:
        with self.database.app().app_context():
            db.session.add_all(
                NumberCounter(
                    series_id=self.house.series_id,
                    year=year,
                    organisation_id=self.house.chart.organisation_id,
                    last=last,
                )
                for year, last in self.counters.items()
            )
            db.session.commit()
            if self.database.kind == "sqlite":
                db.session.execute(sqlalchemy.text("PRAGMA wal_checkpoint(TRUNCATE)"))
            db.session.remove()
            db.engine.dispose()


class _Sqlite(_Writer):
    def __init__(self, database: Database, house: seed.House) -> None:
        super().__init__(database, house)
        self.connection = sqlite3.connect(make_url(database.url).database or "", isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=OFF")  # nothing to roll back to: what fails is seeded anew
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.execute("BEGIN")

    def write(self, rows: seed.Rows) -> None:
        super().write(rows)
        for table, found in rows.items():
            if not found:
                continue
            if table == "search_index":
                self.connection.executemany(
                    "INSERT INTO search_index (rowid, tokens) VALUES (?, ?)",
                    ((key, " ".join(tokens)) for key, tokens in found),
                )
                continue
            places = ", ".join("?" * len(found[0]))
            self.connection.executemany(
                f'INSERT INTO "{table}" VALUES ({places})', (tuple(map(_as_sqlite, row)) for row in found)
            )

    def finish(self) -> None:
        self.connection.execute("COMMIT")
        self.connection.close()
        super().finish()


class _Postgresql(_Writer):
    def __init__(self, database: Database, house: seed.House) -> None:
        super().__init__(database, house)
        import psycopg

        url = make_url(database.url)
        self.connection = psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database)
        self.connection.execute("SET session_replication_role = replica")  # the rows are known to fit together
        self.connection.execute("DROP INDEX ix_search_index_tokens")

    def write(self, rows: seed.Rows) -> None:
        super().write(rows)
        for table, found in rows.items():
            named = (
                ["key", "tokens"] if table == "search_index" else [column.name for column in seed.TABLES[table].columns]
            )
            columns = ", ".join(f'"{name}"' for name in named)
            with self.connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in found:
                    copy.write_row(
                        (row[0], [packed_token(token) for token in row[1]]) if table == "search_index" else row
                    )

    def finish(self) -> None:
        self.connection.execute(next(ddl for ddl in INDEX_DDL["postgresql"] if "ix_search_index_tokens" in ddl))
        for table in ("document", "revision", "slip", "transition", "number"):
            self.connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))"
            )
        self.connection.commit()
        self.connection.autocommit = True
        self.connection.execute("VACUUM ANALYZE")
        self.connection.close()
        super().finish()


def _as_sqlite(value: Any) -> Any:
    """Dates and moments as SQLAlchemy writes them."""
    if hasattr(value, "hour"):
        return value.isoformat(" ", "microseconds")
    return value.isoformat() if hasattr(value, "isoformat") else value


def _seeded(size: Size, kind: str) -> Database:
    folder = FOLDER / _key()
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        return Database(f"sqlite:///{folder / f'{size.name}.db'}", folder)
    url = make_url(POSTGRESQL).set(database=f"hongtou_bench_{_key()}_{size.name}")
    return Database(url.render_as_string(hide_password=False), folder)


def _is_seeded(size: Size, kind: str) -> bool:
    if not _mark(size, kind).exists():
        return False
    if kind == "sqlite":
        return Path(make_url(_seeded(size, kind).url).database or "").exists()
    return bool(
        _administer(f"SELECT 1 FROM pg_database WHERE datname = '{make_url(_seeded(size, kind).url).database}'")
    )


def _forget_others(kinds: tuple[str, ...]) -> None:
    """Drop what was seeded here for an earlier schema or by an earlier way of seeding."""
    for folder in FOLDER.iterdir() if FOLDER.exists() else ():
        if folder.name == _key():
            continue
        if "postgresql" in kinds:
            known = f"hongtou_bench_{folder.name}_%"
            for row in _administer(f"SELECT datname FROM pg_database WHERE datname LIKE '{known}'"):
                _administer(f'DROP DATABASE "{row.datname}" WITH (FORCE)')
        shutil.rmtree(folder)


def _mark(size: Size, kind: str) -> Path:
    return FOLDER / _key() / f"{size.name}.{kind}.seeded"


@cache
def _key() -> str:
    """Changes with the schema, the rules, and the way of seeding."""
    files = chain((ROOT / "migrations" / "versions").glob("*.py"), (ROOT / "bench").glob("[dst]*.py"))
    sources = [path.read_bytes() for path in sorted(files) if path.name in _SEEDING or "migrations" in str(path)]
    parts = [json.dumps(seed.PENDING), WORKFLOW.digest, str(seed.texts.CORPUS.exists())]
    return sha256(b"\0".join([*sources, "\0".join(parts).encode()])).hexdigest()[:10]


_SEEDING: Final = {"seed.py", "texts.py"}


def _drop(database: Database) -> None:
    url = make_url(database.url)
    if database.kind == "postgresql":
        _administer(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')
        return
    for suffix in ("", "-wal", "-shm", ".lock"):
        Path(f"{url.database}{suffix}").unlink(missing_ok=True)


def _administer(statement: str) -> list[Any]:
    engine = sqlalchemy.create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        result = connection.execute(sqlalchemy.text(statement))
        return list(result) if result.returns_rows else []
