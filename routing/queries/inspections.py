"""四性检测: what was found and is not yet seen to, the reports of the whole, the reports of an item."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Row, exists, func, select
from sqlalchemy.orm import aliased

from routing.actor import Actor
from routing.models import ArchiveItem, InspectedItem, Inspection, InspectionEnd
from routing.services.errors import MissingRecordError
from routing.services.preserving.checks import LOOK, OF_ALL, UNCHECKED

PAGE: Final = 50
OF_ITEM: Final = 12  # earlier reports of an item that its page names
_ENDED: Final = InspectionEnd.at.is_not(None)
_LATER: Final = aliased(InspectedItem)


def faulty(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """Items whose latest check found something, the latest first; one more than a page where there are more."""
    return list(connection.execute(_faulty(actor).order_by(InspectedItem.id.desc()).limit(PAGE + 1)))


def count_faulty(connection: Connection, actor: Actor) -> int:
    """How many these are."""
    return int(connection.execute(select(func.count()).select_from(_faulty(actor).subquery())).scalar_one())


def _faulty(actor: Actor) -> Any:
    later = exists().where(_LATER.item_id == InspectedItem.item_id, _LATER.id > InspectedItem.id)
    return (
        select(
            InspectedItem.item_id, InspectedItem.code, InspectedItem.results, InspectedItem.at, InspectedItem.faults,
            ArchiveItem.title,
        )
        .join(ArchiveItem, ArchiveItem.id == InspectedItem.item_id)
        .where(
            InspectedItem.organisation_id == actor.organisation_id,
            InspectedItem.faults > 0,
            ArchiveItem.state != "destroyed",
            ~later,
        )
    )  # fmt: skip


def inspections(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The reports there are, the latest first; those under way have no end yet."""
    return list(connection.execute(_reports(actor).order_by(Inspection.id.desc()).limit(PAGE)))


def last_whole(connection: Connection, actor: Actor) -> Row[Any] | None:
    """The latest report of the whole holdings that came to its end."""
    whole = _reports(actor).where(Inspection.occasion.in_(OF_ALL), Inspection.errand_id.is_not(None), _ENDED)
    return connection.execute(whole.order_by(Inspection.id.desc()).limit(1)).one_or_none()


def inspection(connection: Connection, inspection_id: int, actor: Actor) -> Row[Any]:
    """One report of the actor's house. Raises MissingRecordError."""
    row = connection.execute(_reports(actor).where(Inspection.id == inspection_id)).one_or_none()
    if row is None:
        raise MissingRecordError(f"inspection {inspection_id}")
    return row


def _reports(actor: Actor) -> Any:
    ours = Inspection.organisation_id == actor.organisation_id
    end = (InspectionEnd.items, InspectionEnd.faulty, InspectionEnd.faults, InspectionEnd.results, InspectionEnd.mac)
    return (
        select(Inspection.__table__, *end, InspectionEnd.at.label("ended_at"))
        .outerjoin(InspectionEnd, InspectionEnd.inspection_id == Inspection.id)
        .where(ours)
    )


def faulty_of(connection: Connection, inspection_id: int, limit: int | None = PAGE) -> list[Row[Any]]:
    """The items in which a report found something, by 档号."""
    return list(
        connection.execute(
            select(InspectedItem.item_id, InspectedItem.code, InspectedItem.results, ArchiveItem.title)
            .join(ArchiveItem, ArchiveItem.id == InspectedItem.item_id)
            .where(InspectedItem.inspection_id == inspection_id, InspectedItem.faults > 0)
            .order_by(InspectedItem.code)
            .limit(limit)
        )
    )


def unsettled(
    connection: Connection, inspection_id: int, checks: Collection[str], limit: int = PAGE
) -> list[tuple[Row[Any], dict[str, Any]]]:
    """The items in which one of these checks was not made or asks for a look, with what was said, by 档号.

    One more than `limit` where there are more.
    """
    found: list[tuple[Row[Any], dict[str, Any]]] = []
    last = ""
    of_it = (InspectedItem.inspection_id == inspection_id, InspectedItem.unchecked > 0)
    while checks and len(found) <= limit:
        rows = connection.execute(
            select(InspectedItem.item_id, InspectedItem.code, InspectedItem.results, ArchiveItem.title)
            .join(ArchiveItem, ArchiveItem.id == InspectedItem.item_id)
            .where(*of_it, InspectedItem.code > last)
            .order_by(InspectedItem.code)
            .limit(BATCH)
        ).all()
        if not rows:
            break
        last = rows[-1].code
        for row in rows:
            said = {key: one for key, one in row.results.items() if key in checks and one[0] in (UNCHECKED, LOOK)}
            found += [(row, said)] if said else []
    return found[: limit + 1]


def outcomes(connection: Connection, inspection_id: int) -> dict[str, dict[str, int]]:
    """Of each check, in how many items it came out how."""
    found: dict[str, dict[str, int]] = {}
    last = 0
    while rows := connection.execute(
        select(InspectedItem.id, InspectedItem.results)
        .where(InspectedItem.inspection_id == inspection_id, InspectedItem.id > last)
        .order_by(InspectedItem.id)
        .limit(BATCH)
    ).all():
        for row in rows:
            for key, one in row.results.items():
                counts = found.setdefault(key, {})
                counts[one[0]] = counts.get(one[0], 0) + 1
        last = rows[-1].id
    return found


BATCH: Final = 2_000


def item(connection: Connection, item_id: int, actor: Actor) -> Row[Any]:
    """The item that reports are about. Raises MissingRecordError."""
    ours = (ArchiveItem.id == item_id, ArchiveItem.organisation_id == actor.organisation_id)
    row = connection.execute(select(ArchiveItem.__table__).where(*ours)).one_or_none()
    if row is None or not row.code:
        raise MissingRecordError(f"archive item {item_id}")
    return row


def reports_of(connection: Connection, item_id: int) -> list[Row[Any]]:
    """The reports of an item, the latest first."""
    return list(
        connection.execute(
            select(InspectedItem.__table__, Inspection.occasion, Inspection.begun_name, Inspection.begun_at)
            .join(Inspection, Inspection.id == InspectedItem.inspection_id)
            .where(InspectedItem.item_id == item_id)
            .order_by(InspectedItem.id.desc())
            .limit(OF_ITEM)
        )
    )
