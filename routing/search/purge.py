"""Have the index hold nothing of what was taken out of it: FTS5 keeps old segments until a merge."""

from typing import Final

from routing.search.schema import search_metadata

# On SQLite; PostgreSQL's index is a table as any other, written anew with the rest.
STATEMENTS: Final = ("INSERT INTO search_index(search_index) VALUES ('optimize')",)
TABLES: Final = (*search_metadata.tables, "search_index")
