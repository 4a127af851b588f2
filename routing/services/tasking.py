"""交办: an instruction becomes a task with a lead, helpers and a day; its result goes back to whoever gave it (CY-4).

A part of the door: called by `advance` alone.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select, update

from routing import clock, display
from routing.models import Slip, Task
from routing.queries import parties
from routing.queries.chart import Holder
from routing.services import deadlines, slips
from routing.services.custody import scope
from routing.services.errors import InvalidChangeError
from routing.services.holders import named_holder, named_next
from routing.services.orders import Assignment
from routing.services.slips import Work
from workflows.model import CLOSING, HELP, RESULT, TASK
from workflows.roles import LEADERS, Role

AGAIN: Final = 2  # working days for what has to be done anew
LONGEST: Final = 366  # days ahead
HELPERS: Final = 20


def instruct(connection: Connection, work: Work) -> None:
    """批示、交办: a task, where somebody is named to act; words alone where nobody is."""
    change = work.context.change
    if not isinstance(change, Assignment) or not change.lead:
        if isinstance(change, Assignment) and (change.helpers or change.due_on):
            raise InvalidChangeError("指定了协办或期限，还要选择由谁牵头办理", "lead")
        if work.action.opinion == "required":
            raise InvalidChangeError("请选择由谁牵头办理", "lead")
        return
    if work.context.opinion == work.action.usual:
        raise InvalidChangeError("交给别人办的，请写明要办什么", "opinion")
    seat = next((one for one in work.context.actor.seats if one.name == work.context.post), None)
    led = seat is not None and seat.capacity in LEADERS
    own = f"post:{seat.post_id}" if seat is not None and not seat.behalf else f"person:{work.context.actor.person_id}"
    if work.slip is not None and work.slip.holder.startswith("post:"):
        own = work.slip.holder
    if work.facts.document.restricted:
        own = f"person:{work.context.actor.person_id}"
    _give(connection, work, change, instructor=own, led=led)


def subtask(connection: Connection, work: Work) -> None:
    """分解任务: a part of a task, reported to its lead."""
    change = work.context.change
    if not isinstance(change, Assignment) or not change.lead:
        raise InvalidChangeError("请选择交给谁办", "lead")
    task = _task(connection, work, work.slip.task_id)
    due = _due(work, change.due_on)
    if due > task.due_at and not work.facts.document.urgency:
        raise InvalidChangeError(f"分解的任务不能晚于整项任务的期限{display.moment(task.due_at)}", "due_on")
    _give(connection, work, change, instructor=work.slip.holder, led=False, parent_id=task.id)


def pass_up(connection: Connection, work: Work) -> None:
    """批示后送另一位领导: the step stays, its slip goes on."""
    holder = named_next(work.facts, work.context)
    if holder.key == work.slip.holder:
        raise InvalidChangeError("这位领导就是您自己，请选择另一位", "next")
    slips.close(connection, work)
    state = work.facts.workflow.state(work.facts.document.state)
    sender, sender_id = slips.named(work.context), work.context.actor.person_id
    slips.hand_on(work.context, state, holder, sender=sender, sender_id=sender_id, source=state.key)
    work.context.details.append(f"送{holder.name}")


def report(connection: Connection, work: Work) -> None:
    """报告结果: the lead says what was done; who gave the task judges it."""
    task = _task(connection, work, work.slip.task_id)
    still = connection.execute(_PARTS, {"parent": task.id}).scalars().all()
    if still:
        raise InvalidChangeError(f"还有{len(still)}项分解的任务没有办结：{'、'.join(still)}", "opinion")
    slips.close(connection, work)
    helping = [one.id for one in work.facts.slips if one.kind == HELP and one.task_id == task.id]
    if helping:
        slips.lapse(connection, work.context, Slip.id.in_(helping))
        work.context.closed.update(helping)
    name = slips.named(work.context)
    _set(connection, task, state="reported", result=work.context.opinion, reported_at=work.context.at, reported_by=name)
    _lay(work, RESULT, Holder(task.instructor, task.instructed_name), task, asked=work.context.opinion)
    work.context.details.append(_called(task))


def accept_result(connection: Connection, work: Work) -> None:
    """同意办结. What a leader had instructed is closed by the office, with this consent (CY-4)."""
    task = _task(connection, work, work.slip.task_id)
    slips.close(connection, work)
    at = work.context.at
    if task.led and not work.facts.document.restricted:
        _set(connection, task, state="accepted", accepted_at=at)
        _lay(work, CLOSING, named_holder(work.facts, Role.OFFICE_CLERK), task, asked=f"领导已同意办结：{task.wording}")
    else:
        _set(connection, task, state="closed", accepted_at=at, closed_at=at, closed_by=slips.named(work.context))
    work.context.details.append(_called(task))


def refuse_result(connection: Connection, work: Work) -> None:
    """退回重办: the task is open again, with two working days at least."""
    task = _task(connection, work, work.slip.task_id)
    slips.close(connection, work)
    calendar, at = work.context.calendar, work.context.at
    due = max(task.due_at, calendar.closing(clock.local(at).date(), AGAIN))
    _set(connection, task, state="open", due_at=due, refusals=task.refusals + 1)
    _lay(work, TASK, Holder(task.lead, task.lead_name), task, asked=work.context.opinion, due_at=due)
    work.context.details.append(_called(task))


def close_task(connection: Connection, work: Work) -> None:
    """督办销号, with the leader's consent on record."""
    task = _task(connection, work, work.slip.task_id)
    slips.close(connection, work)
    _set(connection, task, state="closed", closed_at=work.context.at, closed_by=slips.named(work.context))
    work.context.details.append(_called(task))


