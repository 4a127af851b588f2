"""What was entered afterwards (补录): of which day the paper is, and when it was entered."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from routing.actor import Actor
from routing.models import ArchiveItem, ArchivePart, Document, Revision

PAGE: Final = 50


def listed(connection: Connection, actor: Actor, page: int) -> Sequence[Row[Any]]:
    """A page of entries, the latest first, one more than is shown."""
    return connection.execute(
        select(
            Document.id,
            Document.title,
            Document.state,
            Document.department_name,
            Document.created_at,
            Document.drafter_name,
            Revision.content,
            ArchiveItem.code,
            ArchiveItem.state.label("item_state"),
        )
        .join(Revision, Revision.id == Document.revision_id)
        .outerjoin(ArchivePart, ArchivePart.document_id == Document.id)
        .outerjoin(ArchiveItem, ArchiveItem.id == ArchivePart.item_id)
        .where(Document.organisation_id == actor.organisation_id, Document.workflow == "record")
        .order_by(Document.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()
