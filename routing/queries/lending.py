"""Where items of the archive are, who may know of them and borrow them, what somebody has borrowed or put by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, false, or_, select, true

from routing import clock, policy
from routing.actor import Actor
from routing.models import (
    ArchiveFile,
    ArchiveItem,
    ArchiveLoan,
    ArchiveLoanItem,
    ArchivePart,
    Department,
    Document,
    LoanBasket,
    LoanReservation,
    Number,
    Scope,
)
from routing.services import loans
from routing.services.errors import MissingRecordError

CATALOGUED: Final = ("filed", "transferred", "destroyed")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the paper of an item is that is not on its shelf: with whom, since when, until when; by which loan."""

    loan_id: int
    number: str
    borrower_id: int
    holder: str
    unit: str
    lent_at: datetime
    due_on: date
    returned: bool  # given back, and not yet checked
    lost: bool
    overdue: bool

    @property
    def words(self) -> str:
        """In a sentence, without the person's business."""
        if self.lost:
            return "已登记遗失"
        if self.returned:
            return f"{self.holder}已交回，正在检查"
        until = f"{self.due_on.month}月{self.due_on.day}日归还"
        return f"现借给{self.holder}，{until}{'（已超期）' if self.overdue else ''}"


def visible(actor: Actor) -> ColumnElement[bool]:
    """Who may know from the catalogue that an item is there: whoever works here; of an internal one its department and
    those who see all; of a restricted one (机要) its scope alone."""
    if not actor.has_business:
        return false()
    ours = and_(ArchiveItem.organisation_id == actor.organisation_id, ArchiveItem.state.in_(CATALOGUED))
    named = select(true()).where(Scope.document_id == ArchiveItem.document_id, Scope.person_id == actor.person_id)
    departments = (*actor.departments, *actor.overseen)
    open_ = or_(
        ArchiveItem.secrecy.in_(tuple(loans.ORDINARY)),
        true() if actor.sees_all else false(),
        ArchiveItem.department_id.in_(departments) if departments else false(),
    )
    shut = ArchiveItem.restricted.is_(True)
    return and_(ours, or_(and_(~shut, open_), and_(shut, named.correlate(ArchiveItem).exists())))


def out() -> ColumnElement[bool]:
    """Is the paper of an item lent, or lost: not on its shelf? A predicate over ArchiveItem, for lists and filters."""
    return ArchiveItem.id.in_(select(ArchiveLoanItem.item_id).where(ArchiveLoanItem.held))


def whereabouts(connection: Connection, item_ids: Iterable[int]) -> dict[int, Whereabouts]:
    """Of those items the ones whose paper is not on its shelf, and where it is: one query for a whole list."""
    wanted, now = list(dict.fromkeys(item_ids)), clock.now()
    if not wanted:
        return {}
    rows = connection.execute(
        select(
            ArchiveLoanItem.item_id,
            ArchiveLoan.document_id,
            Document.number,
            ArchiveLoan.borrower_id,
            ArchiveLoan.holder_name,
            ArchiveLoan.unit,
            ArchiveLoan.lent_at,
            ArchiveLoan.due_on,
            ArchiveLoan.ends_at,
            ArchiveLoan.returned_at,
            ArchiveLoan.condition,
        )
        .join(ArchiveLoan, ArchiveLoan.document_id == ArchiveLoanItem.loan_id)
        .join(Document, Document.id == ArchiveLoan.document_id)
        .where(ArchiveLoanItem.held, ArchiveLoanItem.item_id.in_(wanted))
    )
    return {
        row.item_id: Whereabouts(
            row.document_id,
            row.number,
            row.borrower_id,
            row.holder_name,
            row.unit,
            row.lent_at,
            row.due_on,
            row.returned_at is not None,
            row.condition == loans.LOST,
            row.returned_at is None and row.ends_at < now,
        )
        for row in rows
    }


def item(connection: Connection, item_id: int, actor: Actor) -> Row[Any]:
    """An item that the actor may know of. Raises MissingRecordError."""
    found = connection.execute(_ITEM.where(ArchiveItem.id == item_id, visible(actor))).one_or_none()
    if found is None:
        raise MissingRecordError(f"item {item_id}")
    return found


