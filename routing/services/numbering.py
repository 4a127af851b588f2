"""The next document number: gapless, per series and year, given once (FW-1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from routing.database import Along, all_named, together
from routing.models import Number, NumberCounter, NumberSeries

# How a number is written: the house form by FW-1, the national one by GB/T 9704 7.2.5.
# 收文编号 and 借阅单号 are the office's own: 上级收2026-0012, 借阅2026-0001.
FORMS: Final = {
    "house": "{word}({year})第{serial}号",
    "national": "{word}〔{year}〕{serial}号",
    "incoming": "{word}收{year}-{serial:04d}",
    "loan": "{word}阅{year}-{serial:04d}",
    "disposal": "{word}{year}-{serial:04d}",
}
# The series that a house registers received papers under: word and origin (NumberSeries.origin).
INCOMING: Final = (
    ("上级", "superior"),
    ("平级", "lateral"),
    ("下级", "subordinate"),
    ("信件", "letters"),
    ("会议", "meeting"),
    ("机要", "confidential"),
)

LOAN: Final = ("借", "loan")  # the series of loans from the archive: word and origin
DISPOSAL: Final = ("销毁", "disposal")  # of lists of what is destroyed: 销毁2026-0001


def written(form: str, word: str, year: int, serial: int) -> str:
    """A number as it stands on the document."""
    return FORMS[form].format(word=word, year=year, serial=serial)


def series_for(connection: Connection, organisation_id: int, origin: str) -> int:
    """The series of papers from there. Raises NoResultFound where the house keeps none."""
    return connection.execute(SERIES_OF, {"organisation": organisation_id, "origin": origin}).scalar_one()


def take(
    connection: Connection,
    organisation_id: int,
    series_id: int,
    document_id: int,
    year: int,
    at: datetime,
    along: Sequence[Along] = (),
) -> tuple[str, Along]:
    """Take the next number of a series and year for a document: as written, and the entry still to be made.

    What goes `along` with the counter (`database.together`) need not wait for the document's own row.

    Call it as late in the transaction as can be: the counter's row stays locked until the commit. A rollback
    gives the number back. A document has one number for good: the database refuses a second.
    """
    following = _NEXT[connection.dialect.name]
    which = {"series": series_id, "of_year": year}
    row = together(connection, following, which, along).one_or_none()
    if row is None:  # the first number of a series and year
        first = {"series_id": series_id, "year": year, "organisation_id": organisation_id, "last": 0}
        connection.execute(_OPEN[connection.dialect.name], first)
        row = connection.execute(following, which).one()
    text = written(row.form, row.word, year, row.last)
    given = {
        "organisation_id": organisation_id,
        "series_id": series_id,
        "year": year,
        "serial": row.last,
        "text": text,
        "document_id": document_id,
        "given_at": at,
    }
    return text, (_GIVE, {f"given_{name}": value for name, value in given.items()})


SERIES_OF: Final = (
    select(NumberSeries.id)
    .where(
        NumberSeries.organisation_id == bindparam("organisation"),
        NumberSeries.origin == bindparam("origin"),
        ~NumberSeries.closed,
    )
    .order_by(NumberSeries.position, NumberSeries.id)
    .limit(1)
)


def _of_the_series(column: Any) -> Any:
    return select(column).where(NumberSeries.id == bindparam("series")).scalar_subquery().label(column.key)


# An upsert would do it in one, but SQLAlchemy compiles an upsert anew each time: a sixth of the action's work.
_COUNT: Final = (
    update(NumberCounter)
    .where(NumberCounter.series_id == bindparam("series"), NumberCounter.year == bindparam("of_year"))
    .values(last=NumberCounter.last + 1)
    .returning(NumberCounter.last, _of_the_series(NumberSeries.word), _of_the_series(NumberSeries.form))
)
# PostgreSQL wakes those who wait for a row all at once, those who wait for an advisory lock one by one: they wait
# half as long.
_IN_TURN: Final = select(func.pg_advisory_xact_lock(bindparam("series"), bindparam("of_year"))).scalar_subquery()
_NEXT: Final = {"postgresql": _COUNT.where(_IN_TURN.is_not(None)), "sqlite": _COUNT}
_OPEN: Final = {
    "postgresql": postgresql.insert(NumberCounter).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(NumberCounter).on_conflict_do_nothing(),
}
_GIVE: Final = all_named(Number, "given_")
