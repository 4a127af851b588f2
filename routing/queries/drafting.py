"""What a new sheet needs to know: in whose name one may draft, and in which series."""

from sqlalchemy import Connection, select

from routing.actor import Actor
from routing.models import Department, NumberSeries


def departments(connection: Connection, actor: Actor) -> dict[int, str]:
    """The departments that the actor may draft for: those they hold a post in, or oversee."""
    rows = connection.execute(
        select(Department.id, Department.name)
        .where(Department.id.in_((*actor.departments, *actor.overseen)), Department.closed_on.is_(None))
        .order_by(Department.position)
    )
    return {row.id: row.name for row in rows}


def others(connection: Connection, actor: Actor) -> tuple[str, ...]:
    """The departments that can be asked to countersign: all but one's own."""
    rows = connection.execute(
        select(Department.name)
        .where(
            Department.organisation_id == actor.organisation_id,
            Department.closed_on.is_(None),
            Department.id.not_in(actor.departments),
        )
        .order_by(Department.position)
    )
    return tuple(rows.scalars())


def series(connection: Connection, actor: Actor) -> dict[int, str]:
    """The open number series of the house."""
    rows = connection.execute(
        select(NumberSeries.id, NumberSeries.word)
        .where(
            NumberSeries.organisation_id == actor.organisation_id,
            NumberSeries.closed.is_(False),
            NumberSeries.origin == "outgoing",
        )
        .order_by(NumberSeries.position, NumberSeries.id)
    )
    return {row.id: row.word for row in rows}
