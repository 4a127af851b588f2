"""查阅: every reading of a filed document is on record (DA-5); what was lent electronically bears a water mark.

Whoever reads in their own right gets a file as it is. Whoever reads it by a loan gets no original: every page of a PDF
and every picture bears their name, department, the time and the loan; what can bear no mark is refused, with the
reason.
"""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Final

from sqlalchemy import Connection, func, insert, select

from routing import clock, policy
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveFile, ArchiveLoan, ArchiveLoanItem, ArchivePart, ArchiveReading, Document
from routing.queries.documents import DocumentView
from routing.services import leafing, setting
from routing.services.attaching import store
from routing.services.errors import MissingRecordError, UnsettableError
from routing.services.leafing import PDF
from routing.typeset.marking import Mark

READ, FILE, LENT, PRINT = "read", "file", "lent", "print"  # ArchiveReading.way
WAYS: Final = {READ: "阅看", FILE: "取文件", LENT: "电子查阅取文件", PRINT: "打印"}
ONCE: Final = timedelta(minutes=30)  # within which reading the same page again is the same reading
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"})
SEEN: Final = 1_000  # readings that a process remembers, to ask nobody whether it has kept them
LARGEST: Final = 100 * 1024 * 1024  # bytes of a file that gets a mark


_seen: dict[tuple[str, int, int], datetime] = {}
_LONG_AGO: Final = datetime.min  # noqa: DTZ901 - naive UTC, as it is stored


@dataclass(frozen=True, slots=True)
class Given:
    """A file as this reader gets it."""

    stream: BinaryIO
    name: str
    media_type: str
    marked: bool = False


def page(view: DocumentView, actor: Actor) -> None:
    """Somebody reads a filed document's page: one line for as long as they sit over it."""
    if view.document.state not in policy.FILED:
        return
    key, now = (str(reading().engine.url), view.document.id, actor.person_id), clock.now()
    if now - ONCE < _seen.get(key, _LONG_AGO) <= now:
        return
    if len(_seen) >= SEEN:
        _seen.clear()
    _seen[key] = note(view.document.id, actor, READ, once=True) or now


def note(document_id: int, actor: Actor, way: str, what: str = "", *, once: bool = False) -> datetime | None:
    """Keep that the actor read a document, if it is filed. `once`: not again within half an hour. Returns the time of
    the line that says so, None where the document is not filed."""
    now = clock.now()
    earlier = select(func.max(ArchiveReading.at)).where(
        ArchiveReading.item_id == ArchivePart.item_id,
        ArchiveReading.person_id == actor.person_id,
        ArchiveReading.way == way,
        ArchiveReading.what == what[:200],
        ArchiveReading.at > now - ONCE,
    )
    part = (ArchivePart.document_id == document_id, ArchivePart.filed_at.is_not(None))
    statement = select(ArchivePart.item_id, earlier.correlate(ArchivePart).scalar_subquery().label("at")).where(*part)
    row = reading().execute(statement).one_or_none()
    if row is None or (once and row.at is not None):
        return row.at if row is not None else None
    line = {
        "organisation_id": actor.organisation_id,
        "item_id": row.item_id,
        "person_id": actor.person_id,
        "person_name": actor.name,
        "post_name": actor.post_names[:200],
        "way": way,
        "what": what[:200],
        "at": now,
    }
    let_go()
    with writing() as connection:
        connection.execute(insert(ArchiveReading), line)
    return now


def attachment(row: Any, actor: Actor) -> Given:
    """An attached file. Raises UnsettableError where the reader has it on loan and it can bear no mark."""
    if row.document_id is None:
        return Given(store().open(row.digest), row.name, row.media_type)
    mark = mark_for(reading(), row.document_id, actor)
    given = _given(row, mark)
    note(row.document_id, actor, LENT if mark else FILE, row.name)
    return given


def picture(row: Any, page_number: int, actor: Actor) -> tuple[bytes, str] | None:
    """A page of an attached scan as a picture and its media type; None where there is none such."""
    found = leafing.picture(row, page_number)
    if found is None or row.document_id is None:
        return found
    mark = mark_for(reading(), row.document_id, actor)
    note(row.document_id, actor, READ, row.name, once=True)
    return (_marked_picture(found[0], mark), "image/png") if mark else found


