"""分发清单: who got how many copies, how, and who received them when (FW-4)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class Distribution(Model):
    """One line of the list. A mistaken line is struck, with a reason, and stays visible."""

    __tablename__ = "distribution"
    __table_args__ = (Index(None, "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    recipient: Mapped[str] = mapped_column(String(120))
    copies: Mapped[int]
    method: Mapped[str] = mapped_column(String(20))
    listed_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(String(40), default="")
    received_at: Mapped[datetime | None]
    struck_reason: Mapped[str] = mapped_column(String(200), default="")
