"""The organisation and what it keeps on its administration pages: departments, posts, letterheads, series."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from routing.extensions import Model


class Organisation(Model):
    """A house. Every record belongs to one."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    short_name: Mapped[str] = mapped_column(String(40))
    # Raised by every change of posts, holdings and oversight: what was worked out from them is then stale.
    chart_version: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)


class Department(Model):
    """部室."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(60))
    short_name: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]


class Post(Model):
    """A place in the house, held by people for periods. Rights belong to posts, never to accounts."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    name: Mapped[str] = mapped_column(String(60))
    capacity: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]

    department: Mapped[Department | None] = relationship()


class Holding(Model):
    """任职: a person holds a post from a day to a day (inclusive; no end while it lasts)."""

    __tablename__ = "holding"
    __table_args__ = (Index(None, "post_id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    post: Mapped[Post] = relationship()
    person = relationship("Person")


class Oversight(Model):
    """分管: a vice-chair's post oversees a department for a period."""

    __tablename__ = "oversight"
    __table_args__ = (Index(None, "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    post: Mapped[Post] = relationship()
    department: Mapped[Department] = relationship()


class Letterhead(Model):
    """文头: the red mark at the head of a document (发文机关标志) and the organ that prints (印发机关)."""

    __tablename__ = "letterhead"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(60))
    mark: Mapped[str] = mapped_column(String(120))
    signature: Mapped[str] = mapped_column(String(120))
    printed_by: Mapped[str] = mapped_column(String(120))


class NumberSeries(Model):
    """A run of document numbers: its word (泰妇字), its written form, and the letterhead that goes with it."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("organisation_id", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    letterhead_id: Mapped[int] = mapped_column(ForeignKey("letterhead.id"))
    word: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(10), default="house")
    position: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False)
    # outgoing; of received papers where they come from: superior, lateral, subordinate, letters, meeting, confidential
    origin: Mapped[str] = mapped_column(String(15), default="outgoing", server_default="outgoing")

    letterhead: Mapped[Letterhead] = relationship()


class Phrase(Model):
    """常用语: what people in the house usually write with an action, offered for one tap."""

    __tablename__ = "phrase"
    __table_args__ = (Index(None, "organisation_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(default=0)
