"""委托 and 外出: who stands in for whom, and who is away; by days, of which the first and the last count.

An absence may begin at noon of its first day, and end at noon of its last.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class Delegation(Model):
    """委托: from a day to a day somebody does the work of another's post, or of all of that person's posts.

    Where `kinds` names 文种 (divided by blanks), it holds for documents of these alone.
    """

    __tablename__ = "delegation"
    __table_args__ = (Index(None, "organisation_id", "ends_on"), Index(None, "from_person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    from_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # None: every post that the person holds on the day.
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    kinds: Mapped[str] = mapped_column(String(200), default="", server_default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    # Taken back before its last day: from that moment on it holds no more.
    ended_at: Mapped[datetime | None]


class Absence(Model):
    """外出、请假: somebody is away. Only what was approved changes the way of documents; what was refused says why."""

    __tablename__ = "absence"
    __table_args__ = (Index(None, "organisation_id", "ends_on"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    from_noon: Mapped[bool] = mapped_column(default=False, server_default=false())
    until_noon: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    refused_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(String(200), default="", server_default="")
    cancelled_at: Mapped[datetime | None]
