"""督办: what is late, and what is likely to be late, for those whom workflows.escalation names.

How long a step takes is learnt from the slips that were closed: the median of the latest, in working minutes, worked
out once a day and kept in the process. A step of which too little is known counts with its limit.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, func, literal, or_, select, true

from routing import clock
from routing.actor import Actor
from routing.models import Document, Organisation, Slip
from routing.queries.calendar import calendar_of
from routing.queries.chart import Chart, chart_of
from routing.queries.heading import pressing, with_heading
from routing.queries.seating import HEADS
from routing.queries.secrecy import shut
from routing.queries.tray import COUNTED, PAGE
from routing.services.facts import workflow_of
from routing.working import MINUTES_A_DAY, Calendar
from workflows.escalation import TABLE, Reach, Watch
from workflows.model import DUTIES, MAIN, Workflow
from workflows.roles import Capacity

FILTERS: Final = ("overdue", "coming")
LEARNT: Final = 3_000  # closed slips from which the medians are learnt, the latest of the house
FEW: Final = 5  # closed slips of a step; below this its limit counts
LOOKED_AT: Final = 500  # slips, of 急件 and those due next, among which the likely late are looked for
KEPT: Final = timedelta(minutes=1)  # how long the count on the tab of 待办 may be old
FARTHEST: Final = timedelta(days=90)  # back from now, to find when so many working days ago was
_STAYS: Final = ("convene", "transfer", "take_back", "lapsed")  # closings after which the step was not done

Medians = Mapping[tuple[str, str], int]  # (workflow, state) -> working minutes


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody sees: of which departments (None: all), due up to when, whether what is coming, by which clause,
    and whether it rises into their tray."""

    departments: tuple[int, ...] | None
    before: datetime
    coming: bool
    clause: str
    rises: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A slip that is late or likely to be.

    `over`: working minutes past its date (0: not yet); `closes`: when it is likely to be dealt with; `ends`: when the
    document is likely to have come to its end; `people`: who is behind the post that it lies before.
    """

    slip: Row[Any]
    over: int
    closes: datetime
    ends: datetime
    people: str


@dataclass(frozen=True, slots=True)
class Late:
    """One page. `coming` is None for those who see only what is overdue."""

    which: str
    page: int
    lines: tuple[Line, ...]
    more: bool
    overdue: int
    coming: int | None


def late(connection: Connection, actor: Actor, which: str, page: int) -> Late:
    """One page of what is overdue, or of what is likely to become so; the earliest due first."""
    now = clock.now()
    chart, calendar = house_of(connection, actor)
    seen = scopes(chart, calendar, actor, now)
    learnt = _medians_today(connection, actor.organisation_id, calendar)
    foreseen = _foreseen(connection, actor, seen, (calendar, learnt, now))
    if which == "coming" and foreseen is not None:
        found = foreseen[(page - 1) * PAGE : page * PAGE + 1]
    else:
        which, found = "overdue", _overdue(connection, actor, seen, page)
    lines = tuple(_line(connection, row, (chart, calendar, learnt), now) for row in found[:PAGE])
    number = _count(connection, actor, seen)
    return Late(which, page, lines, len(found) > PAGE, number, None if foreseen is None else len(foreseen))


def late_count(connection: Connection, actor: Actor) -> int | None:
    """How many slips are overdue, for the tab beside 待办: a minute old at most. None: no supervisor."""
    if not watches(actor):
        return None
    key, now = (str(connection.engine.url), actor.person_id), clock.now()
    kept = _counts.get(key)
    if kept is None or now - kept[0] > KEPT:
        chart, calendar = house_of(connection, actor)
        kept = _counts[key] = (now, _count(connection, actor, scopes(chart, calendar, actor, now)))
    return kept[1]


def scopes(chart: Chart, calendar: Calendar, actor: Actor, now: datetime) -> tuple[Scope, ...]:
    """What the actor sees by the table of escalation, for the posts held in their own right."""
    found = []
    for watch in watches(actor):
        departments = _departments(chart, actor, watch)
        if departments == ():
            continue
        until = before(calendar, now, watch.days * MINUTES_A_DAY)
        found.append(Scope(departments, until, watch.coming, watch.clause, watch.rises))
    return tuple(found)


def before(calendar: Calendar, now: datetime, minutes: int) -> datetime:
    """The latest moment from which so many working minutes have passed until now (at most FARTHEST back)."""
    if not minutes:
        return now
    least, most = 0, int(FARTHEST.total_seconds() // 60)
    while least < most:
        middle = (least + most) // 2
        if calendar.minutes_between(now - timedelta(minutes=middle), now) >= minutes:
            most = middle
        else:
            least = middle + 1
    return now - timedelta(minutes=least)


def medians(connection: Connection, organisation_id: int, calendar: Calendar) -> dict[tuple[str, str], int]:
    """How long each step takes: the median working minutes of its latest closed slips, where there are enough."""
    rows = connection.execute(
        select(Document.workflow, Slip.state, Slip.arrived_at, Slip.closed_at)
        .join(Document, Document.id == Slip.document_id)
        .where(
            Slip.organisation_id == organisation_id,
            Slip.closed_by.is_not(None),
            Slip.kind == MAIN,
            Slip.outcome.not_in(_STAYS),
        )
        .order_by(Slip.id.desc())
        .limit(LEARNT)
    )
    taken: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        taken[row.workflow, row.state].append(calendar.minutes_between(row.arrived_at, row.closed_at))
    return {step: round(median(times)) for step, times in taken.items() if len(times) >= FEW}


def remaining(workflow: Workflow, state: str, elapsed: int, learnt: Medians) -> int:
    """The working minutes that a document is likely to need from here to the end of the main line.

    `elapsed` working minutes it has been in this state; what is over its usual time counts as done at any moment.
    """
    line = [one for one in workflow.line if not one.final]
    here = next((place for place, one in enumerate(line) if one.key == state), len(line))
    usual = [learnt.get((workflow.key, one.key), one.days * MINUTES_A_DAY) for one in line[here:]]
    return max(usual[0] - elapsed, 0) + sum(usual[1:]) if usual else 0


def house_of(connection: Connection, actor: Actor) -> tuple[Chart, Calendar]:
    """The actor's house as it is now: who sits where, and when the office is open."""
    statement = select(Organisation.chart_version).where(Organisation.id == actor.organisation_id)
    version = connection.execute(statement).scalar_one()
    return (
        chart_of(connection, actor.organisation_id, version),
        calendar_of(connection, actor.organisation_id, version),
    )


