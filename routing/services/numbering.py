"""The next document number: gapless, per series and year, given once (FW-1)."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select
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
    series = connection.execute(_SERIES, {"series_id": series_id}).one()
    serial = connection.execute(
        _NEXT[connection.dialect.name],
        {"series_id": series_id, "year": year, "organisation_id": organisation_id, "last": 1},
    ).scalar_one()
    text = written(series.form, series.word, year, serial)
    connection.execute(
        _GIVE,
        {
            "organisation_id": organisation_id,
            "series_id": series_id,
            "year": year,
            "serial": serial,
            "text": text,
            "document_id": document_id,
            "given_at": at,
        },
    )
    return text


def _next(dialect: Any) -> Any:
    statement = dialect.insert(NumberCounter)
    return statement.on_conflict_do_update(
        index_elements=[NumberCounter.series_id, NumberCounter.year], set_={"last": NumberCounter.last + 1}
    ).returning(NumberCounter.last)


_SERIES = select(NumberSeries.word, NumberSeries.form).where(NumberSeries.id == bindparam("series_id"))
_NEXT = {"postgresql": _next(postgresql), "sqlite": _next(sqlite)}
_GIVE = insert(Number)
