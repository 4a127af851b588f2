"""人员 and their accounts: on and off by the system officer, unlocked by the security officer."""

from sqlalchemy import select

from routing import clock
from routing.actor import Actor
from routing.models import Person
from routing.queries import tenure
from routing.services import accounts
from routing.services.administration import separation
from routing.services.administration.holdings import vacancies_left_by
from routing.services.administration.office import UNCHANGED, Done, administering, refuse_oneself
from routing.services.errors import InvalidChangeError
from workflows.roles import Capacity

_OWN_ACCOUNT = "不能改动自己的账号"


def add_person(actor: Actor, name: str, username: str) -> Done:
    """Add a person with an account that can do nothing until a post is given. Raises InvalidChangeError."""
    with administering(actor, Capacity.SYSTEM_OFFICER) as desk:
        if desk.connection.execute(select(Person.id).where(Person.username == username)).first() is not None:
            raise InvalidChangeError("这个用户名已有人使用，请换一个（如加上数字）", "username")
        person_id = desk.add(Person, name=name, username=username)
        done = desk.record(f"新增人员：{name}", after=f"用户名：{username}", record_id=person_id)
    return done.and_warn("请发激活链接，由本人设置密码；并请安全管理员安排任职，之后才能办文")


def rename_person(actor: Actor, person_id: int, name: str) -> Done:
    """Change a person's name. What is on record keeps the name as it was."""
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        refuse_oneself(actor, person_id, _OWN_ACCOUNT)
        row = desk.row(Person, person_id)
        if row.name == name:
            return Done(UNCHANGED)
        desk.change(Person, person_id, name=name)
        return desk.record(f"修改姓名：{row.username}", f"姓名：{row.name}", f"姓名：{name}")


def switch_off(actor: Actor, person_id: int) -> Done:
    """停用: the account opens nothing any more and every session of it is over."""
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        refuse_oneself(actor, person_id, _OWN_ACCOUNT)
        row, today = desk.row(Person, person_id), clock.today()
        if not row.active:
            return Done(UNCHANGED)
        for holding in tenure.holdings_of_person(desk.connection, person_id, today, today):
            separation.refuse_leaving_unmanned(desk.connection, holding, today, "person_id")
        desk.change(Person, person_id, active=False)
        ended = accounts.revoke_all(desk.connection, person_id, clock.now())
        done = desk.record(f"停用账号：{row.name}（{row.username}）", "启用", f"停用，{ended}处登录已退出")
        return done.and_warn(*vacancies_left_by(desk, person_id, today))


def switch_on(actor: Actor, person_id: int) -> Done:
    """启用: the account opens again, with the posts that its person still holds."""
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        refuse_oneself(actor, person_id, _OWN_ACCOUNT)
        row = desk.row(Person, person_id)
        if row.active:
            return Done(UNCHANGED)
        desk.change(Person, person_id, active=True)
        return desk.record(f"启用账号：{row.name}（{row.username}）", "停用", "启用")


def issue_link(actor: Actor, person_id: int) -> Done:
    """A one-time activation token, told this once; the old password and sessions are over."""
    with administering(actor, Capacity.SYSTEM_OFFICER) as desk:
        refuse_oneself(actor, person_id, _OWN_ACCOUNT)
        row = desk.row(Person, person_id)
        if not row.active:
            raise InvalidChangeError(f"{row.name}的账号已停用，请先启用，再发激活链接", "person_id")
        token = accounts.issue_activation(desk.connection, person_id)
        done = desk.record(f"发激活链接：{row.name}（{row.username}）", after="原密码作废，原登录全部退出")
        return Done(done.message, token=token)


def unlock(actor: Actor, person_id: int) -> Done:
    """解锁: an account locked by wrong passwords may try again at once."""
    with administering(actor, Capacity.SECURITY_OFFICER) as desk:
        refuse_oneself(actor, person_id, _OWN_ACCOUNT)
        row = desk.row(Person, person_id)
        if not (row.locked_until and row.locked_until > clock.now()):
            return Done(f"{row.name}的账号没有锁定")
        desk.change(Person, person_id, failures=0, locked_until=None)
        return desk.record(f"解锁账号：{row.name}（{row.username}）", "连续输错密码，已锁定", "已解锁")
