"""Who may see, who may act: each rule a sentence, used on a row and in SQL alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from routing import clock
from routing.actor import Actor, Seat
from routing.models import ArchiveItem, ArchiveLoan, ArchiveLoanItem, ArchivePart, DisposalItem, Document, Scope, Slip
from routing.models.loan import ELECTRONIC
from workflows import ALL
from workflows.definitions.archive_disposal import APPRAISING, WITNESSING
from workflows.model import CIRCULATE, DUTIES, SIGN, STEP, Action, State
from workflows.roles import INSTRUCTORS, Capacity, Role
from workflows.standing_in import RESERVED, is_reserved

# Documents that have left the house are open to everybody who works in it.
ISSUED = tuple(sorted({state.key for workflow in ALL.values() for state in workflow.states if state.issued}))
# Documents that lie in the archive: each reading of them is on record (DA-5).
FILED = frozenset(
    target
    for workflow in ALL.values()
    for action in workflow.actions
    if "file_item" in action.effects
    for _, target in action.ways
)

# The list of a disposal: its 文种, and where others than its own posts have to judge what stands on it.
DISPOSAL = "鉴定销毁"
JUDGING = (APPRAISING.key, WITNESSING.key)
IN_THE_ARCHIVE = ("filed", "transferred")  # states of an item that is there to be read


@dataclass(frozen=True, slots=True)
class Standing:
    """In which post somebody may act, for whom (a deputy), and on which open slip, where it needs one."""

    post: str
    behalf: str = ""
    slip: Any = None


# Who may urge whatever is open, because all of it is theirs to see to (CY-4).
URGES = frozenset({Capacity.OFFICE_CLERK, *INSTRUCTORS})


def standing(
    action: Action,
    actor: Actor,
    slips: Sequence[Any],
    round_: Any = None,
    drafter_id: int | None = None,
    slip_id: int | None = None,
) -> Standing | None:
    """Where the actor stands towards an action, or None where it is not theirs. `slips` are the open ones.

    May I act? I hold an open slip of the action's kind (that very one, where `slip_id` says which); or I sent what
    lies there; or I called the signers together; or I wait for it; or it is my own application; or I hold the post
    that may act without a slip. What comes by itself, the house does.
    """
    match action.by:
        case Role.HOLDER:
            theirs = [one for one in slips if one.kind == action.slip and lies_before(actor, one)]
            mine = sorted(theirs, key=lambda one: one.holder not in actor.own_keys)
            slip = next((one for one in mine if slip_id in {None, one.id}), None)
            return _seated(actor.seat_for(slip.holder), slip) if slip is not None else None
        case Role.LEADER | Role.ANYBODY | Role.WAITING | Role.DRAFTER | Role.AUTOMATIC:
            seat = _without_slip(action.by, actor, slips, drafter_id)
            return _seated(seat, None) if seat is not None else None
        case Role.SENDER:
            slip = next((one for one in slips if one.kind in STEP and one.sender_id == actor.person_id), None)
            return _seated(actor.seat_for(""), slip) if slip is not None else None
        case Role.CONVENER:
            called = round_ is not None and (round_.asked_by == actor.person_id or round_.holder in actor.keys)
            return _seated(actor.seat_for(round_.holder), None) if called else None
        case _:
            seat = actor.seat_as(Capacity(action.by.value))
            slip = next((one for one in slips if one.kind in STEP), None)
            return _seated(seat, slip) if seat is not None else None


def lies_before(actor: Actor, slip: Any) -> bool:
    """Is it the actor's to act on: their own, a post's that they look after, or the reading of somebody who asked them
    to stand in (CY-4; of a restricted paper the scope says besides who may)?"""
    return slip.holder in actor.keys or (slip.kind == CIRCULATE and slip.holder in actor.reader_keys)


def _without_slip(by: Role, actor: Actor, slips: Sequence[Any], drafter_id: int | None) -> Seat | None:
    """The seat in which somebody may act who holds no slip: a leader, anybody of the house, whoever waits, whose
    document it is; what comes by itself, the house does."""
    if by is Role.AUTOMATIC:
        return Seat(0, "自动办理", Capacity.STAFF, None) if actor.automatic else None
    if by is Role.DRAFTER:
        return actor.seat_for("") if actor.person_id == drafter_id else None
    if by is Role.LEADER:
        return next((seat for one in INSTRUCTORS if (seat := actor.seat_as(one)) is not None), None)
    others = [one for one in slips if one.kind in DUTIES and not lies_before(actor, one)]  # nobody urges themselves
    waits = actor.capacities & URGES or actor.person_id in {drafter_id, *(one.sender_id for one in others)}
    may = actor.has_business if by is Role.ANYBODY else bool(others and waits)
    return actor.seat_for("") if may else None


def opening(actor: Actor, document: Any, slips: Sequence[Any]) -> tuple[int, ...]:
    """The open slips that are opened for their holder when the actor reads the document, by id.

    A deputy opens for the one they stand in for, but not where they read it as themselves: because they drafted it,
    sent it there, or have a slip of their own. What was sent can be taken back until its holder, or who acts there
    for them, has seen it.
    """
    unopened = [one for one in slips if one.opened_at is None and lies_before(actor, one)]
    as_oneself = actor.person_id == document.drafter_id or any(one.holder in actor.own_keys for one in slips)
    return tuple(
        one.id
        for one in unopened
        if one.holder in actor.own_keys or not (as_oneself or one.sender_id == actor.person_id)
    )


def kept_apart(document: Any, state: State, action: Action, actor: Actor, behalf: str) -> str:
    """Why somebody who stands right may not consent all the same (separation of duties); empty where they may."""
    if not action.consents:
        return ""
    if actor.person_id == document.drafter_id:
        return "这份文件是您本人起草的，不能由您审核、签署：请转交他人，或由同岗位的其他人办理"
    if behalf and behalf == document.drafter_name:
        return f"这份文件是{behalf}起草的，您代{behalf}不能审核、签署本人的文稿：请转交他人办理"
    if behalf and state.role is Role.CHAIR and is_reserved(document.kind, important=bool(document.important)):
        return f"{RESERVED}（条例第二十二条），不能由他人代签"
    return ""


def _seated(seat: Seat | None, slip: Any) -> Standing:
    return Standing(seat.name, seat.behalf, slip) if seat is not None else Standing("", "", slip)


def may_read(actor: Actor, document: Any, *, took_part: bool, judged: bool = False, lent: bool = False) -> bool:
    """May the actor read this document? `took_part`: a slip of it lay or lies in one of their trays; `judged`: it is on
    a list that they have to judge; `lent`: they have a running electronic loan of it.

    Of a restricted one (机要) nothing counts but its scope, whatever post somebody holds (CY-2).
    """
    if document.organisation_id != actor.organisation_id or document.restricted:
        return bool(document.organisation_id == actor.organisation_id and document.in_scope)
    return (
        actor.sees_all
        or took_part
        or judged
        or lent
        or document.drafter_id == actor.person_id
        or document.department_id in actor.departments
        or (actor.has_business and document.state in ISSUED)
    )


def readable(actor: Actor) -> ColumnElement[bool]:
    """The same rule as SQL over the document table."""
    return _readable(actor, lent(actor.person_id, clock.now()))


def in_own_right(actor: Actor) -> ColumnElement[bool]:
    """The same, of those who read it without a loan: they get the files as they are, others with a water mark."""
    return _readable(actor, false())


def lent(person: Any, now: Any) -> ColumnElement[bool]:
    """Has a person, or whoever the parameter names, a running electronic loan of the document's item?"""
    items = (
        select(ArchivePart.document_id)
        .join(ArchiveLoanItem, ArchiveLoanItem.item_id == ArchivePart.item_id)
        .join(ArchiveLoan, ArchiveLoan.document_id == ArchiveLoanItem.loan_id)
        .where(running(person, now))
    )
    return Document.id.in_(items)  # not for each document: a person has few loans, and they are looked up once


