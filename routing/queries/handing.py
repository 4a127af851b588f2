"""Packages and what can be packed: reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from routing.actor import Actor
from routing.models import (
    ArchiveItem,
    ArchiveLoanItem,
    ArchivePackage,
    ArchivePart,
    ArchiveUnit,
    ImportedFile,
    ImportedPackage,
    PackageItem,
)
from routing.services.errors import MissingRecordError
from routing.services.filing.terms import PERIODS

PAGE: Final = 200  # items that are shown to be ticked
KEPT: Final = ("filed", "transferred")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which items: of a year, a period, a unit (none: of all), or the ticked ones alone."""

    year: int | None = None
    period: str = ""
    unit_id: int | None = None
    ids: tuple[int, ...] = ()


def packages(connection: Connection, actor: Actor) -> Sequence[Row[Any]]:
    """The packages of the house, the newest first."""
    ours = ArchivePackage.organisation_id == actor.organisation_id
    wanted = select(ArchivePackage.__table__).where(ours).order_by(ArchivePackage.id.desc()).limit(PAGE)
    return connection.execute(wanted).all()


def package(connection: Connection, package_id: int, actor: Actor) -> Row[Any]:
    """A package of the actor's house. Raises MissingRecordError."""
    ours = (ArchivePackage.id == package_id, ArchivePackage.organisation_id == actor.organisation_id)
    row = connection.execute(select(ArchivePackage.__table__).where(*ours)).one_or_none()
    if row is None:
        raise MissingRecordError(f"package {package_id}")
    return row


def listed(connection: Connection, package_id: int, *, left_out: bool) -> Sequence[Row[Any]]:
    """The items that were asked for in a package: those in it, or those that were left out."""
    said = PackageItem.left_out != "" if left_out else PackageItem.left_out == ""
    return connection.execute(
        select(PackageItem.code, PackageItem.left_out, ArchiveItem.title, ArchiveItem.document_id, ArchiveItem.state,
               ArchiveItem.restricted)
        .join(ArchiveItem, ArchiveItem.id == PackageItem.item_id)
        .where(PackageItem.package_id == package_id, said)
        .order_by(PackageItem.code)
        .limit(PAGE)
    ).all()  # fmt: skip


def away(connection: Connection, package_id: int) -> Sequence[Row[Any]]:
    """The items in a package whose paper is lent, or lost."""
    return connection.execute(
        select(ArchiveItem.id, ArchiveItem.code)
        .join(PackageItem, PackageItem.item_id == ArchiveItem.id)
        .join(ArchiveLoanItem, and_(ArchiveLoanItem.item_id == ArchiveItem.id, ArchiveLoanItem.held))
        .where(PackageItem.package_id == package_id, PackageItem.left_out == "")
        .order_by(ArchiveItem.code)
    ).all()


def imported(connection: Connection, actor: Actor) -> Sequence[Row[Any]]:
    """The packages that were taken in, the newest first."""
    ours = ImportedPackage.organisation_id == actor.organisation_id
    wanted = select(ImportedPackage.__table__).where(ours).order_by(ImportedPackage.id.desc()).limit(PAGE)
    return connection.execute(wanted).all()


def imported_package(connection: Connection, package_id: int, actor: Actor) -> Row[Any]:
    """A package that was taken in. Raises MissingRecordError."""
    ours = (ImportedPackage.id == package_id, ImportedPackage.organisation_id == actor.organisation_id)
    row = connection.execute(select(ImportedPackage.__table__).where(*ours)).one_or_none()
    if row is None:
        raise MissingRecordError(f"imported package {package_id}")
    return row


def imported_items(connection: Connection, package_id: int) -> Sequence[Row[Any]]:
    """The items that came with a package."""
    came = select(ImportedFile.item_id).where(ImportedFile.package_id == package_id).distinct()
    return connection.execute(
        select(ArchiveItem.id, ArchiveItem.code, ArchiveItem.title, ArchiveItem.number, ArchiveItem.document_id)
        .where(ArchiveItem.id.in_(came))
        .order_by(ArchiveItem.code)
        .limit(PAGE)
    ).all()


