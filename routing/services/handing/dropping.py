"""Copies that lie in packages and beside imported items are copies, too: what is destroyed has none left here."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveItem, ArchivePackage, ImportedFile, PackageItem
from routing.queries import handing as queries
from routing.services.attaching import store
from routing.services.errors import InvalidChangeError
from routing.services.handing import evidence
from routing.services.handing.asking import COPY, refuse_others


def discard(package_id: int, actor: Actor) -> None:
    """Keep a package's file no longer, by the archivist's wish. Raises InvalidChangeError where it is still needed."""
    refuse_others(actor)
    package = queries.package(reading(), package_id, actor)
    if package.state != "handed" and not (package.state == "made" and package.purpose == COPY):
        raise InvalidChangeError("还没有移交的数据包不能删除")
    _drop([package])


def destroyed(item_ids: Collection[int]) -> None:
    """These items were destroyed: the packages that hold them go, and the texts that came with imported ones.

    May be done again at any time. The lists of packages, the metadata and the logs stay.
    """
    held = (PackageItem.item_id.in_(item_ids), PackageItem.left_out == "", ArchivePackage.digest != "")
    _drop(
        reading()
        .execute(
            select(ArchivePackage.__table__).where(
                ArchivePackage.id.in_(
                    select(PackageItem.package_id)
                    .join(ArchivePackage, ArchivePackage.id == PackageItem.package_id)
                    .where(*held)
                )
            )
        )
        .all()
    )
    gone = (ImportedFile.item_id.in_(item_ids), ImportedFile.path.in_(evidence.CONTENT))
    living = (
        select(ImportedFile.digest)
        .join(ArchiveItem, ArchiveItem.id == ImportedFile.item_id)
        .where(ImportedFile.item_id.not_in(item_ids), ArchiveItem.state != "destroyed")
    )
    found = select(ImportedFile.digest).where(*gone, ImportedFile.digest.not_in(living)).distinct()
    for digest in reading().execute(found).scalars().all():
        store().remove(digest)
    let_go()


def _drop(packages: Collection[Any]) -> None:
    """First the rows: a file that no row names is nothing."""
    let_go()
    with writing() as connection:
        which = ArchivePackage.id.in_([package.id for package in packages])
        connection.execute(update(ArchivePackage).where(which).values(digest="", state="dropped"))
    for package in packages:
        if package.digest:
            store().remove(package.digest)