def stop(connection: Connection, document_id: int, at: datetime, by: str) -> None:
    """Nothing more is to be done: every task that runs is cancelled, by whom and why."""
    connection.execute(
        update(Task)
        .where(Task.document_id == document_id, Task.closed_at.is_(None))
        .values(state="cancelled", closed_at=at, closed_by=by[:120])
    )


def cancel_task(connection: Connection, work: Work) -> None:
    """撤销交办: by whoever gave it. Its parts fall with it; what was written stays."""
    change = work.context.change
    task = _task(connection, work, change if isinstance(change, int) else 0)
    if task.closed_at is not None:
        raise InvalidChangeError("这项任务已经办结或撤销")
    mine = task.instructed_by == work.context.actor.person_id or task.instructor in work.context.actor.own_keys
    if not mine:
        raise InvalidChangeError(f"这项任务由{task.instructed_name}交办，由其本人撤销")
    gone, ids = [task.id], [task.id]
    while ids:
        ids = list(connection.execute(_BELOW, {"parents": ids}).scalars())
        gone += ids
    lying = [slip.id for slip in work.facts.slips if slip.task_id in gone]
    if lying:
        slips.lapse(connection, work.context, Slip.id.in_(lying))
        work.context.closed.update(lying)
    done = {"state": "cancelled", "closed_at": work.context.at, "closed_by": slips.named(work.context)}
    connection.execute(update(Task).where(Task.id.in_(gone), Task.closed_at.is_(None)).values(done))
    work.context.details.append(_called(task))


