"""委托 and 外出: a person hands their own work to a deputy for some days, says that they are away, and is excused.

Done by the people themselves in 我的账号, logged like what the officers do: it changes where documents go.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select, update

from routing import clock, display
from routing.actor import Actor
from routing.database import writing
from routing.models import Absence, Delegation, Organisation
from routing.queries import delegation as queries
from routing.queries import leaves
from routing.queries.chart import Chart
from routing.queries.tenure import halves
from routing.services.administration.office import Desk, Done
from routing.services.content import KINDS
from routing.services.errors import InvalidChangeError
from workflows.clauses import CLAUSES
from workflows.errors import NotYoursError
from workflows.leave import Rank
from workflows.roles import Capacity

ALL_POSTS: Final = "全部岗位"
SIGNED_BY_A_CHIEF: Final = "公文由本机关负责人签发（条例第二十二条）"
FREE: Final = "不用批准，请告知办公室；到时新到的文件按规定由别人代办"
NO_PASSING_ON: Final = "代理的岗位不能再转委托；请由委托您的人另行委托"


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both included; perhaps only from noon of the first, or until noon of the last."""

    starts_on: date
    ends_on: date
    from_noon: bool = False
    until_noon: bool = False

    @classmethod
    def of(cls, row: Any) -> "Days":
        """The days of an absence on record."""
        return cls(row.starts_on, row.ends_on, row.from_noon, row.until_noon)

    def __str__(self) -> str:
        first, last = display.day(self.starts_on), display.day(self.ends_on)
        noon, year = "下午" if self.from_noon else "", f"{self.starts_on.year}年"
        if first == last:
            return f"{first}{noon or ('上午' if self.until_noon else '')}"
        return f"{first}{noon}至{last.removeprefix(year)}{'上午' if self.until_noon else ''}"


def delegate(
    actor: Actor, to_person_id: int, post_id: int | None, days: Days, reason: str, kinds: Sequence[str] = ()
) -> Done:
    """Have somebody do the work of one's post (None: of all one's posts), perhaps for documents of some 文种 alone.

    Raises InvalidChangeError at its field.
    """
    with _at_own_desk(actor) as desk:
        _refuse_days(days)
        post = _refuse_post(actor, post_id)
        name = _refuse_deputy(desk, actor, to_person_id, post_id, days)
        scope = _refuse_kinds(kinds)
        for other in queries.given(desk.connection, actor.person_id, days.starts_on, days.ends_on):
            same_post = post_id is None or other.post_id in {None, post_id}
            theirs = set(other.kinds.split())
            if same_post and (not kinds or not theirs or theirs & set(kinds)):
                taken = Days(other.starts_on, other.ends_on)
                of_kinds = f"（{'、'.join(other.kinds.split())}）" if theirs else ""
                raise InvalidChangeError(
                    f"这个岗位在{taken}已有委托{of_kinds}，时间不能重叠；请改时间或文种，或先收回那一次", "starts_on"
                )
        delegation_id = desk.add(
            Delegation,
            from_person_id=actor.person_id,
            to_person_id=to_person_id,
            post_id=post_id,
            kinds=" ".join(kinds),
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            reason=reason,
            created_at=clock.now(),
        )
        return desk.record(
            f"委托：{actor.name}的{post}{scope}由{name}代理", after=f"{days}；原因：{reason}", record_id=delegation_id
        )


def take_back(actor: Actor, delegation_id: int) -> Done:
    """收回: the deputy's work is one's own again at once, unfinished slips with it. Raises InvalidChangeError."""
    with _at_own_desk(actor) as desk:
        row = queries.delegation(desk.connection, delegation_id, actor)
        days = Days(row.starts_on, row.ends_on)
        if row.ended_at is not None or row.ends_on < clock.today():
            raise InvalidChangeError("这次委托已经结束")
        desk.change(Delegation, delegation_id, ended_at=clock.now())
        post = (f"“{row.post_name}”" if row.post_name else ALL_POSTS) + _refuse_kinds(row.kinds.split())
        return desk.record(f"收回委托：{actor.name}的{post}不再由{row.taker}代理", before=str(days))


