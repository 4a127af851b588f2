"""每周汇总: what is overdue, due this week, done last week, by department; the leaders' instructions one by one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from routing import clock
from routing.actor import Actor
from routing.models import Document, Slip, Task
from routing.queries.deadlines import house_of
from routing.queries.heading import pressing
from routing.queries.statistics import LEADERS, midnight, mine, not_stayed
from routing.queries.superiors import department_of
from routing.queries.supervision import headed, known, sees_house, within
from routing.working import HOURS, Calendar

WEEK: Final = timedelta(days=7)
LISTED: Final = 50  # instructions in one list


@dataclass(slots=True)
class Counts:
    """Slips that are overdue, due this week, and done last week."""

    overdue: int = 0
    due: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """One week from Monday (`monday`) as an actor sees it. The tasks are instructions of the leaders that one may
    read, LISTED of each kind at most; `departments` by id (statistics.LEADERS: the leaders)."""

    monday: date
    total: Counts
    departments: dict[int, Counts]
    names: dict[int, str]
    overdue: tuple[Row[Any], ...]
    due: tuple[Row[Any], ...]
    closed: tuple[Row[Any], ...]


def digest(connection: Connection, actor: Actor) -> Digest:
    """The present week."""
    chart, _ = house_of(connection, actor)
    now, monday = clock.now(), monday_of(clock.today())
    this, following, before = midnight(monday), midnight(monday + WEEK), midnight(monday - WEEK)
    ours = and_(*mine(chart, actor))
    open_ = and_(Slip.closed_at.is_(None), Slip.paused_at.is_(None))
    overdue = and_(open_, Slip.due_at < now)
    due = and_(open_, Slip.due_at >= now, Slip.due_at < following)
    done = and_(Slip.closed_at >= before, Slip.closed_at < this, Slip.closed_by.is_not(None), not_stayed())
    counts: dict[int, Counts] = defaultdict(Counts)
    total = Counts()
    statement = select(Slip.holder, *(func.count().filter(one) for one in (overdue, due, done)))
    for row in connection.execute(statement.where(ours, or_(overdue, due, done)).group_by(Slip.holder)):
        department = department_of(chart, row.holder) or LEADERS
        if sees_house(actor) or department in headed(actor):
            for one in (total, counts[department]):
                one.overdue, one.due, one.done = one.overdue + row[1], one.due + row[2], one.done + row[3]
    running = and_(Task.closed_at.is_(None), Task.state == "open")
    return Digest(
        monday,
        total,
        dict(counts),
        chart.departments | {LEADERS: "会领导"},
        *_tasks(
            connection,
            actor,
            (
                and_(running, Task.due_at < now),
                and_(running, Task.due_at >= now, Task.due_at < following),
                and_(Task.state == "closed", Task.closed_at >= before, Task.closed_at < this),
            ),
        ),
    )


def monday_of(day: date) -> date:
    """The Monday of a day's week, as ISO 8601 counts weeks."""
    return day - timedelta(days=day.weekday())


def begins(calendar: Calendar, day: date) -> datetime | None:
    """When the office opens for the first time in a day's week; None in a week that is not worked at all."""
    week = (monday_of(day) + timedelta(days=number) for number in range(7))
    first = next((one for one in week if calendar.is_working(one)), None)
    return clock.stored(datetime.combine(first, HOURS[0][0])) if first is not None else None


def _tasks(connection: Connection, actor: Actor, lists: Sequence[ColumnElement[bool]]) -> list[tuple[Row[Any], ...]]:
    """LISTED of each list at most: 急件, asked for once for all of them, and then by their dates."""
    theirs = _TASKS.where(within(actor), known(actor), Task.led.is_(True))
    marked = theirs.add_columns(*(which.label(f"in_{place}") for place, which in enumerate(lists)))
    # Not by the house: the tasks of the few urgent documents are looked up by these.
    urgent = marked.where(Task.document_id.in_(pressing(actor.organisation_id)))
    first = connection.execute(urgent.order_by(Document.pressing.desc(), Task.due_at, Task.id)).all()
    found = []
    for place, which in enumerate(lists):
        heading = [row for row in first if row._mapping[f"in_{place}"]][:LISTED]
        others = theirs.where(Task.organisation_id == actor.organisation_id, which, Document.pressing == 0).order_by(
            Task.due_at, Task.id
        )
        found.append((*heading, *connection.execute(others.limit(LISTED - len(heading)))))
    return found


_TASKS: Final = select(
    Task.id, Task.wording, Task.instructed_name, Task.lead_name, Task.due_at, Task.closed_at, Document.title,
    Document.number, Document.id.label("document_id"),
).join(Document, Document.id == Task.document_id)  # fmt: skip
