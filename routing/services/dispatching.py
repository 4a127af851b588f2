"""Deliveries on their way: one worker claims one, sends it outside any transaction, and writes down what came of it.

Nothing is lost: a delivery is `sent` only after the other side has said that it took it. Nothing is sent twice by two
workers: a claim is one UPDATE that one of them wins. What stays unknown is decided so: a worker that dies, or a line
that breaks after the whole message went out, may have delivered it. A mail is then sent again, always with the same
Message-ID, by which a mail system knows it for the same one. A robot knows no such thing: what may have arrived there
is not repeated by itself, but shown to the system officer (`unsure`), who decides.
"""

import secrets
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from flask import current_app
from sqlalchemy import Row, Select, String, and_, cast, false, func, literal, or_, select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import Delivery, Document, NotificationSetting, Outbox, Person, Robot
from routing.models.notice import UNDER_WAY
from routing.posting import robots, smtp
from routing.posting.errors import PostingError, RefusedError, UnreachableError, UnsureError
from routing.services.expanding import MAIL, ROBOT
from routing.services.notifying import CONFIDENTIAL, EVENTS

PREFIX: Final = "【红头】"  # every message begins so: 钉钉 and 飞书 robots may ask for a keyword
LONGEST: Final = 300  # characters that are kept of an error


class Dispatcher:
    """One worker's hand: what it claims bears its mark, and it remembers which ways are closed for the moment."""

    def __init__(self) -> None:
        self.mark = f"{socket.gethostname()[:20]}-{secrets.token_hex(8)}"
        self._closed: dict[str, float] = {}  # address, or MAIL for all of it -> until when (monotonic)

    def one(self) -> bool:
        """Claim one delivery that is due and send it; False where none is due, or the ways are closed."""
        delivery_id = self._claim()
        if delivery_id is None:
            return False
        row = reading().execute(_WHOLE.where(Delivery.id == delivery_id)).one()
        let_go()
        try:
            _send(row)
        except PostingError as error:
            if isinstance(error, UnreachableError):
                self._closed[_way(row)] = time.monotonic() + current_app.config["NOTICE_STEPS"][0]
            self._put_off(row, error)
        except Exception as error:
            current_app.logger.exception("delivery %s", delivery_id)
            self._settle(row, "failed", f"发送程序出错：{type(error).__name__}")
        else:
            self._settle(row, "sent", "", sent_at=clock.now())
        return True

    def _claim(self) -> int | None:
        now, closed = clock.now(), [way for way, until in self._closed.items() if until > time.monotonic()]
        due = (
            select(Delivery.id)
            .where(UNDER_WAY, Delivery.state == "waiting", Delivery.next_at <= now)
            .order_by(Delivery.next_at, Delivery.id)
            .limit(1)
        )
        if MAIL in closed or not current_app.config["SMTP"]:
            due = due.where(Delivery.channel != MAIL)
        if closed:
            due = due.where(Delivery.address.not_in(closed))
        free = reading().execute(due).first()
        let_go()
        if free is None:
            return None
        chosen = due.with_for_update(skip_locked=True).correlate(None).scalar_subquery()
        with writing() as connection:
            return connection.execute(
                update(Delivery)
                .where(Delivery.id == chosen, Delivery.state == "waiting")
                .values(state="sending", attempts=Delivery.attempts + 1, claim=self.mark, claimed_at=now)
                .returning(Delivery.id)
            ).scalar_one_or_none()

    def _put_off(self, row: Row[Any], error: PostingError) -> None:
        settings, now = current_app.config, clock.now()
        if isinstance(error, RefusedError):
            self._settle(row, "failed", error.message)
        elif isinstance(error, UnsureError) and row.channel != MAIL:
            self._settle(row, "unsure", error.message)
        elif now - row.since > timedelta(days=settings["NOTICE_DAYS"]):
            self._settle(row, "given_up", f"试了{settings['NOTICE_DAYS']}天没有发成。最后一次：{error.message}")
        else:
            steps = settings["NOTICE_STEPS"]
            wait = steps[min(row.attempts, len(steps)) - 1]
            self._settle(row, "waiting", error.message, next_at=now + timedelta(seconds=wait))

    def _settle(self, row: Row[Any], state: str, error: str, **columns: Any) -> None:
        """Write down what came of it, unless the claim was lost meanwhile: then it is another worker's."""
        ours = (Delivery.id == row.id, Delivery.state == "sending", Delivery.claim == self.mark)
        with writing() as connection:
            connection.execute(
                update(Delivery).where(*ours).values(state=state, last_error=error[:LONGEST], claim="", **columns)
            )