def announce(actor: Actor, days: Days, reason: str) -> Done:
    """外出登记: one will be away. Who decides is a matter of how long; some leave needs nobody's (KQ-3)."""
    with _at_own_desk(actor) as desk:
        _refuse_days(days)
        other = queries.absent(desk.connection, actor.person_id, *halves(days))
        if other is not None:
            taken = Days.of(other)
            raise InvalidChangeError(f"您已登记{taken}外出，时间不能重叠；请改时间，或先取消那一次", "starts_on")
        house = leaves.house_today(desk.connection, actor)
        asked = leaves.asked(house, actor.person_id, days)
        free = asked.rule.by is None
        own = {"approved_by": actor.person_id, "approved_at": clock.now()} if free else {}
        values = {**asdict(days), "reason": reason, "created_at": clock.now()}
        absence_id = desk.add(Absence, person_id=actor.person_id, **values, **own)
        done = desk.record(f"外出登记：{actor.name}", after=_leave(days, reason, asked), record_id=absence_id)
        if asked.rule.rank is Rank.CHAIR:
            return done
        return done.and_warn(f"{lasts(asked)}，{FREE}" if free else _reported(house[0], asked))


def call_off(actor: Actor, absence_id: int) -> Done:
    """取消外出: one is not away after all, or back before the last day. Raises NotYoursError."""
    with _at_own_desk(actor) as desk:
        row = queries.absence(desk.connection, absence_id, actor)
        if row.person_id != actor.person_id:
            raise NotYoursError("只能取消自己的外出")
        if queries.is_over(row) or row.refused_at is not None:
            raise InvalidChangeError("这次外出已经结束")
        desk.change(Absence, absence_id, cancelled_at=clock.now())
        return desk.record(f"取消外出：{actor.name}", before=str(Days.of(row)))


def approve(actor: Actor, absence_id: int) -> Done:
    """批准外出: from now on documents go to whoever stands in. Raises NotYoursError for all but the one above."""
    with _at_own_desk(actor) as desk:
        row = undecided(desk.connection, actor, absence_id)
        asked = leaves.asked(leaves.house_today(desk.connection, actor), row.person_id, row)
        desk.change(Absence, absence_id, approved_by=actor.person_id, approved_at=clock.now())
        return desk.record(f"批准外出：{row.person_name}", after=_leave(Days.of(row), row.reason, asked))


def refuse(actor: Actor, absence_id: int, why: str) -> Done:
    """不批准外出: with the reason, which the one who asked sees. Raises NotYoursError for all but the one above."""
    with _at_own_desk(actor) as desk:
        row = undecided(desk.connection, actor, absence_id)
        asked = leaves.asked(leaves.house_today(desk.connection, actor), row.person_id, row)
        desk.change(Absence, absence_id, refused_by=actor.person_id, refused_at=clock.now(), refusal=why)
        before = _leave(Days.of(row), row.reason, asked)
        return desk.record(f"不批准外出：{row.person_name}", before=before, after=f"理由：{why}")


def undecided(connection: Connection, actor: Actor, absence_id: int) -> Any:
    """An absence that the actor may decide on now. Raises NotYoursError, or InvalidChangeError where it is too late."""
    row = queries.absence(connection, absence_id, actor)
    house = leaves.house_today(connection, actor)
    if not leaves.gives(house, actor, row):
        asked = leaves.asked(house, row.person_id, row)
        by = f"：{lasts(asked)}，由{asked.holder.name}批准" if asked.holder is not None else ""
        raise NotYoursError(f"{row.person_name}的外出不由您批准{by}")
    if queries.is_over(row):
        raise InvalidChangeError(f"{row.person_name}的这次外出已取消或已结束")
    if row.approved_at is not None:
        raise InvalidChangeError(f"{row.person_name}的这次外出已由{row.approver}批准")
    if row.refused_at is not None:
        raise InvalidChangeError(f"{row.refuser}没有批准{row.person_name}的这次外出")
    return row


def lasts(asked: leaves.Asked) -> str:
    """How long a leave is in the office's working days, with the leave next to it."""
    joined, count = "连同相接的外出" if asked.joined else "", display.half_days(asked.halves)
    return f"{joined}共{count}" if asked.halves else count


