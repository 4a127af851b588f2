"""Reports as evidence: is one still what was kept? And which item bears a 档号."""

from typing import Any, Final

from sqlalchemy import select

from routing.actor import Actor
from routing.database import reading
from routing.models import ArchiveItem, InspectedItem, InspectionEnd
from routing.services import keyed

ITEM: Final = tuple(column.name for column in InspectedItem.__table__.columns if column.name not in {"id", "mac"})
WHOLE: Final = tuple(column.name for column in InspectionEnd.__table__.columns if column.name != "mac")


def item_holds(row: Any) -> bool:
    """Is the report of an item as it was kept?"""
    return keyed.holds("inspected", {name: getattr(row, name) for name in ITEM}, row.mac)


def end_holds(row: Any) -> bool:
    """Is the end of a report of the whole as it was kept?"""
    return keyed.holds("inspection", {name: getattr(row, name) for name in WHOLE}, row.mac)


def holds(row: Any) -> bool:
    """The same of a report as it is read with its end; one that has no end yet has nothing to be held against."""
    if row.ended_at is None:
        return True
    end = InspectionEnd.__table__
    kept = reading().execute(select(end).where(end.c.inspection_id == row.id)).one()
    return end_holds(kept)


def item_of(code: str, actor: Actor) -> int | None:
    """The item of that 档号; None where there is none."""
    ours = (ArchiveItem.code == code, ArchiveItem.organisation_id == actor.organisation_id, ArchiveItem.code != "")
    return reading().execute(select(ArchiveItem.id).where(*ours)).scalar_one_or_none()
