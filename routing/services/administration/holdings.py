"""任职: who holds which post from when to when; kept by the security officer."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, delete

from routing import clock, display
from routing.actor import Actor
from routing.models import Holding, Person, Post
from routing.queries import administration as queries
from routing.queries import tenure
from routing.services.administration import separation
from routing.services.administration.office import Desk, Done, administering, refuse_oneself
from routing.services.errors import InvalidChangeError
from workflows.roles import Capacity

_NOT_ONESELF = "不能给自己安排或结束任职"


@dataclass(frozen=True, slots=True)
class Period:
    """A person in a post from a day to a day (inclusive; no end while it lasts)."""

    post_id: int
    person_id: int
    starts_on: date
    ends_on: date | None

    def __str__(self) -> str:
        return f"{display.day(self.starts_on)}{f'至{display.day(self.ends_on)}' if self.ends_on else '起'}"


def appoint(actor: Actor, post_id: int, person_id: int, starts_on: date, ends_on: date | None) -> Done:
    """Give a person a post for a period. Raises InvalidChangeError, naming the field.

    Refused: an end before the start; a period in which the person holds this post already; an officer's post beside
    any other; a person whose account is off; oneself.
    """
    period = Period(post_id, person_id, starts_on, ends_on)
    with administering(actor, Capacity.SECURITY_OFFICER, chart=True) as desk:
        refuse_oneself(actor, person_id, _NOT_ONESELF)
        post, person = desk.row(Post, post_id), desk.row(Person, person_id)
        if post.closed_on is not None and (ends_on is None or ends_on >= post.closed_on):
            raise InvalidChangeError(f"“{post.name}”自{display.day(post.closed_on)}起撤销，不能再安排任职", "starts_on")
        if not person.active:
            raise InvalidChangeError(f"{person.name}的账号已停用，请系统管理员先启用", "person_id")
        _refuse_period(desk.connection, period, Capacity(post.capacity))
        holding_id = desk.add(Holding, post_id=post_id, person_id=person_id, starts_on=starts_on, ends_on=ends_on)
        return desk.record(f"安排任职：{person.name}任“{post.name}”", after=str(period), record_id=holding_id)


def end_holding(actor: Actor, holding_id: int, ends_on: date) -> Done:
    """End a holding on a day (its last). Warns where the post is then vacant and slips lie before it."""
    with administering(actor, Capacity.SECURITY_OFFICER, chart=True) as desk:
        holding = tenure.holding(desk.connection, holding_id, actor)
        refuse_oneself(actor, holding.person_id, _NOT_ONESELF)
        if ends_on < holding.starts_on:
            raise InvalidChangeError(f"结束日期不能早于开始日期{display.day(holding.starts_on)}", "ends_on")
        if holding.ends_on is not None and ends_on > holding.ends_on:
            raise InvalidChangeError("任职只能提前结束；要延长，请另行安排任职", "ends_on")
        separation.refuse_leaving_unmanned(desk.connection, holding, ends_on, "ends_on")
        before = Period(holding.post_id, holding.person_id, holding.starts_on, holding.ends_on)
        after = Period(holding.post_id, holding.person_id, holding.starts_on, ends_on)
        desk.change(Holding, holding_id, ends_on=ends_on)
        done = desk.record(f"结束任职：{holding.person_name}任“{holding.post_name}”", str(before), str(after))
        vacant_from = max(ends_on + timedelta(days=1), clock.today())
        return done.and_warn(vacancy(desk.connection, holding.post_id, holding.post_name, vacant_from))


def cancel_holding(actor: Actor, holding_id: int) -> Done:
    """Take back a holding that has not begun."""
    with administering(actor, Capacity.SECURITY_OFFICER, chart=True) as desk:
        holding = tenure.holding(desk.connection, holding_id, actor)
        refuse_oneself(actor, holding.person_id, _NOT_ONESELF)
        if holding.starts_on <= clock.today():
            raise InvalidChangeError("任职已经开始，请用“结束任职”", "ends_on")
        separation.refuse_leaving_unmanned(desk.connection, holding, holding.starts_on, "ends_on")
        period = Period(holding.post_id, holding.person_id, holding.starts_on, holding.ends_on)
        desk.connection.execute(delete(Holding).where(Holding.id == holding_id))
        return desk.record(f"取消任职：{holding.person_name}任“{holding.post_name}”", before=str(period))


def vacancy(connection: Connection, post_id: int, post_name: str, day: date) -> str:
    """What to say where nobody holds a post on a day; empty where somebody does."""
    if tenure.held_on(connection, post_id, day):
        return ""
    slips = queries.open_slips(connection, f"post:{post_id}")
    left = f"，那里还有{slips}件待办没有人办" if slips else ""
    return f"“{post_name}”自{display.day(day)}起无人任职{left}，请尽快安排任职"


def vacancies_left_by(desk: Desk, person_id: int, day: date) -> tuple[str, ...]:
    """The same for every post that a person holds on a day, once their account is off."""
    held: list[Any] = tenure.holdings_of_person(desk.connection, person_id, day, day)
    return tuple(filter(None, (vacancy(desk.connection, each.post_id, each.post_name, day) for each in held)))


def _refuse_period(connection: Connection, period: Period, capacity: Capacity) -> None:
    if period.ends_on is not None and period.ends_on < period.starts_on:
        raise InvalidChangeError("结束日期不能早于开始日期", "ends_on")
    others = tenure.holdings_of_person(connection, period.person_id, period.starts_on, period.ends_on)
    same = next((other for other in others if other.post_id == period.post_id), None)
    if same is not None:
        lasting = Period(same.post_id, same.person_id, same.starts_on, same.ends_on)
        raise InvalidChangeError(f"{same.person_name}在此期间已任这个岗位（{lasting}），任职期间不能重叠", "starts_on")
    separation.refuse_mixture(connection, period, capacity, "person_id")