def running(person: Any, now: Any) -> ColumnElement[bool]:
    """Is it an electronic loan of that person's that runs? It ends at its time, to the second, whether or not somebody
    has closed it."""
    return and_(
        ArchiveLoan.borrower_id == person,
        ArchiveLoan.way == ELECTRONIC,
        ArchiveLoan.lent_at.is_not(None),
        ArchiveLoan.returned_at.is_(None),
        ArchiveLoan.ends_at > now,
    )


def judged(holders: Any) -> ColumnElement[bool]:
    """Is the document on the list of a disposal on which one of these holders has an open slip: that of a member of
    the committee (鉴定委员会) or of a witness (监销人)? Whoever judges a paper may read it, until they have signed, or
    nobody waits for them any longer."""
    listed = (
        select(ArchivePart.document_id)
        .join(DisposalItem, DisposalItem.item_id == ArchivePart.item_id)
        .join(Slip, Slip.document_id == DisposalItem.disposal_id)
        .where(Slip.holder.in_(holders), Slip.closed_at.is_(None), Slip.kind == SIGN, Slip.state.in_(JUDGING))
    )
    return Document.id.in_(listed.correlate(None))  # alone: lists join slips of their own


def is_judging(actor: Actor, slips: Sequence[Any]) -> bool:
    """Does one of a list's open slips wait for the actor's judgement?"""
    there = actor.regarding(DISPOSAL)
    return any(one.kind == SIGN and one.state in JUDGING and lies_before(there, one) for one in slips)


