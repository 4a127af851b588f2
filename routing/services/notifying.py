"""What is to be told to whom, written into the outbox within the transaction in which it happens.

So it is there exactly when what it tells of is: a worker (routing.services.dispatching) makes messages of it later.
Of a 机要 document nothing is written but that there is something to be done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Insert, insert

from routing import clock, display
from routing.database import Along, all_named
from routing.models import Outbox
from routing.services.context import Context
from workflows.model import CIRCULATE, CONSULT, MAIN, READ, RENEWAL, SIGN

EVENTS: Final = {
    "slip": "新的待办",
    "urged": "催办",
    "due_soon": "快到期的提醒",
    "overdue": "超期的提醒",
    "risen": "超期上报",
    "result": "交办事项的结果",
    "digest": "每周汇总",
    "receipt": "签收",
    "inspection": "四性检测发现问题",
}
CONFIDENTIAL: Final = "您有一件机要文件需要办理，请登录系统查看"
_KINDS: Final = {SIGN: "会签", CONSULT: "征求意见", READ: "阅知", CIRCULATE: "传阅", RENEWAL: "续借"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One event for the outbox. `holders`: keys like those of slips; whoever is behind them is told, `actor_id` not."""

    organisation_id: int
    event: str
    holders: tuple[str, ...]
    subject: str
    body: str
    document_id: int | None = None
    slip_id: int | None = None
    actor_id: int | None = None
    urgency: int = 0
    confidential: bool = False


def about(
    document: Any,
    event: str,
    holders: Iterable[str],
    lines: Iterable[str] = (),
    *,
    what: str = "",
    title: str = "",
    urgency: int | None = None,
    actor_id: int | None = None,
    slip_id: int | None = None,
    restricted: bool | None = None,
) -> Notice:
    """The notice of something that happened to a document (a row with id, organisation_id, title, urgency, restricted).

    Subject: 【特急】`what`：title (`what`: the event's own words unless given); body: the title, then the `lines`. Of a
    restricted document neither says anything of it, whatever was given.
    """
    level = document.urgency if urgency is None else urgency
    confidential = getattr(document, "restricted", False) if restricted is None else restricted
    mark = f"【{display.URGENCY[level]}】" if level else ""
    name = title or document.title
    return Notice(
        document.organisation_id,
        event,
        tuple(dict.fromkeys(holders)),
        CONFIDENTIAL if confidential else f"{mark}{what or EVENTS[event]}：{name}",
        f"{CONFIDENTIAL}。" if confidential else "\n".join([f"文件：{name}", *lines]),
        document.id,
        slip_id,
        actor_id,
        level,
        bool(confidential),
    )


def put(connection: Connection, notices: Sequence[Notice]) -> None:
    """Write notices within the transaction that is open on the connection."""
    if notices:
        at = clock.now()
        connection.execute(insert(Outbox), [_row(notice, at) for notice in notices])


def along(context: Context) -> list[Along]:
    """What goes along with the door's transaction for the slips that it lays: nothing, or one statement.

    Slips that say the same are one notice with several holders. What one lays before oneself is news to nobody.
    """
    own, alike = f"person:{context.actor.person_id}", dict[tuple[Any, ...], list[str]]()
    for slip in context.slips:
        if slip["holder"] != own:
            said = (slip["kind"], slip["state"], slip["sender"], slip["asked"], slip["due_at"], slip["urgency"])
            alike.setdefault(said, []).append(told_of(slip["kind"], slip["holder"]))
    notices = [_laid(context, said, holders) for said, holders in alike.items()]
    if context.notices:
        notices.append(_urged(context))
    return [
        (_inserting(number), {f"notice_{number}_{name}": value for name, value in _row(notice, context.at).items()})
        for number, notice in enumerate(notices)
    ]


def told_of(kind: str, holder: str) -> str:
    """Whom to tell of a slip: its holder; of a reading whoever stands in for the reader, too."""
    return holder.replace("person:", "reader:") if kind == CIRCULATE else holder


def _urged(context: Context) -> Notice:
    """催办: one notice for all who are reminded."""
    holders = [one["holder"] for one in context.notices]
    lines = (f"催办人：{context.actor.name}", f"留言：{context.opinion}" if context.opinion else "")
    return about(context.document, "urged", holders, filter(None, lines), actor_id=context.actor.person_id)


def _laid(context: Context, said: tuple[Any, ...], holders: list[str]) -> Notice:
    kind, state_key, sender, asked, due_at, urgency = said
    state, document = context.workflow.state(state_key), context.document
    step = _KINDS.get(kind) or state.step or state.label
    lines = (
        f"事项：{step}",
        f"来自：{sender}" if sender else "",
        f"留言：{asked}" if asked else "",
        f"期限：{display.moment(due_at)}" if kind in {MAIN, SIGN} else "",
    )
    return about(
        document,
        "slip",
        holders,
        filter(None, lines),
        what=f"待办（{step}）",
        title=context.columns.get("title", ""),
        urgency=urgency,
        actor_id=context.actor.person_id,
        restricted=context.columns.get("restricted"),
    )


def _row(notice: Notice, at: datetime) -> dict[str, Any]:
    columns = {name: getattr(notice, name) for name in Notice.__dataclass_fields__}  # asdict would copy each deeply
    return {**columns, "holders": " ".join(notice.holders), "created_at": at, "expanded_at": None}


@lru_cache(maxsize=16)
def _inserting(number: int) -> Insert:
    """The insert of the so-many-th notice of an action. One each: SQLAlchemy compiles several in one anew each time."""
    return all_named(Outbox, f"notice_{number}_")
