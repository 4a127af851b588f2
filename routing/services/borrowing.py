"""借阅档案, as its borrower sees it: the cart, the application by one rule or split by itself, the place in the queue.

And the house's own part: what is lent electronically is closed as its time is over, through the door and on record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from flask import current_app
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

import workflows
from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveLoan, Department, LoanBasket, LoanReservation, NumberSeries, Post
from routing.models.loan import ELECTRONIC
from routing.queries import lending
from routing.services import due_days, jobs, loans
from routing.services.advance import Draft, Order, Outcome, advance, begin
from routing.services.errors import InvalidChangeError, MissingRecordError
from routing.services.facts import house_calendar
from routing.services.loaned import OUTSIDE, OWN, Loan
from routing.services.numbering import LOAN
from workflows.errors import RuleError
from workflows.roles import Capacity

MOST: Final = 30  # items in one cart, and in one loan
EVERY: Final = 60  # seconds between two looks at what has run out
APPLY: Final = {OWN: "apply", OUTSIDE: "register_outside"}
DESK: Final = frozenset({Capacity.ARCHIVIST, Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR})


def apply(wish: Loan, item_ids: Iterable[int], actor: Actor, receipt: str = "") -> list[Outcome]:
    """Apply for items, one loan for each rule of approval that they fall under. Nothing is written before all of it
    can be. Raises InvalidChangeError, at its field."""
    wish = replace(wish, borrower=actor.name, unit=_unit(actor), outside=False)
    _refuse(wish, actor)
    found = _found(item_ids, actor)
    restricted = [item.id for item in found if item.restricted]
    scope = loans.in_scope_of(reading(), restricted, actor.person_id)
    why = loans.refusals(found, electronic=wish.electronic, outside=False, scope=scope)
    if why:
        raise InvalidChangeError("；".join(why), "items")
    groups: dict[str, list[Any]] = {}
    for item in found:
        groups.setdefault(loans.rule_of([item], actor, outside=False), []).append(item)
    done = [_lay(replace(wish, rule=rule), group, actor, receipt) for rule, group in groups.items()]
    empty_basket([item.id for item in found], actor)
    return done


def register_outside(wish: Loan, item_ids: Iterable[int], actor: Actor, receipt: str = "") -> Outcome:
    """The office registers what an outside unit wants to borrow, with its letter of introduction (DA-6)."""
    if DESK.isdisjoint(actor.capacities):
        raise InvalidChangeError("外单位借阅由档案员或办公室登记")
    wish = replace(wish, outside=True, rule=OUTSIDE)
    for column, what in (
        ("borrower", "借阅人姓名"),
        ("unit", "借阅单位"),
        ("letter_number", "介绍信编号"),
        ("letter_from", "出具介绍信的单位"),
    ):
        if not getattr(wish, column).strip():
            raise InvalidChangeError(f"请填写{what}", column)
    if not wish.attachments:
        raise InvalidChangeError("请附上介绍信的扫描件或照片（《档案文件管理查阅规定》第六条）", "letter")
    if wish.electronic:
        raise InvalidChangeError("外单位没有本系统的账号，只能借阅纸质件", "way")
    _refuse(wish, actor)
    found = _found(item_ids, actor)
    why = loans.refusals(found, electronic=False, outside=True)
    if why:
        raise InvalidChangeError("；".join(why), "items")
    done = _lay(wish, found, actor, receipt)
    empty_basket([item.id for item in found], actor)
    return done


def put_by(item_id: int, actor: Actor) -> None:
    """Put an item into one's cart; one that is there already stays. Raises MissingRecordError, InvalidChangeError."""
    lending.item(reading(), item_id, actor)
    if len(lending.basket(reading(), actor)) >= MOST:
        raise InvalidChangeError(f"借阅车最多放{MOST}件，请先申请或移出一些")
    row = {
        "organisation_id": actor.organisation_id,
        "person_id": actor.person_id,
        "item_id": item_id,
        "added_at": clock.now(),
    }
    _unless_there(LoanBasket, row)


def take_out(item_id: int, actor: Actor) -> None:
    """Take an item out of one's cart."""
    empty_basket([item_id], actor)


def empty_basket(item_ids: Sequence[int], actor: Actor) -> None:
    """Take items out of one's cart."""
    mine = (LoanBasket.person_id == actor.person_id, LoanBasket.item_id.in_(item_ids))
    with writing() as connection:
        connection.execute(delete(LoanBasket).where(*mine))


def reserve(item_id: int, actor: Actor) -> None:
    """预约: the actor is told as soon as an item that is out is back. Raises MissingRecordError, InvalidChangeError."""
    item = lending.item(reading(), item_id, actor)
    where = lending.whereabouts(reading(), [item_id]).get(item_id)
    if where is None or where.lost:
        raise InvalidChangeError(
            "这件档案已登记遗失，不能预约" if where else "这件档案现在在库，可以直接申请借阅，不用预约"
        )
    row = {
        "organisation_id": actor.organisation_id,
        "item_id": item.id,
        "person_id": actor.person_id,
        "person_name": actor.name,
        "at": clock.now(),
        "told_at": None,
        "done_at": None,
    }
    _unless_there(LoanReservation, row)


