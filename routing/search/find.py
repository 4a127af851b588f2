"""Answer a query: hits newest first, the same ones on either database as reading every document would give."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, tee
from math import ceil
from typing import Any

from sqlalchemy import Connection, FromClause, Row, Select, and_, func, or_, select, true, union_all
from sqlalchemy.sql.elements import ColumnElement

from routing.search.candidates import (
    allowed,
    among_statement,
    batch_statement,
    key_range,
    steered,
    within_scope,
)
from routing.search.common import common_share, newest_years, years_before
from routing.search.keys import first_key_of
from routing.search.matching import heard, wanted_of
from routing.search.numbers import Number, asked_beginning, asked_code, asked_number
from routing.search.plan import Plan, Scope
from routing.search.query import COUNT_LIMIT, Hit, Page, Query, Span
from routing.search.schema import is_sqlite, search_entry, search_number, search_text
from routing.search.sounds import spans_of_sound
from routing.search.tokens import QUERY_LENGTH, Term, query_terms

SCAN_LIMIT = 20_000
"""Candidates looked at for one page: about half a second where every text must be read."""

NUMBER_SCAN = 2_048
"""The same where a document has the number that was asked for: it is the answer, what mentions it comes besides."""

COUNT_SCAN = 512
"""Further candidates looked at to count what is found besides."""

PAGE_LIMIT = 200
POOL = 200
BESIDE = 10
"""Documents shown apart that the reader may not read."""

SPAN_LIMIT = 20
"""Marks handed back for one field."""

# Most pages are found in the first batch.  What is not is rare or hidden from the reader and wants a longer stride: as
# long as should do, judging by what was found so far.  Memory bounds it where whole texts are fetched.
_FIRST_BATCH = 256
_TEXT_BATCH = 4096
_LONGER = 16
_SPARE = 1.5
_FEW = 0.25
"""Of the hits that were to be expected on a walk: words that stand together more rarely are the index's business."""
_AFTER = re.compile(r"([ht])(\d{1,18})")


@dataclass
class _Scan:
    """Candidates from the index in batches, counted so that no search runs away.

    ``enough``: so many hits are wanted at first, besides those ``known`` already, before others are counted.
    """

    conn: Connection
    plan: Plan
    enough: int
    remaining: int
    known: set[int] = field(default_factory=set)
    stopped_at: int | None = field(default=None, init=False)
    """The key below which nothing was looked at, where the limit was reached."""

    def matches(self, below: int | None = None) -> Iterator[Row[Any]]:
        """Yield the rows that match, newest first, until there are no more or the limit is reached."""
        wanted = wanted_of(self.plan)
        share = common_share(self.conn, wanted)
        size = max(_FIRST_BATCH, ceil(_SPARE * self.enough / share)) if share else _FIRST_BATCH
        found = scanned = 0
        years: tuple[int, ...] | None = None
        checked = tuple(term for term in self.plan.unproven(self.conn) if term.bounded)
        while True:
            asked = min(size, self.remaining)
            if years is None and wanted and not share:
                certain = any(len(ways) == 1 for ways in wanted)  # of sounds alone all years are asked for at once
                years = newest_years(self.conn, self.plan.query, below) if certain else ()
            statement = batch_statement(self.conn, self.plan, below, asked, walk=bool(share), years=years or ())
            rows = self.conn.execute(statement).all()
            batch = rows[0]
            hits = [row for row in rows if row.key is not None and _holds(self.plan, row, checked)]
            self.remaining -= batch.scanned
            found += sum(row.key not in self.known for row in hits)
            scanned += batch.scanned
            yield from hits
            below = batch.lowest
            if batch.scanned < asked:
                if not years:
                    return
                below, years = first_key_of(years[0]), years_before(years, scanned)
                if found >= self.enough:  # nobody counts the years before
                    self.remaining = 0
            if self.remaining <= 0:
                self.stopped_at = below
                return
            if len(hits) + 1 < batch.permitted * share * _FEW:
                share = 0.0
            size = min(self._stride(found, scanned), _TEXT_BATCH if checked else SCAN_LIMIT)

    def _stride(self, found: int, scanned: int) -> int:
        """How many candidates should hold the hits that are wanted still: those of the page first."""
        if not found:
            return max(scanned * _LONGER, _FIRST_BATCH)
        enough = self.enough if found < self.enough else max(self.enough, COUNT_LIMIT + 1)
        return max(ceil(_SPARE * (enough - found) * scanned / found), _FIRST_BATCH)


