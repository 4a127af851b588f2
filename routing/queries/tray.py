"""待办 and its neighbours. Each holder key is read by itself from its own ordered index, so that a page costs the
same whether six hundred slips are pending in the house or twenty thousand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import case as either
from sqlalchemy.orm import aliased

from routing import clock, policy
from routing.actor import Actor
from routing.models import ArchiveLoan, Document, DraftCopy, Following, Slip, Transition
from routing.queries.heading import pressing
from workflows.model import CIRCULATE, DUTIES

PAGE: Final = 20
COUNTED: Final = 1_000  # beyond this, a count says 999+
FILTERS: Final = ("all", "urgent", "overdue", "unread")
INCOMING: Final[ColumnElement[str]] = literal_column(
    "'incoming'"
)  # the workflow of received papers, written as partial indexes need it
SHEETS: Final = ("in-", "paper-", "many-")  # how the keys of their sheets begin while they are typed


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open slips there are, of each kind; exact below COUNTED."""

    all: int
    urgent: int
    overdue: int
    unread: int
    latest_urgent: int | None = field(default=None, compare=False)  # the id of the latest urgent slip


def open_slips(connection: Connection, actor: Actor, which: str, page: int) -> list[Row[Any]]:
    """One page of the actor's open slips (and one row more if there are more): urgent, then overdue first."""
    return list(
        connection.execute(
            _open_statement(*_trays(actor), which),
            {
                **_keys(actor),
                "person": actor.person_id,
                "now": clock.now(),
                "reach": page * PAGE + 1,
                "skip": (page - 1) * PAGE,
            },
        )
    )


def next_slip(connection: Connection, actor: Actor, state: str, but: int) -> Row[Any] | None:
    """The slip to see to next in a run: of the same step before any other, and neither the document just dealt with
    nor what a colleague has claimed."""
    free = {None, actor.person_id}
    rows = [row for row in open_slips(connection, actor, "all", 1) if row.document_id != but and row.claimed_by in free]
    return next((row for row in rows if row.slip_state == state), rows[0] if rows else None)


def counts(connection: Connection, actor: Actor) -> Counts:
    """The numbers on the filters, read from the index alone; an absence that waits for the actor's word is one, too."""
    asked = {**_keys(actor), "person": actor.person_id, "now": clock.now()}
    slips, *others = connection.execute(_count_statement(*_trays(actor)), asked).one()
    return Counts(slips + len(actor.beside.leaves), *others)


def done(connection: Connection, actor: Actor, page: int) -> list[Row[Any]]:
    """已办: what the actor has dealt with, latest first."""
    return _page(connection, _done(actor).where(Slip.closed_by == actor.person_id), page)


