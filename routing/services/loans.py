"""What is known of a loan beside its document: by which rule it is approved, and whether its items can be lent now.

Read by the door (`facts.case_of`) and by whoever applies for a loan, by the same functions. `keep` is a part of the
door: it writes the loan's own rows when its document comes to be.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, exists, insert, select

from routing import display
from routing.actor import Actor
from routing.models import ArchiveFile, ArchiveItem, ArchiveLoan, ArchiveLoanItem, ArchivePart, Scope
from routing.models.loan import ELECTRONIC
from routing.services.errors import InvalidChangeError
from routing.services.loaned import BEYOND, OUTSIDE, OWN, Lent, Loan
from routing.services.received import RESTRICTED
from routing.working import Calendar
from workflows import case
from workflows.roles import Capacity

FILED: Final = "filed"
GONE: Final = {"transferred": "已移交进馆，请向档案馆查阅", "destroyed": "已按规定销毁，不能再借阅"}
ORDINARY: Final = frozenset({"", "非密", "公开"})
LOST: Final = "遗失"
NEEDS: Final = frozenset(
    {"own_files", "beyond_own", "inside_borrower", "outside_borrower", "letter_complete", "lendable", "on_paper",
     "electronic", "unsigned"}
)  # fmt: skip


def items(connection: Connection, organisation_id: int, ids: Iterable[int]) -> list[Row[Any]]:
    """Items of the house with who has their paper now, in the order of `ids`; what is none of its items is left out."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    rows = connection.execute(_ITEMS.where(ArchiveItem.id.in_(wanted), ArchiveItem.organisation_id == organisation_id))
    known = {row.id: row for row in rows}
    return [known[one] for one in wanted if one in known]


def is_own(item: Any, actor: Actor) -> bool:
    """Is it an ordinary file about the actor's own department's work (DA-5)?

    What somebody oversees is their own; the chair's is the whole house.
    """
    if item.restricted or item.secrecy not in ORDINARY:
        return False
    whole = Capacity.CHAIR in actor.capacities
    return whole or item.department_id in actor.departments or item.department_id in actor.overseen


def rule_of(found: Iterable[Any], actor: Actor, *, outside: bool) -> str:
    """By which rule a loan of these items is approved."""
    if outside:
        return OUTSIDE
    return OWN if all(is_own(item, actor) for item in found) else BEYOND


def lent_of(item: Any) -> Lent:
    """An item as a loan's columns keep it; the title only where every list may show it."""
    shown = not item.restricted and item.secrecy in ORDINARY
    return Lent(item.id, item.code or f"第{item.id}件", item.title if shown else "", item.pages)


def name_of(item: Any) -> str:
    """How an item is called in a sentence: its title, or where not everybody may read it, its 档号."""
    if item.restricted:
        return f"{RESTRICTED}（{item.code}）"
    return f"《{item.title}》" if item.secrecy in ORDINARY else item.code


def refusals(
    found: Iterable[Any], *, electronic: bool, outside: bool, scope: frozenset[int] = frozenset(), loan_id: int = 0
) -> list[str]:
    """Why not all of these items can be lent now, each in a sentence. `scope`: the restricted ones that the borrower
    may know of, by item; `loan_id`: the loan itself, which is not in its own way."""
    said = []
    for item in found:
        name = name_of(item)
        if item.state != FILED:
            said.append(f"{name}{GONE.get(item.state, '还没有归档，不能借阅')}")
        elif item.restricted and (outside or item.id not in scope):
            said.append(f"{name}只限知悉范围内的人借阅")
        elif item.restricted and electronic:
            said.append(f"{name}是机要文件，只借纸质件；知悉范围内的人可以直接在系统中查看")
        elif electronic and not item.has_files:
            said.append(f"{name}没有电子文件，只能借纸质件")
        elif not electronic and item.held_by is not None and item.held_by != loan_id:
            said.append(f"{name}{whereabouts(item)}，可以预约")
    return said


def whereabouts(item: Any) -> str:
    """Where the paper of an item is that is not on its shelf."""
    if item.condition == LOST:
        return "已登记遗失"
    if item.returned_at is not None:
        return f"{item.holder_name}已交回，正在检查"
    return f"现借给{item.holder_name}，{display.day(item.due_on)}归还"


def in_scope_of(connection: Connection, item_ids: Sequence[int], person_id: int) -> frozenset[int]:
    """Of those items, the restricted ones in whose scope the person is: of every document in it."""
    if not item_ids:
        return frozenset()
    parts = connection.execute(_SCOPED, {"items": list(item_ids), "person": person_id}).all()
    shut = {row.item_id for row in parts if row.person_id is None}
    return frozenset(row.item_id for row in parts) - shut


