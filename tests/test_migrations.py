"""The migrations: one line without a gap, from nothing and from the first with data in it, the models' very tables."""

import re
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from routing import create_app
from routing.database import let_go, reading
from routing.demo import PHRASES
from routing.extensions import db
from routing.models import ExtractedText
from routing.queries.search import Asked, search
from routing.search import Entry, Query, find, put, schema
from routing.search.marks import marks_of
from routing.services import indexing
from routing.services.verifying import verify_all
from tests import conftest
from tests.conftest import MIGRATIONS
from tests.factories import CHAIR, DRAFTER, House

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


@pytest.mark.parametrize("release", ["0001", "0011"])
def test_what_a_house_lived_through_under_an_earlier_release_is_there_under_this_one(lived_in, empty, release):
    with lived_in.app.app_context():
        lived = {table.name: db.session.execute(table.select()).mappings().all() for table in db.metadata.sorted_tables}
        db.session.remove()
    lived["number_series"] = [row for row in lived["number_series"] if row["origin"] == "outgoing"]
    upgrade(MIGRATIONS, release)
    _move_in(lived)
    before = contents()
    upgrade(MIGRATIONS)
    with db.engine.connect() as connection:
        for name, (columns, rows) in before.items():
            assert rows <= set(_rows(connection, name, columns)), name
    assert before["transition"][1]
    empty.config["LOG_KEY"] = lived_in.app.config["LOG_KEY"]
    assert verify_all().faults == []


def test_the_lists_that_are_judged_name_their_items_and_an_office_keeps_its_own_phrases(lived_in, empty):
    with lived_in.app.app_context():
        lived = {table.name: db.session.execute(table.select()).mappings().all() for table in db.metadata.sorted_tables}
        db.session.remove()
    own = {"id": 900, "organisation_id": 1, "kind": "witness", "text": "核对无误。", "position": 0}
    lived["phrase"] = [row for row in lived["phrase"] if row["kind"] not in {"appraise", "witness"}] + [own]
    item, filed = 900, lived["document"][0]
    blank = dict.fromkeys(("period", "house_term", "proposed_period", "proposed_term", "proposed_because"), "")
    blank |= dict.fromkeys(("decided_name", "leave_out_reason", "code", "number", "responsible", "kind"), "")
    blank |= dict.fromkeys(("secrecy", "remarks", "filed_by", "mac"), "")
    house = {"organisation_id": 1, "department_id": filed["department_id"]}
    lived["archive_unit"] = [house | {"id": 1, "code": "BGS", "name": "办公室", "position": 0}]
    about = {"id": item, "document_id": filed["id"], "state": "filed", "year": 2015, "unit_id": 1, "title": "通知"}
    lived["archive_item"] = [house | blank | about | {"pages": 1, "entered_at": filed["created_at"]}]
    list_ = {"id": 900, "workflow": "archive_disposal", "revision_id": 900, "number": "", "signed_revision_id": None}
    lines = {"content": {"lines": [{"item_id": item}]}, "document_id": 900, "id": 900}
    lived["document"] = [*lived["document"], {**lived["document"][3], **list_}]
    lived["revision"] = [*lived["revision"], {**lived["revision"][0], **lines}]
    upgrade(MIGRATIONS, "0020")
    _move_in(lived)
    upgrade(MIGRATIONS)
    with db.engine.connect() as connection:
        assert list(_rows(connection, "disposal_item", ["disposal_id", "item_id"])) == [str((900, item))]
        kinds = sqlalchemy.text("SELECT text FROM phrase WHERE kind = :kind ORDER BY position")
        said = {kind: connection.execute(kinds, {"kind": kind}).scalars().all() for kind in ("appraise", "witness")}
    assert said == {"appraise": list(PHRASES["appraise"]), "witness": ["核对无误。"]}


UNMARKED = (
    "UPDATE search_index SET tokens = ARRAY(SELECT t FROM unnest(tokens) AS t WHERE t NOT BETWEEN 65536 AND 262143)"
)
MARKED = "SELECT i.key, i.tokens, e.department_id FROM search_index i JOIN search_entry e ON e.key = i.key"


