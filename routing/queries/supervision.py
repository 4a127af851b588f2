"""督办清单: what the leaders instructed, and every other task, until it is closed (CY-4).

Of a restricted document (机要) those outside its scope see that there is such an item and how far it is, and nothing
that was written on it; where they ask by words, leader or department, it is not among the answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal, not_, or_, select, true

from routing import clock, policy
from routing.actor import Actor
from routing.models import Document, IncomingPaper, Slip, Task, Urging
from routing.queries.deadlines import house_of
from routing.queries.heading import pressing, with_heading
from routing.queries.seating import HEADS, Chart
from routing.queries.tray import COUNTED, PAGE
from routing.working import Calendar
from workflows.escalation import TABLE, Reach
from workflows.model import CLOSING
from workflows.roles import LEADERS

OPEN: Final = "running"  # not closed yet: before the lead, before the leader, or before the office
STATES: Final = ("open", "reported", "accepted", "closed", "cancelled")
EXPORTED: Final = 10_000  # lines of a workbook or a printed list
AT_ONCE: Final = 500  # tasks whose slips are looked up together
_HOUSE: Final = frozenset(watch.capacity for watch in TABLE if watch.reach is Reach.HOUSE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to. `state`: one of STATES, OPEN, or empty for all; `leader`, `department`: ids, or 0."""

    led: bool = True
    state: str = OPEN
    leader: int = 0
    department: int = 0
    overdue: bool = False
    year: int = 0
    words: str = ""
    page: int = 1

    @property
    def reveals(self) -> bool:
        """Would being among the answers tell something of a task that one may not see?"""
        return bool(self.leader or self.department or self.words.strip())


@dataclass(frozen=True, slots=True)
class Supervised:
    """One line: `left` working minutes to its date, `over` working minutes past it; `closing` the slip by which the
    actor can close it (0: none); `urged` the last urging (at, name), or None; `urges`: may the actor urge it?"""

    task: Row[Any]
    left: int
    over: int
    closing: int
    urged: tuple[datetime, str] | None
    urges: bool


@dataclass(frozen=True, slots=True)
class List:
    """One page, the counts of what is running and overdue (exact below COUNTED), and what one can narrow it by."""

    asked: Asked
    lines: tuple[Supervised, ...]
    more: bool
    running: int
    overdue: int
    leaders: dict[int, str]
    departments: dict[int, str]


def supervised(connection: Connection, actor: Actor, asked: Asked) -> List:
    """One page of the list: what is running by its date, what is over by the day it was given, latest first."""
    chart, calendar = house_of(connection, actor)
    rows = _rows(connection, actor, asked, PAGE + 1, (asked.page - 1) * PAGE)
    return List(
        asked,
        tuple(_lines(connection, actor, calendar, rows[:PAGE])),
        len(rows) > PAGE,
        _count(connection, actor, Asked(led=asked.led)),
        _count(connection, actor, Asked(led=asked.led, overdue=True)),
        _leaders(chart),
        _departments(chart, actor),
    )


def exported(connection: Connection, actor: Actor, asked: Asked) -> list[Supervised]:
    """The whole list that was asked for, EXPORTED lines at most."""
    _, calendar = house_of(connection, actor)
    return list(_lines(connection, actor, calendar, _rows(connection, actor, asked, EXPORTED)))


def sees_house(actor: Actor) -> bool:
    """Does the actor supervise the house, and not a department alone?"""
    return not actor.capacities.isdisjoint(_HOUSE)


def headed(actor: Actor) -> tuple[int, ...]:
    """The departments that the actor heads."""
    found = (seat.department_id for seat in actor.own if seat.capacity in HEADS and seat.department_id)
    return tuple(dict.fromkeys(found))


def within(actor: Actor) -> ColumnElement[bool]:
    """Of the tasks of the house those that an actor supervises: all, or what their department leads and may be read."""
    if sees_house(actor):
        return true()
    return and_(Task.department_id.in_(headed(actor)), policy.readable(actor))


def known(actor: Actor) -> ColumnElement[bool]:
    """Tasks of documents whose scope does not shut the actor out."""
    return or_(Document.restricted.is_(False), policy.in_scope(actor.person_id))


