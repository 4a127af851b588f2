"""A query made ready, and whose documents it may find."""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, FromClause, or_, true

from routing.search.query import Query
from routing.search.schema import is_sqlite, search_text
from routing.search.tokens import Term


@dataclass(frozen=True)
class Scope:
    """Which documents the reader may find: a table of documents, its id, and a condition on it.

    ``beside``: what else they may find by title or number, without reading it.
    """

    joined: FromClause | None = None
    on: ColumnElement[int] | None = None
    where: ColumnElement[bool] | None = None
    beside: ColumnElement[bool] | None = None

    @property
    def permission(self) -> list[ColumnElement[bool]]:
        """What lets a document be found at all."""
        if self.beside is not None and self.where is not None:
            return [or_(self.where, self.beside)]
        return [self.where] if self.where is not None else []

    @property
    def open(self) -> ColumnElement[bool]:
        """May the reader read it?"""
        return self.where if self.beside is not None and self.where is not None else true()

    @property
    def readable(self) -> "Scope":
        """Without what may not be read."""
        return replace(self, beside=None)

    @property
    def closed(self) -> "Scope":
        """What may not be read, alone."""
        return replace(self, where=self.beside, beside=None)


@dataclass(frozen=True)
class Plan:
    """A query made ready: its terms, its filters and whose documents it may find.

    ``labels`` are terms that must stand in the names that go with the document.
    """

    query: Query
    terms: tuple[Term, ...]
    scope: Scope
    labels: tuple[Term, ...] = ()
    title_only: bool = False

    def unproven(self, conn: Connection) -> tuple[Term, ...]:
        """Return the terms for which an entry of the index is not yet proof."""
        if is_sqlite(conn):
            return tuple(term for term in self.terms if not term.exact)
        # Packed, the title's own tokens are hashes, all but those of a single character.
        return tuple(term for term in self.terms if self.title_only or not term.packed_exact)

    def fields(self) -> list[ColumnElement[str]]:
        """The texts in which a term may stand."""
        columns = search_text.c
        if self.title_only:
            return [columns.title_normal]
        return [columns.title_normal, columns.labels_normal, columns.body_normal, columns.files_normal]
