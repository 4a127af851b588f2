"""Before an item goes into a package: is it what it was when it was filed? (DA/T 70-2018, 移交环节)."""

from typing import Any

from sqlalchemy import select

from routing.actor import Actor
from routing.database import reading
from routing.models import ArchiveFile, Document
from routing.queries import handing as queries
from routing.services import verifying
from routing.services.attaching import store
from routing.services.filing import catalogue

FAULTY = "与归档时不一致"


def fault_of(item: Any, _actor: Actor) -> str:
    """Why an item is not packed, in words for the archivist; empty where it is whole."""
    connection = reading()
    if not catalogue.holds(connection, item):
        return f"著录{FAULTY}"
    for file in connection.execute(select(ArchiveFile.name, ArchiveFile.digest).where(ArchiveFile.item_id == item.id)):
        if not store().check(file.digest):
            return f"文件{FAULTY}或已不在：{file.name}"
    documents = Document.id.in_(queries.documents_of(connection, item.id))
    for document in connection.execute(select(Document.__table__).where(documents)).all():
        if next(verifying.faults_of(connection, document, verifying.Report()), ""):
            return f"办理记录或文稿{FAULTY}，请审计管理员在“审计—校验”中查看"
    return ""
