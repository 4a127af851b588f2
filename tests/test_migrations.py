"""The migrations: one line without a gap, from nothing and from the first with data in it, the models' very tables."""

import re
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from routing import create_app, demo
from routing.database import let_go
from routing.extensions import db
from tests import conftest
from tests.conftest import MIGRATIONS

OWN = set(db.metadata.tables)
# Alembic cannot read back an index over an expression; the migrations make these by hand.
OVER_EXPRESSIONS = {
    index.name
    for table in db.metadata.tables.values()
    for index in table.indexes
    if any(isinstance(expression, sqlalchemy.TextClause) for expression in index.expressions)
}
SCRIPTS = ScriptDirectory(MIGRATIONS)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request, tmp_path):
    """The application on a database with nothing in it."""
    if request.param == "sqlite":
        with conftest.running(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path) as app:
            yield app
        return
    url = conftest._create_postgresql(f"empty_{conftest._unique()}")
    with conftest.running(url, tmp_path) as app:
        yield app
    conftest._drop_postgresql(url)


def tables():
    return set(sqlalchemy.inspect(db.engine).get_table_names())


def test_there_is_one_head_and_the_numbers_run_without_a_gap():
    assert len(SCRIPTS.get_heads()) == 1
    line = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
    assert line == [f"{number:04}" for number in range(1, len(line) + 1)]
    names = sorted(path.name for path in Path(MIGRATIONS, "versions").glob("*.py"))
    assert [name[:4] for name in names] == line
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in names)


def test_from_nothing_to_the_models_own_tables(empty):
    upgrade(MIGRATIONS)
    assert set(db.metadata.tables) <= tables()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_object": lambda _o, name, kind, *_: kind != "table" or name in OWN},
        )
        differences = [
            difference
            for difference in compare_metadata(context, db.metadata)
            if not (difference[0] in {"add_index", "remove_index"} and difference[1].name in OVER_EXPRESSIONS)
        ]
    assert differences == []


def test_the_indexes_over_expressions_are_there(empty):
    upgrade(MIGRATIONS)
    for name in OVER_EXPRESSIONS:
        assert definition_of(name), name
    assert "urgency DESC" in definition_of("ix_slip_tray")
    assert "closed_at IS NULL" in definition_of("ix_slip_tray")


def definition_of(name):
    with db.engine.connect() as connection:
        kept = "SELECT indexdef FROM pg_indexes WHERE indexname = :name"
        lite = "SELECT sql FROM sqlite_master WHERE name = :name"
        asked = sqlalchemy.text(kept if db.engine.name == "postgresql" else lite)
        return connection.execute(asked, {"name": name}).scalar()


def test_twice_is_as_good_as_once(empty):
    upgrade(MIGRATIONS)
    upgrade(MIGRATIONS)
    assert {"document", "search_entry"} <= tables()


def test_what_was_there_under_the_first_is_there_under_the_last(empty):
    upgrade(MIGRATIONS, "0001")
    demo.load()
    before = contents()
    upgrade(MIGRATIONS)
    after = contents()
    assert before["person"]
    for table, rows in before.items():
        assert after[table] == rows, table


def contents():
    let_go()
    found = {}
    with db.engine.connect() as connection:
        for name in sorted(OWN & tables()):
            columns = [column["name"] for column in sqlalchemy.inspect(connection).get_columns(name)]
            found[name] = sorted(
                map(str, connection.execute(sqlalchemy.text(f"SELECT {','.join(columns)} FROM {name}")))
            )
    return found


def test_there_is_no_way_back_but_a_backup(empty, caplog):
    upgrade(MIGRATIONS)
    with pytest.raises(SystemExit):
        downgrade(MIGRATIONS)
    assert "restore a backup" in caplog.text
    assert "document" in tables()


def test_the_application_starts_without_touching_an_empty_database(tmp_path):
    create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'none.db'}"}, tmp_path)
    assert not (tmp_path / "none.db").exists()
