"""工作日历: the days on which the house works otherwise than the national calendar says."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class CalendarDay(Model):
    """A correction: that day is worked, or is not, whatever the national calendar says; and why."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("organisation_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    day: Mapped[date]
    working: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(100))
