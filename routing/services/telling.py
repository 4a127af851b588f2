"""How a person wants to be told, and a message to try it out."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from flask import current_app
from sqlalchemy import insert, update

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import NotificationSetting, Robot
from routing.posting import robots, smtp
from routing.posting.errors import PostingError
from routing.queries import notices as queries
from routing.queries.administration import record
from routing.services.dispatching import PREFIX, footer, mail_server
from routing.services.errors import InvalidChangeError
from routing.services.notifying import EVENTS

BETWEEN: Final = timedelta(seconds=20)  # two trials of one person: nobody floods another's letter box
PATIENCE: Final = 5.0  # seconds that a trial waits: somebody sits before the screen
TRIAL: Final = "这是一条试发的消息：能看到它，就说明消息提醒设置好了。"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose. `robots`: ids; `events`: keys of EVENTS."""

    email: str
    mobile: str
    by_mail: bool
    robots: tuple[int, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial by one way; `error` is empty where the message was taken."""

    way: str
    error: str


def choose(actor: Actor, wish: Wish) -> bool:
    """Keep what the actor chose; True when done. Raises InvalidChangeError for mail without an address."""
    if wish.by_mail and not wish.email:
        raise InvalidChangeError("要用电子邮件提醒，请填写邮箱", "email")
    ours = {row.id for row in queries.robots(reading(), actor)}
    columns = {
        "email": wish.email,
        "mobile": wish.mobile,
        "by_mail": wish.by_mail,
        "robots": " ".join(str(robot) for robot in wish.robots if robot in ours),
        "events": " ".join(event for event in wish.events if event in EVENTS),
    }
    with writing() as connection:
        mine = NotificationSetting.person_id == actor.person_id
        if connection.execute(update(NotificationSetting).where(mine).values(columns)).rowcount == 0:
            keys = {"person_id": actor.person_id, "organisation_id": actor.organisation_id}
            connection.execute(insert(NotificationSetting), {**keys, **columns})
    return True


def try_out(actor: Actor) -> list[Trial]:
    """Send the actor a message by each way that they chose, now. Raises InvalidChangeError where there is none."""
    connection = reading()
    wish = queries.setting(connection, actor)
    chosen = set(map(int, wish.robots.split())) if wish is not None else set()
    called = [row for row in queries.robots(connection, actor, active=True) if row.id in chosen]
    if wish is None or not (wish.by_mail or called):
        raise InvalidChangeError("还没有选提醒的方式：请先勾选、保存，再试发")
    _once_in_a_while(actor)
    trials = [Trial("电子邮件", _mail(actor, wish.email))] if wish.by_mail else []
    return trials + [Trial(f"{row.name}机器人", try_robot(actor, row.id, wish.mobile)) for row in called]


def try_robot(actor: Actor, robot_id: int, mobile: str = "") -> str:
    """Have a robot of the house say something, now; what went wrong, or nothing. Raises MissingRecordError."""
    row = record(reading(), Robot, robot_id, actor)
    let_go()
    text = robots.Text(f"{PREFIX}{actor.name}：{TRIAL}", mobile)
    return _said(lambda: robots.post(robots.Robot(row.kind, row.url, row.secret), text, PATIENCE))


def _once_in_a_while(actor: Actor) -> None:
    now = clock.now()
    with writing() as connection:
        free = (NotificationSetting.tested_at.is_(None)) | (NotificationSetting.tested_at < now - BETWEEN)
        mine = NotificationSetting.person_id == actor.person_id
        if connection.execute(update(NotificationSetting).where(mine, free).values(tested_at=now)).rowcount == 0:
            raise InvalidChangeError(f"刚刚试发过，请过{BETWEEN.seconds}秒再试")
    let_go()


def _mail(actor: Actor, address: str) -> str:
    at = clock.now()
    text = f"{actor.name}，您好：\n\n{TRIAL}{footer()}"
    sender = current_app.config["MAIL_FROM"]
    mail = smtp.Mail(f"trial-{actor.person_id}-{at.timestamp():.6f}", sender, address, f"{PREFIX}试发", text, at)
    return _said(lambda: smtp.send(replace(mail_server(), timeout=PATIENCE), mail))


def _said(sending: Any) -> str:
    try:
        sending()
    except PostingError as error:
        return error.message
    return ""
