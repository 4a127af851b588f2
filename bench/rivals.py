"""What search is measured beside: LIKE on the same database, and tantivy with the same pairs of characters."""

import shutil
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from bench import findable
from bench.findable import document
from routing.search.characters import normalise
from routing.search.keys import first_key, own_key
from routing.search.schema import search_entry, search_text
from routing.search.tokens import _RUN, query_terms

PAGE: Final = 20
_PLAIN: Final = frozenset(
    {
        "two characters", "common word", "phrase", "rare phrase", "several terms", "department", "half a year",
        "1% permitted", "1% permitted, rare",
    }
)  # fmt: skip


def comparable(name: str) -> bool:
    """Can the others answer that class at all?"""
    return name in _PLAIN


def like(conn: Connection, asked: tuple[str, ...], how: dict[str, Any]) -> Callable[[int], Any]:
    """A page of the newest, and the count for the pager."""

    def run(turn: int) -> Any:
        conditions = [*_filters(how), *map(_anywhere, asked[turn % len(asked)].split())]
        source = search_entry.join(search_text, search_text.c.key == search_entry.c.key)
        source = source.join(document, document.c.id == search_entry.c.document_id)
        page = select(search_entry.c.document_id).select_from(source).where(*conditions)
        rows = conn.execute(page.order_by(search_entry.c.key.desc()).limit(PAGE)).all()
        count = conn.execute(select(func.count()).select_from(source).where(*conditions)).scalar_one()
        conn.rollback()
        return rows, count

    return run


def _anywhere(word: str) -> ColumnElement[bool]:
    pattern = f"%{normalise(word)}%"
    return or_(search_text.c.title_normal.like(pattern), search_text.c.body_normal.like(pattern))


def _filters(how: dict[str, Any]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if "department_id" in how:
        conditions.append(search_entry.c.department_id == how["department_id"])
    if "date_from" in how:
        conditions.append(search_entry.c.key >= first_key(how["date_from"].toordinal()))
        conditions.append(search_entry.c.key < first_key(how["date_to"].toordinal() + 1))
    if "secrecy" in how:
        conditions.append(document.c.secrecy == how["secrecy"])
    return conditions


class Tantivy:
    """An index of its own beside the database, made once: a library in the process, as Lucene is."""

    def __init__(self, count: int) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
        for name in ("key", "department_id", "secrecy"):
            builder.add_unsigned_field(name, fast=True, indexed=True, stored=name == "key")
        self._schema = builder.build()
        path = findable.FOLDER / f"{findable._key()}_{count}.tantivy"
        done, start = path / "made", time.monotonic()
        if not done.exists():
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True)
            self._make(path, count)
            done.write_text(f"{time.monotonic() - start}")
        self.made_in = float(done.read_text())
        self.bytes = sum(one.stat().st_size for one in path.iterdir() if one != done)
        self._index = tantivy.Index(self._schema, path=str(path))
        self._searcher = self._index.searcher()

    def _make(self, path: Path, count: int) -> None:
        index = self._tantivy.Index(self._schema, path=str(path))
        writer = index.writer(heap_size=128 * 1024 * 1024, num_threads=1)
        for number in range(1, count + 1):
            entry, row = findable.item(number, count)
            made = self._tantivy.Document()
            made.add_text("text", " ".join((*_pairs(entry.title), "|", *_pairs(entry.body))))
            made.add_unsigned("key", own_key(entry.day, number))
            made.add_unsigned("department_id", row["department_id"])
            made.add_unsigned("secrecy", row["secrecy"])
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()

    def asking(self, asked: tuple[str, ...], how: dict[str, Any]) -> Callable[[int], Any]:
        """A page of the newest with its count."""
        query, occur = self._tantivy.Query, self._tantivy.Occur
        narrow = [
            query.term_query(self._schema, name, how[name]) for name in ("department_id", "secrecy") if name in how
        ]
        if "date_from" in how:
            low, high = first_key(how["date_from"].toordinal()), first_key(how["date_to"].toordinal() + 1)
            narrow.append(query.range_query(self._schema, "key", self._tantivy.FieldType.Unsigned, low, high))

        def run(turn: int) -> Any:
            terms = [self._term(term.text) for term in query_terms(asked[turn % len(asked)])]
            whole = query.boolean_query([(occur.Must, one) for one in (*terms, *narrow)])
            return self._searcher.search(whole, PAGE, order_by_field="key")

        return run

    def _term(self, words: str) -> Any:
        pairs = _pairs(words)
        if len(pairs) == 1:
            return self._tantivy.Query.term_query(self._schema, "text", pairs[0])
        return self._tantivy.Query.phrase_query(self._schema, "text", list(pairs))


def _pairs(text: str) -> list[str]:
    """The pairs of characters and the words of a text, in their order."""
    found: list[str] = []
    for run in _RUN.findall(normalise(text)):
        if run[0] < "\x80" or len(run) == 1:
            found.append(run)
        else:
            found += [one + other for one, other in pairwise(run)]
    return found
