"""催办 by the house itself: before a slip's date, on it and after it, rising to those above (CY-4).

What was said is kept as rows of Urging without a person, written in one transaction with the notices: whichever
worker comes first says it, and no other one again. Nothing is said while the office is closed, nor to people on leave,
but to their deputies; they are told what holds then when they are back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, insert, select

from routing import clock, display
from routing.database import let_go, reading, writing
from routing.models import Document, Organisation, Slip, Urging
from routing.queries.calendar import calendar_of
from routing.queries.chart import Chart, chart_of
from routing.queries.deadlines import before
from routing.queries.superiors import at_work, superiors
from routing.services import jobs, notifying
from routing.services.facts import workflow_of
from routing.services.notifying import Notice, told_of
from routing.working import MINUTES_A_DAY, Calendar
from workflows.definitions.archive_loan import LENT
from workflows.definitions.incoming import REGISTERING
from workflows.escalation import LATE_EVERY, LATE_FROM, RISES, URGENT_BEFORE, Above
from workflows.model import CIRCULATE, CLOSING, DUTIES, HELP, MAIN, PROPOSAL, RENEWAL, RESULT, SIGN, TASK, State

EVERY: Final = 600  # seconds between two rounds
BATCH: Final = 200  # slips in one transaction
EARLIEST: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - naive UTC, as it is stored
BEFORE, DUE, LATE, RISEN = "before", "due", "late", "risen"
KINDS: Final = {
    SIGN: "会签",
    CIRCULATE: "传阅",
    TASK: "交办事项",
    HELP: "协办",
    RESULT: "审定办理结果",
    CLOSING: "督办销号",
    PROPOSAL: "建议增加传阅人",
    RENEWAL: "续借",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a slip has come: the `reason` of the reminder that is due, and since when it is."""

    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class _House:
    """A house at one moment, with what was looked up in its chart: thousands of slips lie before few holders."""

    chart: Chart
    calendar: Calendar
    now: datetime
    here: dict[str, tuple[str, ...]] = field(default_factory=dict)
    above: dict[tuple[str, Above], tuple[str, ...]] = field(default_factory=dict)

    def at_work(self, holder: str) -> tuple[str, ...]:
        if holder not in self.here:
            self.here[holder] = at_work(self.chart, holder)
        return self.here[holder]

    def superiors(self, holder: str, above: Above) -> tuple[str, ...]:
        if (holder, above) not in self.above:
            self.above[holder, above] = superiors(self.chart, holder, above)
        return self.above[holder, above]


def remind() -> int:
    """One round through every house whose office is open now; return how many reminders were written."""
    now = clock.now()
    houses = reading().execute(select(Organisation.id, Organisation.chart_version)).all()
    told = 0
    for organisation in houses:
        calendar = calendar_of(reading(), organisation.id, organisation.chart_version)
        if calendar.after(now, 0) != now:
            continue  # the office is closed: there is nobody to urge
        house = _House(chart_of(reading(), organisation.id, organisation.chart_version), calendar, now)
        told += _round(house)
    let_go()
    return told


def stage(calendar: Calendar, slip: Any, now: datetime) -> Stage | None:
    """The reminder that is due for a slip, if any: the latest that has begun. None where it came later than that."""
    over = calendar.minutes_between(slip.due_at, now) // MINUTES_A_DAY
    if over >= LATE_FROM:
        days = over - (over - LATE_FROM) % LATE_EVERY
        return Stage(LATE, calendar.after(slip.due_at, days * MINUTES_A_DAY))
    begun = [one for one in _beginnings(calendar, slip) if slip.arrived_at < one.since <= now]
    return begun[-1] if begun else None


def risings(calendar: Calendar, slip: Any, now: datetime) -> Iterator[tuple[Any, datetime]]:
    """The rules of workflows.escalation by which those above are told of a slip now, and since when each holds."""
    over = calendar.minutes_between(slip.due_at, now) // MINUTES_A_DAY
    for rise in RISES:
        if over >= rise.days:
            yield rise, calendar.after(slip.due_at, rise.days * MINUTES_A_DAY)


def _beginnings(calendar: Calendar, slip: Any) -> tuple[Stage, ...]:
    """When the reminders before a slip's date, and on it, are due.

    An urgent one counts in working hours. Any other: as the office opens on the working day before, and on its day. A
    paper that was handed in is urged a working day after it came (DA-2).
    """
    if slip.urgency:
        return (Stage(BEFORE, before(calendar, slip.due_at, URGENT_BEFORE)), Stage(DUE, slip.due_at))
    if slip.state == REGISTERING.key:
        return (Stage(DUE, calendar.after(slip.arrived_at, MINUTES_A_DAY)),)
    closes = calendar.closing(clock.local(slip.due_at).date(), 0)
    return (
        Stage(BEFORE, before(calendar, closes, 2 * MINUTES_A_DAY)),
        Stage(DUE, before(calendar, closes, MINUTES_A_DAY)),
    )


def _round(house: _House) -> int:
    """All slips of a house that may be due a reminder, page after page, the earliest due first."""
    until = house.calendar.closing(clock.local(house.now).date(), 1)
    told, last = 0, (EARLIEST, 0)
    while True:
        page = reading().execute(_page(house.chart.organisation_id, until, last)).all()
        said = _said(reading(), [slip.id for slip in page])
        wanted = [slip.id for slip in page if any(_wanted(house, slip, said[slip.id]))]
        let_go()
        told += _tell(house, wanted) if wanted else 0
        if len(page) < BATCH:
            return told
        last = (page[-1].due_at, page[-1].id)


