"""部室: kept by the system officer."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, or_, select, update

from routing import display
from routing.actor import Actor
from routing.models import Department, Oversight, Post
from routing.queries import administration as queries
from routing.queries import tenure
from routing.services.administration.office import UNCHANGED, Desk, Done, administering, facts
from routing.services.errors import InvalidChangeError
from workflows.roles import Capacity

_LABELS: Final = {"name": "名称", "short_name": "简称", "position": "排列"}


def add_department(actor: Actor, name: str, short_name: str, position: int) -> Done:
    """Add a department. Raises InvalidChangeError where the name is taken."""
    values = {"name": name, "short_name": short_name, "position": position}
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        _refuse_double(desk, name, None)
        department_id = desk.add(Department, **values)
        done = desk.record(f"新增部室：{name}", after=facts(_LABELS, values), record_id=department_id)
    return done.and_warn(f"{name}还没有分管领导和岗位，请安全管理员在“岗位”“分管”中设置")


def change_department(actor: Actor, department_id: int, name: str, short_name: str, position: int) -> Done:
    """Rename or reorder a department. Documents keep the name that it had when they were drafted."""
    values = {"name": name, "short_name": short_name, "position": position}
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        row = desk.row(Department, department_id)
        before, after = facts(_LABELS, row._mapping), facts(_LABELS, values)
        if before == after:
            return Done(UNCHANGED)
        _refuse_double(desk, name, department_id)
        desk.change(Department, department_id, **values)
        return desk.record(f"修改部室：{row.name}", before, after)


def close_department(actor: Actor, department_id: int, closed_on: date) -> Done:
    """Close a department from a day on, with its posts and its oversight.

    Raises InvalidChangeError while somebody holds a post of it on that day or later, or a document that it drafted
    or that lies before it is still on its way: the document would come to nobody.
    """
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        row = desk.row(Department, department_id)
        if row.closed_on is not None:
            raise InvalidChangeError(f"{row.name}已于{display.day(row.closed_on)}撤销", "closed_on")
        held = tenure.holdings_from(desk.connection, Post.department_id == department_id, closed_on)
        if held:
            names = "、".join(f"{each.person_name}（{each.post_name}）" for each in held[:5])
            raise InvalidChangeError(
                f"{display.day(closed_on)}还有{len(held)}人在{row.name}任职：{names}。请安全管理员先结束任职",
                "closed_on",
            )
        slips = queries.open_slips_of_department(desk.connection, department_id)
        if slips:
            raise InvalidChangeError(f"{row.name}还有{slips}件在办文件，请办结后再撤销", "closed_on")
        desk.change(Department, department_id, closed_on=closed_on)
        _close_what_belongs(desk, department_id, closed_on)
        return desk.record(f"撤销部室：{row.name}", after=f"自{display.day(closed_on)}起撤销，岗位和分管一并终止")


def reopen_department(actor: Actor, department_id: int) -> Done:
    """Take a department's closing back. Its posts and its oversight are arranged anew."""
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        row = desk.row(Department, department_id)
        if row.closed_on is None:
            return Done(UNCHANGED)
        desk.change(Department, department_id, closed_on=None)
        done = desk.record(f"恢复部室：{row.name}", before=f"自{display.day(row.closed_on)}起撤销")
    return done.and_warn(f"{row.name}的岗位和分管不会自动恢复，请安全管理员设置")


def _refuse_double(desk: Desk, name: str, but: int | None) -> None:
    desk.refuse_double(Department.name, name, but, "已有同名的部室（包括已撤销的），请换一个名称，或恢复原来的部室")


def _close_what_belongs(desk: Desk, department_id: int, closed_on: date) -> None:
    open_posts = select(Post.id).where(Post.department_id == department_id, Post.closed_on.is_(None))
    desk.connection.execute(update(Post).where(Post.id.in_(open_posts)).values(closed_on=closed_on))
    of_it = Oversight.department_id == department_id
    desk.connection.execute(delete(Oversight).where(of_it, Oversight.starts_on >= closed_on))
    desk.connection.execute(
        update(Oversight)
        .where(of_it, or_(Oversight.ends_on.is_(None), Oversight.ends_on >= closed_on))
        .values(ends_on=closed_on - timedelta(days=1))
    )
