"""The search index follows the documents, in the transaction that changes them; written anew, it does so by and by.

What is found: title, text, numbers, drafter, signer, organs, and what the attachments say. Of a restricted document
nothing is in the index: nobody finds it, not even within its scope (CY-2).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import ArchiveItem, ArchivePart, Attachment, Document, ExtractedText, Revision
from routing.search import Entry, index, upkeep
from routing.search.schema import search_entry, search_rebuild
from routing.search.tokens import TOKENISER_VERSION
from routing.services import contents, jobs
from routing.services.content import Content
from routing.services.contents import Columns
from routing.services.received import Received
from routing.services.recorded import Record

BATCH: Final = 100  # documents written in one transaction while the index is written anew
READ: Final = "read"
FILE: Final = "\f"  # between the attachments' texts
DESTROYED: Final = "destroyed"
Paper = Content | Received | Record


def put(connection: Connection, document: Any, content: Columns, **changed: Any) -> None:
    """Index a document with its newest text. `changed` are columns of it that are being written at this moment."""
    if not isinstance(content, Content | Received | Record):
        return  # a loan is no paper
    if content.restricted:
        forget(connection, document.id)
        return
    if content.attachments:
        ask(connection, [file.digest for file in content.attachments])
    entry = entry_of(connection, document, content, **changed)
    try:
        index.put(connection, entry)
    except index.IndexOutdated:
        _begin(connection)
        index.put(connection, entry)


def refresh(connection: Connection, document_id: int) -> bool:
    """Index a document as it now stands; False where it is not to be found (any more)."""
    index.alone(connection, document_id)  # before it is read: what is saved at this moment is newer
    row = connection.execute(_WHOLE.where(Document.id == document_id)).one_or_none()
    if row is None or row.restricted or row.item_state == DESTROYED:
        _remove(connection, document_id)
        return False
    put(connection, row, contents.read(row.workflow, row.content, row.body), code=row.code)
    return True


def forget(connection: Connection, document_id: int, digests: Iterable[str] = ()) -> None:
    """Take a document out of the index for good, and the texts of its attachments that no other document carries.

    `digests` are those of attachments whose rows are gone already.
    """
    _remove(connection, document_id)
    others = select(Attachment.digest).where(Attachment.document_id != document_id)
    own = select(Attachment.digest).where(Attachment.document_id == document_id)
    gone = or_(ExtractedText.digest.in_(own), ExtractedText.digest.in_(list(digests)))
    connection.execute(delete(ExtractedText).where(gone, ExtractedText.digest.not_in(others)))


def entry_of(connection: Connection, document: Any, content: Paper, **changed: Any) -> Entry:
    """A document as the index takes it."""
    # One that is just coming to be has no signature yet.
    signed = {name: getattr(document, name, None) for name in ("signed_by", "signed_on")}
    told = {**signed, "code": "", **changed}
    day = _day(document, content, told["signed_on"])
    return Entry(
        document_id=document.id,
        organisation_id=document.organisation_id,
        department_id=document.department_id,
        day=day,
        year=day.year,
        kind=content.kind,
        number=document.number or (content.number if isinstance(content, Record) else ""),
        title=content.title,
        body=_body(content),
        people=(document.drafter_name, told["signed_by"] or "") if isinstance(content, Content) else (),
        organs=_organs(content),
        numbers=tuple(filter(None, (getattr(content, "source_number", ""), told["code"]))),
        files=_files(connection, content),
    )


def ask(connection: Connection, digests: Sequence[str]) -> None:
    """Have files read that nobody has read yet."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [
        {"digest": one, "state": "waiting", "text": "", "detail": "", "attempts": 0, "at": clock.now()}
        for one in sorted(set(digests))
    ]
    connection.execute(dialect.insert(ExtractedText).on_conflict_do_nothing(), rows)


def texts(connection: Connection, digests: Iterable[str]) -> Mapping[str, str]:
    """The texts of files that have been read."""
    wanted = set(digests)
    if not wanted:
        return {}
    which = (ExtractedText.digest.in_(wanted), ExtractedText.state == READ)
    return {
        row.digest: row.text
        for row in connection.execute(select(ExtractedText.digest, ExtractedText.text).where(*which))
    }


