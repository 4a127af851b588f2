"""A connection with empty search tables: SQLite in a file, PostgreSQL in a database made for the run."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from routing import search

POSTGRESQL = os.environ.get("HONGTOU_TEST_POSTGRESQL", "postgresql+psycopg://root@127.0.0.1:5432/test")


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'search.db'}")
    with engine.connect() as conn:
        search.create(conn)
        conn.commit()
        yield conn
    engine.dispose()


@pytest.fixture(scope="session")
def scratch_url() -> Iterator[str]:
    """A database created for this run and dropped after it."""
    server = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    name = f"search_{uuid.uuid4().hex[:12]}"
    try:
        with server.connect() as conn:
            conn.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    except OperationalError as error:
        pytest.skip(f"no PostgreSQL at {make_url(POSTGRESQL).host}: {str(error.orig).splitlines()[0]}")
    yield make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    with server.connect() as conn:
        conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def postgresql(scratch_url: str) -> Iterator[Connection]:
    engine = create_engine(scratch_url)
    with engine.connect() as conn:
        search.create(conn)
        conn.commit()
        yield conn
        conn.rollback()
        search.drop(conn)
        conn.commit()
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def conn(request: pytest.FixtureRequest) -> Connection:
    """Each test twice: once on either database."""
    found: Connection = request.getfixturevalue(request.param)
    return found
