"""办件: one piece of work in somebody's tray, the right and the duty to act."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model

_OPEN = text("closed_at IS NULL")


class Slip(Model):
    """A slip lies before a holder: `post:3`, `department:2` or `person:9`. Closing it is acting."""

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
        Index(None, "document_id"),
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