def known(connection: Connection, ids: Iterable[int], actor: Actor) -> list[int]:
    """Of those items the ones that the actor may know of, in their order."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    found = set(connection.execute(select(ArchiveItem.id).where(ArchiveItem.id.in_(wanted), visible(actor))).scalars())
    return [one for one in wanted if one in found]


def item_of(connection: Connection, document_id: int) -> int | None:
    """The item in which a document is filed, or None."""
    part = (ArchivePart.document_id == document_id, ArchivePart.filed_at.is_not(None))
    return connection.execute(select(ArchivePart.item_id).where(*part)).scalar_one_or_none()


def shelf_of(connection: Connection, document: Any) -> dict[str, Any] | None:
    """The item in which a document is filed, and where its paper is: in one query, for the document's page."""
    held = and_(ArchiveLoanItem.item_id == ArchivePart.item_id, ArchiveLoanItem.held)
    row = connection.execute(
        select(
            ArchivePart.item_id,
            ArchiveItem.code,
            ArchiveItem.state,
            ArchiveLoan.holder_name,
            ArchiveLoan.due_on,
            ArchiveLoan.returned_at,
            ArchiveLoan.condition,
            ArchiveLoan.ends_at,
        )
        .join(ArchiveItem, ArchiveItem.id == ArchivePart.item_id)
        .outerjoin(ArchiveLoanItem, held)
        .outerjoin(ArchiveLoan, ArchiveLoan.document_id == ArchiveLoanItem.loan_id)
        .where(ArchivePart.document_id == document.id)
    ).one_or_none()
    if row is None:
        return None
    where = loans.whereabouts(row) if row.holder_name else loans.GONE.get(row.state, "")
    return {"item_id": row.item_id, "code": row.code, "where": where, "handed": row.state == "transferred"}


def parts(connection: Connection, item_id: int, actor: Actor) -> list[Row[Any]]:
    """The documents of an item, in order, and which of them the actor may read."""
    return list(
        connection.execute(
            select(
                ArchivePart.document_id,
                Document.title,
                Document.restricted,
                policy.readable(actor).label("readable"),
            )
            .join(Document, Document.id == ArchivePart.document_id)
            .where(ArchivePart.item_id == item_id)
            .order_by(ArchivePart.position)
        )
    )


def files(connection: Connection, item_id: int) -> list[Row[Any]]:
    """The files of an item, in the order of filing."""
    mine = select(ArchiveFile.__table__).where(ArchiveFile.item_id == item_id)
    return list(connection.execute(mine.order_by(ArchiveFile.position)))


def basket(connection: Connection, actor: Actor) -> list[int]:
    """借阅车: the items that the actor has put by and may still know of, as they came."""
    mine = select(LoanBasket.item_id).join(ArchiveItem, ArchiveItem.id == LoanBasket.item_id)
    ours = mine.where(LoanBasket.person_id == actor.person_id, visible(actor))
    return list(connection.execute(ours.order_by(LoanBasket.id)).scalars())


def reservations(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """What the actor waits for, with whether it has come back."""
    return list(
        connection.execute(
            select(LoanReservation.id, LoanReservation.item_id, LoanReservation.at, ArchiveItem.code, ArchiveItem.title)
            .join(ArchiveItem, ArchiveItem.id == LoanReservation.item_id)
            .where(LoanReservation.person_id == actor.person_id, LoanReservation.done_at.is_(None), visible(actor))
            .order_by(LoanReservation.id)
        )
    )


def waiting_for(connection: Connection, item_id: int) -> list[Row[Any]]:
    """Who waits for an item, the first first."""
    waiting = (LoanReservation.item_id == item_id, LoanReservation.done_at.is_(None))
    return list(
        connection.execute(
            select(LoanReservation.person_id, LoanReservation.person_name, LoanReservation.at)
            .where(*waiting)
            .order_by(LoanReservation.id)
        )
    )


def waiting_for_loan(connection: Connection, loan_id: int) -> list[Row[Any]]:
    """Who waits for something that a loan holds, the first first."""
    return list(
        connection.execute(
            select(LoanReservation.person_name)
            .join(ArchiveLoanItem, ArchiveLoanItem.item_id == LoanReservation.item_id)
            .where(ArchiveLoanItem.loan_id == loan_id, LoanReservation.done_at.is_(None))
            .order_by(LoanReservation.id)
        )
    )


def running(connection: Connection, item_id: int, actor: Actor) -> Row[Any] | None:
    """The actor's running electronic loan of an item, the one that ends last."""
    return connection.execute(
        select(ArchiveLoan.document_id, Document.number, ArchiveLoan.ends_at)
        .join(ArchiveLoanItem, ArchiveLoanItem.loan_id == ArchiveLoan.document_id)
        .join(Document, Document.id == ArchiveLoan.document_id)
        .where(ArchiveLoanItem.item_id == item_id, policy.running(actor.person_id, clock.now()))
        .order_by(ArchiveLoan.ends_at.desc())
        .limit(1)
    ).one_or_none()


def loan(connection: Connection, document_id: int) -> Row[Any]:
    """A loan's own row with its number. Raises MissingRecordError where the document is none."""
    row = connection.execute(
        select(ArchiveLoan.__table__, Number.text.label("number"))
        .outerjoin(Number, Number.document_id == ArchiveLoan.document_id)
        .where(ArchiveLoan.document_id == document_id)
    ).one_or_none()
    if row is None:
        raise MissingRecordError(f"loan {document_id}")
    return row


_ITEM: Final = select(ArchiveItem.__table__, Department.name.label("department_name")).join(
    Department, Department.id == ArchiveItem.department_id
)
