"""Who has seen a paper: who signed or acted on it, and before whom it lay opened."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from routing.models import Person, Slip


def seen(connection: Connection, document_id: int) -> tuple[list[str], list[str]]:
    """Names, each once: of those who acted, in the order in which it came to them; and of those who only opened it."""
    rows = connection.execute(_SLIPS, {"document": document_id}).all()
    acted = list(dict.fromkeys(row.closer for row in rows if row.closer))
    opened = (row.holder_name for row in rows if row.opened_at is not None and not row.closer)
    return acted, [one for one in dict.fromkeys(opened) if one not in acted]


_SLIPS: Final = (
    select(Slip.holder_name, Slip.opened_at, Person.name.label("closer"))
    .outerjoin(Person, Person.id == Slip.closed_by)
    .where(Slip.document_id == bindparam("document"))
    .order_by(Slip.id)
)
