"""What came with imported items: another installation's metadata, logs and texts, kept byte for byte.

Their keyed digests are of a key that is not here, so nothing of them enters our own log. They are looked at again
whenever the house is verified.
"""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select

from routing.files.errors import FileError
from routing.files.store import Stored
from routing.models import ArchiveItem, ImportedFile
from routing.services import keyed
from routing.services.attaching import store
from routing.services.errors import UnsettableError
from tools.verify_package import LARGEST_TEXT, METADATA, SIGNATURES, TEXTS

__all__ = ["CONTENT", "CUSTODY", "METADATA", "RULES", "came", "faults", "keep", "of", "put", "reason"]

_CAME: Final = re.compile(r"数据包\S+导入，封印摘要[0-9a-f]{64}")
BATCH: Final = 500  # rows looked at at a time
ROW: Final = "imported"  # what the keyed digests are of
CONTENT: Final = (TEXTS, SIGNATURES)  # what goes with an item that is destroyed; its log and metadata stay
RULES: Final = "规则/"
CUSTODY: Final = "保管记录/"


def came(reason: str) -> bool:
    """Does this reason of a 补录 say that the entry came in a package?"""
    return _CAME.fullmatch(reason) is not None


def reason(number: str, seal: str) -> str:
    """What the log of an imported document begins with: from which package it came."""
    return f"数据包{number}导入，封印摘要{seal}"


def put(members: dict[str, bytes]) -> dict[str, Stored]:
    """Have the bytes in the store for good, before their rows are written."""
    return {path: store().put(io.BytesIO(octets), LARGEST_TEXT) for path, octets in members.items()}


def keep(
    connection: Connection, organisation_id: int, package_id: int, item_id: int | None, kept: dict[str, Stored]
) -> None:
    """Write down what came with an item, or with the package as a whole."""
    rows = []
    for path, stored in kept.items():
        row = {"organisation_id": organisation_id, "package_id": package_id, "item_id": item_id, "path": path}
        row |= {"digest": stored.digest, "size": stored.size}
        rows.append({**row, "mac": keyed.keyed(ROW, row)})
    connection.execute(insert(ImportedFile), rows)


def of(connection: Connection, item_id: int, *, content: bool = True) -> dict[str, bytes]:
    """What came with an item, by path, its texts with it or not; nothing where it is this house's own.

    Raises UnsettableError where it is not there any longer.
    """
    wanted = (ImportedFile.item_id == item_id, *(() if content else (ImportedFile.path.not_in(CONTENT),)))
    rows = connection.execute(select(ImportedFile.__table__).where(*wanted)).all()
    return {row.path: _octets(row) for row in rows}


def faults(connection: Connection) -> Iterator[str]:
    """Whatever is wrong with any of it."""
    wanted = (
        select(ImportedFile.__table__, ArchiveItem.code, ArchiveItem.state)
        .outerjoin(ArchiveItem, ArchiveItem.id == ImportedFile.item_id)
        .order_by(ImportedFile.id)
        .limit(BATCH)
    )
    last = 0
    while rows := connection.execute(wanted.where(ImportedFile.id > last)).all():
        yield from _faults_of(rows)
        last = rows[-1].id


def _faults_of(rows: Sequence[Row[Any]]) -> Iterator[str]:
    for row in rows:
        if not keyed.holds(ROW, {name: getattr(row, name) for name in _KEYED}, row.mac):
            yield f"imported item {row.code or 'package'}: the row of {row.path} was altered"
        elif not store().check(row.digest) and not (row.state == "destroyed" and row.path in CONTENT):
            yield f"imported item {row.code or 'package'}: {row.path} is gone or was altered"


def _octets(row: Row[Any]) -> bytes:
    try:
        with store().open(row.digest) as stream:
            return stream.read()
    except FileError as error:
        raise UnsettableError(f"随数据包导入的{row.path}不在了，请从备份恢复") from error


_KEYED: Final = ("organisation_id", "package_id", "item_id", "path", "digest", "size")
