"""What comes in: the paper as it was registered, its scope, who reads it, who acts on it, who holds the original."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model

_OPEN, _HELD = text("closed_at IS NULL"), text("holder_id IS NOT NULL")


class IncomingPaper(Model):
    """来文: what lists and the register show of a received paper. Of a restricted one (机要) they show no more than its
    number: its columns stay empty here, and its title stands in its revisions alone.
    """

    __tablename__ = "incoming_paper"
    __table_args__ = (
        Index(None, "organisation_id", "source_key"),
        Index(None, "organisation_id", "received_on", "document_id"),
        Index(None, "holder_id"),
        Index(
            "ix_incoming_paper_held",
            "organisation_id",
            "held_since",
            "document_id",
            postgresql_where=_HELD,
            sqlite_where=_HELD,
        ),
        Index(None, "renews_id"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    organ: Mapped[str] = mapped_column(String(120), default="")  # 来文单位
    source_number: Mapped[str] = mapped_column(String(80), default="")  # 来文字号 as written
    source_key: Mapped[str] = mapped_column(String(80), default="")  # the same normalised: duplicates are found by it
    received_on: Mapped[date]
    dated: Mapped[date | None]
    category: Mapped[str] = mapped_column(String(10), default="")  # 阅件 or 办件
    due_on: Mapped[date | None]
    copies: Mapped[int] = mapped_column(default=1)
    pages: Mapped[int | None]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who has the original; none: not here
    holder_name: Mapped[str] = mapped_column(String(60), default="")
    held_since: Mapped[datetime | None]
    # 改按机要登记: the registration as an ordinary paper that this one takes the place of.
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))


class Scope(Model):
    """知悉范围: who may know of a restricted document. Written with its registration, or with the action by which it
    was found to be one, and by nobody afterwards.
    """

    __tablename__ = "scope"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(40))


class RefusedAccess(Model):
    """Somebody outside the scope of a restricted document tried to see it (append-only)."""

    __tablename__ = "refused_access"
    __table_args__ = (Index(None, "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class Circulation(Model):
    """一轮传阅: readers, all at once or one after the other; each holds a slip of kind circulate."""

    __tablename__ = "circulation"
    __table_args__ = (Index(None, "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    in_turn: Mapped[bool] = mapped_column(default=False, server_default=false())
    waiting: Mapped[list[Any]] = mapped_column(JSON)  # [person id, name] of those whose turn is to come
    note: Mapped[str] = mapped_column(String(500), default="")
    begun_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    begun_name: Mapped[str] = mapped_column(String(120))
    begun_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Task(Model):
    """批示交办: what somebody instructed to be done, by whom until when, and what came of it (CY-4).

    `state`: open, reported (the result lies before whoever instructed), accepted (a leader's consent, before the
    office closes it), closed, cancelled. `led`: a leader's instruction, kept on the supervision list.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("document_id", "serial"),
        Index("ix_task_open", "organisation_id", "due_at", "id", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index(None, "organisation_id", "led", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    serial: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    wording: Mapped[str] = mapped_column(Text)
    instructed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    instructor: Mapped[str] = mapped_column(String(30))  # the holder key to which the result goes
    instructed_name: Mapped[str] = mapped_column(String(120))
    led: Mapped[bool] = mapped_column(default=False, server_default=false())
    lead: Mapped[str] = mapped_column(String(30))
    lead_name: Mapped[str] = mapped_column(String(80))
    helpers: Mapped[list[Any]] = mapped_column(JSON)  # [key, name]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))  # of the lead, for statistics
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open", server_default="open")
    result: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime | None]
    reported_by: Mapped[str] = mapped_column(String(120), default="")
    accepted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(120), default="")
    refusals: Mapped[int] = mapped_column(default=0, server_default="0")


class Custody(Model):
    """原件交接: who had the paper original from when until when. One holder at any time (CY-3)."""

    __tablename__ = "custody"
    __table_args__ = (
        Index("ix_custody_open", "document_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index(None, "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: it has left the house
    name: Mapped[str] = mapped_column(String(60))
    given_by: Mapped[str] = mapped_column(String(60), default="")
    since: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ReaderList(Model):
    """常用传阅名单: readers saved under a name, by their keys (person, post, department)."""

    __tablename__ = "reader_list"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(40))
    keys: Mapped[list[str]] = mapped_column(JSON)


class Urging(Model):
    """催办: somebody who waits, or the house itself (no person), urged those before whom a slip lies."""

    __tablename__ = "urging"
    __table_args__ = (Index(None, "slip_id"), Index(None, "document_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    slip_id: Mapped[int] = mapped_column(ForeignKey("slip.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(20))  # asked, before, due, late, risen
    words: Mapped[str] = mapped_column(String(500), default="")
    risen_to: Mapped[str] = mapped_column(String(30), default="")  # to whom it rose, where it did
    at: Mapped[datetime]
