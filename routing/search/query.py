"""What is asked of the index, and what it answers."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Order = Literal["newest", "best"]
Span = tuple[int, int]

COUNT_LIMIT = 200
"""A count beyond it helps nobody and would read the whole index."""


@dataclass(frozen=True)
class Query:
    """A search as the reader put it.  Text and every filter may be left out."""

    text: str = ""
    """Words separated by spaces must all be found; words in “quotation marks” stand together."""
    organisation_id: int | None = None
    department_id: int | None = None
    kind: str | None = None
    """文种."""
    date_from: date | None = None
    date_to: date | None = None
    """The last day included."""
    label: str = ""
    """Somebody or some organ: words that must stand in the names that go with the document."""
    year: int | None = None
    order: Order = "newest"
    """``best`` puts up to 200 of the newest documents with the words in their title before the others, and among them
    those first of whose title the words are most."""


@dataclass(frozen=True)
class Hit:
    """A document found.  Spans are (start, end) offsets, good for the original texts as well."""

    document_id: int
    key: int
    title_spans: tuple[Span, ...] = ()
    body_spans: tuple[Span, ...] = ()
    file_spans: tuple[Span, ...] = ()
    by_number: bool = False
    """The document was found by its number."""
    open: bool = True
    """The reader may read it; if not, they know of it from the catalogue alone."""


@dataclass(frozen=True)
class Page:
    """One page of hits."""

    hits: tuple[Hit, ...]
    after: str | None
    """To be passed on as ``after`` for what comes next; `None` when there is no more."""
    count: int | None
    """Documents found, exact up to 200; `None` where there are more or too much to read."""
    complete: bool = True
    """False where the search stopped early because too much had to be read: ``after`` goes on from there."""
    beside: tuple[Hit, ...] = ()
    """Found by title or number alone among the documents that the reader may know of but not read."""
    at_least: int = 0
    """How many were counted, 200 at the most."""
