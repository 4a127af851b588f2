"""消息提醒: what a person chose, the house's robots, and how far its messages have come. An officer sees no titles."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from routing.actor import Actor
from routing.models import Delivery, JobRun, NotificationSetting, Outbox, Person, Robot

PAGE: Final = 50
STUCK: Final = ("failed", "given_up", "unsure")
AGAIN: Final = ("failed", "given_up")  # what surely did not arrive
FILTERS: Final = {"stuck": STUCK, "waiting": ("waiting", "sending"), "sent": ("sent",)}


@dataclass(frozen=True, slots=True)
class Sending:
    """How much waits, is stuck, was sent; when a worker was last seen (naive UTC), and which jobs failed last."""

    waiting: int
    stuck: int
    sent: int
    alive: datetime | None
    failing: tuple[str, ...]


def setting(connection: Connection, actor: Actor) -> Row[Any] | None:
    """What the actor chose, or None where they never did."""
    mine = NotificationSetting.person_id == actor.person_id
    return connection.execute(select(NotificationSetting.__table__).where(mine)).one_or_none()


def robots(connection: Connection, actor: Actor, *, active: bool = False) -> list[Row[Any]]:
    """The robots of the house: without their secrets, for nobody is shown these again."""
    shown = select(Robot.id, Robot.kind, Robot.name, Robot.url, (Robot.secret != "").label("signed"), Robot.titles)
    ours = shown.add_columns(Robot.active).where(Robot.organisation_id == actor.organisation_id)
    return list(connection.execute((ours.where(Robot.active) if active else ours).order_by(Robot.id)))


def sending(connection: Connection, actor: Actor, alive: str) -> Sending:
    """How it stands with the house's messages. `alive`: the job whose last run is a worker's sign of life."""
    counted = connection.execute(
        select(Delivery.state, func.count().label("number"))
        .where(Delivery.organisation_id == actor.organisation_id)
        .group_by(Delivery.state)
    )
    states = {row.state: row.number for row in counted}
    jobs = connection.execute(select(JobRun.name, JobRun.ran_at, JobRun.last_error)).all()
    numbers = {which: sum(states.get(state, 0) for state in found) for which, found in FILTERS.items()}
    return Sending(
        numbers["waiting"],
        numbers["stuck"],
        numbers["sent"],
        alive=next((job.ran_at for job in jobs if job.name == alive), None),
        failing=tuple(f"{job.name}：{job.last_error}" for job in jobs if job.last_error),
    )


def deliveries(connection: Connection, actor: Actor, which: str) -> list[Row[Any]]:
    """The latest messages in such a state, one more than are shown; neither subject nor text is among the columns."""
    return list(
        connection.execute(
            select(
                Delivery.id, Delivery.channel, Delivery.address, Delivery.state, Delivery.attempts, Delivery.next_at,
                Delivery.last_error, Delivery.sent_at, Outbox.event, Outbox.created_at, Person.name,
            )
            .join(Outbox, Outbox.id == Delivery.outbox_id)
            .join(Person, Person.id == Delivery.person_id)
            .where(Delivery.organisation_id == actor.organisation_id, Delivery.state.in_(FILTERS[which]))
            .order_by(Delivery.id.desc())
            .limit(PAGE + 1)
        )
    )  # fmt: skip
