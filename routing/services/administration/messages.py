"""机器人 and what became of messages: kept by the system officer, who sees no word of what they say."""

from typing import Any, Final

from sqlalchemy import update

from routing import clock
from routing.actor import Actor
from routing.models import Delivery, Robot
from routing.posting.robots import KINDS
from routing.queries.notices import AGAIN, STUCK
from routing.services.administration.office import UNCHANGED, Done, administering, facts
from routing.services.errors import InvalidChangeError
from workflows.roles import Capacity

_ROBOT: Final = {"kind": "类别", "name": "名称", "titles": "消息里写文件标题", "active": "在用"}
_HIDDEN: Final = ("url", "secret")


def save_robot(actor: Actor, robot_id: int | None, values: dict[str, Any]) -> Done:
    """Add a robot (None) or change one. An empty address or secret stays as it was; neither goes into the log.

    Raises InvalidChangeError where the name is taken, and where a new robot has no address.
    """
    with administering(actor, Capacity.SYSTEM_OFFICER) as desk:
        name = values["name"]
        desk.refuse_double(Robot.name, name, robot_id, "已有同名的机器人，请换一个名称")
        after = facts(_ROBOT, {**values, "kind": KINDS[values["kind"]]})
        if robot_id is None:
            if not values["url"]:
                raise InvalidChangeError("请填写机器人的 Webhook 地址", "url")
            return desk.record(f"新增机器人：{name}", after=after, record_id=desk.add(Robot, **values))
        row = desk.row(Robot, robot_id)
        kept = {key: value for key, value in values.items() if key not in _HIDDEN or value}
        if all(row._mapping[column] == value for column, value in kept.items()):
            return Done(UNCHANGED)
        hidden = (("url", "地址"), ("secret", "密钥"))
        renewed = [f"换了{label}" for key, label in hidden if kept.get(key, "") not in {"", row._mapping[key]}]
        desk.change(Robot, robot_id, **kept)
        before = facts(_ROBOT, {**row._mapping, "kind": KINDS[row.kind]})
        return desk.record(f"修改机器人：{name}", before, "；".join([after, *renewed]))


def send_again(actor: Actor, delivery_id: int) -> Done:
    """Have a message that is stuck sent again. Raises InvalidChangeError where it is not stuck (any more)."""
    with administering(actor, Capacity.SYSTEM_OFFICER) as desk:
        row = desk.row(Delivery, delivery_id)
        if row.state not in STUCK or not _begin_anew(desk.connection, Delivery.id == delivery_id, STUCK):
            raise InvalidChangeError("这条消息已经在发送，或已送达")
        return desk.record(f"再发一次消息（第{delivery_id}号）", before=row.last_error)


def send_all_again(actor: Actor) -> Done:
    """Have everything that surely did not arrive sent again; what may have arrived is left to a decision each."""
    with administering(actor, Capacity.SYSTEM_OFFICER) as desk:
        count = _begin_anew(desk.connection, Delivery.organisation_id == actor.organisation_id, AGAIN)
        return desk.record(f"再发一次没有送达的消息，共{count}条") if count else Done("没有需要再发的消息")


def _begin_anew(connection: Any, which: Any, states: tuple[str, ...]) -> int:
    now = clock.now()
    anew = {"state": "waiting", "attempts": 0, "since": now, "next_at": now}
    return int(connection.execute(update(Delivery).where(which, Delivery.state.in_(states)).values(anew)).rowcount)
