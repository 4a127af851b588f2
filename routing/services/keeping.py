"""What the door does when the archivist files a document. Called by the door alone, inside its transaction."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, update

from routing.models import ArchivePart
from routing.search import index
from routing.services.errors import InvalidChangeError


@dataclass(frozen=True, slots=True)
class Filing:
    """What the log says of a document that is filed: in which item (件), its 档号, for how long, how many pages."""

    item_id: int
    code: str
    term: str
    pages: int


def file_item(connection: Connection, context: Any) -> None:
    """归档: the document becomes a part of its item for good. Raises InvalidChangeError where it is no part of it."""
    filing = context.change
    if not isinstance(filing, Filing):
        raise InvalidChangeError("归档在“档案”的立卷归档中办理")
    part = (ArchivePart.item_id == filing.item_id, ArchivePart.document_id == context.document.id)
    waiting = update(ArchivePart).where(*part, ArchivePart.filed_at.is_(None)).values(filed_at=context.at)
    if connection.execute(waiting).rowcount != 1:
        raise InvalidChangeError("这份文件不在这一件里，或已经归档")
    index.code(connection, context.document.id, filing.code)
    context.details.append(f"档号{filing.code}，保管期限{filing.term}，{filing.pages}页")