def find(
    conn: Connection,
    query: Query,
    *,
    joined: FromClause | None = None,
    on: ColumnElement[int] | None = None,
    where: ColumnElement[bool] | None = None,
    beside: ColumnElement[bool] | None = None,
    limit: int = 20,
    after: str | None = None,
    marks: bool = True,
) -> Page:
    """Return a page of the documents that match.

    ``joined`` is the table of documents, ``on`` its column with their ids (``id``), and ``where`` the reader's
    permission as a condition on it.  ``beside`` is a condition on further documents, found by title or number alone
    and kept apart.  ``after`` is `Page.after` of the page before; anything else counts as the beginning.

    Documents whose number was asked for come first, then with ``order="best"`` those with the words in their title,
    then all others, newest first.  No text is an error; no text at all finds everything the filters let through.
    """
    plan = planned(query, Scope(joined, on, where, beside))
    limit = max(1, min(limit, PAGE_LIMIT))
    with steered(conn):
        plan = heard(conn, plan)
        head, apart = _head(conn, plan, first=not after)
        open_ones = replace(plan, scope=plan.scope.readable)
        hits, cursor, complete, (count, at_least) = _page(conn, open_ones, head, limit, after)
        shown = [*hits, *apart]
        if marks:
            shown = _marked(conn, plan, shown)
        return Page(tuple(shown[: len(hits)]), cursor, count, complete, tuple(shown[len(hits) :]), at_least)


def among(conn: Connection, query: Query, scope: Scope, documents: Select[Any]) -> list[Hit]:
    """Return those of a few documents (a statement of their ``id``) that match and may be read, newest first."""
    plan = planned(query, scope.readable)
    checked = tuple(term for term in plan.terms if term.bounded)
    rows = conn.execute(among_statement(conn, plan, documents)).all()
    return [Hit(row.document_id, row.key) for row in rows if _holds(plan, row, checked)]


def _holds(plan: Plan, row: Row[Any], checked: tuple[Term, ...]) -> bool:
    """Say whether words of letters and digits stand whole in the text, which SQL cannot tell."""
    if not checked:
        return True
    fields = [row.title_normal]
    fields += [] if plan.title_only else [row.labels_normal, row.body_normal, row.files_normal]
    return all(term.stands_in(fields, row.sound, people=not plan.title_only) for term in checked)


def planned(query: Query, scope: Scope) -> Plan:
    """Return a query made ready."""
    return Plan(
        query, query_terms(query.text), scope, tuple(replace(one, sounds=()) for one in query_terms(query.label))
    )


def _head(conn: Connection, plan: Plan, *, first: bool) -> tuple[list[Hit], list[Hit]]:
    """Return the hits that stand before the others, by number and, where asked for, by title; and those apart."""
    found = _by_number(conn, plan)
    known = {hit.key for hit in found}
    by_title = plan.query.order == "best" and not any(hit.open for hit in found)  # who asks by number wants the number
    apart = plan.scope.beside is not None and first
    if plan.terms and (by_title or apart):
        scope = plan.scope if by_title and apart else plan.scope.readable if by_title else plan.scope.closed
        rows = list(islice(_Scan(conn, replace(plan, title_only=True, scope=scope), POOL, SCAN_LIMIT).matches(), POOL))
        shut = not by_title
        pool = [(row, Hit(row.document_id, row.key, open=bool(row.open) and not shut)) for row in rows]
        found += [hit for _, hit in sorted(pool, key=lambda one: _rank(plan.terms, *one)) if hit.key not in known]
    return [hit for hit in found if hit.open], [hit for hit in found if not hit.open][:BESIDE] if first else []


def _rank(terms: tuple[Term, ...], row: Row[Any], hit: Hit) -> tuple[float, int]:
    """The more of the title the words are, the earlier; the newest first among equals."""
    heading = str(row.heading)
    held = sum(len(term.text) for term in terms if term.text in heading)
    return -held / max(len(heading), 1), -hit.key


def _page(
    conn: Connection, plan: Plan, head: list[Hit], limit: int, after: str | None
) -> tuple[list[Hit], str | None, bool, tuple[int | None, int]]:
    """Return the hits of a page, the cursor of the next, whether the search came to its end, and what `_count` says."""
    part, position = _position(after)
    start = position if part == "h" else len(head)
    hits = head[start : start + limit]
    room = limit - len(hits)
    known = {hit.key for hit in head}
    most = NUMBER_SCAN if any(hit.by_number for hit in head) else SCAN_LIMIT
    whole = _Scan(conn, plan, room + 1, most, known)
    counted, shown = tee(whole.matches())  # a first page is counted from the rows it has read
    scan = whole
    if part == "t":
        scan = _Scan(conn, plan, room + 1, most, known)
        shown = scan.matches(position)
    rows = list(islice((row for row in shown if row.key not in known), room + 1))
    hits += [Hit(row.document_id, row.key) for row in rows[:room]]
    stopped_at = scan.stopped_at
    whole.remaining = min(whole.remaining, COUNT_SCAN)
    count = _count(whole, counted, known)
    if len(rows) > room or start + limit < len(head):
        return hits, f"t{rows[room - 1].key}" if room else f"h{start + limit}", True, count
    if stopped_at is not None:
        return hits, f"t{stopped_at}", False, count
    return hits, None, True, count


