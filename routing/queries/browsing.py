"""Going through the archive by year, period and department, and along the time: what the reader may know of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, extract, func, select

from routing import policy
from routing.actor import Actor
from routing.models import ArchiveBox, ArchiveItem, ArchiveUnit, Document

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where somebody stands in the archive: a year, a period in it, a department in that."""

    year: int | None = None
    period: str = ""
    unit_id: int | None = None


def years(connection: Connection, actor: Actor) -> Sequence[Row[Any]]:
    """Every year of the archive with the number of its items, the latest first."""
    counted = select(ArchiveItem.year, func.count().label("count")).where(policy.listed(actor))
    return connection.execute(counted.group_by(ArchiveItem.year).order_by(ArchiveItem.year.desc())).all()


def classes(connection: Connection, actor: Actor, year: int) -> Sequence[Row[Any]]:
    """The periods and departments of a year, with the number of items in each."""
    counted = (
        select(ArchiveItem.period, ArchiveItem.unit_id, func.count().label("count"))
        .where(policy.listed(actor), ArchiveItem.year == year)
        .group_by(ArchiveItem.period, ArchiveItem.unit_id)
        .subquery()
    )
    named = select(counted, ArchiveUnit.name).join(ArchiveUnit, ArchiveUnit.id == counted.c.unit_id)
    return connection.execute(named.order_by(ArchiveUnit.position, ArchiveUnit.id)).all()


def items(connection: Connection, actor: Actor, shelf: Shelf, after: int = 0) -> Sequence[Row[Any]]:
    """The items of a class in the order of their 件号, from behind `after`; one more than a page if there are more."""
    statement = (
        select(
            ArchiveItem.id,
            ArchiveItem.document_id,
            ArchiveItem.serial,
            ArchiveItem.code,
            ArchiveItem.state,
            ArchiveItem.title,
            ArchiveItem.number,
            ArchiveItem.responsible,
            ArchiveItem.dated,
            ArchiveItem.secrecy,
            ArchiveItem.pages,
            ArchiveBox.number.label("box"),
            policy.readable(actor).label("open"),
        )
        .join(Document, Document.id == ArchiveItem.document_id)
        .outerjoin(ArchiveBox, ArchiveBox.id == ArchiveItem.box_id)
        .where(
            policy.listed(actor),
            ArchiveItem.year == shelf.year,
            ArchiveItem.period == shelf.period,
            ArchiveItem.unit_id == shelf.unit_id,
            ArchiveItem.serial > after,
        )
        .order_by(ArchiveItem.serial)
        .limit(PAGE + 1)
    )
    return connection.execute(statement).all()


def along(connection: Connection, actor: Actor, year: int | None = None) -> Sequence[Row[Any]]:
    """How many items there are of each year, or of each month of one year, by the day of the paper itself."""
    part = extract("month" if year else "year", ArchiveItem.dated).label("part")
    statement = select(part, func.count().label("count")).where(policy.listed(actor), ArchiveItem.dated.is_not(None))
    if year:
        statement = statement.where(*_in(year))
    return connection.execute(statement.group_by(part).order_by(part)).all()


def _in(year: int) -> tuple[ColumnElement[bool], ...]:
    return ArchiveItem.dated >= date(year, 1, 1), ArchiveItem.dated <= date(year, 12, 31)
