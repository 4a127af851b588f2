"""The next document number: gapless, per series and year, given once (FW-1)."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from routing.models import Number, NumberCounter, NumberSeries

# How a number is written: the house form by FW-1, the national one by GB/T 9704 7.2.5.
FORMS: Final = {"house": "{word}({year})第{serial}号", "national": "{word}〔{year}〕{serial}号"}


def written(form: str, word: str, year: int, serial: int) -> str:
    """A number as it stands on the document."""
    return FORMS[form].format(word=word, year=year, serial=serial)


def take(
    connection: Connection, organisation_id: int, series_id: int, document_id: int, year: int, at: datetime
) -> str:
    """Take the next number of a series and year for a document, and return it as written.

    Call it as late in the transaction as can be: the counter's row stays locked until the commit. A rollback
    gives the number back. A document has one number for good: the database refuses a second.
    """
    which = {"series": series_id, "of_year": year}
    row = connection.execute(_NEXT, which).one_or_none()
    if row is None:  # the first number of a series and year
        first = {"series_id": series_id, "year": year, "organisation_id": organisation_id, "last": 0}
        connection.execute(_OPEN[connection.dialect.name], first)
        row = connection.execute(_NEXT, which).one()
    text = written(row.form, row.word, year, row.last)
    connection.execute(
        _GIVE,
        {
            "organisation_id": organisation_id,
            "series_id": series_id,
            "year": year,
            "serial": row.last,
            "text": text,
            "document_id": document_id,
            "given_at": at,
        },
    )
    return text


def _of_the_series(column: Any) -> Any:
    return select(column).where(NumberSeries.id == bindparam("series")).scalar_subquery().label(column.key)


# An upsert would do it in one, but SQLAlchemy compiles an upsert anew each time: a sixth of the action's work.
_NEXT: Final = (
    update(NumberCounter)
    .where(NumberCounter.series_id == bindparam("series"), NumberCounter.year == bindparam("of_year"))
    .values(last=NumberCounter.last + 1)
    .returning(NumberCounter.last, _of_the_series(NumberSeries.word), _of_the_series(NumberSeries.form))
)
_OPEN: Final = {
    "postgresql": postgresql.insert(NumberCounter).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(NumberCounter).on_conflict_do_nothing(),
}
_GIVE: Final = insert(Number)
