"""What all tests share: an application on a fresh database with the demo organisation, on both databases.

A database is migrated and seeded once a worker; tests/places.py has each test find it like that. What a machine lacks
is skipped with its reason, unless HONGTOU_REQUIRE (browser,postgresql,corpus,preflight,pdfsig,libreoffice) says that it
must be there.
"""

import os
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy
from argon2 import PasswordHasher
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from routing import create_app, demo
from routing.extensions import db
from routing.services import accounts
from tests import packages
from tests.factories import CHAIR, CLERK, House
from tests.files import samples
from tests.places import FilePlace, Places, ServerPlace

REQUIRED = frozenset(filter(None, os.environ.get("HONGTOU_REQUIRE", "").split(",")))
POSTGRESQL = os.environ.get("HONGTOU_TEST_POSTGRESQL", "postgresql+psycopg://root@127.0.0.1:5432/test")
MIGRATIONS = str(Path(__file__).parent.parent / "migrations")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Where something is required, its absence is a failure and not a skip."""
    outcome = yield
    report = outcome.get_result()
    lacking = REQUIRED.intersection(mark.name for mark in item.iter_markers())
    if report.skipped and lacking and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} needs {', '.join(lacking)}: {report.longrepr}"


def pytest_generate_tests(metafunc):
    """Whatever asks for an application is asked on both databases, unless it is marked for one."""
    if "premises" in metafunc.fixturenames:
        databases = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
        if metafunc.definition.get_closest_marker("sqlite_only"):
            databases = databases[:1]
        metafunc.parametrize("premises", databases, indirect=True)


@pytest.fixture(scope="session")
def cheap_passwords():
    """Hashing is slow on purpose; the demo password is hashed once a worker, and so that it is checked fast."""
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(demo.PASSWORD)
    original = accounts.hash_password
    demo.hash_password = lambda password: hashed if password == demo.PASSWORD else original(password)


@pytest.fixture(scope="session")
def seeds(tmp_path_factory, cheap_passwords):
    """Databases with the demo organisation, to be copied: made when first asked for."""
    made: dict[str, str] = {}
    folder = tmp_path_factory.mktemp("seeds")

    def seed(kind: str) -> str:
        if kind not in made:
            url = f"sqlite:///{folder / 'seed.db'}" if kind == "sqlite" else _create_postgresql(f"seed_{_unique()}")
            app = create_app({"SQLALCHEMY_DATABASE_URI": url}, folder)
            with app.app_context():
                upgrade(MIGRATIONS)
                demo.load()
                if kind == "sqlite":
                    db.session.execute(sqlalchemy.text("PRAGMA wal_checkpoint(TRUNCATE)"))
                db.session.remove()
                db.engine.dispose()
            made[kind] = url
        return made[kind]

    yield seed
    if "postgresql" in made:
        _drop_postgresql(made["postgresql"])


@pytest.fixture(scope="session")
def places(seeds, tmp_path_factory):
    """Applications on such databases, for one test after another."""

    def made(kind):
        folder = tmp_path_factory.mktemp("place")
        if kind == "sqlite":
            return FilePlace(make_url(seeds("sqlite")).database, folder)
        _skip_without_postgresql()
        seed = make_url(seeds("postgresql")).database
        return ServerPlace(_create_postgresql(f"test_{_unique()}", template=seed), folder, _drop_postgresql)

    places = Places(made)
    yield places
    places.close()


@contextmanager
def running(url, folder):
    """The application on that database, with an application context pushed, as a command has it."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "TESTING": True}, folder)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def premises(request, places):
    """The application and a fresh database with the demo organisation in it, for one test."""
    with places.one(request.param) as place:
        yield place


@pytest.fixture
def database(premises):
    """The address of the database, for other processes."""
    return premises.url


@pytest.fixture
def app(premises, tmp_path):
    """The application for one test."""
    with premises.settled(tmp_path) as app:
        yield app


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def lived_in(request, places, tmp_path_factory):
    """A house with documents in many states, for a module of tests that only read (or roll back what they did).

    1 is filed, 2 was annulled and its number is void, 3 was corrected and signed and has an attachment, 4 is begun.
    """
    folder = tmp_path_factory.mktemp("lived_in")
    with places.one(request.param) as place, place.settled(folder) as app:
        house = House(app)
        house.at("awaiting_filing")
        house.act(house.at("printing"), "annul", by=CHAIR, opinion="不再发文")
        signed = house.draft(attachments=house.attach("附件.docx", samples.word()))
        house.walk(signed, "office_review")
        house.correct(signed, CLERK, body="现将有关事项更正如下。")
        house.walk(signed, "numbering")
        house.draft()
        yield house


@pytest.fixture(scope="session")
def package(places, tmp_path_factory):
    """An archive package as bytes: an outgoing item with an attachment, and a received one. For tests to take apart."""
    folder = tmp_path_factory.mktemp("package")
    with places.one("sqlite") as place, place.settled(folder) as app:
        house = House(app)
        house.filed(attachments=house.attach("附件.docx", samples.word()))
        house.filed("incoming")
        return packages.octets_of(packages.packed(house))


@pytest.fixture
def house(app):
    """The demo house and its people at work, straight through the services."""
    return House(app)


@pytest.fixture
def corpus():
    """The folder with the real documents."""
    folder = Path(__file__).parent.parent.parent / "shared" / "corpus"
    if not (folder / "documents.jsonl").exists():
        pytest.skip(f"the real documents are not there: {folder}")
    return folder


def _unique() -> str:
    return uuid.uuid4().hex[:12]


def _admin():
    engine = sqlalchemy.create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    return engine.connect()


def _skip_without_postgresql() -> None:
    try:
        _admin().close()
    except sqlalchemy.exc.OperationalError as error:
        pytest.skip(f"no PostgreSQL at {POSTGRESQL}: {error.orig}")


def _create_postgresql(name: str, template: str = "template0") -> str:
    _skip_without_postgresql()
    with _admin() as connection:
        connection.execute(sqlalchemy.text(f'CREATE DATABASE "hongtou_{name}" TEMPLATE "{template}"'))
    return make_url(POSTGRESQL).set(database=f"hongtou_{name}").render_as_string(hide_password=False)


def _drop_postgresql(url: str) -> None:
    with _admin() as connection:
        connection.execute(sqlalchemy.text(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)'))
