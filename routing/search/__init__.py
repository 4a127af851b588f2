"""Full-text search over the documents: identical answers on SQLite and PostgreSQL.

The index changes in the same transaction as the record it describes.  It proposes candidates by overlapping pairs
of characters; every candidate that the index cannot vouch for is checked against the text itself, so that nothing
is missed and nothing is found that is not there.

This package uses SQLAlchemy Core on a connection it is given.  It knows neither Flask nor the application's models.
"""

from routing.search.entry import Entry
from routing.search.excerpts import excerpt
from routing.search.find import find
from routing.search.index import IndexOutdated, numbered, put, remove
from routing.search.query import Hit, Page, Query
from routing.search.schema import create, drop, search_metadata
from routing.search.upkeep import begin_scrub, clear, rebuild, scrub, settle

__all__ = [
    "Entry",
    "Hit",
    "IndexOutdated",
    "Page",
    "Query",
    "begin_scrub",
    "clear",
    "create",
    "drop",
    "excerpt",
    "find",
    "numbered",
    "put",
    "rebuild",
    "remove",
    "scrub",
    "search_metadata",
    "settle",
]