def _wanted(actor: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    """What is asked for, of tasks of the house."""
    found = [within(actor), Task.led.is_(asked.led)]
    if asked.state == OPEN or asked.overdue:
        found.append(Task.closed_at.is_(None))
    elif asked.state:
        found.append(Task.state == asked.state)
        found.append(Task.closed_at.is_not(None) if asked.state in STATES[3:] else Task.closed_at.is_(None))
    if asked.overdue:
        found += [Task.due_at < clock.now(), Task.state == "open"]
    if asked.year:
        first, last = (clock.stored(datetime(year, 1, 1)) for year in (asked.year, asked.year + 1))  # noqa: DTZ001
        found += [Task.created_at >= first, Task.created_at < last]
    if asked.leader:
        found.append(Task.instructed_by == asked.leader)
    if asked.department:
        found.append(Task.department_id == asked.department)
    if asked.reveals:
        found.append(known(actor))
    return found + [_says(word) for word in asked.words.split()[:10]]


def _says(word: str) -> ColumnElement[bool]:
    columns = (
        Task.wording,
        Task.lead_name,
        Task.result,
        Document.title,
        Document.number,
        IncomingPaper.organ,
        IncomingPaper.source_number,
    )
    return or_(*(func.coalesce(column, "").icontains(word, autoescape=True) for column in columns))


def _rows(connection: Connection, actor: Actor, asked: Asked, limit: int, offset: int = 0) -> Sequence[Row[Any]]:
    """So many tasks of a list: of what is running 急件 and then by date, of what is over the latest first.

    急件 head it (CY-2), but of a restricted one nobody outside its scope is told how urgent it is. Of what is over
    nothing is pressing.
    """
    wanted = _TASKS.add_columns(policy.readable(actor).label("readable")).where(*_wanted(actor, asked))
    listed = wanted.where(Task.organisation_id == actor.organisation_id)
    if not (asked.overdue or asked.state in {OPEN, *STATES[:3]}):
        return connection.execute(listed.order_by(*_LATEST).limit(limit).offset(offset)).all()
    # The few of urgent documents are looked up by these.
    urgent = wanted.with_only_columns(Task.id).where(Task.document_id.in_(pressing(actor.organisation_id)))
    heading = urgent.where(known(actor)).order_by(Document.pressing.desc(), Task.due_at, Task.id)
    rest = listed.where(or_(Document.pressing == 0, not_(known(actor)))).order_by(Task.due_at, Task.id)
    return with_heading(connection, heading, wanted, rest, limit, offset)


def _count(connection: Connection, actor: Actor, asked: Asked) -> int:
    statement = select(literal(1)).select_from(Task).where(Task.organisation_id == actor.organisation_id)
    statement = statement.where(*_wanted(actor, asked))
    if not sees_house(actor):
        statement = statement.join(Document, Document.id == Task.document_id)
    counted = statement.order_by(Task.due_at).limit(COUNTED).subquery()  # in order: the index is read no further
    return int(connection.execute(select(func.count()).select_from(counted)).scalar_one())


def _lines(connection: Connection, actor: Actor, calendar: Calendar, rows: Sequence[Row[Any]]) -> list[Supervised]:
    now, ids = clock.now(), [row.id for row in rows]
    closing, urged, others = dict[int, int](), dict[int, tuple[datetime, str]](), set[int]()
    for start in range(0, len(ids), AT_ONCE):
        slips = connection.execute(_SLIPS.where(Slip.task_id.in_(ids[start : start + AT_ONCE]))).all()
        closing |= {one.task_id: one.id for one in slips if one.closes and one.holder in actor.keys}
        others |= {one.task_id for one in slips if one.open and one.holder not in actor.keys}
        of_task = {one.id: one.task_id for one in slips}
        said = connection.execute(_URGED.where(Urging.slip_id.in_(of_task))) if of_task else ()
        urged |= {of_task[one.slip_id]: (one.at, one.name) for one in said}
    may_urge = not actor.capacities.isdisjoint(policy.URGES)
    return [
        Supervised(
            row,
            0 if row.closed_at else calendar.minutes_between(now, row.due_at),
            calendar.minutes_between(row.due_at, now) if row.state == "open" else 0,
            closing.get(row.id, 0),
            urged.get(row.id),
            may_urge and row.id in others,  # what waits for oneself alone is nobody's to urge
        )
        for row in rows
    ]


def _leaders(chart: Chart) -> dict[int, str]:
    """The leaders of today, who instruct."""
    seats = (seat for seat in chart.seats.values() if seat.capacity in LEADERS)
    people = (one for seat in seats for one in chart.sitters.get(seat.post_id, ()) if not one.behalf)
    return {one.person_id: one.name for one in people}


def _departments(chart: Chart, actor: Actor) -> dict[int, str]:
    names = chart.departments if sees_house(actor) else {one: chart.departments[one] for one in headed(actor)}
    return dict(sorted(names.items()))


_LATEST: Final = (Task.created_at.desc(), Task.id.desc())
_SLIPS: Final = select(
    Slip.id,
    Slip.task_id,
    Slip.holder,
    Slip.closed_at.is_(None).label("open"),
    and_(Slip.kind == CLOSING, Slip.closed_at.is_(None)).label("closes"),
)
_URGED: Final = select(Urging.slip_id, Urging.at, Urging.name).order_by(Urging.id)
_TASKS: Final = (
    select(
        Task.id, Task.serial, Task.wording, Task.instructed_name, Task.led, Task.lead_name, Task.helpers,
        Task.department_id, Task.created_at, Task.due_at, Task.state, Task.result, Task.reported_at, Task.reported_by,
        Task.closed_at, Task.closed_by, Task.refusals, Task.lead, Task.document_id,
        Document.title, Document.number, Document.urgency, Document.restricted,
        IncomingPaper.organ, IncomingPaper.source_number,
    )
    .join(Document, Document.id == Task.document_id)
    .outerjoin(IncomingPaper, IncomingPaper.document_id == Task.document_id)
)  # fmt: skip
