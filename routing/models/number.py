"""Document numbers: gapless, never before signing, never given twice (FW-1)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class NumberCounter(Model):
    """The last number given in a series and year."""

    __tablename__ = "number_counter"

    series_id: Mapped[int] = mapped_column(ForeignKey("number_series.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    last: Mapped[int] = mapped_column(default=0)


class Number(Model):
    """A number given to a document. Neither changed nor deleted (database triggers)."""

    __tablename__ = "number"
    __table_args__ = (UniqueConstraint("series_id", "year", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    series_id: Mapped[int] = mapped_column(ForeignKey("number_series.id"))
    year: Mapped[int]
    serial: Mapped[int]
    text: Mapped[str] = mapped_column(String(60))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    given_at: Mapped[datetime]


class VoidNumber(Model):
    """作废: a number that no document bears any more, and why. It stays in the register."""

    __tablename__ = "void_number"

    number_id: Mapped[int] = mapped_column(ForeignKey("number.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[str] = mapped_column(String(500))
    voided_by: Mapped[str] = mapped_column(String(120))
    voided_at: Mapped[datetime]