def _give(
    connection: Connection, work: Work, change: Assignment, *, instructor: str, led: bool, parent_id: int | None = None
) -> None:
    context, chart, document = work.context, work.facts.chart, work.facts.document
    lead = _asked(connection, work, (change.lead,), "lead")[0]
    helpers = _asked(connection, work, change.helpers, "helpers")
    if len(helpers) > HELPERS:
        raise InvalidChangeError(f"协办最多{HELPERS}个", "helpers")
    if lead.key in {one.key for one in helpers}:
        raise InvalidChangeError(f"{lead.name}已是牵头，不用再选为协办", "helpers")
    if lead.key == instructor:
        raise InvalidChangeError("不能交给自己办", "lead")
    serial = connection.execute(_SERIAL, {"document": document.id}).scalar_one() + 1
    seat = chart.seats.get(int(lead.key.partition(":")[2])) if lead.key.startswith("post:") else None
    values = {
        "organisation_id": document.organisation_id,
        "document_id": document.id,
        "serial": serial,
        "parent_id": parent_id,
        "wording": context.opinion,
        "instructed_by": context.actor.person_id,
        "instructor": instructor,
        "instructed_name": slips.named(context),
        "led": led,
        "lead": lead.key,
        "lead_name": lead.name,
        "helpers": [[one.key, one.name] for one in helpers],
        "department_id": seat.department_id if seat is not None else None,
        "created_at": context.at,
        "due_at": _due(work, change.due_on),
        "state": "open",
        "result": "",
        "reported_by": "",
        "closed_by": "",
        "refusals": 0,
    }
    task_id = connection.execute(insert(Task).returning(Task.id), values).scalar_one()
    task = connection.execute(_TASK, {"task": task_id, "document": document.id}).one()
    _lay(work, TASK, lead, task, asked=context.opinion, due_at=task.due_at)
    for one in helpers:
        _lay(work, HELP, one, task, asked=context.opinion, due_at=task.due_at)
    helped = f"，{'、'.join(one.name for one in helpers)}协办" if helpers else ""
    context.details.append(
        f"交{lead.name}{'牵头' if helpers else ''}办理{helped}，{display.day(clock.local(task.due_at).date())}前报结果"
    )


def _lay(work: Work, kind: str, holder: Holder, task: Any, *, asked: str, due_at: datetime | None = None) -> None:
    slips.hand_on(
        work.context,
        work.facts.workflow.state(work.facts.document.state),
        holder,
        sender=slips.named(work.context),
        sender_id=work.context.actor.person_id,
        kind=kind,
        task_id=task.id,
        asked=asked[:500],
        due_at=due_at,
    )


def _asked(connection: Connection, work: Work, keys: Iterable[str], where: str) -> list[Holder]:
    """The posts that are to act. Raises InvalidChangeError where there is none, or it is out of the scope (CY-2)."""
    found = [parties.party(work.facts.chart, key) for key in dict.fromkeys(keys)]
    if any(one is None for one in found):
        raise InvalidChangeError("所选的岗位现在没有人，请重新选择", where)
    holders = [one for one in found if one is not None]
    if work.facts.document.restricted:
        allowed = scope(connection, work)
        if any(person not in allowed for one in holders for person, _ in work.facts.chart.people_of(one.key)):
            raise InvalidChangeError("机要文件只能交知悉范围内的人办理", where)
    return holders


def _due(work: Work, day: date | None) -> datetime:
    context = work.context
    today = clock.local(context.at).date()
    if day is None:
        return deadlines.of_task(context.calendar, work.facts.document.urgency, context.at)
    if day < today:
        raise InvalidChangeError("办理期限不能早于今天", "due_on")
    if (day - today).days > LONGEST:
        raise InvalidChangeError("办理期限不能超过一年", "due_on")
    return context.calendar.closing(day, 0)


def _task(connection: Connection, work: Work, task_id: int) -> Any:
    row = connection.execute(_TASK, {"task": task_id, "document": work.facts.document.id}).one_or_none()
    if row is None:
        raise InvalidChangeError("这份文件没有这项任务")
    return row


def _set(connection: Connection, task: Any, **columns: Any) -> None:
    connection.execute(update(Task).where(Task.id == task.id), columns)


def _called(task: Any) -> str:
    return f"第{task.serial}项“{task.wording[:40]}{'…' if len(task.wording) > 40 else ''}”"


_TASK: Final = select(Task.__table__).where(Task.id == bindparam("task"), Task.document_id == bindparam("document"))
_PARTS: Final = select(Task.lead_name).where(Task.parent_id == bindparam("parent"), Task.closed_at.is_(None))
_BELOW: Final = select(Task.id).where(Task.parent_id.in_(bindparam("parents", expanding=True)))
_SERIAL: Final = select(func.coalesce(func.max(Task.serial), 0)).where(Task.document_id == bindparam("document"))