def _position(after: str | None) -> tuple[str, int]:
    """Take a cursor apart: an offset among the first hits (h) or the last key of the others (t)."""
    match = _AFTER.fullmatch(after or "")
    return (match[1], int(match[2])) if match else ("h", 0)


def _count(scan: _Scan, rows: Iterator[Row[Any]], known: set[int]) -> tuple[int | None, int]:
    """Return the number of documents found, or `None` above 200 and where the search was cut short; and how many there
    are at the least.
    """
    found = len(known.union(row.key for row in islice(rows, COUNT_LIMIT + 1)))
    exact = found <= COUNT_LIMIT and scan.stopped_at is None
    return found if exact else None, min(found, COUNT_LIMIT)


def _by_number(conn: Connection, plan: Plan) -> list[Hit]:
    """Return documents one of whose numbers was asked for: the very number first, then the newest that fit."""
    asked = plan.query.text[:QUERY_LENGTH]
    number, beginning = asked_number(asked), asked_beginning(asked) or asked_code(asked)
    if number is None and not beginning:
        return []
    key, conditions = search_entry.c.key, [*key_range(plan.query, search_entry.c.key)]
    conditions += allowed(plan.query, plan.scope)
    if plan.labels:
        return []
    columns = search_entry.c.document_id, key, plan.scope.open.label("open")
    ways = []
    for numbers in (search_entry, search_number):
        exact = numbers.c.number_normal == (number.normal if number else beginning)
        begins = numbers.c.number_normal.startswith(beginning, autoescape=True)
        source = within_scope(search_entry, plan.scope)
        if numbers is search_number:
            source = source.join(search_number, search_number.c.document_id == search_entry.c.document_id)
        fits = or_(exact, _fits(conn, numbers, number) if number else begins)
        way: Select[Any] = select(*columns, exact.label("exact")).select_from(source).where(fits, *conditions)
        ways.append(select(way.order_by(exact.desc(), key.desc()).limit(POOL).subquery()))
    found: dict[int, tuple[bool, Hit]] = {}
    for row in conn.execute(union_all(*ways)):
        known = found.get(row.key)
        hit = Hit(row.document_id, row.key, by_number=True, open=bool(row.open))
        found[row.key] = (bool(row.exact) or (known is not None and known[0]), hit)
    return [hit for _, hit in sorted(found.values(), key=lambda one: (not one[0], -one[1].key))][:POOL]


def _fits(conn: Connection, numbers: Any, number: Number) -> ColumnElement[bool]:
    contains = func.instr if is_sqlite(conn) else func.strpos
    conditions: list[ColumnElement[bool]] = [numbers.c.number_serial == number.serial]
    if number.year is not None:
        conditions.append(numbers.c.number_year == number.year)
    if number.stem:
        conditions.append(contains(numbers.c.number_stem, number.stem) > 0)
    return and_(true(), *conditions)


def _marked(conn: Connection, plan: Plan, hits: list[Hit]) -> list[Hit]:
    """Return the hits with the places where the terms stand."""
    if not plan.terms or not hits:
        return hits
    statement = select(search_text).where(search_text.c.key.in_([hit.key for hit in hits]))
    texts = {row.key: row for row in conn.execute(statement)}
    return [marked(plan.terms, hit, texts[hit.key]) for hit in hits]


def marked(terms: tuple[Term, ...], hit: Hit, texts: Any) -> Hit:
    """Return a hit with the places where the terms stand in its texts (a row of ``search_text``)."""
    title = texts.title_normal
    heard = spans_of_sound(title, [sound.text for term in terms for sound in term.sounds if not sound.of_people])
    return replace(
        hit,
        title_spans=tuple(sorted({*spans(terms, title), *heard})[:SPAN_LIMIT]),
        body_spans=spans(terms, texts.body_normal) if hit.open else (),
        file_spans=spans(terms, texts.files_normal) if hit.open and texts.files_normal else (),
    )


def spans(terms: tuple[Term, ...], text: str) -> tuple[Span, ...]:
    """Return the places of the terms in a normalised text, as far as anybody looks at them."""
    found = [match.span() for term in terms for match in islice(term.pattern.finditer(text), SPAN_LIMIT)]
    return tuple(sorted(found)[:SPAN_LIMIT])