def begin_rebuild() -> int:
    """Forget the whole index and have it written anew; return the number of documents."""
    let_go()
    with writing() as connection:
        return _begin(connection)


def renew() -> None:
    """After an upgrade that changed the rules: have the index written anew where entries are of the old ones."""
    old = select(search_entry.c.key).where(search_entry.c.tokeniser_version != TOKENISER_VERSION).limit(1)
    if reading().execute(old).first() is not None:
        begin_rebuild()
    let_go()


def _begin(connection: Connection) -> int:
    upkeep.clear(connection)
    connection.execute(delete(search_rebuild))
    last, total = connection.execute(select(func.max(Document.id), func.count(Document.id))).one()
    if total:
        connection.execute(insert(search_rebuild), {"id": 1, "below": last + 1, "done": 0, "total": total})
    return int(total)


def _remove(connection: Connection, document_id: int) -> None:
    """Take an entry out; where it is of old rules, which the worker has not seen yet, the whole index begins anew."""
    try:
        index.remove(connection, document_id)
    except index.IndexOutdated:
        _begin(connection)


def catch_up() -> bool:
    """Write the next documents of an index that is being written anew, the newest first; False where none is left.

    Of several workers one writes a batch. What was changed meanwhile has been written by whoever changed it.
    """
    row = reading().execute(select(search_rebuild)).one_or_none()
    let_go()
    if row is None:
        return False
    ids = select(Document.id).where(Document.id < row.below).order_by(Document.id.desc()).limit(BATCH)
    batch = reading().execute(ids).scalars().all()
    let_go()
    with writing() as connection:
        ours = (search_rebuild.c.id == row.id, search_rebuild.c.below == row.below)
        if not batch:
            connection.execute(delete(search_rebuild).where(*ours))
            return False
        going_on = {"below": batch[-1], "done": row.done + len(batch)}
        if connection.execute(update(search_rebuild).where(*ours).values(going_on)).rowcount != 1:
            return True
        for document_id in batch:
            refresh(connection, document_id)
    return True


def progress(connection: Connection) -> Row[Any] | None:
    """How far the index has come that is being written anew; None where it is whole."""
    return connection.execute(select(search_rebuild.c.done, search_rebuild.c.total)).one_or_none()


def _day(document: Any, content: Paper, signed_on: date | None) -> date:
    """The day by which a document is found, as the catalogue has it: of the paper itself, else received; signed, else
    begun."""
    if isinstance(content, Received) and (content.dated or content.received_on):
        return date.fromisoformat(content.dated or content.received_on)
    if isinstance(content, Record) and content.dated:
        return date.fromisoformat(content.dated)
    return signed_on or clock.local(document.created_at).date()


def _body(content: Paper) -> str:
    return f"{content.body}\n{content.remarks}".strip() if isinstance(content, Record) else content.body


def _organs(content: Paper) -> tuple[str, ...]:
    if isinstance(content, Received):
        return (content.organ,)
    return (content.responsible,) if isinstance(content, Record) else content.partners


def _files(connection: Connection, content: Paper) -> str:
    """What the attachments are called and say, one after the other."""
    said = texts(connection, (file.digest for file in content.attachments))
    return FILE.join(f"{file.name}\n{said.get(file.digest, '')}" for file in content.attachments)


_WHOLE: Final = (
    select(Document.__table__, Revision.content, Revision.body, ArchiveItem.code, ArchiveItem.state.label("item_state"))
    .join(Revision, Revision.id == Document.revision_id)
    .outerjoin(ArchivePart, ArchivePart.document_id == Document.id)
    .outerjoin(ArchiveItem, ArchiveItem.id == ArchivePart.item_id)
)


def settle() -> None:
    """Put the tokens of what was saved in the last minute in their place, where they wait for it (PostgreSQL)."""
    if reading().dialect.name == "postgresql":
        with writing() as connection:
            upkeep.settle(connection)


jobs.register("index_settle", 60, settle)
jobs.register(f"index_{TOKENISER_VERSION}", 86_400, renew)  # by a new name it is due at once
