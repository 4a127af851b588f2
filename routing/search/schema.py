"""The tables of the index, kept apart from the application's models so that Alembic leaves them alone.

Four tables share one key.  ``search_entry`` is narrow, for filters and joins; ``search_text`` holds the normalised
text a candidate is checked against; ``search_index`` holds the tokens, as FTS5 on SQLite and as ``int4[]`` under GIN
on PostgreSQL.  ``search_entry`` and ``search_text`` are apart so that filtering by department never walks through
the pages that texts fill.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

search_metadata = MetaData()

_Key = BigInteger().with_variant(Integer, "sqlite")  # INTEGER PRIMARY KEY is SQLite's own row number

search_entry = Table(
    "search_entry",
    search_metadata,
    Column("key", _Key, primary_key=True, autoincrement=False),
    Column("document_id", Integer, nullable=False, unique=True),
    Column("organisation_id", Integer),
    Column("department_id", Integer),
    Column("kind", String),
    Column("year", Integer),
    Column("number_normal", String, nullable=False),
    Column("number_stem", String),
    Column("number_year", Integer),
    Column("number_serial", Integer),
    Column("tokeniser_version", Integer, nullable=False),
    Index("ix_search_entry_department", "department_id", "key"),
    Index("ix_search_entry_number", "number_normal"),
    Index("ix_search_entry_serial", "number_serial", "number_year"),
)

search_text = Table(
    "search_text",
    search_metadata,
    Column("key", _Key, primary_key=True, autoincrement=False),
    Column("title_normal", Text, nullable=False),
    Column("body_normal", Text, nullable=False),
)

# Not in `search_metadata`: what it is differs too much between the databases to be created from here.
search_index_sqlite = Table("search_index", MetaData(), Column("rowid", Integer), Column("tokens", Text))
search_index_postgresql = Table("search_index", MetaData(), Column("key", BigInteger), Column("tokens", ARRAY(Integer)))

INDEX_DDL = {
    "sqlite": ("CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='', tokenize='ascii', detail=none)",),
    "postgresql": (
        "CREATE TABLE search_index (key bigint NOT NULL, tokens integer[] NOT NULL)",
        # Out of line and uncompressed: the rows stay narrow, and numbers like these do not compress.
        "ALTER TABLE search_index ALTER COLUMN tokens SET STORAGE EXTERNAL",
        # A hash index finds the row to remove and, unlike a primary key, gives the planner no ordered way past GIN.
        "CREATE INDEX ix_search_index_key ON search_index USING hash (key)",
        # fastupdate would make most writes five times faster and now and then one of them take two seconds.
        "CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens) WITH (fastupdate = off)",
    ),
}


def is_sqlite(conn: Connection) -> bool:
    """Say which of the two supported databases a connection leads to."""
    if conn.dialect.name not in INDEX_DDL:
        raise ValueError(f"search supports SQLite and PostgreSQL, not {conn.dialect.name}")
    return conn.dialect.name == "sqlite"


def create(conn: Connection) -> None:
    """Create the index's tables, from a migration: ``search.create(op.get_bind())``."""
    is_sqlite(conn)
    search_metadata.create_all(conn, checkfirst=False)
    for statement in INDEX_DDL[conn.dialect.name]:
        conn.execute(text(statement))


def drop(conn: Connection) -> None:
    """Drop the index's tables; the documents can always be indexed again."""
    conn.execute(text("DROP TABLE search_index"))
    search_metadata.drop_all(conn, checkfirst=False)
