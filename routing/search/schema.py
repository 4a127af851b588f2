"""The tables of the index, kept apart from the application's models so that Alembic leaves them alone.

They share one key.  ``search_entry`` is narrow, for filters and joins; ``search_text`` holds the normalised texts a
candidate is checked against, the short ones first, so that looking at a title reads no page of a long text;
``search_index`` holds the tokens, as FTS5 on SQLite and as ``int4[]`` under GIN on PostgreSQL.  ``search_number`` has
the further numbers of a document: 来文字号, 档号.  ``search_rebuild`` has a row while the index is being written anew.
"""

from typing import Any

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
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

search_metadata = MetaData()

_Key = BigInteger().with_variant(Integer, "sqlite")  # INTEGER PRIMARY KEY is SQLite's own row number


def _numbers() -> tuple[Column[Any], ...]:
    """The columns of a number taken apart (`routing.search.numbers.Number`)."""
    return (
        Column("number_normal", String, nullable=False),
        Column("number_stem", String),
        Column("number_year", Integer),
        Column("number_serial", Integer),
    )


search_entry = Table(
    "search_entry",
    search_metadata,
    Column("key", _Key, primary_key=True, autoincrement=False),
    Column("document_id", Integer, nullable=False, unique=True),
    Column("organisation_id", Integer),
    Column("department_id", Integer),
    Column("kind", String),
    Column("year", Integer),
    *_numbers(),
    Column("tokeniser_version", Integer, nullable=False),
    Index("ix_search_entry_department", "department_id", "key"),
    Index("ix_search_entry_number", "number_normal"),
    Index("ix_search_entry_serial", "number_serial", "number_year"),
)

search_number = Table(
    "search_number",
    search_metadata,
    Column("document_id", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *_numbers(),
    Index("ix_search_number_normal", "number_normal"),
    Index("ix_search_number_serial", "number_serial", "number_year"),
)

search_text = Table(
    "search_text",
    search_metadata,
    Column("key", _Key, primary_key=True, autoincrement=False),
    Column("title_normal", Text, nullable=False),
    Column("labels_normal", Text, nullable=False),
    Column("sound", Text, nullable=False),
    Column("body_normal", Text, nullable=False),
    Column("files_normal", Text, nullable=False),
)

search_rebuild = Table(
    "search_rebuild",
    search_metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("below", Integer, nullable=False),  # documents under this id are still to be written
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
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
        # New tokens wait on a list, which searches read as well, until the worker puts them in their place (`settle`):
        # that takes most of the time of adding. Only where no worker runs does a writer, one of 600, do it.
        "CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens) "
        "WITH (fastupdate = on, gin_pending_list_limit = 16384)",
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
    """Drop the index's tables, also those of an earlier release; the documents can always be indexed again."""
    conn.execute(text("DROP TABLE IF EXISTS search_index"))
    there = set(inspect(conn).get_table_names())
    for table in search_metadata.sorted_tables:
        if table.name in there:
            table.drop(conn)
