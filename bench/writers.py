"""How seeded rows get into a database as fast as it takes them, with the counters and sequences that follow."""

import sqlite3
from typing import Any, Final

import sqlalchemy
from flask import Flask
from sqlalchemy.engine import make_url

from bench import seed
from routing.extensions import db
from routing.models import NumberCounter
from routing.search.marks import stored
from routing.search.schema import INDEX_DDL


class Writer:
    """What both databases need at the end: the counters and, on PostgreSQL, the sequences."""

    def __init__(self, app: Flask, url: str, house: seed.House) -> None:
        self.app, self.url, self.house = app, make_url(url), house
        self.counters: dict[int, int] = {}

    def write(self, rows: seed.Rows) -> None:
        names = [column.name for column in seed.TABLES["number"].columns]
        year, serial = names.index("year"), names.index("serial")
        for row in rows["number"]:
            self.counters[row[year]] = max(self.counters.get(row[year], 0), row[serial])

    def finish(self) -> None:
        with self.app.app_context():
            db.session.add_all(
                NumberCounter(
                    series_id=self.house.series_id,
                    year=year,
                    organisation_id=self.house.chart.organisation_id,
                    last=last,
                )
                for year, last in self.counters.items()
            )
            db.session.commit()
            if self.url.get_backend_name() == "sqlite":
                db.session.execute(sqlalchemy.text("PRAGMA wal_checkpoint(TRUNCATE)"))
            db.session.remove()
            db.engine.dispose()


class Sqlite(Writer):
    def __init__(self, app: Flask, url: str, house: seed.House) -> None:
        super().__init__(app, url, house)
        self.connection = sqlite3.connect(self.url.database or "", isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=OFF")  # nothing to roll back to: what fails is seeded anew
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.execute("BEGIN")

    def write(self, rows: seed.Rows) -> None:
        super().write(rows)
        for table, found in rows.items():
            if not found:
                continue
            if table == "search_index":
                self.connection.executemany(
                    "INSERT INTO search_index (rowid, tokens) VALUES (?, ?)",
                    ((key, " ".join(tokens)) for key, _, tokens in found),
                )
                continue
            # By their names: what a migration added stands at the end of the table, and not where the model has it.
            names = ", ".join(f'"{column.name}"' for column in seed.TABLES[table].columns)
            places = ", ".join("?" * len(found[0]))
            self.connection.executemany(
                f'INSERT INTO "{table}" ({names}) VALUES ({places})', (tuple(map(_as_sqlite, row)) for row in found)
            )

    def finish(self) -> None:
        self.connection.execute("COMMIT")
        self.connection.close()
        super().finish()


class Postgresql(Writer):
    def __init__(self, app: Flask, url: str, house: seed.House) -> None:
        super().__init__(app, url, house)
        import psycopg

        at = self.url
        self.connection = psycopg.connect(host=at.host, port=at.port, user=at.username, dbname=at.database)
        self.connection.execute("SET session_replication_role = replica")  # the rows are known to fit together
        self.connection.execute("DROP INDEX ix_search_index_tokens")

    def write(self, rows: seed.Rows) -> None:
        super().write(rows)
        for table, found in rows.items():
            named = (
                ["key", "tokens"] if table == "search_index" else [column.name for column in seed.TABLES[table].columns]
            )
            columns = ", ".join(f'"{name}"' for name in named)
            with self.connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in found:
                    copy.write_row((row[0], stored(*row)) if table == "search_index" else row)

    def finish(self) -> None:
        self.connection.execute(next(ddl for ddl in INDEX_DDL["postgresql"] if "ix_search_index_tokens" in ddl))
        for table in ("document", "revision", "slip", "transition", "number"):
            self.connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))"
            )
        self.connection.commit()
        self.connection.autocommit = True
        self.connection.execute("VACUUM ANALYZE")
        self.connection.close()
        super().finish()


def _as_sqlite(value: Any) -> Any:
    """Dates and moments as SQLAlchemy writes them."""
    if hasattr(value, "hour"):
        return value.isoformat(" ", "microseconds")
    return value.isoformat() if hasattr(value, "isoformat") else value


WRITERS: Final[dict[str, type[Writer]]] = {"sqlite": Sqlite, "postgresql": Postgresql}
