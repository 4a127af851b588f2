"""借出、签收、续借、归还、检查: what the door does with a loan. A part of the door: called by `advance` alone."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from routing import display
from routing.models import ArchiveItem, ArchiveLoan, ArchiveLoanItem, LoanReservation, Outbox, Slip
from routing.models.loan import ELECTRONIC
from routing.queries.chart import NobodyThereError
from routing.services import deadlines, due_days, loans, slips
from routing.services.errors import InvalidChangeError
from routing.services.loaned import CONDITIONS, OWN, SOUND
from routing.services.orders import Handing, Inspection, Renewal
from routing.services.slips import Work
from routing.working import MINUTES_A_DAY
from workflows.errors import RuleError
from workflows.model import MAIN, RENEWAL
from workflows.roles import Role


def lend(connection: Connection, work: Work) -> None:
    """交付: from now on it is out; of paper nobody else can have it. Raises InvalidChangeError where somebody does."""
    context, loan = work.context, _loan(connection, work)
    ends_at = loan.ends_at
    if ends_at <= context.at:
        raise InvalidChangeError(f"应还日期{display.day(loan.due_on)}已经过了，请申请人撤回、另填一张")
    columns: dict[str, Any] = {"lent_at": context.at, "lent_by": context.actor.person_id}
    if loan.way != ELECTRONIC:
        handing = context.change
        received_by = handing.received_by if isinstance(handing, Handing) else ""
        if not received_by:
            raise InvalidChangeError("请填写领取人姓名", "received_by")
        columns["received_by"] = received_by
        _hold(connection, work)
        context.details.append(f"由{received_by}领取")
    _set(connection, work, **columns)
    _due(work, ends_at)
    context.details.append(f"{display.day(loan.due_on)}归还")
    _served(connection, work, loan.borrower_id)


def lend_again(connection: Connection, work: Work) -> None:
    """退回借阅人: what came back was not all of it, so the loan goes on until its day."""
    loan = _loan(connection, work)
    _set(connection, work, returned_at=None)
    _due(work, loan.ends_at)


def sign_for(connection: Connection, work: Work) -> None:
    """签收: the borrower has it, and says so with their own hand."""
    _set(connection, work, signed_at=work.context.at)


def ask_renewal(connection: Connection, work: Work) -> None:
    """续借: before whoever approved the loan by its rule; the borrower's own slip goes on meanwhile."""
    context, loan, change = work.context, _loan(connection, work), work.context.change
    if not isinstance(change, Renewal):
        raise InvalidChangeError("请选择新的归还日期", "due_on")
    if loan.renew_until is not None:
        raise InvalidChangeError("续借申请还没有答复", "due_on")
    if loan.renewals >= due_days.RENEWALS:
        raise InvalidChangeError(f"已经续借{loan.renewals}次，请先归还", "due_on")
    if change.until <= loan.due_on:
        raise InvalidChangeError(f"现在的归还日期是{display.day(loan.due_on)}，续借要晚于这一天", "due_on")
    due_days.refuse_unfit(connection, context.document.organisation_id, context.calendar, change.until)
    others = _waiting(connection, work)
    role = Role.ARCHIVIST if loan.rule == OWN else Role.OFFICE_DIRECTOR
    document, state = context.document, work.facts.workflow.state(context.document.state)
    try:
        holder = work.facts.chart.holder(
            role,
            document.department_id,
            document.drafter_id,
            document.drafter_name,
            consents=role is not Role.ARCHIVIST,
        )
    except NobodyThereError as error:
        raise RuleError(error.message) from error
    until = display.day(change.until)
    slips.hand_on(
        context,
        state,
        holder,
        sender=slips.named(context),
        sender_id=context.actor.person_id,
        kind=RENEWAL,
        asked=f"续借到{until}：{context.opinion}{f'（{others}）' if others else ''}"[:500],
        due_at=deadlines.due(context.calendar, state, 0, context.at, days=1),
    )
    _set(connection, work, renew_until=change.until)
    context.details.append(f"续借到{until}，请{holder.name}决定")


def grant_renewal(connection: Connection, work: Work) -> None:
    """同意续借: the loan, its access and its slip go on until the new day."""
    loan, context = _loan(connection, work), work.context
    if loan.renew_until is None:
        raise InvalidChangeError("没有要答复的续借申请")
    slips.close(connection, work)
    ends_at = loans.ends_at(context.calendar, loan.renew_until)
    _set(connection, work, due_on=loan.renew_until, ends_at=ends_at, renew_until=None, renewals=loan.renewals + 1)
    main = work.facts.main
    if main is not None:
        slips.put_off(connection, main, ends_at)
    context.details.append(f"归还日期{display.day(loan.due_on)}→{display.day(loan.renew_until)}")


def refuse_renewal(connection: Connection, work: Work) -> None:
    """不同意续借: the day stays as it is."""
    slips.close(connection, work)
    _set(connection, work, renew_until=None)


def take_in(connection: Connection, work: Work) -> None:
    """归还: access ends this moment; the paper lies before the archivist to be checked. An open renewal lapses."""
    loan, context = _loan(connection, work), work.context
    if loan.lent_at is None:
        raise InvalidChangeError("这一单还没有借出，不能登记归还")
    _set(connection, work, returned_at=context.at, renew_until=None)
    asked = (Slip.document_id == context.document.id) & (Slip.kind == RENEWAL)
    slips.lapse(connection, context, asked)
    late = context.calendar.minutes_between(loan.ends_at, context.at) // MINUTES_A_DAY
    if late:
        context.details.append(f"超期{late}个工作日")
    if loan.way == ELECTRONIC:
        _set(connection, work, checked_at=context.at, condition=SOUND)