def cancel_reservation(item_id: int, actor: Actor) -> None:
    """The actor waits no longer."""
    mine = (LoanReservation.item_id == item_id, LoanReservation.person_id == actor.person_id)
    open_ = LoanReservation.done_at.is_(None)
    with writing() as connection:
        connection.execute(update(LoanReservation).where(*mine, open_).values(done_at=clock.now()))


def close_expired() -> int:
    """Close the electronic loans whose time is over; return how many these were. Access ended at its second anyway."""
    over = (
        ArchiveLoan.way == ELECTRONIC,
        ArchiveLoan.lent_at.is_not(None),
        ArchiveLoan.returned_at.is_(None),
        ArchiveLoan.ends_at <= clock.now(),
    )
    columns = (ArchiveLoan.document_id, ArchiveLoan.organisation_id, ArchiveLoan.lent_by)
    rows = reading().execute(select(*columns).where(*over).order_by(ArchiveLoan.document_id)).all()
    let_go()
    return sum(_expire(row) for row in rows)


def _expire(row: Any) -> bool:
    house = Actor(row.lent_by, "系统", row.organisation_id, automatic=True)
    try:
        advance(row.document_id, Order("expire"), house)
    except RuleError as error:  # given back at this very moment
        current_app.logger.info("loan %s: %s", row.document_id, error.message)
        return False
    finally:
        let_go()
    return True


def _refuse(wish: Loan, actor: Actor) -> None:
    """Raises InvalidChangeError at the column that cannot be so."""
    if not wish.purpose.strip():
        raise InvalidChangeError("请写明借阅目的：为了办什么事、需要看什么", "purpose")
    if not wish.due_on:
        raise InvalidChangeError("请选择归还日期", "due_on")
    calendar = house_calendar(reading(), actor)
    due_days.refuse_unfit(reading(), actor.organisation_id, calendar, date.fromisoformat(wish.due_on))


def _found(item_ids: Iterable[int], actor: Actor) -> list[Any]:
    """The items, all of which the actor may know of. Raises InvalidChangeError, MissingRecordError."""
    wanted = list(dict.fromkeys(item_ids))
    if not wanted:
        raise InvalidChangeError("请选择要借阅的档案", "items")
    if len(wanted) > MOST:
        raise InvalidChangeError(f"一次最多借{MOST}件，请分几次申请", "items")
    if len(lending.known(reading(), wanted, actor)) != len(wanted):
        raise MissingRecordError("items")
    return loans.items(reading(), actor.organisation_id, wanted)


def _lay(wish: Loan, items: Sequence[Any], actor: Actor, receipt: str) -> Outcome:
    """One loan: it comes to be before its borrower, and is sent on by its rule. Were the house to stop in between, it
    would lie in the borrower's tray, to be sent from there."""
    content = replace(wish, items=tuple(loans.lent_of(item) for item in items))
    key = f"{receipt}-{wish.rule}" if receipt else ""
    begun = begin(_draft(actor), content, actor, f"{key}-begun" if key else "")
    return advance(begun.document_id, Order(APPLY.get(wish.rule, "apply_beyond"), receipt=key), actor)


def _draft(actor: Actor) -> Draft:
    connection = reading()
    department_id = actor.departments[0] if actor.departments else _office(actor)
    name = connection.execute(select(Department.name).where(Department.id == department_id)).scalar_one()
    ours = (NumberSeries.organisation_id == actor.organisation_id, NumberSeries.origin == LOAN[1])
    series = connection.execute(select(NumberSeries.id).where(*ours).order_by(NumberSeries.id).limit(1)).scalar_one()
    return Draft(workflows.get("archive_loan"), department_id, name, series)


def _office(actor: Actor) -> int:
    """The department that keeps the archive: whoever belongs to none borrows under its name."""
    keeper = (Post.organisation_id == actor.organisation_id, Post.capacity == Capacity.ARCHIVIST.value)
    there = (Post.department_id.is_not(None), Post.closed_on.is_(None))
    found = reading().execute(select(Post.department_id).where(*keeper, *there).limit(1)).scalar_one_or_none()
    if found is None:
        raise InvalidChangeError("还没有设置档案员岗位，请安全管理员在“岗位”中设置")
    return int(found)


def _unit(actor: Actor) -> str:
    """The borrower's department, or where they belong to none, their post."""
    if not actor.departments:
        return actor.post_names[:120]
    named = select(Department.name).where(Department.id == actor.departments[0])
    return str(reading().execute(named).scalar_one())


def _unless_there(model: type[LoanBasket] | type[LoanReservation], row: dict[str, Any]) -> None:
    """Insert a row, unless it is there already; a second click at the same moment is the same."""
    try:
        with writing() as connection:
            connection.execute(insert(model), row)
    except IntegrityError:
        let_go()


jobs.register("loans", EVERY, close_expired)
