"""A place that one test after another has to itself is as on its first day, whatever was done in it."""

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from routing.database import let_go, reading, writing
from routing.extensions import db
from routing.models import Number, Organisation, Person, Phrase, Slip
from tests.factories import CHAIR, DRAFTER, Browser, House


def contents():
    """Every row of every table, the search index and the administration's too, as it is kept."""
    found = {}
    with db.engine.connect() as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        if connection.dialect.name == "postgresql":
            names = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        for name in sorted(connection.execute(text(names)).scalars()):
            found[name] = sorted(map(str, connection.execute(text(f'SELECT * FROM "{name}"'))))
        if connection.dialect.name == "postgresql":
            found["sequences"] = connection.execute(text("SELECT sequencename, last_value FROM pg_sequences")).all()
    return found


def live_in(app):
    """Documents, a number, a login, a changed chart, a new phrase, another person's row gone."""
    house = House(app)
    house.at("awaiting_filing")
    house.at("printing")
    Browser(app, CHAIR).get("/tray")
    with writing() as connection:
        connection.execute(update(Organisation).values(name="别处", chart_version=Organisation.chart_version + 1))
        connection.execute(insert(Phrase).values(organisation_id=1, kind="sign", text="照发。", position=9))
        connection.execute(update(Person).where(Person.username == DRAFTER).values(name="别人"))
        connection.execute(text("DELETE FROM oversight"))
    let_go()
    app.config["LOCKOUT_FAILURES"] = 99


def test_the_next_one_finds_database_settings_and_chart_as_at_first(premises, places, tmp_path):
    kind = "sqlite" if premises.url.startswith("sqlite") else "postgresql"
    with places.one(kind) as mine:
        with mine.settled(tmp_path) as app:
            before = contents()
            live_in(app)
            assert contents() != before
        for turn in range(2):
            mine.restore()
            with mine.settled(tmp_path / str(turn)) as app:
                assert contents() == before
                assert app.config["LOCKOUT_FAILURES"] == 5
                assert app.config["FILES"] == str(tmp_path / str(turn) / "files")
                assert House(app).person(DRAFTER).name == "王芳"
                live_in(app)
                number = select(Number.text).order_by(Number.id)
                assert reading().execute(number).scalars().first().endswith("1号")
                assert reading().execute(select(Slip.id).order_by(Slip.id)).scalars().first() == 1


def test_who_left_a_transaction_open_or_touched_the_schema_does_not_disturb_the_next(premises, places, tmp_path):
    kind = "sqlite" if premises.url.startswith("sqlite") else "postgresql"
    with places.one(kind) as mine, mine.settled(tmp_path):
        before = contents()
        guard = "TRIGGER number_no_update" if kind == "sqlite" else "FUNCTION number_append_only() CASCADE"
        reading().execute(text(f"DROP {guard}"))
        let_go()
        left = db.engine.connect()
        left.execute(update(Organisation).values(name="别处"))
    with places.one(kind) as other, other.settled(tmp_path) as app:
        assert contents() == before
        House(app).at("printing")
        with pytest.raises(DBAPIError, match="append-only"), writing() as connection:
            connection.execute(update(Number).values(text="改"))
    left.invalidate()  # its server was sent away
    left.close()
