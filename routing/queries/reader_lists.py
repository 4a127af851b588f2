"""The saved lists of readers, and who is on each today."""

from typing import Any

from sqlalchemy import Connection, Row, select

from routing.actor import Actor
from routing.models import Organisation, ReaderList
from routing.queries import picking
from routing.queries.chart import Chart, chart_of
from routing.queries.readers import people
from routing.services.errors import MissingRecordError


def lists(connection: Connection, actor: Actor) -> list[dict[str, Any]]:
    """Every list with the names of those who would read by it now."""
    chart = _chart(connection, actor)
    return [
        {"id": one, "name": name, "people": [who for _, who in people(connection, chart, keys)]}
        for one, name, keys in chart.reader_lists
    ]


def one(connection: Connection, list_id: int, actor: Actor) -> Row[Any]:
    """A list of the house. Raises MissingRecordError."""
    row = connection.execute(
        select(ReaderList.__table__).where(
            ReaderList.id == list_id, ReaderList.organisation_id == actor.organisation_id
        )
    ).one_or_none()
    if row is None:
        raise MissingRecordError(f"reader list {list_id}")
    return row


def house(connection: Connection, actor: Actor) -> picking.Picks:
    """Everybody who can be on a list."""
    return picking.house(connection, _chart(connection, actor))


def _chart(connection: Connection, actor: Actor) -> Chart:
    version = connection.execute(
        select(Organisation.chart_version).where(Organisation.id == actor.organisation_id)
    ).scalar_one()
    return chart_of(connection, actor.organisation_id, version)