def _tell(house: _House, ids: Sequence[int]) -> int:
    """Write the reminders of these slips that nobody has written yet.

    The slips are locked, and what was said is read after that: of two workers one says it. What somebody acts on at
    this moment is passed over, for the next round.
    """
    with writing() as connection:
        locked = _SLIPS.where(Slip.id.in_(ids)).order_by(Slip.id)
        slips = connection.execute(locked.with_for_update(of=Slip, key_share=True, skip_locked=True)).all()
        said = _said(connection, [slip.id for slip in slips])
        made = [one for slip in slips for one in _wanted(house, slip, said[slip.id])]
        if made:
            connection.execute(insert(Urging), [row for row, _ in made])
        documents = _documents(connection, {row["document_id"] for row, _ in made})
        open_ = {slip.id: slip for slip in slips}
        notifying.put(
            connection,
            [
                _notice(connection, house, open_[row["slip_id"]], documents[row["document_id"]], row, people)
                for row, people in made
            ],
        )
    return len(made)


def _wanted(house: _House, slip: Any, said: Sequence[Any]) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """What is to be said of a slip now and was not yet: (row of Urging, to whom)."""
    due = stage(house.calendar, slip, house.now)
    if due is not None and not any(one.reason == due.reason and one.at >= due.since for one in said):
        people = house.at_work(told_of(slip.kind, slip.holder))
        if people:
            yield _urging(house, slip, due.reason, ""), people
    told = set[str]()
    for rise, since in risings(house.calendar, slip, house.now):
        for holder in house.superiors(slip.holder, rise.above):
            known = any(one.reason == RISEN and one.risen_to == holder and one.at >= since for one in said)
            people = house.at_work(holder)
            if people and not known and holder not in told:
                told.add(holder)
                yield _urging(house, slip, RISEN, holder), people


def _urging(house: _House, slip: Any, reason: str, risen_to: str) -> dict[str, Any]:
    return {
        "organisation_id": slip.organisation_id,
        "document_id": slip.document_id,
        "slip_id": slip.id,
        "person_id": None,
        "name": "系统",
        "reason": reason,
        "words": _how_late(house, slip),
        "risen_to": risen_to,
        "at": house.now,
    }


def _how_late(house: _House, slip: Any) -> str:
    if house.now <= slip.due_at:
        return display.due(slip.due_at, house.now, clock.local(house.now).date())[0]
    days = house.calendar.minutes_between(slip.due_at, house.now) // MINUTES_A_DAY
    return f"已超期{days}个工作日" if days else "已到期"


def _notice(
    connection: Connection, house: _House, slip: Any, document: Any, row: dict[str, Any], people: Iterable[str]
) -> Notice:
    """The message of one reminder. Of a 机要 document it says nothing (notifying.about)."""
    state: State = workflow_of(connection, document.workflow, document.workflow_digest).state(slip.state)
    step, words = KINDS.get(slip.kind) or state.step or state.label, row["words"]
    lines = [f"事项：{step}", f"期限：{display.moment(slip.due_at)}，{words}"]
    if row["reason"] == RISEN:
        lines.insert(1, f"现在{slip.holder_name}处，按督办规定报您，请催办")
        event, what = "risen", f"超期上报（{words}）"
    else:
        event = "overdue" if house.now > slip.due_at else "due_soon"
        what = f"{step}{words}，请抓紧办理" if event == "overdue" else f"{step}{words}"
        if slip.kind == MAIN and slip.state == LENT.key:
            what = f"借阅的档案{words}，请归还"
    return notifying.about(document, event, people, lines, what=what, urgency=slip.urgency, slip_id=slip.id)


def _said(connection: Connection, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """What the house itself has said of these slips."""
    said: dict[int, list[Row[Any]]] = defaultdict(list)
    if ids:
        for row in connection.execute(_SAID.where(Urging.slip_id.in_(ids))):
            said[row.slip_id].append(row)
    return said


def _documents(connection: Connection, ids: Iterable[int]) -> dict[int, Row[Any]]:
    return {row.id: row for row in connection.execute(_DOCUMENTS.where(Document.id.in_(ids)))}


def _page(organisation_id: int, until: datetime, last: tuple[datetime, int]) -> Select[Any]:
    due_at, slip_id = last
    after = (Slip.due_at > due_at) | ((Slip.due_at == due_at) & (Slip.id > slip_id))
    return (
        _SLIPS.where(Slip.organisation_id == organisation_id, Slip.due_at <= until, Slip.due_at >= due_at, after)
        .order_by(Slip.due_at, Slip.id)
        .limit(BATCH)
    )


_SLIPS: Final = select(
    Slip.id, Slip.organisation_id, Slip.document_id, Slip.kind, Slip.state, Slip.holder, Slip.holder_name,
    Slip.urgency, Slip.arrived_at, Slip.due_at,
).where(Slip.closed_at.is_(None), Slip.paused_at.is_(None), Slip.kind.in_(DUTIES))  # fmt: skip
_SAID: Final = select(Urging.slip_id, Urging.reason, Urging.risen_to, Urging.at).where(Urging.person_id.is_(None))
_DOCUMENTS: Final = select(
    Document.id, Document.organisation_id, Document.title, Document.urgency, Document.restricted, Document.workflow,
    Document.workflow_digest,
)  # fmt: skip

jobs.register("remind", EVERY, remind)
