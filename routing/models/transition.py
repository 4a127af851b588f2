"""The log: one line an action, chained with a key, never changed and never deleted (database triggers)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class Transition(Model):
    """Who did what to a document, in what capacity, on which text, under which clause, and when."""

    __tablename__ = "transition"
    __table_args__ = (UniqueConstraint("document_id", "serial"), Index(None, "person_id"), Index(None, "at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    serial: Mapped[int]
    action: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str] = mapped_column(String(30))
    to_state: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(40))
    post_name: Mapped[str] = mapped_column(String(60))
    on_behalf_of: Mapped[str] = mapped_column(String(120), default="")
    revision_id: Mapped[int | None]
    revision_digest: Mapped[str] = mapped_column(String(64), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[str] = mapped_column(Text, default="")
    clause: Mapped[str] = mapped_column(String(20))
    workflow_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    previous: Mapped[str] = mapped_column(String(64), default="")
    digest: Mapped[str] = mapped_column(String(64))


class Receipt(Model):
    """An idempotency key and what came of it: a form sent twice acts once and gets the same answer."""

    __tablename__ = "receipt"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    action: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]


class WorkflowVersion(Model):
    """A definition as it was when documents began under it: running ones finish under theirs."""

    __tablename__ = "workflow_version"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(30))
    definition: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime]