def test_entries_of_an_earlier_release_are_found_by_year_and_department(empty):
    upgrade(MIGRATIONS, "0023")
    days = [date(1, 1, 1), date(1949, 10, 1), date(2019, 12, 31), date(2020, 1, 1), date(2024, 2, 29)]
    with db.engine.begin() as connection:
        for number, day in enumerate(days):
            put(connection, Entry(number, day, "妇联工作", "", department_id=number or None, year=day.year))
        if db.engine.name == "postgresql":
            connection.execute(sqlalchemy.text(UNMARKED))
    upgrade(MIGRATIONS)
    with db.engine.connect() as connection:
        for number, day in enumerate(days):
            asked = Query("妇联工作", year=day.year, department_id=number or None)
            assert [hit.document_id for hit in find(connection, asked).hits] == [number]
        if db.engine.name == "postgresql":
            for row in connection.execute(sqlalchemy.text(MARKED)).all():
                assert row.tokens[-len(marks_of(row.key, row.department_id)) :] == marks_of(row.key, row.department_id)


OLD_INDEX = (
    "CREATE TABLE search_entry (key {key} PRIMARY KEY, document_id INTEGER NOT NULL UNIQUE, organisation_id INTEGER, "
    "department_id INTEGER, kind VARCHAR, year INTEGER, number_normal VARCHAR NOT NULL, number_stem VARCHAR, "
    "number_year INTEGER, number_serial INTEGER, tokeniser_version INTEGER NOT NULL)",
    "CREATE TABLE search_text (key {key} PRIMARY KEY, title_normal TEXT NOT NULL, body_normal TEXT NOT NULL)",
    "INSERT INTO search_entry (key, document_id, number_normal, tokeniser_version) SELECT id, id, '', 1 FROM document",
    "INSERT INTO search_text SELECT id, title, '' FROM document",
)


def test_an_index_of_an_earlier_release_is_written_anew_while_the_house_works(lived_in, empty):
    with lived_in.app.app_context():
        lived = {table.name: db.session.execute(table.select()).mappings().all() for table in db.metadata.sorted_tables}
        db.session.remove()
    lived["number_series"] = [row for row in lived["number_series"] if row["origin"] == "outgoing"]
    upgrade(MIGRATIONS, "0014")
    _move_in(lived)
    with db.engine.begin() as connection:
        schema.drop(connection)
        for statement in (*OLD_INDEX, *schema.INDEX_DDL[db.engine.name]):
            connection.execute(
                sqlalchemy.text(statement.format(key="BIGINT" if db.engine.name != "sqlite" else "INTEGER"))
            )
    empty.config["LOG_KEY"] = lived_in.app.config["LOG_KEY"]
    upgrade(MIGRATIONS)
    house = House(empty)
    house.correct(4, DRAFTER, body="升级以后改的事项如下。")  # before the worker has come to it
    assert _found(house, "升级以后") == [4]
    let_go()
    while indexing.catch_up():
        let_go()
    assert len(_found(house, "维权周")) == len(lived["document"])
    waiting = db.session.execute(sqlalchemy.select(ExtractedText.state)).scalars().all()
    assert waiting == ["waiting"]


def _found(house, words):
    return [one.row.id for one in search(reading(), Asked(words), house.person(CHAIR)).found]


def _move_in(lived):
    """Write the rows into tables of an earlier release, as far as it has them; those of its columns that it has."""
    then = sqlalchemy.MetaData()
    with db.engine.begin() as connection:
        then.reflect(connection)
        for table in db.metadata.sorted_tables:
            old = then.tables.get(table.name)
            if old is not None and lived[table.name]:
                rows = [{name: row[name] for name in old.columns.keys() if name in row} for row in lived[table.name]]  # noqa: SIM118
                connection.execute(old.insert(), rows)
                if db.engine.name == "postgresql" and "id" in old.columns:
                    last = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"
                    connection.execute(sqlalchemy.text(last))


def contents():
    """Every row of every table, by name: the columns that there are now, and the rows."""
    let_go()
    found = {}
    with db.engine.connect() as connection:
        for name in sorted(OWN & tables()):
            columns = [column["name"] for column in sqlalchemy.inspect(connection).get_columns(name)]
            found[name] = columns, set(_rows(connection, name, columns))
    return found


def _rows(connection, table, columns):
    return map(str, connection.execute(sqlalchemy.text(f"SELECT {','.join(columns)} FROM {table}")))


def test_there_is_no_way_back_but_a_backup(empty, caplog):
    upgrade(MIGRATIONS)
    with pytest.raises(SystemExit):
        downgrade(MIGRATIONS)
    assert "restore a backup" in caplog.text
    assert "document" in tables()


def test_the_application_starts_without_touching_an_empty_database(tmp_path):
    create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'none.db'}"}, tmp_path)
    assert not (tmp_path / "none.db").exists()
