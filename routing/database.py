"""How the house talks to its database: one way to read, one way to write, on SQLite and on PostgreSQL.

SQLite: WAL with synchronous=FULL, and writers queue at a file lock before BEGIN IMMEDIATE, because SQLite's own
busy handler is unfair (measured: p99 740 ms without the lock, 17 ms with it). PostgreSQL: READ COMMITTED; the
document's version column and the counter row settle who was first. What only reads opens no transaction there: a
BEGIN and a ROLLBACK around each read are two round trips, and psycopg forgets its prepared statements at a ROLLBACK.
"""

import fcntl
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from flask import Flask, g
from sqlalchemy import Connection, CursorResult, Engine, Insert, Update, bindparam, event, insert, text
from sqlalchemy.exc import DBAPIError, DisconnectionError

from routing import prepared
from routing.extensions import db

WRITING = "hongtou_writing"
IDLE: Final = 1.0  # seconds that a pooled connection may have lain before it is asked whether its server is still there
CHECKPOINTS: Final = 60  # seconds that readers are given to let the write-ahead log go
_held = threading.local()


def prepare(engine: Engine) -> None:
    """Set an engine up. Called once for each engine, when the application starts."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        event.listen(engine, "begin", _postgresql_begin)
        event.listen(engine, "checkin", _given_back)
        event.listen(engine, "checkout", _taken)


@contextmanager
def writing() -> Iterator[Connection]:
    """One transaction that writes: committed at the end of the block, rolled back whole by any exception.

    What had been read before is let go first, so that nothing is decided on an old snapshot.
    """
    connection = reading()
    connection.rollback()
    with _queue(connection.engine):
        connection.execution_options(**{WRITING: True})
        _begin(connection)
        try:
            yield connection
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        finally:
            connection.execution_options(**{WRITING: False})


def _begin(connection: Connection) -> None:
    """Begin here and now. SQLAlchemy takes a connection whose BEGIN failed in its event for one that is beginning, ever
    after: it would begin no other transaction, and each statement would stand by itself. So it is given up.
    """
    try:
        connection.begin()
    except BaseException:
        _close()
        raise


def reading() -> Connection:
    """The request's connection, for Core statements. Not the session's: its wrappings cost more than the reading."""
    connection: Connection | None = g.get("hongtou_connection")
    if connection is None:
        connection = g.hongtou_connection = db.engine.connect().execution_options(**{WRITING: False})
    return connection


Along = tuple[Insert | Update, Mapping[str, Any]]


def together(
    connection: Connection, last: Update, parameters: Mapping[str, Any], along: Sequence[Along]
) -> CursorResult[Any]:
    """Execute statements that do not wait for each other, and return what the last one changed.

    On PostgreSQL in one round trip, as data-modifying CTEs of the last one: what is locked is locked the shorter.
    Each names every column that it sets, by parameters that no other one has (`all_named`).
    """
    if connection.dialect.name == "postgresql":
        everything = dict(parameters)
        for _, given in along:
            everything |= given
        return prepared.execute(connection, _joined(last, *(statement for statement, _ in along)), everything)
    for statement, given in along:
        prepared.execute(connection, statement, given)
    return prepared.execute(connection, last, parameters)


@lru_cache(maxsize=64)
def _joined(last: Update, *along: Insert | Update) -> Update:
    return last.add_cte(*(statement.cte(f"along_{n}") for n, statement in enumerate(along)))


def all_named(model: type[Any], prefix: str) -> Insert:
    """An insert of every column but the row's own key, from parameters called `prefix` and the column's name."""
    columns = (column for column in model.__table__.columns if column is not model.__table__.autoincrement_column)
    return insert(model).values({column.name: bindparam(prefix + column.name, type_=column.type) for column in columns})


def rewrite(tables: Iterable[str], first: Iterable[str] = ()) -> None:
    """Write the database anew, so that its files hold nothing any more of rows that were deleted.

    On SQLite `first` is executed, then the whole file is written anew and the write-ahead log emptied; on PostgreSQL
    each of the tables gets a new file and new statistics. Raises TimeoutError where readers do not let the log go.
    """
    let_go()
    engine = db.engine
    if engine.dialect.name != "sqlite":
        for table in tables:
            _rewrite_table(reading(), table)
        return
    raw = engine.raw_connection()
    try:
        with _queue(engine):
            cursor = raw.cursor()
            for statement in (*first, "VACUUM"):
                cursor.execute(statement)
            for _ in range(CHECKPOINTS):
                if cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
                    return
                time.sleep(1)
            raise TimeoutError("the write-ahead log could not be emptied")
    finally:
        raw.close()


def _rewrite_table(connection: Connection, table: str) -> None:
    """VACUUM FULL carries along what some transaction of the server may still see, and tells so: then the table is
    rewritten as it is when a column's type changes, which takes over nothing but the living rows.
    """
    kept: list[int] = []

    def told(diagnostic: Any) -> None:
        left = re.match(r"(\d+) ", diagnostic.message_detail or "")  # 3 dead row versions cannot be removed yet.
        kept.extend([int(left[1])] if left else [])

    driver: Any = connection.connection.driver_connection
    driver.add_notice_handler(told)
    try:
        connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE, VERBOSE) "{table}"')
    finally:
        driver.remove_notice_handler(told)
    if any(kept):
        name, kind = connection.execute(_COLUMN, {"table": table}).one()
        column = f'ALTER COLUMN "{name}" TYPE {kind} USING ("{name}"::text)::{kind}'
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {column}')
        connection.exec_driver_sql(f'ANALYZE "{table}"')


# A column whose type says all of how it is stored; those first that most of these tables have.
_COLUMN: Final = text(
    "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
    "WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped "
    "AND format_type(atttypid, NULL) IN ('integer', 'bigint', 'text', 'character varying') "
    "ORDER BY attname IN ('organisation_id', 'key', 'digest') DESC, attname DESC LIMIT 1"
)


def let_go() -> None:
    """End what was being read, so that the next statement sees what others have committed since.

    A connection whose server is gone has nothing to let go of: the next statement gets another one.
    """
    try:
        reading().rollback()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        _close()
    db.session.rollback()


def _close(_error: BaseException | None = None) -> None:
    connection = g.pop("hongtou_connection", None)
    if connection is not None:
        connection.close()


def init_app(app: Flask) -> None:
    """Set the engine up, and give each request's connection back at its end."""
    with app.app_context():
        prepare(db.engine)
    app.teardown_appcontext(_close)


