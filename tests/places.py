"""Places that one test after another has to itself: the application on a database with the demo organisation in it.

To make both anew for every test took longer than most tests do. So a place is made once and set in order for the next
one: the database is as it was seeded, row for row and sequence for sequence; settings, files and keys are the next
test's own; and to what the process keeps in its memory it is another database. A place whose schema was touched, or
that cannot be set in order, is given up, and the next test gets a new one.
"""

import shutil
import sqlite3
from collections import defaultdict
from contextlib import closing, contextmanager
from itertools import chain, count
from pathlib import Path

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import make_url

from routing import config, create_app
from routing.extensions import db


class SpoiltError(Exception):
    """This place cannot be set in order."""


def hasty(connection, _record=None):
    """Nobody will miss this database after a power cut. The processes that a test starts wait for the disk."""
    sqlite = isinstance(connection, sqlite3.Connection)
    connection.execute("PRAGMA synchronous=OFF" if sqlite else "SET synchronous_commit=off")
    connection.commit()


_LETTINGS = count()


class Place:
    """An application on a database; `settled` gives it the folder of the test that has it now."""

    def __init__(self, url, folder):
        self.url = url
        self.own = {"SQLALCHEMY_DATABASE_URI": url, "TESTING": True}
        self.app = create_app(self.own, folder)
        self.settings = dict(self.app.config)
        with self.app.app_context():
            self.engine = db.engine
        event.listen(self.engine, "connect", hasty)

    @contextmanager
    def settled(self, folder):
        """The application as it would be made in that folder now, with a context pushed, as a command has it."""
        self.app.config.clear()
        self.app.config.update({**self.settings, **config.settings(folder), **self.own})
        self.app.instance_path = str(folder)
        self.app.extensions.pop("hongtou_files", None)  # the store in the folder before
        with self.app.app_context():
            yield self.app
            db.session.remove()

    def restore(self):
        """The database as it was seeded. Raises SpoiltError."""
        # What the process keeps of a database it keeps by the address: this is another database to it.
        self.engine.url = make_url(self.url).update_query_dict({"application_name": f"test-{next(_LETTINGS)}"})

    def close(self):
        self.engine.dispose()


class FilePlace(Place):
    """On SQLite: the file is copied from the seed."""

    def __init__(self, seed, folder):
        self.seed, self.path = seed, folder / "hongtou.db"
        super().__init__(f"sqlite:///{self.path}", folder)
        self.restore()

    def restore(self):
        super().restore()
        self.engine.dispose()
        for end in ("", "-wal", "-shm"):  # the lock stays: whoever holds it open would queue at another one
            Path(f"{self.path}{end}").unlink(missing_ok=True)
        shutil.copy(self.seed, self.path)


class ServerPlace(Place):
    """On PostgreSQL: what is not as it was seeded is emptied and filled anew."""

    def __init__(self, url, folder, drop):
        super().__init__(url, folder)
        self.drop = drop
        with self._alone() as connection:
            raw = connection.connection
            self.tables = [name for (name,) in raw.execute(_TABLES)]
            self.counting = " UNION ALL ".join(_COUNT.format(table) for table in self.tables)
            self.seeded = {name: count for name, count, _ in raw.execute(self.counting)}
            self.octets = {name: _copied(raw, name) for name, count in self.seeded.items() if count}
            self.sequences = dict(raw.execute(_SEQUENCES).fetchall())
            self.schema = raw.execute(_SCHEMA).fetchall()
            (self.last,) = raw.execute(_NOW).fetchone()

    def restore(self):
        super().restore()
        try:
            with self._alone() as connection:
                self._set_in_order(connection.connection)
        except psycopg.Error as error:
            raise SpoiltError from error

    def _alone(self):
        """A connection to this database, when all others to it are gone."""
        if self.engine.pool.checkedout():
            self.engine.dispose()
        for _ in range(3):
            connection = self.engine.connect()
            connection.connection.driver_connection.autocommit = True  # whoever had it before may have written
            try:
                others = connection.connection.execute(_OTHERS).fetchone()[0]
            except psycopg.OperationalError:  # its server was killed by the test
                others = None
            if others == 0:
                return closing(connection)
            connection.close()
            self.engine.dispose()
        raise SpoiltError

    def _set_in_order(self, raw):
        if raw.execute(_SCHEMA).fetchall() != self.schema:
            raise SpoiltError
        found = raw.execute(self.counting).fetchall()
        changed = {name for name, count, last in found if count != self.seeded[name] or (last or 0) > self.last}
        raw.execute("RESET ALL; SET synchronous_commit = off; BEGIN")
        raw.execute("SET LOCAL lock_timeout = '5s'; SET LOCAL session_replication_role = replica")
        for name in sorted(changed):
            raw.execute(f'DELETE FROM "{name}"')  # ten times as fast as TRUNCATE, where there is this little
            if name in self.octets:
                with raw.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(self.octets[name])
        for name, last in raw.execute(_SEQUENCES).fetchall():
            seeded = self.sequences[name]
            if last != seeded:
                raw.execute(f"SELECT setval('{name}', {seeded or 1}, {seeded is not None})")
        (self.last,) = raw.execute(_NOW).fetchone()
        raw.execute("COMMIT")

    def close(self):
        super().close()
        self.drop(self.url)


_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
_COUNT = "SELECT '{0}', count(*), max(xmin::text::bigint) FROM \"{0}\""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
_NOW = "SELECT txid_current()"
# Whatever is made anew has another number.
_SCHEMA = (
    "SELECT 'class', count(*), sum(oid::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " UNION ALL SELECT 'function', count(*), sum(oid::bigint) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    " UNION ALL SELECT 'trigger', count(*), sum(oid::bigint) FROM pg_trigger"
    " UNION ALL SELECT 'constraint', count(*), sum(oid::bigint) FROM pg_constraint"
)
_OTHERS = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def _copied(raw, table):
    with raw.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(piece) for piece in copy)


class Places:
    """The places of one worker: those that nobody has just now, by kind of database."""

    def __init__(self, made):
        self._made = made  # makes one: made("sqlite")
        self._free = defaultdict(list)

    @contextmanager
    def one(self, kind):
        """A place in order."""
        place = self._taken(kind)
        yield place
        self._free[kind].append(place)

    def _taken(self, kind):
        while self._free[kind]:
            place = self._free[kind].pop()
            try:
                place.restore()
            except SpoiltError:
                place.close()
            else:
                return place
        return self._made(kind)

    def close(self):
        for place in chain(*self._free.values()):
            place.close()