def take_back() -> int:
    """What a worker claimed and then died over: a mail waits again, a robot's message may have arrived."""
    now = clock.now()
    stale = (
        UNDER_WAY,
        Delivery.state == "sending",
        Delivery.claimed_at < now - timedelta(seconds=current_app.config["NOTICE_LEASE"]),
    )
    found = reading().execute(select(Delivery.id).where(*stale).limit(1)).first()
    let_go()
    if found is None:
        return 0
    again, unsure = (*stale, Delivery.channel == MAIL), (*stale, Delivery.channel != MAIL)
    said = "发送程序中途停止"
    with writing() as connection:
        back = connection.execute(
            update(Delivery).where(*again).values(state="waiting", next_at=now, claim="", last_error=said)
        )
        left = connection.execute(
            update(Delivery).where(*unsure).values(state="unsure", claim="", last_error=f"{said}，可能已送达")
        )
    return back.rowcount + left.rowcount


def mail_server() -> smtp.MailServer:
    """The mail server as HONGTOU_SMTP names it. Raises UnreachableError where it does so wrongly, or not at all."""
    url = current_app.config["SMTP"]
    if not url:
        raise UnreachableError("还没有设置邮件服务器，请系统管理员设置")
    try:
        return _server(url)
    except ValueError as error:
        raise UnreachableError(f"邮件服务器的设置写得不对：{error}") from error


def footer() -> str:
    """What every mail ends with."""
    return "\n\n—— 红头公文办理系统自动发出，请勿回复。不想再收，请在“我的账号—消息提醒”中改。"


@lru_cache(maxsize=4)
def _server(url: str) -> smtp.MailServer:
    return smtp.server_from(url)


def _way(row: Row[Any]) -> str:
    return MAIL if row.channel == MAIL else str(row.address)


def _send(row: Row[Any]) -> None:
    """Hand a delivery to its way. Raises PostingError."""
    send: Callable[[Row[Any]], None] = _mail if row.channel == MAIL else _robot
    send(row)


def _mail(row: Row[Any]) -> None:
    subject, body = (CONFIDENTIAL, f"{CONFIDENTIAL}。") if row.confidential else (row.subject, row.body)
    key = f"{row.outbox_id}:{row.created_at.isoformat()}:{row.person_id}:{row.address}"
    smtp.send(
        mail_server(),
        smtp.Mail(
            sha256(key.encode()).hexdigest()[:40],
            current_app.config["MAIL_FROM"],
            row.address,
            f"{PREFIX}{subject}",
            f"{row.name}，您好：\n\n{body}{_link(row)}{footer()}",
            row.created_at,
        ),
    )


def _robot(row: Row[Any]) -> None:
    if not row.robot_active:
        raise RefusedError("机器人已停用")
    # Everybody in the group reads it: the title stands in it only where the house said so of this robot.
    told = f"{row.subject}\n{row.body}" if row.titles else f"{EVENTS[row.event]}，请登录系统查看"
    words = CONFIDENTIAL if row.confidential else told
    robots.post(
        robots.Robot(row.robot_kind, row.url, row.secret),
        robots.Text(f"{PREFIX}{row.name}：{words}{_link(row)}", row.mobile or ""),
        current_app.config["ROBOT_TIMEOUT"],
    )


def _link(row: Row[Any]) -> str:
    """Where to go; of a 机要 document not even its number in the system is told."""
    base = current_app.config["ADDRESS"].rstrip("/")
    there = f"/documents/{row.document_id}" if row.document_id and not row.confidential else "/tray"
    return f"\n{base}{there}" if base else ""


_WHOLE: Final[Select[Any]] = (
    select(
        Delivery.id, Delivery.outbox_id, Delivery.person_id, Delivery.channel, Delivery.address, Delivery.attempts,
        Delivery.since, Outbox.event, Outbox.subject, Outbox.body, Outbox.document_id,
        or_(Outbox.confidential, func.coalesce(Document.restricted, false())).label("confidential"),
        Outbox.created_at, Person.name, NotificationSetting.mobile, Robot.kind.label("robot_kind"), Robot.url,
        Robot.secret, Robot.titles, Robot.active.label("robot_active"),
    )
    .join(Outbox, Outbox.id == Delivery.outbox_id)
    .join(Person, Person.id == Delivery.person_id)
    .outerjoin(Document, Document.id == Outbox.document_id)
    .outerjoin(NotificationSetting, NotificationSetting.person_id == Delivery.person_id)
    .outerjoin(
        Robot,
        and_(
            Robot.organisation_id == Delivery.organisation_id,
            Delivery.address == literal(ROBOT).concat(cast(Robot.id, String)),
        ),
    )
)  # fmt: skip
