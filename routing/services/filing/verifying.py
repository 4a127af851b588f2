"""Is the file as it was sealed? Every 件 by its digest, its documents, its files; 件号 without a gap in every class."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Row, select

import workflows
from routing.models import ArchiveFile, ArchiveItem, ArchivePart, Document
from routing.services.attaching import store
from routing.services.filing import catalogue

BATCH: Final = 200  # items read at a time
# The state in which the filed documents of each workflow lie.
FILED: Final = {
    workflow.key: action.ways[0][1]
    for workflow in workflows.ALL.values()
    for action in workflow.actions
    if action.key == "file"
}


def faults(connection: Connection) -> Iterator[str]:
    """Whatever is wrong with the file, the first fault of each item."""
    last = 0
    while items := connection.execute(
        select(ArchiveItem.__table__)
        .where(ArchiveItem.id > last, ArchiveItem.state.in_(catalogue.SEALED))
        .order_by(ArchiveItem.id)
        .limit(BATCH)
    ).all():
        for item in items:
            fault = next(_of(connection, item), None)
            if fault is not None:
                yield f"archive item {item.code}: {fault}"
        last = items[-1].id
    yield from _strays(connection)
    yield from _serials(connection)


def _of(connection: Connection, item: Row[Any]) -> Iterator[str]:
    if not catalogue.holds(connection, item):
        yield "its row or its files were altered"
    parts = connection.execute(
        select(Document.id, Document.workflow, Document.state, ArchivePart.filed_at)
        .select_from(ArchivePart)
        .outerjoin(Document, Document.id == ArchivePart.document_id)
        .where(ArchivePart.item_id == item.id)
    ).all()
    if not parts:
        yield "has no documents"
    for part in parts:
        if part.filed_at is None or part.state != FILED.get(part.workflow):
            yield f"its document {part.id} is in state {part.state}"
    digests = connection.execute(select(ArchiveFile.digest).where(ArchiveFile.item_id == item.id)).scalars()
    gone = [digest for digest in digests if not store().exists(digest)]
    if gone:
        yield f"{len(gone)} of its files are gone"


def _strays(connection: Connection) -> Iterator[str]:
    """Documents that are filed and in no item that is."""
    rows = connection.execute(
        select(Document.id, Document.title)
        .outerjoin(ArchivePart, ArchivePart.document_id == Document.id)
        .where(Document.state.in_(tuple(FILED.values())), ArchivePart.filed_at.is_(None))
        .order_by(Document.id)
    )
    yield from (f"document {row.id}《{row.title}》: is filed in no archive item" for row in rows)


def _serials(connection: Connection) -> Iterator[str]:
    """件号 run from 1 in every class; an item keeps its 档号 whatever becomes of it."""
    expected: dict[str, int] = {}
    rows = connection.execute(
        select(ArchiveItem.organisation_id, ArchiveItem.code, ArchiveItem.serial)
        .where(ArchiveItem.code != "")
        .order_by(ArchiveItem.organisation_id, ArchiveItem.code)
    )
    for row in rows:
        before, _, written = row.code.rpartition("-")
        key = f"{row.organisation_id} {before}"
        coming = expected.get(key, 0) + 1
        if not written.isdecimal() or int(written) != row.serial:
            yield f"archive item {row.code}: its 件号 is {row.serial}"
        if written.isdecimal() and int(written) != coming:
            yield f"archive item {row.code}: {before}-{coming:04d} is missing before it"
        expected[key] = int(written) if written.isdecimal() else coming