def paper(octets: bytes, view: DocumentView, actor: Actor, name: str) -> bytes:
    """A page of ours as PDF (正式文件, 发文稿纸, 收文处理单): on record where the document is filed."""
    if view.document.state not in policy.FILED:
        return octets
    mark = _mark(reading(), view.document.id, actor) if view.by_loan else None
    note(view.document.id, actor, LENT if mark else FILE, name)
    return _marked_pdf(octets, mark) if mark else octets


def paper_picture(octets: bytes, view: DocumentView, actor: Actor) -> bytes:
    """A page of ours as a picture."""
    mark = _mark(reading(), view.document.id, actor) if view.by_loan else None
    return _marked_picture(octets, mark) if mark else octets


def refuse_unmarked(view: DocumentView) -> None:
    """Raises UnsettableError where what is asked for can bear no mark and the reader has the document on loan."""
    if view.by_loan:
        raise UnsettableError("电子查阅不提供可以编辑的 Word 文件，请看带水印的 PDF")


def archived(file_id: int, actor: Actor) -> Given:
    """A file of an item. Raises MissingRecordError where the actor may not read it, UnsettableError as `attachment`."""
    readable = policy.readable(actor)
    statement = (
        select(ArchiveFile.__table__)
        .join(Document, Document.id == ArchiveFile.document_id)
        .where(ArchiveFile.id == file_id, ArchiveFile.organisation_id == actor.organisation_id, readable)
    )
    row = reading().execute(statement).one_or_none()
    if row is None:
        raise MissingRecordError(f"archive file {file_id}")
    mark = mark_for(reading(), row.document_id, actor)
    given = _given(row, mark)
    note(row.document_id, actor, LENT if mark else FILE, row.name)
    return given


def mark_for(connection: Connection, document_id: int, actor: Actor) -> Mark | None:
    """The mark that a document's files bear for this reader; None where they read it in their own right.

    Raises MissingRecordError where they may not read it, or no longer: the loan may have ended since the page was made.
    """
    own = select(Document.id).where(Document.id == document_id, policy.in_own_right(actor))
    return None if connection.execute(own).first() is not None else _mark(connection, document_id, actor)


def _mark(connection: Connection, document_id: int, actor: Actor) -> Mark:
    """The mark of the actor's running loan of a document. Raises MissingRecordError where there is none."""
    row = connection.execute(
        select(Document.number, ArchiveLoan.unit, ArchiveLoan.borrower_name)
        .select_from(ArchivePart)
        .join(ArchiveLoanItem, ArchiveLoanItem.item_id == ArchivePart.item_id)
        .join(ArchiveLoan, ArchiveLoan.document_id == ArchiveLoanItem.loan_id)
        .join(Document, Document.id == ArchiveLoan.document_id)
        .where(ArchivePart.document_id == document_id, policy.running(actor.person_id, clock.now()))
        .order_by(ArchiveLoan.ends_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise MissingRecordError(f"document {document_id}")
    now = clock.now()
    lines = (f"{row.borrower_name} {row.unit}", f"{clock.local(now):%Y-%m-%d %H:%M} {row.number}")
    return Mark(lines, now)


def _given(row: Any, mark: Mark | None) -> Given:
    """A kept file, with a mark where there is one to bear."""
    if mark is None:
        return Given(store().open(row.digest), row.name, row.media_type)
    if row.media_type not in {PDF, *PICTURES}:
        raise UnsettableError(
            f"“{row.name}”不是 PDF 或图片，不能加水印，电子查阅不提供；请借阅纸质件，或请档案员转换成 PDF"
        )
    if row.size > LARGEST:
        raise UnsettableError(f"“{row.name}”太大，不能加水印，电子查阅不提供；请借阅纸质件")
    with store().open(row.digest) as stream:
        octets = stream.read()
    if row.media_type == PDF:
        return Given(io.BytesIO(_marked_pdf(octets, mark)), row.name, PDF, marked=True)
    name = f"{row.name.rpartition('.')[0] or row.name}.png"
    return Given(io.BytesIO(_marked_picture(octets, mark)), name, "image/png", marked=True)


def _marked_pdf(octets: bytes, mark: Mark) -> bytes:
    done: bytes = setting.apart("routing.typeset.marking:marked", octets, mark, setting.fonts())
    return done


def _marked_picture(octets: bytes, mark: Mark) -> bytes:
    done: bytes = setting.apart("routing.typeset.marking:marked_picture", octets, mark, setting.fonts())
    return done