def case_of(connection: Connection, document_id: int, organisation_id: int) -> case.Loan:
    """What the rules ask about a loan; an empty one where the document is none."""
    loan = connection.execute(_LOAN, {"document": document_id}).one_or_none()
    if loan is None:
        return case.Loan()
    ids = list(connection.execute(_ITS_ITEMS, {"document": document_id}).scalars())
    found = items(connection, organisation_id, ids)
    electronic, outside = loan.way == ELECTRONIC, loan.rule == OUTSIDE
    restricted = [item.id for item in found if item.restricted]
    scope = in_scope_of(connection, restricted, loan.borrower_id)
    why = refusals(found, electronic=electronic, outside=outside, scope=scope, loan_id=document_id)
    return case.Loan(electronic, outside, loan.rule == OWN, loan.letter, loan.signed_at is not None, "；".join(why))


def keep(connection: Connection, context: Any, loan: Loan) -> None:
    """A loan's rows, written with its first revision: the rule follows from the items, whatever the form says."""
    document, actor = context.document, context.actor
    if document.revisions:
        raise InvalidChangeError("借阅单不能修改；不对的请撤回，另填一张")
    found = items(connection, document.organisation_id, (one.item_id for one in loan.items))
    if len(found) != len(loan.items) or not found:
        raise InvalidChangeError("请选择要借阅的档案", "items")
    rule = rule_of(found, actor, outside=loan.outside)
    if rule != loan.rule:
        raise InvalidChangeError("审批规则已有变化，请重新提交")
    row = {
        "document_id": document.id,
        "organisation_id": document.organisation_id,
        "way": loan.way,
        "rule": rule,
        "borrower_id": actor.person_id,
        "borrower_name": loan.borrower,
        "holder_name": loan.borrower,
        "unit": loan.unit,
        "purpose": loan.purpose,
        "letter": loan.has_letter,
        "due_on": loan.due_day,
        "ends_at": ends_at(context.calendar, loan.due_day),
        "renewals": 0,
        "received_by": "",
        "condition": "",
        "condition_note": "",
    }
    connection.execute(insert(ArchiveLoan), row)
    house = {"organisation_id": document.organisation_id, "loan_id": document.id, "held": False}
    connection.execute(
        insert(ArchiveLoanItem),
        [house | {"item_id": item.id, "position": place} for place, item in enumerate(found, start=1)],
    )


def ends_at(calendar: Calendar, day: Any) -> Any:
    """The moment at which a loan until that day ends: as the office closes."""
    return calendar.closing(day, 0)


_HELD: Final = (
    select(
        ArchiveLoanItem.item_id,
        ArchiveLoanItem.loan_id,
        ArchiveLoan.holder_name,
        ArchiveLoan.due_on,
        ArchiveLoan.ends_at,
        ArchiveLoan.returned_at,
        ArchiveLoan.condition,
    )
    .join(ArchiveLoan, ArchiveLoan.document_id == ArchiveLoanItem.loan_id)
    .where(ArchiveLoanItem.held)
    .subquery("held")
)
_ITEMS: Final = select(
    ArchiveItem.id,
    ArchiveItem.document_id,
    ArchiveItem.state,
    ArchiveItem.code,
    ArchiveItem.title,
    ArchiveItem.number,
    ArchiveItem.pages,
    ArchiveItem.dated,
    ArchiveItem.year,
    ArchiveItem.secrecy,
    ArchiveItem.restricted,
    ArchiveItem.department_id,
    exists().where(ArchiveFile.item_id == ArchiveItem.id).correlate(ArchiveItem).label("has_files"),
    _HELD.c.loan_id.label("held_by"),
    _HELD.c.holder_name,
    _HELD.c.due_on,
    _HELD.c.ends_at,
    _HELD.c.returned_at,
    _HELD.c.condition,
).outerjoin(_HELD, _HELD.c.item_id == ArchiveItem.id)
_LOAN: Final = select(
    ArchiveLoan.way, ArchiveLoan.rule, ArchiveLoan.letter, ArchiveLoan.signed_at, ArchiveLoan.borrower_id
).where(ArchiveLoan.document_id == bindparam("document"))
_ITS_ITEMS: Final = (
    select(ArchiveLoanItem.item_id)
    .where(ArchiveLoanItem.loan_id == bindparam("document"))
    .order_by(ArchiveLoanItem.position)
)
_SCOPED: Final = (
    select(ArchivePart.item_id, Scope.person_id)
    .outerjoin(Scope, (Scope.document_id == ArchivePart.document_id) & (Scope.person_id == bindparam("person")))
    .where(ArchivePart.item_id.in_(bindparam("items", expanding=True)))
)
