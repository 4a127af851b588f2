"""办件: one piece of work in somebody's tray, the right and the duty to act."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model

_OPEN = text("closed_at IS NULL")


class Slip(Model):
    """A slip lies before a holder: `post:3`, `department:2` or `person:9`. Closing it is acting.

    `kind`: main (the step itself), sign (one of a round of signers), consult (asked for advice), read (to be read);
    of incoming documents also circulate, task, help, result, closing and proposal (`workflows.parts`).
    """

    __tablename__ = "slip"
    __table_args__ = (
        Index(
            "ix_slip_tray",
            "holder",
            text("urgency DESC"),
            "due_at",
            "id",
            "opened_at",  # not for the order: the counts of a tray are read from the index alone
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index("ix_slip_done", "closed_by", "closed_at"),
        Index(
            "ix_slip_late",
            "organisation_id",
            "due_at",
            "kind",  # not for the order, and paused_at neither: what is overdue is sifted in the index
            "paused_at",
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index(None, "document_id"),
        Index(None, "task_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    state: Mapped[str] = mapped_column(String(30))
    holder: Mapped[str] = mapped_column(String(30))
    holder_name: Mapped[str] = mapped_column(String(80))
    urgency: Mapped[int] = mapped_column(default=0)
    sender: Mapped[str] = mapped_column(String(120), default="")
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    from_state: Mapped[str] = mapped_column(String(30), default="")
    arrived_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(String(30), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(10), default="main", server_default="main")
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    asked: Mapped[str] = mapped_column(String(500), default="", server_default="")  # the words with which it was sent
    reason: Mapped[str] = mapped_column(String(200), default="", server_default="")  # why it lies here and not there
    bound: Mapped[str] = mapped_column(String(64), default="", server_default="")  # what its consent is bound to
    paused_at: Mapped[datetime | None]
    claimed_by: Mapped[int | None]  # of those who share the post, the one who said that they see to it
    claimer: Mapped[str] = mapped_column(String(40), default="", server_default="")
    circulation_id: Mapped[int | None] = mapped_column(ForeignKey("circulation.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    about: Mapped[str] = mapped_column(String(30), default="", server_default="")  # of a proposed reader: their key


class Round(Model):
    """一轮会签或加签: who signs together before the step's own holder acts. Its signers hold slips of kind sign.

    `rule` and `refusal` as in `workflows.model.Joint`. While it is open no main slip is; at its end one goes to
    `holder`, with the working minutes that were left of the step's time (`minutes_left`; none: the whole).
    """

    __tablename__ = "round"
    __table_args__ = (
        Index("ix_round_open", "document_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index(None, "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    state: Mapped[str] = mapped_column(String(30))
    rule: Mapped[str] = mapped_column(String(10))
    need: Mapped[int]
    refusal: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked: Mapped[str] = mapped_column(String(500), default="")
    holder: Mapped[str] = mapped_column(String(30))
    holder_name: Mapped[str] = mapped_column(String(80))
    from_state: Mapped[str] = mapped_column(String(30), default="")
    sender: Mapped[str] = mapped_column(String(120), default="")
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    minutes_left: Mapped[int | None]
    waiting: Mapped[list[Any]] = mapped_column(JSON)  # of a round in order: [key, name] of those whose turn is to come
    consents: Mapped[int] = mapped_column(default=0)
    refusals: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(20), default="")
