"""What is asked of the index for the terms of a query: the tokens that every hit has."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, and_, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import array

from routing.search.common import Ways
from routing.search.plan import Plan
from routing.search.schema import is_sqlite, search_index_postgresql, search_index_sqlite
from routing.search.tokens import TITLE, Term, packed_token


def wanted_of(plan: Plan) -> list[Ways]:
    """The tokens that every hit has."""
    wanted = [_ways(plan, term) for term in plan.terms if term.tokens]
    return wanted + [(term.tokens,) for term in plan.labels if term.tokens]


def _ways(plan: Plan, term: Term) -> Ways:
    """The tokens of a term, or else those of the sounds that it may be meant for."""
    literal = tuple(TITLE + token for token in term.tokens) if plan.title_only else term.tokens
    sounds = [sound.tokens for sound in term.sounds if not (plan.title_only and sound.of_people)]
    return tuple(sounds) if term.spoken_only and sounds else (literal, *sounds)


def heard(conn: Connection, plan: Plan) -> Plan:
    """Mark the terms whose letters no document has: of what only sounds so no text need be read."""
    return replace(plan, terms=tuple(_heard(conn, term) for term in plan.terms))


def _heard(conn: Connection, term: Term) -> Term:
    if not term.sounds or not term.tokens:
        return term
    index = search_index_sqlite if is_sqlite(conn) else search_index_postgresql
    literally = select(literal(1)).select_from(index).where(matching(conn, [(term.tokens,)])).limit(1)
    return replace(term, spoken_only=conn.execute(literally).first() is None)


def matching(conn: Connection, wanted: Sequence[Ways]) -> ColumnElement[bool]:
    """The condition on the index that each of what is wanted is there in one of its ways."""
    return sqlite_match(wanted) if is_sqlite(conn) else postgresql_match(wanted)


def sqlite_match(wanted: Sequence[Ways]) -> ColumnElement[bool]:
    # Quoted, a token is never an operator; no token contains a quotation mark.
    each = [[" AND ".join(f'"{token}"' for token in way) for way in ways] for ways in wanted]
    expression = " AND ".join(
        one[0] if len(one) == 1 else f"({' OR '.join(f'({way})' for way in one)})" for one in each
    )
    return literal_column("search_index").op("MATCH")(literal(expression))


def postgresql_match(wanted: Sequence[Ways], marks: Sequence[tuple[int, ...]] = ()) -> ColumnElement[bool]:
    """The condition on PostgreSQL's index: each of what is wanted in one of its ways, and of each mark one."""
    tokens = search_index_postgresql.c.tokens
    always = [mark[0] for mark in marks if len(mark) == 1]
    certain = [packed_token(token) for ways in wanted if len(ways) == 1 for token in ways[0]]
    conditions: list[ColumnElement[bool]] = []
    if certain:  # several marks alone might be asked of the index, and all of those years read: never without a token
        conditions.append(tokens.contains(array([*certain, *always])))
        conditions += [tokens.overlap(array(mark)) for mark in marks if len(mark) > 1]
    for ways in wanted:
        if len(ways) > 1:
            each = (array([*map(packed_token, way), *always]) for way in ways)
            conditions.append(or_(*map(tokens.contains, each)))
    return and_(*conditions)