def inspect(connection: Connection, work: Work) -> None:
    """检查入库: the state that it is in is kept; it is on its shelf again, and those who wait for it are told."""
    context, found = work.context, work.context.change
    if not isinstance(found, Inspection):  # what was lost and is found again is described in the opinion
        found = Inspection(SOUND, context.opinion)
    if found.condition not in CONDITIONS:
        raise InvalidChangeError("请选择归还时的状况", "condition")
    if found.condition != SOUND and not found.note.strip():
        raise InvalidChangeError(f"有{found.condition}的，请写明哪一件、哪几页", "note")
    note = found.note.strip()[:500]
    _set(connection, work, checked_at=context.at, condition=found.condition, condition_note=note)
    context.details.append("，".join(filter(None, (found.condition, note))))
    mine = ArchiveLoanItem.loan_id == context.document.id
    connection.execute(update(ArchiveLoanItem).where(mine).values(held=False))
    _tell_waiting(connection, work)


def lose(connection: Connection, work: Work) -> None:
    """登记遗失: nobody has it, and nobody can borrow it, until it is found."""
    context = work.context
    note = context.opinion[:500]
    _set(connection, work, returned_at=context.at, renew_until=None, condition=loans.LOST, condition_note=note)
    slips.lapse(connection, context, (Slip.document_id == context.document.id) & (Slip.kind == RENEWAL))


def passed_on(connection: Connection, work: Work, name: str) -> None:
    """Who answers for a loan has left: whoever took over their slip answers for it now (TL-36)."""
    _set(connection, work, holder_name=name[:40])


def _loan(connection: Connection, work: Work) -> Any:
    row = connection.execute(_LOAN, {"document": work.context.document.id}).one_or_none()
    if row is None:
        raise InvalidChangeError("这不是借阅单")
    return row


def _set(connection: Connection, work: Work, **columns: Any) -> None:
    mine = ArchiveLoan.document_id == work.context.document.id
    connection.execute(update(ArchiveLoan).where(mine).values(columns))


def _hold(connection: Connection, work: Work) -> None:
    """The papers leave their shelf. The items are locked: of two clerks at once the later one sees who was first."""
    ids = list(connection.execute(_ITS_ITEMS, {"document": work.context.document.id}).scalars())
    locked = select(ArchiveItem.id).where(ArchiveItem.id.in_(ids)).order_by(ArchiveItem.id).with_for_update()
    connection.execute(locked).all()
    found = loans.items(connection, work.context.document.organisation_id, ids)
    taken = [item for item in found if item.held_by is not None]
    if taken:
        raise InvalidChangeError("；".join(f"{loans.name_of(one)}{loans.whereabouts(one)}" for one in taken))
    mine = ArchiveLoanItem.loan_id == work.context.document.id
    connection.execute(update(ArchiveLoanItem).where(mine).values(held=True))


def _due(work: Work, at: datetime) -> None:
    """The borrower's slip is due as the loan is."""
    for slip in work.context.slips:
        if slip["kind"] == MAIN:
            slip["due_at"] = at


def _waiting(connection: Connection, work: Work) -> str:
    """Who waits for what the loan holds, for whoever decides on its renewal."""
    names = connection.execute(_WAITING, {"document": work.context.document.id}).all()
    return f"{'、'.join(dict.fromkeys(row.person_name for row in names))}已预约" if names else ""


def _served(connection: Connection, work: Work, borrower_id: int) -> None:
    """Whoever had reserved what they now have waits no longer."""
    ids = connection.execute(_ITS_ITEMS, {"document": work.context.document.id}).scalars().all()
    waiting = (LoanReservation.item_id.in_(ids), LoanReservation.person_id == borrower_id)
    open_ = LoanReservation.done_at.is_(None)
    connection.execute(update(LoanReservation).where(*waiting, open_).values(done_at=work.context.at))


def _tell_waiting(connection: Connection, work: Work) -> None:
    """What was reserved is back: each who waits is told once."""
    context, waiting = work.context, connection.execute(_WAITING, {"document": work.context.document.id}).all()
    fresh = [row for row in waiting if row.told_at is None]
    if not fresh:
        return
    told = update(LoanReservation).where(LoanReservation.id.in_([row.id for row in fresh]))
    connection.execute(told.values(told_at=context.at))
    for row in fresh:
        name = loans.name_of(row)
        connection.execute(
            insert(Outbox),
            {
                "organisation_id": context.document.organisation_id,
                "event": "slip",
                "holders": f"person:{row.person_id}",
                "subject": f"您预约的档案可以借了：{name}",
                "body": f"您预约的{name}已经归还，请在“档案—我的借阅”中申请。",
                "document_id": None,
                "slip_id": None,
                "actor_id": None,
                "urgency": 0,
                "confidential": row.restricted,
                "created_at": context.at,
                "expanded_at": None,
            },
        )


_LOAN: Final = select(ArchiveLoan.__table__).where(ArchiveLoan.document_id == bindparam("document"))
_ITS_ITEMS: Final = select(ArchiveLoanItem.item_id).where(ArchiveLoanItem.loan_id == bindparam("document"))
_WAITING: Final = (
    select(
        LoanReservation.id,
        LoanReservation.person_id,
        LoanReservation.person_name,
        LoanReservation.told_at,
        ArchiveItem.title,
        ArchiveItem.code,
        ArchiveItem.secrecy,
        ArchiveItem.restricted,
    )
    .join(ArchiveItem, ArchiveItem.id == LoanReservation.item_id)
    .join(ArchiveLoanItem, ArchiveLoanItem.item_id == LoanReservation.item_id)
    .where(ArchiveLoanItem.loan_id == bindparam("document"), LoanReservation.done_at.is_(None))
    .order_by(LoanReservation.id)
)
