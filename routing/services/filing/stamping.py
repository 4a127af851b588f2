"""A copy of a filed 正本 with its 归档章 on the first page, to be printed. What was filed is left as it is."""

from typing import Any, cast

from sqlalchemy import select

from routing.actor import Actor
from routing.database import reading
from routing.models import ArchiveFile
from routing.queries import documents
from routing.services import copies
from routing.services import reading as records
from routing.services.errors import MissingDocumentError, MissingRecordError, TamperedError
from routing.services.setting import apart


def original(item: Any, stamp: bytes, actor: Actor) -> bytes:
    """The 正本, or the received paper's scan, under the stamp. Raises MissingRecordError where it is no PDF."""
    if not documents.is_readable(reading(), item.document_id, actor):
        raise MissingDocumentError(f"document {item.document_id}", item.document_id)
    wanted = (
        ArchiveFile.item_id == item.id,
        ArchiveFile.kind.in_(("original", "scan")),
        ArchiveFile.media_type == "application/pdf",
    )
    row = reading().execute(select(ArchiveFile.digest).where(*wanted).order_by(ArchiveFile.position)).first()
    if row is None:
        raise MissingRecordError(f"archive item {item.id} has no PDF to be stamped")
    octets = copies.read(row.digest)
    if octets is None:
        raise TamperedError(f"{item.code}的电子文件与留存的校验码不符，不能提供")
    done = cast(bytes, apart("routing.typeset.stamping:stamped", octets, stamp))
    records.note(item.document_id, actor, records.PRINT, "带归档章的正本")
    return done
