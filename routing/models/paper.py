"""How the papers of the house look, and the archive copies of those that were issued."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model

# How the papers under a letterhead look that has no settings of its own.
BLANK: Final[dict[str, Any]] = {
    "layout": "document",
    "mark_suffix": "",
    "seal_mode": "place",
    "seal_digest": "",
    "seal_name": "",
    "copies_to": "",
    "print_copies": 0,
}


class PaperSetting(Model):
    """版面设置 of a letterhead. One that has none is set in the 文件格式 with the place left for the paper seal."""

    __tablename__ = "paper_setting"

    letterhead_id: Mapped[int] = mapped_column(ForeignKey("letterhead.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    layout: Mapped[str] = mapped_column(String(10))
    mark_suffix: Mapped[str] = mapped_column(String(10), default="")
    seal_mode: Mapped[str] = mapped_column(String(10))
    # The 印章图样 lies in the file store; the ending of its name says whether it is PNG or SVG.
    seal_digest: Mapped[str] = mapped_column(String(64), default="")
    seal_name: Mapped[str] = mapped_column(String(150), default="")
    # What a new sheet begins with.
    copies_to: Mapped[str] = mapped_column(String(2_000), default="")
    print_copies: Mapped[int] = mapped_column(default=0)


class IssuedPaper(Model):
    """归档用的正式文件: the PDF of an issued document, as it was set once and for all (database triggers).

    `log_serial` is the log line that gave it its number, or kept the number after a new signature. `settings` are
    those of the letterhead at that moment, `numbered_at` the time that stands in the file: with the revision they
    give the same bytes again. `mac` is a keyed digest over all the rest.
    """

    __tablename__ = "issued_paper"
    __table_args__ = (UniqueConstraint("document_id", "log_serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    log_serial: Mapped[int]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    revision_digest: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(60))
    numbered_at: Mapped[datetime]
    set_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_with: Mapped[dict[str, Any]] = mapped_column(JSON)  # the engine and the fonts, by version and digest
    notices: Mapped[list[str]] = mapped_column(JSON)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    mac: Mapped[str] = mapped_column(String(64))


class SignedPaper(Model):
    """The same paper with the organisation's electronic signature (PAdES), where it has a certificate."""

    __tablename__ = "signed_paper"

    issued_paper_id: Mapped[int] = mapped_column(ForeignKey("issued_paper.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    signer: Mapped[str] = mapped_column(String(200))
    signed_at: Mapped[datetime]
    mac: Mapped[str] = mapped_column(String(64))
