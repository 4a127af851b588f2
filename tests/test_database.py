"""How the house talks to its database."""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import NullPool, bindparam, create_engine, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from routing import database
from routing.database import all_named, let_go, reading, together, writing
from routing.extensions import db
from routing.models import Organisation, Phrase

ADD = all_named(Phrase, "phrase_")
NAME = update(Organisation).where(Organisation.id == bindparam("this")).values(name=bindparam("name"))


@pytest.fixture
def statements(app, house):
    """What is sent to the database while the test runs."""
    sent = []
    with app.app_context():

        def note(*given):
            sent.append(given[2].split()[0])

        event.listen(db.engine, "before_cursor_execute", note)
        yield sent
        event.remove(db.engine, "before_cursor_execute", note)


def phrase(text):
    columns = {"organisation_id": 1, "kind": "test", "text": text, "position": 1}
    return ADD, {f"phrase_{name}": value for name, value in columns.items()}


def kept():
    return list(reading().execute(select(Phrase.text).where(Phrase.kind == "test")).scalars())


def test_statements_that_go_together_are_all_executed(statements):
    with writing() as connection:
        assert together(connection, NAME, {"this": 1, "name": "泰州市妇联"}, [phrase("同意")]).rowcount == 1
    assert kept() == ["同意"]
    assert reading().execute(select(Organisation.name)).scalar_one() == "泰州市妇联"


def test_they_take_one_round_trip_to_postgresql(statements):
    with writing() as connection:
        together(connection, NAME, {"this": 1, "name": "泰州市妇联"}, [phrase("同意")])
        at_once = connection.dialect.name == "postgresql"
    assert [one for one in statements if one != "BEGIN"] == (["WITH"] if at_once else ["INSERT", "UPDATE"])


def test_the_last_one_tells_how_many_rows_it_changed(statements):
    with writing() as connection:
        assert together(connection, NAME, {"this": 999, "name": "别处"}, [phrase("同意")]).rowcount == 0


def test_a_connection_whose_server_went_away_while_it_lay_in_the_pool_is_replaced(app, monkeypatch):
    with app.app_context():
        assert kept() == []
    monkeypatch.setattr(database, "IDLE", 0)
    if db.engine.name == "postgresql":
        with create_engine(db.engine.url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as other:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            stopped = text(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {others}")
            assert other.execute(stopped).scalar_one() > 0
    with app.app_context():
        assert kept() == []


def test_after_a_beginning_that_failed_the_next_transaction_is_one(app):
    assert kept() == []
    with no_beginning(), pytest.raises(DBAPIError):
        add_and_fail()
    let_go()
    with pytest.raises(RuntimeError):
        add_and_fail()
    assert kept() == [], "what was written was undone with the rest"


def add_and_fail():
    with writing() as connection:
        connection.execute(*phrase("同意"))
        raise RuntimeError


@contextmanager
def no_beginning():
    """No transaction can begin on the connection that there is: its server is gone, or the file is locked."""
    if db.engine.name == "postgresql":
        with create_engine(db.engine.url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as other:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            other.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        yield
        return
    reading().exec_driver_sql("PRAGMA busy_timeout=1")
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_one_that_fails_undoes_them_all(statements):
    broken = (insert(Phrase).values(text=bindparam("other_text"), organisation_id=999), {"other_text": "坏"})
    with pytest.raises(Exception, match=r"(?i)constraint|null"), writing() as connection:
        together(connection, NAME, {"this": 1, "name": "改了"}, [phrase("同意"), broken])
    assert kept() == []
    assert reading().execute(select(Organisation.name)).scalar_one() != "改了"