def watches(actor: Actor) -> tuple[Watch, ...]:
    """The rules of the table of escalation that name one of the actor's own posts."""
    return tuple(watch for watch in TABLE if watch.capacity in actor.capacities)


def _departments(chart: Chart, actor: Actor, watch: Watch) -> tuple[int, ...] | None:
    """The departments whose documents a rule means; None for all, empty where the rule does not hold for the actor."""
    posts = {seat.post_id for seat in actor.own if seat.capacity is watch.capacity}
    match watch.reach:
        case Reach.OWN:
            return tuple(seat.department_id for seat in actor.own if seat.capacity in HEADS and seat.department_id)
        case Reach.OVERSEEN:
            return tuple(department for department, post in chart.overseer.items() if post in posts)
        case Reach.HOUSE:
            first = next((seat.post_id for seat in chart.seats.values() if seat.capacity is Capacity.VICE_CHAIR), 0)
            return () if watch.first and first not in posts else None


def _overdue(connection: Connection, actor: Actor, seen: Sequence[Scope], page: int) -> list[Row[Any]]:
    late_ones = late_slips(actor, seen, Slip.id, *SLIP)
    return urgent_first(connection, late_ones, actor, PAGE + 1, (page - 1) * PAGE)


def _count(connection: Connection, actor: Actor, seen: Sequence[Scope]) -> int:
    """How many; exact below COUNTED. In order, so that the index is read up to there and no further."""
    counted = select_late(actor, seen, literal(1)).order_by(Slip.due_at).limit(COUNTED).subquery()
    return int(connection.execute(select(func.count()).select_from(counted)).scalar_one())


def select_late(actor: Actor, seen: Sequence[Scope], *columns: Any) -> Select[Any]:
    """The slips of the house that are overdue, as far as the actor sees them, whoever has them."""
    return late_slips(actor, seen, *columns).where(Slip.organisation_id == actor.organisation_id)