def _leave(days: Days, reason: str, asked: leaves.Asked) -> str:
    """A leave as it is logged, with the clause that says who decides."""
    return f"{days}（{lasts(asked)}）；原因：{reason}；依据：{CLAUSES[asked.rule.clause].citation}"


def _reported(chart: Chart, asked: leaves.Asked) -> str:
    above = asked.holder
    if above is None:
        return f"{lasts(asked)}，目前没有人可以批准，请报办公室；批准之前，文件仍照常送您"
    return f"{lasts(asked)}，已报{above.name}（{chart.holder_people(above.key)}）批准；批准之前，文件仍照常送您"


@contextmanager
def _at_own_desk(actor: Actor) -> Iterator[Desk]:
    """One change by a person of what concerns themselves, in one transaction; the chart is stale afterwards.

    The organisation's row is locked first, so that what is checked still holds when it is written.
    """
    if not actor.has_business:
        raise NotYoursError("担任业务岗位的人才能办理委托和外出")
    ours = Organisation.id == actor.organisation_id
    with writing() as connection:
        connection.execute(select(Organisation.id).where(ours).with_for_update())
        yield Desk(connection, actor, actor.post_names)
        connection.execute(update(Organisation).where(ours).values(chart_version=Organisation.chart_version + 1))


def _refuse_days(days: Days) -> None:
    if days.starts_on < clock.today():
        raise InvalidChangeError("开始日期不能早于今天", "starts_on")
    if days.ends_on < days.starts_on:
        raise InvalidChangeError("结束日期不能早于开始日期", "ends_on")
    if halves(days)[1] < halves(days)[0]:
        raise InvalidChangeError("同一天不能从下午开始、到上午结束", "ends_half")
    if queries.is_past(days):
        raise InvalidChangeError("上午已经过去，请改为下午或以后的日期", "ends_half")


def _refuse_kinds(kinds: Sequence[str]) -> str:
    """The 文种 as they are logged; empty for all."""
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise InvalidChangeError(f"没有“{unknown[0]}”这个文种", "kinds")
    return f"（限{'、'.join(kinds)}）" if kinds else ""


def _refuse_post(actor: Actor, post_id: int | None) -> str:
    """The post's name as it is logged. What one holds for somebody else is not passed on."""
    own = queries.delegable(actor)
    if post_id is None:
        return ALL_POSTS
    if post_id in own:
        return f"“{own[post_id]}”"
    if any(seat.post_id == post_id for seat in actor.seats):
        raise InvalidChangeError(NO_PASSING_ON, "post_id")
    raise InvalidChangeError("您没有担任这个岗位，不能委托", "post_id")


def _refuse_deputy(desk: Desk, actor: Actor, to_person_id: int, post_id: int | None, days: Days) -> str:
    """The deputy's name; somebody else, with business in the house, there on these days, and not in the post anyway."""
    if to_person_id == actor.person_id:
        raise InvalidChangeError("不能委托给自己", "to_person_id")
    chart = queries.chart_today(desk.connection, actor)
    name = chart.names.get(to_person_id, "这个人")
    if not queries.has_business(chart, to_person_id):
        raise InvalidChangeError(f"{name}没有担任业务岗位，不能代理", "to_person_id")
    posts = {post_id} if post_id is not None else set(queries.delegable(actor))
    if not queries.may_sign_for(chart, to_person_id, posts):
        chair = Capacity.CHAIR.label
        raise InvalidChangeError(f"{name}不是副主席，不能代理“{chair}”：{SIGNED_BY_A_CHIEF}", "to_person_id")
    theirs = {seat.post_id for seat in chart.seats_of[to_person_id] if not seat.behalf}
    if posts <= theirs:
        raise InvalidChangeError(f"{name}本来就任这个岗位，不必委托", "to_person_id")
    away = queries.absent(desk.connection, to_person_id, *halves(days))
    if away is not None:
        raise InvalidChangeError(f"{name}{Days.of(away)}外出，请委托别人", "to_person_id")
    return name
