"""How much comes, how much is done, how late, how long it takes: by month, department, person and step.

A slip counts for whoever closed it; while it is open, for whom it lies before (all who share a post). Of restricted
documents (机要) nothing is counted outside their scope.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, not_, or_, select

from routing import clock
from routing.actor import Actor
from routing.models import Document, IncomingPaper, Slip
from routing.queries.deadlines import FEW, LEARNT, house_of
from routing.queries.seating import Chart
from routing.queries.secrecy import shut
from routing.queries.superiors import department_of
from routing.queries.supervision import headed, sees_house
from routing.working import Calendar
from workflows import ALL
from workflows.model import DUTIES, STEP

MONTHS: Final = 12
RENEWED: Final = "incoming_renewed"  # 改按机要登记
ENDS: Final = tuple(state.key for state in ALL["incoming"].states if state.final)
LEADERS: Final = 0  # instead of a department: the leaders, who belong to none
STAYS: Final = ("convene", "transfer", "take_back", "lapsed", "urge")  # closings after which the step was not done


@dataclass(slots=True)
class Tally:
    """Slips received and done in a period, how many of those done were late, and how many are overdue now."""

    received: int = 0
    done: int = 0
    late: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """How long a step takes, or what goes on beside the steps (`state` is empty): the median in working minutes of so
    many."""

    workflow: str
    state: str
    kind: str
    minutes: int
    number: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """A year, or a month of it (`month`; 0: the whole). `departments` by id (LEADERS: the leaders), `people` by id."""

    year: int
    month: int
    total: Tally
    months: tuple[Tally, ...]
    departments: dict[int, Tally]
    people: dict[int, Tally]
    steps: tuple[Step, ...]
    names: Mapping[int, str]
    department_names: Mapping[int, str]
    belongs: dict[int, int] = field(default_factory=dict)  # person -> department, or LEADERS
    papers: tuple[int, int] | None = None  # registered in the period, and of these done; of the whole house


def statistics(connection: Connection, actor: Actor, year: int, month: int = 0) -> Statistics:
    """What happened in a year, or a month of it, as far as the actor supervises it."""
    chart, calendar = house_of(connection, actor)
    ours = and_(*mine(chart, actor))
    first, last = period(year, month)
    counted = _counted(connection, ours, (first, last))
    departments, people = dict[int, Tally](), dict[int, Tally]()
    total = Tally()
    for holder, closer, tally in counted:
        behind = _behind(chart, holder, closer)
        department = _department(chart, holder, closer)
        if not sees_house(actor) and department not in headed(actor):
            continue
        _add(total, tally)
        _add(departments.setdefault(department, Tally()), tally)
        for person in behind:
            _add(people.setdefault(person, Tally()), tally)
    return Statistics(
        year,
        month,
        total,
        _months(connection, ours, year),
        departments,
        people,
        _steps(connection, ours, calendar, (first, last)),
        chart.names,
        chart.departments | {LEADERS: "会领导"},
        {person: department_of(chart, f"person:{person}") or LEADERS for person in people},
        _papers(connection, actor, (first, last)) if sees_house(actor) else None,
    )


def _papers(connection: Connection, actor: Actor, within: tuple[datetime, datetime]) -> tuple[int, int]:
    """How many papers were registered, and how many of these are done; a restricted one counts as any other."""
    over = Document.state.in_(ENDS)
    days = [clock.local(moment).date() for moment in within]
    counted = (
        select(func.count(), func.count().filter(over))
        .select_from(IncomingPaper)
        .join(Document, Document.id == IncomingPaper.document_id)
    )
    ours = (
        IncomingPaper.organisation_id == actor.organisation_id,
        IncomingPaper.received_on >= days[0],
        IncomingPaper.received_on < days[1],
        Document.number != "",
        Document.state != RENEWED,  # it counts once, under the number that it bears now
    )
    received, done = connection.execute(counted.where(*ours)).one()
    return received, done


def period(year: int, month: int = 0) -> tuple[datetime, datetime]:
    """The first stored moment of a year, or of a month of it, and the first one after it."""
    first = date(year, month or 1, 1)
    last = date(year + 1, 1, 1) if month in {0, MONTHS} else date(year, month + 1, 1)
    return midnight(first), midnight(last)


def midnight(day: date) -> datetime:
    """The first moment of a day, as it is stored."""
    return clock.stored(datetime.combine(day, time.min))


def mine(chart: Chart, actor: Actor) -> list[ColumnElement[bool]]:
    """The slips that count for an actor: of the house, or of their departments; nothing outside a scope."""
    found = [
        Slip.organisation_id == actor.organisation_id,
        Slip.kind.in_(DUTIES),
        Slip.document_id.not_in(shut(actor)),
    ]
    if not sees_house(actor):
        found.append(Slip.holder.in_(holders(chart, headed(actor))))
    return found


def holders(chart: Chart, departments: Iterable[int]) -> list[str]:
    """The keys of all before whom slips of these departments lie."""
    wanted = set(departments)
    posts = [f"post:{seat.post_id}" for seat in chart.seats.values() if seat.department_id in wanted]
    people = [
        f"person:{person}"
        for person, seats in chart.seats_of.items()
        if any(seat.department_id in wanted for seat in seats if not seat.behalf)
    ]
    return [*(f"department:{one}" for one in wanted), *posts, *people]


def _counted(
    connection: Connection, ours: ColumnElement[bool], within: tuple[datetime, datetime]
) -> list[tuple[str, int | None, Tally]]:
    """Tallies by holder and by who closed it; in one reading of the slips that count."""
    first, last = within
    came = and_(Slip.arrived_at >= first, Slip.arrived_at < last)
    was_done = and_(Slip.closed_at >= first, Slip.closed_at < last, Slip.closed_by.is_not(None), not_stayed())
    late = and_(Slip.closed_at.is_(None), Slip.due_at < clock.now(), Slip.paused_at.is_(None))
    rows = connection.execute(
        select(
            Slip.holder,
            Slip.closed_by,
            func.count().filter(came),
            func.count().filter(was_done),
            func.count().filter(and_(was_done, Slip.closed_at > Slip.due_at)),
            func.count().filter(late),
        )
        .where(ours, or_(came, was_done, late))
        .group_by(Slip.holder, Slip.closed_by)
    )
    return [(row[0], row[1], Tally(*row[2:])) for row in rows]


def not_stayed() -> ColumnElement[bool]:
    """Closed because the step was done."""
    return not_(Slip.outcome.in_(STAYS))


def _months(connection: Connection, ours: ColumnElement[bool], year: int) -> tuple[Tally, ...]:
    columns = []
    for month in range(1, MONTHS + 1):
        first, last = period(year, month)
        was_done = and_(Slip.closed_at >= first, Slip.closed_at < last, Slip.closed_by.is_not(None), not_stayed())
        columns += [
            func.count().filter(and_(Slip.arrived_at >= first, Slip.arrived_at < last)),
            func.count().filter(was_done),
            func.count().filter(and_(was_done, Slip.closed_at > Slip.due_at)),
        ]
    first, last = period(year)
    touched = or_(
        and_(Slip.arrived_at >= first, Slip.arrived_at < last), and_(Slip.closed_at >= first, Slip.closed_at < last)
    )
    row = connection.execute(select(*columns).where(ours, touched)).one()
    return tuple(Tally(*row[start : start + 3]) for start in range(0, 3 * MONTHS, 3))


def _steps(
    connection: Connection, ours: ColumnElement[bool], calendar: Calendar, within: tuple[datetime, datetime]
) -> tuple[Step, ...]:
    """The medians of the latest LEARNT slips of the period; steps of which there are too few are not told."""
    rows: Sequence[Row[Any]] = connection.execute(
        select(Document.workflow, Slip.state, Slip.kind, Slip.arrived_at, Slip.closed_at)
        .join(Document, Document.id == Slip.document_id)
        .where(ours, Slip.closed_by.is_not(None), not_stayed())
        .where(Slip.closed_at >= within[0], Slip.closed_at < within[1])
        .order_by(Slip.id.desc())
        .limit(LEARNT)
    ).all()
    taken: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in rows:
        state = row.state if row.kind in STEP else ""  # what goes on beside the steps takes its own time
        taken[row.workflow, state, row.kind].append(calendar.minutes_between(row.arrived_at, row.closed_at))
    return tuple(
        Step(*key, round(median(times)), len(times)) for key, times in sorted(taken.items()) if len(times) >= FEW
    )


def _behind(chart: Chart, holder: str, closer: int | None) -> tuple[int, ...]:
    if closer is not None:
        return (closer,) if closer in chart.names else ()
    return tuple(person for person, _ in chart.people_of(holder))


def _department(chart: Chart, holder: str, closer: int | None) -> int:
    """By the holder; where it is no longer there, by who closed it."""
    found = department_of(chart, holder)
    return found or (department_of(chart, f"person:{closer}") if closer else None) or LEADERS


def _add(total: Tally, more: Tally) -> None:
    total.received += more.received
    total.done += more.done
    total.late += more.late
    total.overdue += more.overdue
