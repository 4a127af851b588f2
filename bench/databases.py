"""Seeded databases: made once, kept under instance/bench, and copied for every run."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
from bench.lives import PENDING, lives
from bench.writers import WRITERS
from routing import ROOT, clock, create_app, demo
from routing.extensions import db
from routing.models import Document, Holding, NumberSeries, Organisation, Oversight, Person
from routing.queries.chart import chart_of
from routing.services.facts import keep_version
from routing.services.verifying import Report, faults_of
from workflows.definitions.outgoing import WORKFLOW

POSTGRESQL: Final = os.environ.get("HONGTOU_BENCH_POSTGRESQL", "postgresql+psycopg://root@127.0.0.1:5432/postgres")
FOLDER: Final = ROOT / "instance" / "bench"
VICE_CHAIR: Final = "gumingyue"


@dataclass(frozen=True)
class Size:
    """How many documents: filed, and pending; where these lie (shares of 100); by how many versions of the rules."""

    filed: int
    pending: int
    mix: tuple[tuple[str, int], ...] = field(default=tuple(PENDING.items()))
    versions: int = 1

    @property
    def name(self) -> str:
        only = f"_{self.mix[0][0]}" if len(self.mix) == 1 else ""
        versions = f"_{self.versions}v" if self.versions > 1 else ""
        return f"{self.filed}_{self.pending}{only}{versions}"


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
    databases = [_seeded(size, kind) for kind in lacking]
    writers = []
    for kind, database in zip(lacking, databases, strict=True):
        _drop(database)
        if kind == "postgresql":
            _administer(f'CREATE DATABASE "{make_url(database.url).database}" TEMPLATE template0')
        writers.append(WRITERS[kind](database.app(), database.url, _found(database, size.versions)))
    houses = [writer.house for writer in writers]
    if any(house.people != houses[0].people or house.chart != houses[0].chart for house in houses):
        raise RuntimeError("the demo organisation came out differently on the two databases")
    plan = lives(size.filed, size.pending, houses[0].now, dict(size.mix))
    for rows in seed.generate(houses[0], plan, os.cpu_count() or 1):
        for writer in writers:
            writer.write(rows)
    for writer, database in zip(writers, databases, strict=True):
        writer.finish()
        _look_over(database)
        _mark(size, database.kind).touch()


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


def _found(database: Database, versions: int) -> seed.House:
    """Migrate, load the demo organisation, and tell what the rows refer to."""
    with database.app().app_context():
        upgrade(str(ROOT / "migrations"))
        demo.load()
        connection = db.session.connection()
        rules = [replace(WORKFLOW, label=f"发文（第{n}版）") if n else WORKFLOW for n in range(versions)]
        for one in rules:
            keep_version(connection, one, clock.now())
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
        outgoing = select(NumberSeries.id).where(NumberSeries.origin == "outgoing").order_by(NumberSeries.id)
        series = connection.execute(outgoing).scalars().first() or 0
        house = seed.House(
            chart, people, tuple(overseen), series, _log_key(), clock.now(), tuple(one.digest for one in rules)
        )
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return house


def _log_key() -> str:
    from routing.services import log

    return log.key()


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
    files = chain((ROOT / "migrations" / "versions").glob("*.py"), (ROOT / "bench").glob("[lstw]*.py"))
    sources = [path.read_bytes() for path in sorted(files) if path.name in _SEEDING or "migrations" in str(path)]
    parts = [json.dumps(PENDING), WORKFLOW.digest, str(seed.texts.CORPUS.exists())]
    return sha256(b"\0".join([*sources, "\0".join(parts).encode()])).hexdigest()[:10]


_SEEDING: Final = {"lives.py", "seed.py", "texts.py", "writers.py"}


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
