"""What PostgreSQL's index keeps of an entry besides its tokens: its year and its department.

Its index knows no order. Asked for a phrase of one year it would propose those of all years, 0.1 s at a million, before
their keys can be looked at; with a mark among the tokens it leaves the others out by itself. SQLite takes a range of
keys from its index without help.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from routing.search.keys import day_of
from routing.search.query import Query
from routing.search.tokens import packed_tokens

# Below all packed tokens, which begin with a letter, a digit or a character beyond ASCII.
_YEAR: Final = 1 << 16
_DEPARTMENT: Final = 2 << 16
_YEARS: Final = 5
"""A range of more years leaves little out."""


def department_mark(department_id: int) -> int:
    """Departments may share a mark: what is proposed is checked in any case."""
    return _DEPARTMENT + department_id % (1 << 16)


def marks_of(key: int, department_id: int | None) -> list[int]:
    """The marks of an entry."""
    year = marks_of_years([day_of(key).year])
    return [*year] if department_id is None else [*year, department_mark(department_id)]


def stored(key: int, department_id: int | None, tokens: Iterable[str]) -> str:
    """An entry's marks and tokens as PostgreSQL writes an array: it reads 1,200 of them sooner than psycopg converts
    them one by one.
    """
    return f"{{{repr([*marks_of(key, department_id), *packed_tokens(tokens)])[1:-1]}}}"


def marks_of_years(years: Iterable[int]) -> tuple[int, ...]:
    """Of these an entry has one, if it is of one of the years."""
    return tuple(_YEAR + year for year in years)


def marks_asked(query: Query) -> list[tuple[int, ...]]:
    """The marks of what a query is limited to: of each an entry has one."""
    asked = []
    first, last = query.date_from, query.date_to
    if query.year is not None:
        first, last = date(query.year, 1, 1), date(query.year, 12, 31)
    if first is not None and last is not None and 0 <= last.year - first.year < _YEARS:
        asked.append(marks_of_years(range(first.year, last.year + 1)))
    if query.department_id is not None:
        asked.append((department_mark(query.department_id),))
    return asked
