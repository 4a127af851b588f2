"""消息提醒: what is to be told to whom, by which way, and how far it has come."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model

_FRESH = text("expanded_at IS NULL")
# SQLite reads a partial index only where the statement says the very same: these are for queries, too.
UNDER_WAY = text("state IN ('waiting', 'sending')")
STUCK = text("state IN ('failed', 'given_up', 'unsure')")


class Outbox(Model):
    """One event, written in the transaction in which it happened; a worker makes deliveries of it (`expanded_at`).

    `holders`: before whom it lies, keys like those of slips (`post:3 department:2`); whoever is behind them on the
    day is told, but not `actor_id`, who did it. `event` is a key of routing.services.notifying.EVENTS.
    `confidential`: of a 机要 document, and written without a word of it.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_fresh", "id", postgresql_where=_FRESH, sqlite_where=_FRESH),
        Index(None, "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    slip_id: Mapped[int | None] = mapped_column(ForeignKey("slip.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    event: Mapped[str] = mapped_column(String(20))
    holders: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    urgency: Mapped[int]
    confidential: Mapped[bool]
    created_at: Mapped[datetime]
    expanded_at: Mapped[datetime | None]


class Delivery(Model):
    """One message of an event to one person by one way.

    `state`: waiting, sending (`claim` says by whom, since `claimed_at`), sent, failed (refused for good), given_up
    (tried for days), unsure (a robot's answer never came). `address`: an e-mail address, or `robot:3`. `since`: from
    when on it is tried; a system officer who has it sent again begins anew.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("outbox_id", "person_id", "channel", "address"),
        Index("ix_delivery_due", "next_at", "id", postgresql_where=UNDER_WAY, sqlite_where=UNDER_WAY),
        Index("ix_delivery_stuck", "organisation_id", "id", postgresql_where=STUCK, sqlite_where=STUCK),
        Index(None, "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    since: Mapped[datetime]
    next_at: Mapped[datetime]
    last_error: Mapped[str] = mapped_column(String(300))
    claim: Mapped[str] = mapped_column(String(40))
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


class NotificationSetting(Model):
    """How one person wants to be told: by mail, by which of the house's robots, and of which events (keys)."""

    __tablename__ = "notification_setting"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    email: Mapped[str] = mapped_column(String(254))
    mobile: Mapped[str] = mapped_column(String(20))
    by_mail: Mapped[bool]
    robots: Mapped[str] = mapped_column(Text)  # ids of robots, with blanks between
    events: Mapped[str] = mapped_column(Text)
    tested_at: Mapped[datetime | None]


class Robot(Model):
    """A robot in a group of 企业微信, 钉钉 or 飞书. Its address holds a key, and is shown to nobody again.

    `titles`: may its messages name the title of a document? Everybody in the group reads them.
    """

    __tablename__ = "robot"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(40))
    url: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(200))
    titles: Mapped[bool]
    active: Mapped[bool]


class JobRun(Model):
    """A periodic piece of work: when it is due next, so that of several hosts one does it."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    next_at: Mapped[datetime]
    ran_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(300))
