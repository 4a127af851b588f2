"""岗位: kept by the security officer."""

from datetime import date
from typing import Any, Final

from routing import clock, display
from routing.actor import Actor
from routing.models import Department, Post
from routing.queries import administration as queries
from routing.queries import tenure
from routing.services.administration import separation
from routing.services.administration.office import UNCHANGED, Desk, Done, administering, facts
from routing.services.errors import InvalidChangeError
from workflows.roles import OFFICERS, Capacity

_LABELS: Final = {"name": "名称", "capacity": "职责", "department": "部室", "position": "排列"}
# These stand above or beside the departments; every other post belongs to one.
OF_THE_HOUSE: Final = OFFICERS | {Capacity.CHAIR, Capacity.VICE_CHAIR}


def add_post(actor: Actor, name: str, capacity: Capacity, department_id: int | None, position: int) -> Done:
    """Add a post. Raises InvalidChangeError where the name is taken or capacity and department do not fit."""
    with administering(actor, Capacity.SECURITY_OFFICER, chart=True) as desk:
        words = _checked(desk, name, capacity, department_id, position, None)
        values = {"name": name, "capacity": capacity.value, "department_id": department_id, "position": position}
        post_id = desk.add(Post, **values)
        done = desk.record(f"新增岗位：{name}", after=words, record_id=post_id)
    return done.and_warn(f"“{name}”还没有人任职，请安排任职")


def change_post(
    actor: Actor, post_id: int, name: str, capacity: Capacity, department_id: int | None, position: int
) -> Done:
    """Rename, reorder or move a post, or change its capacity. What lies before it stays with it."""
    with administering(actor, Capacity.SECURITY_OFFICER, chart=True) as desk:
        row = desk.row(Post, post_id)
        before = _words(desk, row.name, Capacity(row.capacity), row.department_id, row.position)
        after = _checked(desk, name, capacity, department_id, position, post_id)
        if before == after:
            return Done(UNCHANGED)
        if any(seat.post_id == post_id for seat in actor.seats):
            raise InvalidChangeError("不能修改自己担任的岗位，请由另一位安全管理员办理", "name")
        if capacity != row.capacity:
            _refuse_capacity(desk, row, capacity)
        values = {"name": name, "capacity": capacity.value, "department_id": department_id, "position": position}
        desk.change(Post, post_id, **values)
        return desk.record(f"修改岗位：{row.name}", before, after)


def close_post(actor: Actor, post_id: int, closed_on: date) -> Done:
    """Close a post from a day on.

    Raises InvalidChangeError while somebody holds it on that day or later, slips lie before it, or it oversees.
    """
    with administering(actor, Capacity.SECURITY_OFFICER, chart=True) as desk:
        row = desk.row(Post, post_id)
        if row.closed_on is not None:
            raise InvalidChangeError(f"“{row.name}”已于{display.day(row.closed_on)}撤销", "closed_on")
        held = tenure.holdings_from(desk.connection, Post.id == post_id, closed_on)
        if held:
            names = "、".join(each.person_name for each in held)
            raise InvalidChangeError(f"{display.day(closed_on)}{names}还在任，请先结束任职", "closed_on")
        slips = queries.open_slips(desk.connection, f"post:{post_id}")
        if slips:
            raise InvalidChangeError(f"“{row.name}”还有{slips}件待办，请办结后再撤销", "closed_on")
        _refuse_overseer(desk, post_id, closed_on, "closed_on")
        desk.change(Post, post_id, closed_on=closed_on)
        return desk.record(f"撤销岗位：{row.name}", after=f"自{display.day(closed_on)}起撤销")


def reopen_post(actor: Actor, post_id: int) -> Done:
    """Take a post's closing back. Raises InvalidChangeError where its department is closed."""
    with administering(actor, Capacity.SECURITY_OFFICER, chart=True) as desk:
        row = desk.row(Post, post_id)
        if row.closed_on is None:
            return Done(UNCHANGED)
        _refuse_closed(desk, row.department_id)
        desk.change(Post, post_id, closed_on=None)
        return desk.record(f"恢复岗位：{row.name}", before=f"自{display.day(row.closed_on)}起撤销")


def _checked(
    desk: Desk, name: str, capacity: Capacity, department_id: int | None, position: int, post_id: int | None
) -> str:
    """The post in words, when it can be so."""
    desk.refuse_double(Post.name, name, post_id, "已有同名的岗位（包括已撤销的），请换一个名称")
    if capacity in OF_THE_HOUSE and department_id is not None:
        raise InvalidChangeError(f"{capacity.label}不属于某个部室，请选“不属于部室”", "department_id")
    if capacity not in OF_THE_HOUSE and department_id is None:
        raise InvalidChangeError(f"请选择{capacity.label}所在的部室", "department_id")
    _refuse_closed(desk, department_id)
    return _words(desk, name, capacity, department_id, position)


def _words(desk: Desk, name: str, capacity: Capacity, department_id: int | None, position: int) -> str:
    department = desk.row(Department, department_id).name if department_id else ""
    values = {"name": name, "capacity": capacity.label, "department": department, "position": position}
    return facts(_LABELS, values)


def _refuse_closed(desk: Desk, department_id: int | None) -> None:
    if department_id is not None:
        department = desk.row(Department, department_id)
        if department.closed_on is not None:
            raise InvalidChangeError(f"{department.name}已撤销，请先恢复部室或选择其他部室", "department_id")


def _refuse_capacity(desk: Desk, row: Any, capacity: Capacity) -> None:
    """A post that oversees stays a vice-chair's, and nobody becomes an officer beside their business post."""
    today = clock.today()
    if row.capacity == Capacity.VICE_CHAIR:
        _refuse_overseer(desk, row.id, today, "capacity")
    for holding in tenure.holdings_from(desk.connection, Post.id == row.id, today):
        separation.refuse_mixture(desk.connection, holding, capacity, "capacity")
        separation.refuse_leaving_unmanned(desk.connection, holding, today, "capacity")


def _refuse_overseer(desk: Desk, post_id: int, day: date, field: str) -> None:
    overseen = queries.departments_overseen(desk.connection, post_id, day)
    if overseen:
        raise InvalidChangeError(f"这个岗位还分管{'、'.join(overseen)}，请先在“分管”中调整", field)
