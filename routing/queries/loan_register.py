"""借阅登记簿 and 利用登记: every loan with what became of it, every reading of a filed document."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select, true
from sqlalchemy import case as either

from routing import clock
from routing.actor import Actor
from routing.models import ArchiveItem, ArchiveLoan, ArchiveLoanItem, ArchiveReading, Document
from routing.services import loans
from workflows.definitions.archive_loan import APPROVING, ASKING, FETCHING

PAGE: Final = 50
FILTERS: Final = {
    "all": "全部",
    "waiting": "待审批、待交付",
    "out": "借出中",
    "overdue": "已超期",
    "checking": "待检查",
    "returned": "已归还",
    "lost": "遗失",
}
_OUT: Final = and_(ArchiveLoan.lent_at.is_not(None), ArchiveLoan.returned_at.is_(None))
UNDECIDED: Final = tuple(state.key for state in (ASKING, APPROVING, FETCHING))


def entries(
    connection: Connection, actor: Actor, which: str = "all", page: int = 1, limit: int | None = PAGE
) -> list[Row[Any]]:
    """A page of the register, the latest first, and one entry more if there are more; without a limit all, in order."""
    statement = _LOANS.where(ArchiveLoan.organisation_id == actor.organisation_id, _which(which))
    if limit is None:
        return list(connection.execute(statement.order_by(ArchiveLoan.document_id)))
    order = ArchiveLoan.ends_at if which in {"out", "overdue"} else ArchiveLoan.document_id.desc()
    return list(
        connection.execute(
            statement.order_by(order, ArchiveLoan.document_id).limit(limit + 1).offset((page - 1) * limit)
        )
    )


def counts(connection: Connection, actor: Actor) -> dict[str, int]:
    """How many loans there are of each kind, in one query."""
    columns = [func.sum(either((_which(key), 1), else_=0)).label(key) for key in FILTERS]
    ours = ArchiveLoan.organisation_id == actor.organisation_id
    row = connection.execute(
        select(*columns).select_from(ArchiveLoan).join(Document, Document.id == ArchiveLoan.document_id).where(ours)
    ).one()
    return {key: int(getattr(row, key) or 0) for key in FILTERS}


def mine(connection: Connection, actor: Actor, limit: int = PAGE) -> list[Row[Any]]:
    """What the actor has borrowed or registered, what is out first."""
    statement = _LOANS.where(ArchiveLoan.borrower_id == actor.person_id)
    return list(
        connection.execute(statement.order_by(either((_OUT, 0), else_=1), ArchiveLoan.document_id.desc()).limit(limit))
    )


def items_of(connection: Connection, loan_ids: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """The items of each of those loans, in order."""
    wanted, found = list(dict.fromkeys(loan_ids)), dict[int, list[Row[Any]]]()
    for start in range(0, len(wanted), 500):
        rows = connection.execute(_ITEMS.where(ArchiveLoanItem.loan_id.in_(wanted[start : start + 500])))
        for row in rows:
            found.setdefault(row.loan_id, []).append(row)
    return found


def readings(
    connection: Connection,
    actor: Actor,
    since: datetime | None = None,
    item_id: int | None = None,
    page: int = 1,
    limit: int | None = PAGE,
) -> list[Row[Any]]:
    """利用登记, the latest first, and one line more if there are more; without a limit all, in order."""
    statement = _READINGS.where(ArchiveReading.organisation_id == actor.organisation_id)
    if since is not None:
        statement = statement.where(ArchiveReading.at >= since)
    if item_id is not None:
        statement = statement.where(ArchiveReading.item_id == item_id)
    if limit is None:
        return list(connection.execute(statement.order_by(ArchiveReading.id)))
    statement = statement.order_by(ArchiveReading.id.desc()).limit(limit + 1).offset((page - 1) * limit)
    return list(connection.execute(statement))


def _which(which: str) -> ColumnElement[bool]:
    over = {"overdue": and_(_OUT, ArchiveLoan.ends_at < clock.now())}
    return (_STANDING | over).get(which, true())


_LOST: Final = ArchiveLoan.condition == loans.LOST
_STANDING: Final[dict[str, ColumnElement[bool]]] = {
    "waiting": Document.state.in_(UNDECIDED),
    "out": _OUT,
    "checking": and_(ArchiveLoan.returned_at.is_not(None), ArchiveLoan.checked_at.is_(None), ~_LOST),
    "returned": ArchiveLoan.checked_at.is_not(None),
    "lost": and_(_LOST, ArchiveLoan.checked_at.is_(None)),
}
_LOANS: Final = select(
    *(column for column in ArchiveLoan.__table__.columns if column.key != "organisation_id"),
    Document.number,
    Document.title,
    Document.state,
    Document.created_at,
).join(Document, Document.id == ArchiveLoan.document_id)
_ITEMS: Final = (
    select(
        ArchiveLoanItem.loan_id,
        ArchiveLoanItem.item_id,
        ArchiveItem.code,
        ArchiveItem.title,
        ArchiveItem.pages,
        ArchiveItem.secrecy,
        ArchiveItem.restricted,
    )
    .join(ArchiveItem, ArchiveItem.id == ArchiveLoanItem.item_id)
    .order_by(ArchiveLoanItem.loan_id, ArchiveLoanItem.position)
)
_READINGS: Final = select(
    ArchiveReading.id,
    ArchiveReading.item_id,
    ArchiveReading.person_name,
    ArchiveReading.post_name,
    ArchiveReading.way,
    ArchiveReading.what,
    ArchiveReading.at,
    ArchiveItem.code,
    ArchiveItem.title,
    ArchiveItem.secrecy,
    ArchiveItem.restricted,
).join(ArchiveItem, ArchiveItem.id == ArchiveReading.item_id)
