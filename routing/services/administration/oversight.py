"""分管: which vice-chair's post oversees a department from when; kept by the security officer."""

from datetime import date, timedelta

from sqlalchemy import delete

from routing import clock, display
from routing.actor import Actor
from routing.models import Department, Oversight, Post
from routing.queries import administration as queries
from routing.queries import tenure
from routing.services.administration.office import UNCHANGED, Desk, Done, administering
from routing.services.errors import InvalidChangeError
from workflows.roles import Capacity


def set_overseer(actor: Actor, department_id: int, post_id: int | None, starts_on: date) -> Done:
    """From a day on, a department is overseen by that post and no other, or (None) by nobody.

    What went before ends the day before; an arrangement that begins on the same day is corrected. Raises
    InvalidChangeError for a day before the latest arrangement, and for a post that is no vice-chair's.
    """
    with administering(actor, Capacity.SECURITY_OFFICER, chart=True) as desk:
        department = desk.row(Department, department_id)
        if department.closed_on is not None and starts_on >= department.closed_on:
            raise InvalidChangeError(f"{department.name}自{display.day(department.closed_on)}起撤销", "starts_on")
        name = _overseer_name(desk, post_id, starts_on)
        latest = queries.latest_oversight(desk.connection, department_id)
        if latest is not None and latest.starts_on > starts_on:
            since = f"{display.day(latest.starts_on)}起由“{latest.post_name}”分管"
            raise InvalidChangeError(f"已安排自{since}，请填写这一天或以后的日期", "starts_on")
        if latest is not None and latest.ends_on is not None and latest.ends_on < starts_on:
            latest = None  # over by then
        if (latest.post_id if latest else None) == post_id:
            return Done(UNCHANGED)
        before = f"“{latest.post_name}”自{display.day(latest.starts_on)}起分管" if latest else "无人分管"
        if latest is not None:
            _end(desk, latest.id, latest.starts_on, starts_on)
        if post_id is not None:
            desk.add(Oversight, post_id=post_id, department_id=department_id, starts_on=starts_on)
        after = f"自{display.day(starts_on)}起{f'由“{name}”分管' if name else '无人分管'}"
        done = desk.record(f"调整分管：{department.name}", before, after)
        return done.and_warn(_left_behind(desk, department_id, post_id, starts_on))


def _overseer_name(desk: Desk, post_id: int | None, day: date) -> str:
    if post_id is None:
        return ""
    post = desk.row(Post, post_id)
    if post.capacity != Capacity.VICE_CHAIR:
        raise InvalidChangeError(f"“{post.name}”不是分管副主席岗位", "post_id")
    if post.closed_on is not None:
        raise InvalidChangeError(f"“{post.name}”自{display.day(post.closed_on)}起撤销", "post_id")
    if not tenure.held_on(desk.connection, post_id, max(day, clock.today())):
        raise InvalidChangeError(f"“{post.name}”无人任职，请先安排任职", "post_id")
    return str(post.name)


def _end(desk: Desk, oversight_id: int, began: date, starts_on: date) -> None:
    if began == starts_on:
        desk.connection.execute(delete(Oversight).where(Oversight.id == oversight_id))
    else:
        desk.change(Oversight, oversight_id, ends_on=starts_on - timedelta(days=1))


def _left_behind(desk: Desk, department_id: int, post_id: int | None, starts_on: date) -> str:
    """What to look to. What is to move now is told by the page itself (办件移交); here, what will be on that day."""
    if post_id is None:
        return "没有分管领导的部室，文件送不到分管主席审定，请尽快安排"
    if starts_on <= clock.today():
        return ""
    waiting = queries.awaiting_other_overseer(desk.connection, department_id, post_id)
    said = f"{display.day(starts_on)}以前送审的仍由原分管领导审定"
    return f"{said}，现有{waiting}件；到那天没有办完的，请在“办件移交”中移交" if waiting else ""
