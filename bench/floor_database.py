"""The floor's database: the product's own tables as they are found there, and the queue of its writers."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, MetaData, create_engine, event

engine = create_engine(os.environ["HONGTOU_DATABASE"])
is_sqlite = engine.dialect.name == "sqlite"
_mine = threading.local()


@event.listens_for(engine, "connect")
def _connect(connection: Any, _record: Any) -> None:
    if is_sqlite:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA cache_size=-16000")


@event.listens_for(engine, "begin")
def _begin(connection: Connection) -> None:
    if is_sqlite:
        kind = "IMMEDIATE" if connection.get_execution_options().get("writing") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {kind}")


tables = MetaData()
tables.reflect(
    engine,
    only=[
        "login_session", "person", "organisation", "holding", "post", "document", "revision", "slip",
        "transition", "receipt", "phrase",
    ],
)  # fmt: skip
engine.dispose()  # nothing open is carried over a fork
SESSION, PERSON, ORGANISATION, HOLDING, POST, DOCUMENT, REVISION, SLIP, LINE, RECEIPT, PHRASE = (
    tables.tables[name]
    for name in (
        "login_session", "person", "organisation", "holding", "post", "document", "revision", "slip", "transition",
        "receipt", "phrase",
    )
)  # fmt: skip


@contextmanager
def writing() -> Iterator[Connection]:
    """One transaction that writes, after its turn in the queue of writers."""
    if not is_sqlite:
        with engine.begin() as connection:
            yield connection
        return
    if not hasattr(_mine, "queue"):
        _mine.queue = os.open(f"{engine.url.database}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(_mine.queue, fcntl.LOCK_EX)
    try:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            yield connection
    finally:
        fcntl.flock(_mine.queue, fcntl.LOCK_UN)