def late_slips(actor: Actor, seen: Sequence[Scope], *columns: Any) -> Select[Any]:
    """The same of any house: `urgent_first` narrows them to the actor's."""
    latest = max((scope.before for scope in seen), default=clock.now())
    statement = select(*columns).select_from(Slip)
    statement = statement.where(
        Slip.closed_at.is_(None),
        Slip.due_at <= latest,
        Slip.kind.in_(DUTIES),
        Slip.paused_at.is_(None),
        Slip.document_id.not_in(shut(actor)),
    )
    whole = any(scope.departments is None and scope.before == latest for scope in seen)
    if whole and len(columns) == 1:
        return statement
    joined = statement.join(Document, Document.id == Slip.document_id)
    return joined.where(or_(false(), *(and_(_within(scope), Slip.due_at <= scope.before) for scope in seen)))


def _foreseen(
    connection: Connection, actor: Actor, seen: Sequence[Scope], knowing: tuple[Calendar, Medians, datetime]
) -> list[Row[Any]] | None:
    """Of the slips due next, those that usually take longer than they have, 急件 first; None for those not told."""
    calendar, learnt, now = knowing
    told = [scope for scope in seen if scope.coming]
    if not told:
        return None
    due = (
        select(Slip.id, *SLIP)
        .join(Document, Document.id == Slip.document_id)
        .where(
            Slip.closed_at.is_(None),
            Slip.due_at >= now,
            Slip.kind == MAIN,
            Slip.paused_at.is_(None),
            Slip.document_id.not_in(shut(actor)),
            or_(*map(_within, told)),
        )
    )
    rows = urgent_first(connection, due, actor, LOOKED_AT)
    return [row for row in rows if _closes(row, calendar, learnt) > row.due_at]


def urgent_first(
    connection: Connection, statement: Select[Any], actor: Actor, limit: int, offset: int = 0
) -> list[Row[Any]]:
    """So many of those slips (their id first, with their documents) that are of the house: 急件, then the others."""
    # The few of urgent documents are looked up by these: asked for by the house, SQLite would read its index of dates.
    urgent = statement.with_only_columns(Slip.id).where(Slip.document_id.in_(pressing(actor.organisation_id)))
    heading = urgent.order_by(Document.pressing.desc(), Slip.due_at, Slip.id)
    rest = statement.where(Slip.organisation_id == actor.organisation_id, Document.pressing == 0)
    rest = rest.order_by(Slip.due_at, Slip.id)
    return list(with_heading(connection, heading, statement, rest, limit, offset))


def _within(scope: Scope) -> ColumnElement[bool]:
    return true() if scope.departments is None else Document.department_id.in_(scope.departments)


def _closes(row: Row[Any], calendar: Calendar, learnt: Medians) -> datetime:
    """When a slip is likely to be closed: after what such slips usually take; on its date if nothing is known."""
    usual = learnt.get((row.workflow, row.slip_state)) if row.slip_kind == MAIN else None
    closes: datetime = row.due_at if usual is None else calendar.after(row.arrived_at, usual)
    return closes


def _line(connection: Connection, row: Row[Any], knowing: tuple[Chart, Calendar, Medians], now: datetime) -> Line:
    chart, calendar, learnt = knowing
    workflow = workflow_of(connection, row.workflow, row.workflow_digest)
    left = remaining(workflow, row.state, calendar.minutes_between(row.arrived_at, now), learnt)
    over = calendar.minutes_between(row.due_at, now)
    return Line(row, over, _closes(row, calendar, learnt), calendar.after(now, left), chart.holder_people(row.holder))


def _medians_today(connection: Connection, organisation_id: int, calendar: Calendar) -> Medians:
    key, today = (str(connection.engine.url), organisation_id), clock.today()
    kept = _learnt.get(key)
    if kept is None or kept[:2] != (today, calendar):
        kept = _learnt[key] = (today, calendar, medians(connection, organisation_id, calendar))
    return kept[2]


_learnt: dict[tuple[str, int], tuple[date, Calendar, Medians]] = {}
_counts: dict[tuple[str, int], tuple[datetime, int]] = {}
SLIP: Final = (
    Slip.holder,
    Slip.holder_name,
    Slip.urgency,
    Slip.arrived_at,
    Slip.due_at,
    Slip.state.label("slip_state"),
    Slip.kind.label("slip_kind"),
    Document.id.label("document_id"),
    Document.workflow,
    Document.workflow_digest,
    Document.title,
    Document.number,
    Document.department_name,
    Document.state,
)
