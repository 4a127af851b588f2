"""What the door does when an appraised item is kept on or destroyed (条例 art. 35), and how what is gone is gone.

The content goes in the transaction in which the document comes to be destroyed, the bytes of its files afterwards: a
row (Erasure) names them, so that work which was cut short is taken up and nothing is half destroyed unknown.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, insert, select, update

from routing import display
from routing.models import (
    ArchiveFile,
    ArchiveItem,
    ArchivePart,
    ArchiveSetting,
    Attachment,
    Delivery,
    DraftCopy,
    Erasure,
    Following,
    Handwriting,
    IssuedPaper,
    Outbox,
    RetentionChange,
    Revision,
    SignedPaper,
)
from routing.services import indexing
from routing.services.errors import InvalidChangeError
from routing.services.filing import catalogue, terms

# What a destroyed document no longer has, the dependent first; SignedPaper and Delivery hang on others.
CONTENT: Final = (IssuedPaper, Handwriting, DraftCopy, Following, Outbox, ArchiveFile, Attachment, Revision)


@dataclass(frozen=True, slots=True)
class Extension:
    """续存: the item, by which disposal, the new period and its end, and why."""

    item_id: int
    disposal_id: int
    number: str
    period: str
    expires_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Destruction:
    """销毁: the item, by which disposal, and who witnessed it."""

    item_id: int
    disposal_id: int
    number: str
    code: str
    witnesses: tuple[str, ...]


def extend_term(connection: Connection, context: Any) -> None:
    """续存: the new period stands on the item; the 档号 stays, and the old period is on record."""
    change = context.change
    if not isinstance(change, Extension):
        raise InvalidChangeError("续存在“档案”的鉴定销毁中办理")
    item = _item(connection, change.item_id, context.document.id)
    known = select(RetentionChange.id).where(
        RetentionChange.disposal_id == change.disposal_id, RetentionChange.document_id == context.document.id
    )
    if connection.execute(known).first() is not None:
        raise InvalidChangeError("这一件已按这份鉴定清单续存")
    values = {"period": change.period, "expires_on": change.expires_on}
    term = _house_term(connection, item, change.period)
    connection.execute(
        insert(RetentionChange),
        {
            **values,
            "organisation_id": context.document.organisation_id,
            "disposal_id": change.disposal_id,
            "item_id": item.id,
            "document_id": context.document.id,
            "old_period": item.period,
            "old_expires_on": item.expires_on,
            "reason": change.reason,
            "at": context.at,
        },
    )
    connection.execute(update(ArchiveItem).where(ArchiveItem.id == item.id).values(**values, house_term=term))
    catalogue.seal(connection, item.id)
    context.details.append(f"{change.number}：档号{item.code}，{_extended(item, change, term)}")


def _house_term(connection: Connection, item: Any, period: str) -> str:
    """The house's word for the new period; an item that had none (it came from elsewhere) gets none."""
    # The second and a further document of an item find its new period there already.
    if not item.house_term or item.period == period:
        return str(item.house_term)
    table = ArchiveSetting.__table__
    setting = connection.execute(select(table).where(table.c.organisation_id == item.organisation_id)).one_or_none()
    return terms.term_of(setting, period) if setting is not None else ""


def _extended(item: Any, change: Extension, term: str) -> str:
    """保管期限10年改为30年，自2027年起算，到2056年12月31日止."""
    told = f"保管期限{terms.written(item.period, item.house_term)}改为{terms.written(change.period, term)}"
    if change.expires_on is None:
        return told
    last = terms.last_day(change.expires_on)
    return f"{told}，自{last.year - terms.YEARS[change.period] + 1}年起算，到{display.day(last)}止"


def erase(connection: Connection, context: Any) -> None:
    """销毁: once the document is destroyed, its content goes with it; the log and the catalogue stay."""
    change = context.change
    if not isinstance(change, Destruction):
        raise InvalidChangeError("销毁在“档案”的鉴定销毁中办理")
    item = _item(connection, change.item_id, context.document.id)
    if len(set(change.witnesses)) < 2:
        raise InvalidChangeError("销毁须由两人监销")
    context.details.append(f"{change.number}：档号{item.code}，监销人{'、'.join(change.witnesses)}")
    context.afterwards.append(lambda: _take_away(connection, context, item.id, change.disposal_id))


def order_destruction(_connection: Connection, context: Any) -> None:
    """执行销毁: whoever does it is none of the witnesses."""
    witnesses = context.change
    if not isinstance(witnesses, tuple):
        raise InvalidChangeError("执行销毁在“档案”的鉴定销毁中办理")
    context.details.append(f"监销人{'、'.join(name for _, name in witnesses)}")


def note_outcome(_connection: Connection, context: Any) -> None:
    """销毁完毕: what the register says, in the log."""
    if isinstance(context.change, str) and context.change:
        context.details.append(context.change)


def _item(connection: Connection, item_id: int, document_id: int) -> Any:
    """The filed item that the document is a part of. Raises InvalidChangeError where it is none."""
    which = (ArchiveItem.id == item_id, ArchivePart.document_id == document_id, ArchiveItem.state == "filed")
    row = connection.execute(
        select(ArchiveItem.__table__).join(ArchivePart, ArchivePart.item_id == ArchiveItem.id).where(*which)
    ).one_or_none()
    if row is None:
        raise InvalidChangeError("这份文件不在这一件已归档的档案里")
    return row


def _take_away(connection: Connection, context: Any, item_id: int, disposal_id: int) -> None:
    document_id = context.document.id
    digests = _digests(connection, document_id)
    revisions = connection.execute(select(Revision.id).where(Revision.document_id == document_id)).all()
    connection.execute(
        insert(Erasure),
        {
            "organisation_id": context.document.organisation_id,
            "disposal_id": disposal_id,
            "item_id": item_id,
            "document_id": document_id,
            "revisions": len(revisions),
            "files": len(digests),
            "digests": digests,
            "at": context.at,
        },
    )
    issued = select(IssuedPaper.id).where(IssuedPaper.document_id == document_id)
    told = select(Outbox.id).where(Outbox.document_id == document_id)
    connection.execute(delete(SignedPaper).where(SignedPaper.issued_paper_id.in_(issued)))
    connection.execute(delete(Delivery).where(Delivery.outbox_id.in_(told)))
    indexing.forget(connection, document_id)  # and the texts of its attachments, before their rows go
    for model in CONTENT:
        connection.execute(delete(model).where(model.document_id == document_id))
    left = select(ArchivePart.id).where(
        ArchivePart.item_id == item_id, ~exists().where(Erasure.document_id == ArchivePart.document_id)
    )
    if connection.execute(left).first() is None:
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == item_id).values(state="destroyed"))
    catalogue.seal(connection, item_id)


def _digests(connection: Connection, document_id: int) -> list[str]:
    """The files that a document has, by the digests of their bytes."""
    signed = select(SignedPaper.digest).join(IssuedPaper, IssuedPaper.id == SignedPaper.issued_paper_id)
    found = [
        *(
            connection.execute(select(model.digest).where(model.document_id == document_id)).scalars()
            for model in (Attachment, IssuedPaper, ArchiveFile)
        ),
        connection.execute(signed.where(IssuedPaper.document_id == document_id)).scalars(),
    ]
    return sorted({digest for digests in found for digest in digests})
