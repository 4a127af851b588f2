"""What was taken out of the house as a file or on paper, by whom and when (append-only)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class ExportRecord(Model):
    """Somebody took a register or a list out: what it was, how, and how many lines of it."""

    __tablename__ = "export_record"
    __table_args__ = (Index(None, "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(40))
    post_name: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(200))
    way: Mapped[str] = mapped_column(String(10))  # Excel, PDF, CSV, 打印
    number: Mapped[int]
    at: Mapped[datetime]