@contextmanager
def _queue(engine: Engine) -> Iterator[None]:
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    handle = _lock_file(path + ".lock")
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _lock_file(path: str) -> int:
    """This thread's own handle of the lock file (flock belongs to the open file, so a forked child opens anew)."""
    key = (os.getpid(), path)
    handles: dict[tuple[int, str], int] = getattr(_held, "handles", {})
    if key not in handles:
        handles[key] = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        _held.handles = handles
    return handles[key]


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # pysqlite's own BEGIN comes too late; ours is issued in _sqlite_begin
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL loses acknowledged commits at a power cut
        "busy_timeout=30000",
        "foreign_keys=ON",
        "cache_size=-4000",
        "wal_autocheckpoint=4000",  # pages: at the usual 1,000 every fortieth action paid for a checkpoint
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    kind = "IMMEDIATE" if connection.get_execution_options().get(WRITING) else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {kind}")


def _postgresql_begin(connection: Connection) -> None:
    # Where something is written the driver issues BEGIN by itself, before the first statement.
    driver: Any = connection.connection.driver_connection
    driver.autocommit = not connection.get_execution_options().get(WRITING, True)


def _given_back(_connection: Any, record: Any) -> None:
    record.info["given_back"] = time.monotonic()


def _taken(connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that has lain for a while whether its server is still there; the pool opens another if not."""
    if time.monotonic() - record.info.get("given_back", time.monotonic()) < IDLE:
        return
    connection.autocommit = True
    try:
        connection.execute("SELECT 1")
    except connection.Error as error:
        raise DisconnectionError from error
