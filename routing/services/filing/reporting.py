"""What came of a round: what was filed, by class; what was left out, and why. Kept with it, to be printed."""

from typing import Any, Final

from sqlalchemy import Connection, func, select

from routing.models import ArchiveItem, ArchiveUnit
from routing.queries import unfinished

OPEN: Final = 200  # papers that are still at work, named in a report


def report(connection: Connection, round_: Any) -> dict[str, Any]:
    """The report of a round as its items are now, and what of its year was not closed."""
    round_id = round_.id
    classes = connection.execute(
        select(
            ArchiveItem.year,
            ArchiveItem.period,
            ArchiveUnit.name.label("unit"),
            func.count().label("count"),
            func.sum(ArchiveItem.pages).label("pages"),
            func.min(ArchiveItem.code).label("first"),
            func.max(ArchiveItem.code).label("last"),
            func.count(ArchiveItem.box_id.distinct()).label("boxes"),
        )
        .join(ArchiveUnit, ArchiveUnit.id == ArchiveItem.unit_id)
        .where(ArchiveItem.round_id == round_id, ArchiveItem.state == "filed")
        .group_by(ArchiveItem.year, ArchiveItem.period, ArchiveUnit.id, ArchiveUnit.name, ArchiveUnit.position)
        .order_by(ArchiveItem.year, ArchiveItem.period.desc(), ArchiveUnit.position)
    )
    left_out = connection.execute(
        select(ArchiveItem.document_id, ArchiveItem.title, ArchiveItem.number, ArchiveItem.leave_out_reason)
        .where(ArchiveItem.round_id == round_id, ArchiveItem.state == "left_out")
        .order_by(ArchiveItem.id)
    )
    told = [dict(row._mapping) for row in classes]
    return {
        "classes": [{**row, "pages": int(row["pages"] or 0)} for row in told],
        "filed": sum(row["count"] for row in told),
        "left_out": [
            {"document_id": row.document_id, "title": row.title, "number": row.number, "reason": row.leave_out_reason}
            for row in left_out
        ],
        "unfinished": _unfinished(connection, round_),
    }


def _unfinished(connection: Connection, round_: Any) -> list[dict[str, str]]:
    rows = unfinished.listed(connection, round_.organisation_id, round_.year, size=OPEN)[:OPEN]
    holders = unfinished.holders(connection, [row.id for row in rows])
    return [
        {"title": row.title, "department": row.department, "holders": "、".join(holders.get(row.id, ()))}
        for row in rows
    ]