def imported_item(connection: Connection, document_id: int, actor: Actor) -> Row[Any]:
    """The item, come from elsewhere, that a document is a part of, with its package. Raises MissingRecordError."""
    row = connection.execute(
        select(ArchiveItem.id, ArchiveItem.code, ArchiveItem.title, ArchiveItem.document_id,
               ImportedPackage.id.label("package_id"), ImportedPackage.number, ImportedPackage.source,
               ImportedPackage.imported_at)
        .join(ImportedFile, ImportedFile.item_id == ArchiveItem.id)
        .join(ImportedPackage, ImportedPackage.id == ImportedFile.package_id)
        .join(ArchivePart, ArchivePart.item_id == ArchiveItem.id)
        .where(ArchivePart.document_id == document_id, ArchiveItem.organisation_id == actor.organisation_id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise MissingRecordError(f"imported document {document_id}")
    return row


def chosen_items(
    connection: Connection, actor: Actor, chosen: Chosen, *, transfer: bool, limit: int = PAGE
) -> Sequence[Row[Any]]:
    """The chosen items that can be packed; those that are elsewhere already are not transferred again."""
    return connection.execute(
        select(ArchiveItem.__table__, ArchiveUnit.name.label("unit"))
        .join(ArchiveUnit, ArchiveUnit.id == ArchiveItem.unit_id)
        .where(*_which(actor, chosen, transfer=transfer))
        .order_by(ArchiveItem.year, ArchiveItem.period, ArchiveItem.unit_id, ArchiveItem.serial, ArchiveItem.id)
        .limit(limit)
    ).all()


def count(connection: Connection, actor: Actor, chosen: Chosen, *, transfer: bool) -> int:
    """How many these are."""
    counted = select(func.count()).select_from(ArchiveItem).where(*_which(actor, chosen, transfer=transfer))
    return connection.execute(counted).scalar_one()


def years(connection: Connection, actor: Actor) -> list[int]:
    """The years of which there is something in the file, the newest first."""
    ours = (ArchiveItem.organisation_id == actor.organisation_id, ArchiveItem.state.in_(KEPT))
    return list(
        connection.execute(select(ArchiveItem.year).where(*ours).distinct().order_by(ArchiveItem.year.desc())).scalars()
    )


def units(connection: Connection, actor: Actor) -> Sequence[Row[Any]]:
    """机构（问题） of the house, to choose from."""
    ours = ArchiveUnit.organisation_id == actor.organisation_id
    return connection.execute(
        select(ArchiveUnit.id, ArchiveUnit.code, ArchiveUnit.name).where(ours).order_by(ArchiveUnit.position)
    ).all()


def documents_of(connection: Connection, item_id: int) -> list[int]:
    """The documents of an item, in the order of filing."""
    wanted = select(ArchivePart.document_id).where(ArchivePart.item_id == item_id).order_by(ArchivePart.position)
    return list(connection.execute(wanted).scalars())


def described(chosen: Chosen, number: int) -> str:
    """What is packed, in a line: 2025年度，30年，选出12件."""
    if chosen.ids:
        return f"选定的{number}件"
    said = (f"{chosen.year}年度" if chosen.year else "全部年度", PERIODS.get(chosen.period, ""), f"选出{number}件")
    return "，".join(filter(None, said))


def _which(actor: Actor, chosen: Chosen, *, transfer: bool) -> list[ColumnElement[bool]]:
    which = [
        ArchiveItem.organisation_id == actor.organisation_id,
        ArchiveItem.state == "filed" if transfer else ArchiveItem.state.in_(KEPT),
    ]
    if chosen.ids:
        which.append(ArchiveItem.id.in_(chosen.ids))
    if chosen.year:
        which.append(ArchiveItem.year == chosen.year)
    if chosen.period:
        which.append(ArchiveItem.period == chosen.period)
    if chosen.unit_id:
        which.append(ArchiveItem.unit_id == chosen.unit_id)
    return which
