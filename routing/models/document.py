"""A document, its revisions, and what people are still typing."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model

# SQLite reads a partial index only where the statement says the very same.
_DRAFTED, _HANDED_IN = text("workflow <> 'incoming'"), text("workflow = 'incoming'")
_PRESSING = text("pressing > 0")


class Document(Model):
    """公文. Its state, version and log head are written by the door (routing.services.advance) alone."""

    __tablename__ = "document"
    __table_args__ = (
        *(
            Index(
                name,
                "drafter_id",
                text("pressing DESC"),
                text("updated_at DESC"),
                postgresql_where=which,
                sqlite_where=which,
            )
            for name, which in (("ix_document_mine", _DRAFTED), ("ix_document_handed", _HANDED_IN))
        ),
        Index(
            "ix_document_pressing", "organisation_id", "pressing", postgresql_where=_PRESSING, sqlite_where=_PRESSING
        ),
        Index(None, "organisation_id", "department_id", "updated_at"),
        Index(None, "organisation_id", "state", "updated_at"),
        Index("ix_document_answers_id", "answers_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    workflow: Mapped[str] = mapped_column(String(30))
    workflow_digest: Mapped[str] = mapped_column(ForeignKey("workflow_version.digest"))
    state: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    department_name: Mapped[str] = mapped_column(String(60))  # as it was called when drafting began
    drafter_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    drafter_name: Mapped[str] = mapped_column(String(40))
    series_id: Mapped[int] = mapped_column(ForeignKey("number_series.id"))
    title: Mapped[str] = mapped_column(String(400))
    kind: Mapped[str] = mapped_column(String(10))
    urgency: Mapped[int] = mapped_column(default=0)
    pressing: Mapped[int] = mapped_column(default=0)  # the urgency while it is under way: heads every list
    revision_id: Mapped[int | None]
    revisions: Mapped[int] = mapped_column(default=0)
    revision_digest: Mapped[str] = mapped_column(String(64), default="")
    # Worked out when a revision is saved, so that an action need not load the text.
    missing: Mapped[str] = mapped_column(String(200), default="")
    secrecy: Mapped[str] = mapped_column(String(10), default="")
    signed_revision_id: Mapped[int | None]
    signed_digest: Mapped[str] = mapped_column(String(64), default="")
    signed_on: Mapped[date | None]
    signed_by: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    validity: Mapped[str] = mapped_column(String(10), default="valid")
    invalid_from: Mapped[date | None]
    original_copies: Mapped[int] = mapped_column(default=0)
    printed_copies: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    log_length: Mapped[int] = mapped_column(default=0)
    log_head: Mapped[str] = mapped_column(String(64), default="")
    joint: Mapped[str] = mapped_column(String(200), default="", server_default="")
    important: Mapped[bool] = mapped_column(default=False, server_default=false())
    returns: Mapped[int] = mapped_column(default=0, server_default="0")  # how often it went back, whoever sent it
    # 机要: known within its scope alone (CY-2). Its title here is a word for all such documents.
    restricted: Mapped[bool] = mapped_column(default=False, server_default=false())
    unconfirmed: Mapped[str] = mapped_column(String(200), default="", server_default="")  # columns read from a scan
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))  # 答复: the document that it answers


class Revision(Model):
    """One saved text of a document with its columns. Never changed: a correction is the next revision."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("document_id", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    serial: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(String(40))
    author_post: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(30))
    saved_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    body: Mapped[str] = mapped_column(Text)


class DraftCopy(Model):
    """What a person has typed and not yet saved as a revision: one a person and form key, overwritten."""

    __tablename__ = "draft_copy"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    base_revision_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(400), default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class Attachment(Model):
    """附件: a file in the store. Which revisions carry it, their content says."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "document_id"), Index(None, "digest"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120))
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]


class Following(Model):
    """跟踪: a person wants to see how a document goes on."""

    __tablename__ = "following"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    since: Mapped[datetime]
