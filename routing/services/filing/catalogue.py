"""What stands in the catalogue of a 件, as one keyed digest: a row that is edited behind the house's back is found."""

import hmac
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from routing.models import ArchiveFile, ArchiveItem, ArchivePart
from routing.services.keyed import keyed

SEALED: Final = ("filed", "transferred")  # the states of an item whose digest is to hold
KEYED: Final = (
    "id", "organisation_id", "round_id", "document_id", "year", "unit_id", "department_id", "period", "house_term",
    "decided_by", "decided_name", "decided_at", "serial", "code", "title", "number", "responsible", "kind", "dated",
    "secrecy", "restricted", "pages", "remarks", "entered_at", "filed_at", "filed_by", "expires_on",
)  # fmt: skip
_PART: Final = ("document_id", "position", "filed_at")
_FILE: Final = ("document_id", "position", "kind", "name", "digest", "size", "media_type", "pages", "made_at")


def seal(connection: Connection, item_id: int) -> None:
    """Write an item's digest anew, after a change that a service of the archive has made and logged."""
    connection.execute(update(ArchiveItem).where(ArchiveItem.id == item_id).values(mac=mac_of(connection, item_id)))


def mac_of(connection: Connection, item_id: int) -> str:
    """The digest of an item as its rows are now."""
    item = connection.execute(select(ArchiveItem.__table__).where(ArchiveItem.id == item_id)).one()
    return _mac(item, _rows(connection, ArchivePart, item_id), _rows(connection, ArchiveFile, item_id))


def holds(connection: Connection, item: Row[Any]) -> bool:
    """Is an item what it was when it was sealed? `item` is its whole row."""
    found = _mac(item, _rows(connection, ArchivePart, item.id), _rows(connection, ArchiveFile, item.id))
    return hmac.compare_digest(item.mac, found)


def _rows(connection: Connection, model: Any, item_id: int) -> Sequence[Row[Any]]:
    table = model.__table__
    return connection.execute(select(table).where(table.c.item_id == item_id).order_by(table.c.position)).all()


def _mac(item: Row[Any], parts: Sequence[Row[Any]], files: Sequence[Row[Any]]) -> str:
    told = {
        **{name: getattr(item, name) for name in KEYED},
        "parts": [[getattr(part, name) for name in _PART] for part in parts],
        "files": [[getattr(file, name) for name in _FILE] for file in files],
    }
    return keyed("archive", told)
