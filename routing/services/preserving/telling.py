"""Who is told of what was found, and when the holdings are checked by themselves."""

from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import Connection, Row, exists, select

from routing import clock
from routing.database import let_go, reading
from routing.models import ArchiveItem, Inspection, InspectionEnd, Organisation
from routing.queries.chart import Chart, chart_of
from routing.queries.people import actor_by_id
from routing.services import jobs, notifying
from routing.services.notifying import Notice
from workflows.roles import Capacity

HOURS: Final = 6  # between two looks at whether a month's check is due


def tell(connection: Connection, inspection: int, organisation_id: int, scope: str, faulty: int) -> None:
    """The archivist is told that something was found, in the transaction in which it is kept."""
    house = select(Organisation.chart_version).where(Organisation.id == organisation_id)
    chart = chart_of(connection, organisation_id, connection.execute(house).scalar_one())
    holders = tuple(f"post:{post}" for post in _archivists(chart))
    found = f"{faulty}件有问题" if faulty else "馆藏有问题"
    body = f"检测对象：{scope}\n结果：{found}\n请到“档案—四性检测”查看"
    if holders:
        notifying.put(connection, [Notice(organisation_id, "inspection", holders, f"四性检测：{found}", body)])


def monthly() -> None:
    """Once a month every house's holdings are checked, in the name of whoever keeps its archive."""
    from routing.services.preserving.inspecting import inspect_all  # it tells by this module

    begins = clock.stored(datetime.combine(clock.today().replace(day=1), time()))
    for house in _due(begins):
        chart = chart_of(reading(), house.id, house.chart_version)
        people = [person for post in _archivists(chart) for person, _ in chart.people_of(f"post:{post}")]
        let_go()
        if people:
            inspect_all(actor_by_id(reading(), people[0]), "monthly")


jobs.register("inspection", HOURS * 3_600, monthly)


def _due(begins: Any) -> list[Row[Any]]:
    """The houses that have something filed and no check of this month that came to its end."""
    filed = exists().where(ArchiveItem.organisation_id == Organisation.id, ArchiveItem.state == "filed")
    ended = (
        select(Inspection.id)
        .join(InspectionEnd, InspectionEnd.inspection_id == Inspection.id)
        .where(
            Inspection.organisation_id == Organisation.id,
            Inspection.occasion == "monthly",
            Inspection.begun_at >= begins,
        )
        .correlate(Organisation)
    )
    return list(reading().execute(select(Organisation.id, Organisation.chart_version).where(filed, ~ended.exists())))


def _archivists(chart: Chart) -> list[int]:
    return [seat.post_id for seat in chart.seats.values() if seat.capacity is Capacity.ARCHIVIST]