def done_in_haste(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """What the actor has dealt with of 急件 that are still under way: they head 已办, too (CY-2)."""
    # Not by its index: the few urgent ones are looked up, and not everything that this person ever closed.
    theirs = (Slip.document_id.in_(pressing(actor.organisation_id)), Slip.closed_by + 0 == actor.person_id)
    rows = connection.execute(_done(actor).where(*theirs).order_by(None).order_by(*_HASTE).limit(PAGE))
    latest: dict[int, Row[Any]] = {}
    for row in rows:
        latest.setdefault(row.document_id, row)
    return list(latest.values())


def _done(actor: Actor) -> Select[Any]:
    return (
        select(
            Slip.id.label("done_id"),
            *_SLIP,
            Slip.closed_at,
            Slip.outcome,
            _CLOSED_FOR.label("closed_for"),
            *_DOCUMENT,
            _within(actor.person_id),
        )
        .join(Document, Document.id == Slip.document_id)
        .order_by(Slip.closed_at.desc())
    )


def mine(connection: Connection, actor: Actor, page: int) -> list[Row[Any]]:
    """我起草的, latest first, with who has each now."""
    drafted = and_(Document.drafter_id == actor.person_id, Document.workflow != INCOMING)  # as the index has it
    return _page(connection, _documents(drafted, actor), page)


def handed_in(connection: Connection, actor: Actor, page: int) -> list[Row[Any]]:
    """我交办公室的: the papers that the actor handed in (DA-2), or registered, with who has each now."""
    theirs = and_(Document.drafter_id == actor.person_id, Document.workflow == INCOMING)
    return _page(connection, _documents(theirs, actor), page)


def followed(connection: Connection, actor: Actor, page: int) -> list[Row[Any]]:
    """跟踪: documents the actor wants to see moving, as long as they may read them."""
    follows = select(literal(1)).where(Following.document_id == Document.id, Following.person_id == actor.person_id)
    return _page(connection, _documents(and_(follows.exists(), policy.readable(actor)), actor), page)


def unsaved(connection: Connection, actor: Actor, *, papers: bool = False) -> list[Row[Any]]:
    """What the actor was typing and has not saved: drafts, or the sheets of received `papers`."""
    of_paper = or_(*(DraftCopy.key.like(f"{prefix}%") for prefix in SHEETS))
    return list(
        connection.execute(
            select(DraftCopy.key, DraftCopy.document_id, DraftCopy.title, DraftCopy.saved_at)
            .where(DraftCopy.person_id == actor.person_id, of_paper if papers else not_(of_paper))
            .order_by(DraftCopy.saved_at.desc())
            .limit(PAGE)
        )
    )


def _trays(actor: Actor) -> tuple[int, int, tuple[bool, ...]]:
    """How many trays there are, how many of some 文种 alone, and for whom one reads (of some 文种 alone, or not)."""
    return len(actor.keys), len(actor.narrow), tuple(bool(kinds) for _, kinds in actor.read_for)


def _keys(actor: Actor) -> dict[str, Any]:
    """The trays by name, as the statements bind them; then those of which a deputy sees some 文种 or readings alone."""
    keys: dict[str, Any] = {f"key_{index}": key for index, key in enumerate(actor.keys)}
    for index, (key, kinds) in enumerate(actor.narrow):
        keys |= {f"narrow_{index}": key, f"kinds_{index}": kinds}
    for index, (key, kinds) in enumerate(actor.read_for):
        keys |= {f"reader_{index}": key} | ({f"read_kinds_{index}": kinds} if kinds else {})
    return keys


def _lies(trays: int, narrow: int, reading: tuple[bool, ...]) -> Iterator[ColumnElement[bool]]:
    """An open slip lies in the tray so and so: one condition for each, for the index takes them one by one."""
    for index in range(trays):
        yield and_(Slip.holder == bindparam(f"key_{index}"), Slip.closed_at.is_(None))
    for index in range(narrow):
        of_kind = select(literal(1)).where(
            Document.id == Slip.document_id, Document.kind.in_(bindparam(f"kinds_{index}", expanding=True))
        )
        lies = Slip.holder == bindparam(f"narrow_{index}"), Slip.closed_at.is_(None)
        yield and_(*lies, of_kind.correlate(Slip).exists())
    for index, some in enumerate(reading):
        theirs = select(literal(1)).where(
            Document.id == Slip.document_id,
            or_(Document.restricted.is_(False), policy.in_scope(bindparam("person"))),
            Document.kind.in_(bindparam(f"read_kinds_{index}", expanding=True)) if some else true(),
        )
        lies = Slip.holder == bindparam(f"reader_{index}"), Slip.closed_at.is_(None)
        yield and_(*lies, Slip.kind == CIRCULATE, theirs.correlate(Slip).exists())


@lru_cache(maxsize=128)
def _open_statement(trays: int, narrow: int, reading: tuple[bool, ...], which: str) -> Select[Any]:
    """The page's statement for somebody with so many trays; built once, for building costs more than running."""
    lying = union_all(
        *(
            select(_of_tray(lies, which).limit(bindparam("reach", type_=Integer)).subquery())
            for lies in _lies(trays, narrow, reading)
        )
    ).subquery()
    chosen = (
        select(lying.c.id)
        .order_by(lying.c.urgency.desc(), lying.c.due_at, lying.c.id)
        .limit(PAGE + 1)
        .offset(bindparam("skip", type_=Integer))
        .subquery()
    )
    return (
        select(*_SLIP, *_DOCUMENT, _within(bindparam("person")), ArchiveLoan.rule.label("loan_rule"))
        .join(chosen, chosen.c.id == Slip.id)
        .join(Document, Document.id == Slip.document_id)
        .outerjoin(ArchiveLoan, ArchiveLoan.document_id == Document.id)
        .order_by(Slip.urgency.desc(), Slip.due_at, Slip.id)
    )


@lru_cache(maxsize=32)
def _count_statement(trays: int, narrow: int, reading: tuple[bool, ...]) -> Select[Any]:
    slips = union_all(
        *(
            select(
                select(
                    Slip.id,
                    Slip.urgency,
                    (Slip.due_at < bindparam("now")).label("late"),
                    Slip.opened_at.is_(None).label("unread"),
                )
                .where(lies)
                .limit(COUNTED)
                .subquery()
            )
            for lies in _lies(trays, narrow, reading)
        )
    ).subquery()
    return select(
        func.count(),
        func.count().filter(slips.c.urgency > 0),
        func.count().filter(slips.c.late),
        func.count().filter(slips.c.unread),
        func.max(slips.c.id).filter(slips.c.urgency > 0),
    ).select_from(slips)


def _of_tray(lies: ColumnElement[bool], which: str) -> Select[Any]:
    statement = select(Slip.id, Slip.urgency, Slip.due_at).where(lies)
    match which:
        case "urgent":
            statement = statement.where(Slip.urgency > 0)
        case "overdue":
            statement = statement.where(Slip.due_at < bindparam("now"))
        case "unread":
            statement = statement.where(Slip.opened_at.is_(None))
    return statement.order_by(Slip.urgency.desc(), Slip.due_at, Slip.id)


# The first of the slips that a document waits for: several may sign together.
_lying = aliased(Slip)
_waited_for = (
    select(func.min(_lying.id))
    .where(_lying.document_id == Document.id, _lying.closed_at.is_(None), _lying.kind.in_(DUTIES))
    .correlate(Document)
    .scalar_subquery()
)


def _documents(condition: ColumnElement[bool], actor: Actor) -> Select[Any]:
    return (
        select(*_DOCUMENT, _within(actor.person_id), Slip.holder_name, Slip.arrived_at, Slip.due_at)
        .outerjoin(Slip, Slip.id == _waited_for)
        .where(Document.organisation_id == actor.organisation_id, condition)
        .order_by(Document.pressing.desc(), Document.updated_at.desc())
    )


def _within(person: Any) -> ColumnElement[bool]:
    """May that person open it? Of a restricted paper the office sees the original alone, and not what is in it."""
    return either((Document.restricted, policy.in_scope(person)), else_=true()).label("within")


def _page(connection: Connection, statement: Select[Any], page: int) -> list[Row[Any]]:
    return list(connection.execute(statement.limit(PAGE + 1).offset((page - 1) * PAGE)))


_HASTE: Final = (Document.pressing.desc(), Slip.closed_at.desc())
# For whom a deputy closed a slip: the line of the log says so.
_CLOSED_FOR: Final = (
    select(Transition.on_behalf_of)
    .where(
        Transition.document_id == Slip.document_id,
        Transition.at == Slip.closed_at,
        Transition.person_id == Slip.closed_by,
    )
    .limit(1)
    .scalar_subquery()
)
_SLIP: Final = (
    Slip.holder,
    Slip.holder_name,
    Slip.urgency,
    Slip.sender,
    Slip.from_state,
    Slip.arrived_at,
    Slip.opened_at,
    Slip.due_at,
    Slip.state.label("slip_state"),
    Slip.kind.label("slip_kind"),
    Slip.asked,
    Slip.reason,
    Slip.paused_at,
    Slip.claimed_by,
    Slip.claimer,
)
_DOCUMENT: Final = (
    Document.id.label("document_id"),
    Document.workflow,
    Document.title,
    Document.number,
    Document.department_name,
    Document.state,
    Document.urgency.label("document_urgency"),
    Document.updated_at,
    Document.validity,
)
