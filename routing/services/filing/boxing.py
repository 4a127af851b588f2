"""装盒: the items of a class go into boxes in the order of their 件号, a box as full as its thickness lets it be."""

from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from routing.actor import Actor
from routing.models import ArchiveBox, ArchiveItem

THICKNESS: Final = 30  # millimetres
SHEETS: Final = 9  # to a millimetre of a filled box


def fill(connection: Connection, round_id: int, actor: Actor) -> None:
    """Give every filed item of the round that has no box its place."""
    rows = connection.execute(
        select(ArchiveItem.id, ArchiveItem.year, ArchiveItem.period, ArchiveItem.unit_id, ArchiveItem.pages)
        .where(ArchiveItem.round_id == round_id, ArchiveItem.state == "filed", ArchiveItem.box_id.is_(None))
        .order_by(ArchiveItem.year, ArchiveItem.period, ArchiveItem.unit_id, ArchiveItem.serial)
    ).all()
    for (year, period, unit_id), members in groupby(rows, lambda row: (row.year, row.period, row.unit_id)):
        _fill(connection, {"year": year, "period": period, "unit_id": unit_id}, list(members), actor)


def _fill(connection: Connection, which: dict[str, Any], items: list[Any], actor: Actor) -> None:
    """Go on with the last box of the class while it has room; a 件 is never parted."""
    house = {"organisation_id": actor.organisation_id, **which}
    last = connection.execute(
        select(ArchiveBox.id, ArchiveBox.number, ArchiveBox.thickness, func.coalesce(func.sum(ArchiveItem.pages), 0))
        .outerjoin(ArchiveItem, ArchiveItem.box_id == ArchiveBox.id)
        .where(*(getattr(ArchiveBox, name) == value for name, value in house.items()))
        .group_by(ArchiveBox.id, ArchiveBox.number, ArchiveBox.thickness)
        .order_by(ArchiveBox.number.desc())
        .limit(1)
    ).one_or_none()
    box_id, number, thickness, full = last or (None, 0, THICKNESS, 0)
    for item in items:
        pages = max(item.pages, 1)
        if box_id is None or (full and full + pages > thickness * SHEETS):
            number, full, thickness = number + 1, 0, THICKNESS
            row = {**house, "number": number, "thickness": THICKNESS}
            box_id = connection.execute(insert(ArchiveBox).returning(ArchiveBox.id), row).scalar_one()
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == item.id).values(box_id=box_id))
        full += pages
