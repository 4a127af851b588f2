"""What an action does besides moving the document. Called by the door alone, inside its transaction."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from routing import clock
from routing.database import all_named
from routing.models import Attachment, Distribution, IncomingPaper, Number, Revision, VoidNumber
from routing.search import index
from routing.services import erasing, indexing, keeping, listing, loans, numbering
from routing.services.contents import Columns
from routing.services.context import Context
from routing.services.disposed import Disposal
from routing.services.errors import InvalidChangeError
from routing.services.loaned import Loan
from routing.services.orders import Delivery, ReceiptOf
from routing.services.received import Received, source_key

# What the office does with a paper that turns out to be restricted: the one that others have seen is not made one.
RESTRICTED_LATE: Final = (
    "收下时没有按机要登记的，不能在这里改成机要文件。请回到文件页面，点“属机要，停止传阅”：传阅、承办立即停止，"
    "写明知悉范围，另取机要编号登记"
)


def new_revision(connection: Connection, context: Context) -> None:
    """Keep the text as the next revision, with author, time and digest; the index follows."""
    content = context.change
    if not isinstance(content, Columns):
        raise InvalidChangeError("文稿要在“修改文稿”的页面上修改、保存")
    document, workflow = context.document, context.workflow
    serial = document.revisions + 1
    columns = content.columns()
    digest = workflow.substance(columns)
    revision_id = connection.execute(
        _KEEP_REVISION,
        {
            "organisation_id": document.organisation_id,
            "document_id": document.id,
            "serial": serial,
            "author_id": context.actor.person_id,
            "author_name": context.actor.name,
            "author_post": context.post,
            "state": document.state,
            "saved_at": context.at,
            "digest": digest,
            "content": content.without_body(),
            "body": content.body,
        },
    ).scalar_one()
    urgency = content.urgency_level
    if content.attachments:
        ids = [file.attachment_id for file in content.attachments]
        connection.execute(
            update(Attachment)
            .where(Attachment.id.in_(ids), Attachment.document_id.is_(None))
            .values(document_id=document.id)
        )
    context.columns |= {
        "title": content.listed_title,
        "kind": content.kind,
        "urgency": urgency,
        "secrecy": content.secrecy,
        "joint": " ".join(workflow.joint(columns)),
        "important": bool(content.importance),
        "missing": " ".join(workflow.missing(columns)),
        "unconfirmed": " ".join(content.unconfirmed),
        "revision_id": revision_id,
        "revisions": serial,
        "revision_digest": digest,
    }
    context.details.append(content.described(serial))
    if isinstance(content, Received):
        keep_paper(connection, context, content)
        if document.revisions and not document.number:  # until then the office may put it under another series
            context.columns["series_id"] = numbering.series_for(connection, document.organisation_id, content.origin)
    if isinstance(content, Loan):
        loans.keep(connection, context, content)
    if isinstance(content, Disposal):
        listing.keep(connection, context, content)
    lapsed = {name: context.columns[name] for name in ("signed_by", "signed_on") if name in context.columns}
    indexing.put(connection, document, content, **lapsed)


def keep_paper(connection: Connection, context: Context, content: Received) -> None:
    """What lists and the register show of a received paper; of a restricted one, nothing but that it is there."""
    document = context.document
    if bool(context.columns.get("restricted", document.restricted)) != content.restricted:
        raise InvalidChangeError(RESTRICTED_LATE if content.restricted else "机要文件不能改为普通文件", "restricted")
    told = not content.restricted
    values = {
        "received_on": content.received_day,
        "category": content.category,
        "due_on": _day(content.due_on),
        "copies": content.copies or 1,
        "organ": content.organ if told else "",
        "source_number": content.source_number if told else "",
        "source_key": source_key(content.source_number) if told else "",
        "dated": _day(content.dated) if told else None,
        "pages": content.pages if told else None,
    }
    if document.revisions:
        connection.execute(_CORRECT_PAPER, {"paper": document.id, **values})
        return
    begun = {
        "document_id": document.id,
        "organisation_id": document.organisation_id,
        "renews_id": None,
        # Whoever brings a paper has its original (`custody.first`).
        "holder_id": context.actor.person_id,
        "holder_name": context.actor.name,
        "held_since": context.at,
    }
    context.along.append((_KEEP_PAPER, {f"paper_{name}": value for name, value in (begun | values).items()}))


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def bind_signature(connection: Connection, context: Context) -> None:
    """签发: what is signed is this revision, bound by its digest (条例 art. 22)."""
    document = context.document
    context.columns |= {
        "signed_revision_id": document.revision_id,
        "signed_digest": document.revision_digest,
        "signed_on": clock.local(context.at).date(),
        "signed_by": context.actor.name,
    }
    index.name(connection, document.id, context.actor.name)


def take_number(connection: Connection, context: Context) -> None:
    """编号: the next number, unless the document bears one from an earlier round."""
    document = context.document
    if document.number:
        context.details.append(f"沿用原字号 {document.number}")
        return
    number, entry = numbering.take(
        connection,
        organisation_id=document.organisation_id,
        series_id=document.series_id,
        document_id=document.id,
        year=clock.local(context.at).year,
        at=context.at,
        along=context.along,
    )
    context.along = [entry, index.numbered(document.id, number)]
    context.columns["number"] = number
    context.details.append(number)


def void_number(connection: Connection, context: Context) -> None:
    """作废: the number stays in the register with its reason and is given to nobody else (FW-1)."""
    document = context.document
    if not document.number:
        return
    number_id = connection.execute(select(Number.id).where(Number.document_id == document.id)).scalar_one()
    connection.execute(
        insert(VoidNumber),
        {
            "number_id": number_id,
            "organisation_id": document.organisation_id,
            "reason": context.opinion[:500],
            "voided_by": f"{context.actor.name}（{context.post}）",
            "voided_at": context.at,
        },
    )
    context.details.append(f"{document.number} 作废")


def list_recipient(connection: Connection, context: Context) -> None:
    """登记分发: one line of the distribution list."""
    delivery: Delivery = context.change
    listed = select(Distribution.id).where(
        Distribution.document_id == context.document.id,
        Distribution.recipient == delivery.recipient,
        Distribution.struck_reason == "",
    )
    if connection.execute(listed).first() is not None:
        raise InvalidChangeError(f"{delivery.recipient}已在分发清单中；份数不对，请先划去那一行再登记", "recipient")
    connection.execute(
        insert(Distribution),
        {
            "organisation_id": context.document.organisation_id,
            "document_id": context.document.id,
            "recipient": delivery.recipient,
            "copies": delivery.copies,
            "method": delivery.method,
            "listed_at": context.at,
        },
    )
    context.details.append(f"{delivery.recipient} {delivery.copies}份 {delivery.method}")


def strike_recipient(connection: Connection, context: Context) -> None:
    """划去: a mistaken line stays visible with the reason it was struck for."""
    line = _line(connection, context, context.change)
    connection.execute(
        update(Distribution).where(Distribution.id == line.id).values(struck_reason=context.opinion[:200])
    )
    context.details.append(f"{line.recipient} {line.copies}份")


def record_receipt(connection: Connection, context: Context) -> None:
    """登记签收: who received the copies, and when."""
    receipt: ReceiptOf = context.change
    line = _line(connection, context, receipt.line_id)
    if line.received_at is not None:
        raise InvalidChangeError(f"{line.recipient}已由{line.received_by}签收，不用重复登记")
    if clock.local(receipt.received_at).date() < context.document.signed_on:
        raise InvalidChangeError("签收时间早于签发日期，请核对", "received_at")
    connection.execute(
        update(Distribution)
        .where(Distribution.id == line.id)
        .values(received_by=receipt.received_by, received_at=receipt.received_at)
    )
    context.details.append(f"{line.recipient} {line.copies}份 {receipt.received_by}签收")


def count_copies(_connection: Connection, context: Context) -> None:
    """清点: the draft and the prints, three in all (FW-4)."""
    originals, prints = context.change
    context.columns |= {"original_copies": originals, "printed_copies": prints}
    context.details.append(f"底稿{originals}份、印件{prints}份")


def revoke(_connection: Connection, context: Context) -> None:
    """撤销: void from the beginning (条例 art. 33)."""
    context.columns |= {"validity": "revoked", "invalid_from": context.document.signed_on}
    context.details.append("自始无效")


def repeal(_connection: Connection, context: Context) -> None:
    """废止: void from this day (条例 art. 33)."""
    day = clock.local(context.at).date()
    context.columns |= {"validity": "repealed", "invalid_from": day}
    context.details.append(f"自{day.year}年{day.month}月{day.day}日起失效")


def _line(connection: Connection, context: Context, line_id: int) -> Row[Any]:
    line = connection.execute(
        select(Distribution).where(
            Distribution.id == line_id,
            Distribution.document_id == context.document.id,
            Distribution.struck_reason == "",
        )
    ).one_or_none()
    if line is None:
        raise InvalidChangeError("分发清单中没有这一行，或已划去")
    return line


_KEEP_REVISION: Final = insert(Revision).returning(Revision.id)
_KEEP_PAPER: Final = all_named(IncomingPaper, "paper_")
# Which columns are set is told by the parameters that the statement is executed with.
_CORRECT_PAPER: Final = update(IncomingPaper).where(IncomingPaper.document_id == bindparam("paper"))


EFFECTS: dict[str, Callable[[Connection, Context], None]] = {
    effect.__name__: effect
    for effect in (
        new_revision,
        bind_signature,
        take_number,
        void_number,
        list_recipient,
        strike_recipient,
        record_receipt,
        count_copies,
        revoke,
        repeal,
        keeping.file_item,
        erasing.extend_term,
        erasing.erase,
        erasing.order_destruction,
        erasing.note_outcome,
    )
}
