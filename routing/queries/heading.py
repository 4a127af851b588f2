"""急件 head every list (CY-2). They are few and asked for by themselves, by the partial index of urgent documents under
way: put in order together with all others, a list would be read to its end."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, literal_column, select

from routing.models import Document

PRESSING: Final[ColumnElement[bool]] = Document.pressing > literal_column("0")  # as the partial index has it


def pressing(organisation_id: int) -> Select[Any]:
    """The urgent documents of a house that are under way, by id."""
    return select(Document.id).where(Document.organisation_id == organisation_id, PRESSING)


def with_heading(
    connection: Connection, heading: Select[Any], listed: Select[Any], rest: Select[Any], limit: int, offset: int = 0
) -> Sequence[Row[Any]]:
    """So many rows of a list from `offset` on: those whose ids `heading` gives, in its order, and then the `rest`.

    `listed` are all rows, their id the first column; `rest` those of them that `heading` does not give, in order.
    `heading` must not ask for the house by an index of its own: SQLite, which knows no better, would take that one.
    """
    ids = connection.execute(heading).scalars().all()
    here = ids[offset : offset + limit]
    key = listed.selected_columns[0]
    urgent = connection.execute(listed.where(key.in_(here))).all() if here else ()
    places = {each: place for place, each in enumerate(here)}
    left, skipped = limit - len(here), max(0, offset - len(ids))
    others = connection.execute(rest.limit(left).offset(skipped)).all() if left else ()
    return [*sorted(urgent, key=lambda row: places[row[0]]), *others]