def judges(actor: Actor) -> tuple[str, ...]:
    """The trays in which a list of a disposal may lie before the actor, those that a deputy looks after, too."""
    return actor.regarding(DISPOSAL).keys


def _readable(actor: Actor, borrowed: ColumnElement[bool]) -> ColumnElement[bool]:
    ours = Document.organisation_id == actor.organisation_id
    within = or_(Document.restricted.is_(False), in_scope(actor.person_id))
    if actor.sees_all:
        return and_(ours, within)
    return and_(
        ours,
        within,
        or_(
            Document.restricted,
            Document.drafter_id == actor.person_id,
            Document.department_id.in_(actor.departments) if actor.departments else false(),
            Document.state.in_(ISSUED) if actor.has_business else false(),
            took_part(actor),
            judged(judges(actor)),
            borrowed,
        ),
    )


def in_catalogue(actor: Actor) -> ColumnElement[bool]:
    """May the actor know from the archive's catalogue that the document is there: title, numbers, not the text?

    Whoever works here may, but for 机要 and, outside their department, for what is internal (工作秘密).
    """
    if not actor.has_business:
        return false()
    items = select(true()).where(
        ArchivePart.document_id == Document.id, ArchiveItem.id == ArchivePart.item_id, listed(actor)
    )
    ours = Document.organisation_id == actor.organisation_id
    return and_(ours, Document.restricted.is_(False), items.correlate(Document).exists())


def listed(actor: Actor) -> ColumnElement[bool]:
    """The same of the items themselves, as the catalogue and browsing show them."""
    own = ArchiveItem.department_id.in_(actor.departments) if actor.departments else false()
    return and_(
        ArchiveItem.organisation_id == actor.organisation_id,
        ArchiveItem.state.in_(IN_THE_ARCHIVE),
        ArchiveItem.restricted.is_(False),
        true() if actor.sees_all else or_(ArchiveItem.secrecy == "", own),
    )


def in_scope(person: Any) -> ColumnElement[bool]:
    """Is a person, or whoever the parameter names, in the document's scope?"""
    named = select(true()).where(Scope.document_id == Document.id, Scope.person_id == person)
    return named.correlate(Document).exists()


def readings(actor: Actor) -> list[ColumnElement[bool]]:
    """The reading of those for whom the actor signs, as conditions on slip and document."""
    return [
        and_(Slip.kind == CIRCULATE, Slip.holder == key, Document.kind.in_(kinds) if kinds else true())
        for key, kinds in actor.read_for
    ]


def took_part(actor: Actor) -> ColumnElement[bool]:
    """A slip of the document lay or lies in one of the actor's trays, or the actor dealt with it as a deputy."""
    narrow = (and_(Slip.holder == key, Document.kind.in_(kinds)) for key, kinds in actor.narrow)
    theirs = select(true()).where(
        Slip.document_id == Document.id,
        or_(Slip.holder.in_(actor.keys), Slip.closed_by == actor.person_id, *narrow, *readings(actor)),
    )
    return theirs.correlate(Document).exists()  # alone: lists join the open slip, which is another one
