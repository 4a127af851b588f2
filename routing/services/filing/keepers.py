"""Who of the house keeps the papers: an original in their hands is in the office, ready for the file (CY-3)."""

from sqlalchemy import Connection, select

from routing.actor import Actor
from routing.models import Organisation
from routing.queries.chart import chart_of
from routing.services.facts import keeps_papers


def of(connection: Connection, actor: Actor) -> set[int]:
    """Their ids."""
    version = connection.execute(
        select(Organisation.chart_version).where(Organisation.id == actor.organisation_id)
    ).scalar_one()
    chart = chart_of(connection, actor.organisation_id, version)
    return {person for person in chart.seats_of if keeps_papers(chart, person)}
