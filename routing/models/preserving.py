"""That nothing decayed, and what was destroyed: reports of checks (四性检测), new periods, erasures, registers.

Append-only (database triggers), but for the lines of a list that is still being made: a report is evidence, and so is
the record of what is no longer there.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model

_FAULTY = text("faults > 0")


class Inspection(Model):
    """一次检测: begun by whom, when, on what occasion (filing, transfer, monthly, demand); its end stands beside it.

    `scope`: what was to be checked, in words. `errand_id`: the errand that does it, where there is one.
    """

    __tablename__ = "inspection"
    __table_args__ = (Index(None, "organisation_id", "occasion", "id"), Index(None, "errand_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    occasion: Mapped[str] = mapped_column(String(10))
    scope: Mapped[str] = mapped_column(String(200))
    errand_id: Mapped[int | None] = mapped_column(ForeignKey("errand.id"))
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    begun_name: Mapped[str] = mapped_column(String(40))
    begun_at: Mapped[datetime]


class InspectedItem(Model):
    """The report of one 件: what each check found. `faults`: how many; `mac`: keyed digest over all the rest.

    `results`: key of the check → [outcome, words…], outcome one of sound, fault, unchecked, look, absent. `unchecked`:
    how many were not looked into, or are for a person to look at.
    """

    __tablename__ = "inspected_item"
    __table_args__ = (
        UniqueConstraint("inspection_id", "item_id"),
        Index(None, "item_id", "id"),
        Index(None, "inspection_id", "faults"),
        Index("ix_inspected_item_faulty", "organisation_id", "id", postgresql_where=_FAULTY, sqlite_where=_FAULTY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    code: Mapped[str] = mapped_column(String(60))
    faults: Mapped[int]
    unchecked: Mapped[int]
    results: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    mac: Mapped[str] = mapped_column(String(64))


class InspectionEnd(Model):
    """The report of the whole: how many items, how many with faults, and what concerns the holdings as such."""

    __tablename__ = "inspection_end"

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    items: Mapped[int]
    faulty: Mapped[int]
    faults: Mapped[int]  # of the holdings as such, beside those of the items
    results: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    mac: Mapped[str] = mapped_column(String(64))


class DisposalItem(Model):
    """An item (件) on the list of a disposal, as the list stands now: who judges it may read its papers."""

    __tablename__ = "disposal_item"
    __table_args__ = (Index(None, "item_id"),)

    disposal_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))


class RetentionChange(Model):
    """续存: a new period for an item after appraisal, a row for each of its documents, as the log of each says."""

    __tablename__ = "retention_change"
    __table_args__ = (UniqueConstraint("disposal_id", "document_id"), Index(None, "item_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    disposal_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    old_period: Mapped[str] = mapped_column(String(5))
    old_expires_on: Mapped[date | None]
    period: Mapped[str] = mapped_column(String(5))
    expires_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]


class Erasure(Model):
    """A document whose content was destroyed: by which disposal, and what there was of it.

    `digests` name the files whose bytes go with it; a digest tells nothing of what it is of.
    """

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("document_id"), Index(None, "disposal_id"), Index(None, "item_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    disposal_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    revisions: Mapped[int]
    files: Mapped[int]
    digests: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime]


class DisposalRegister(Model):
    """销毁清册: the PDF with the signatures of both witnesses, kept for ever."""

    __tablename__ = "disposal_register"

    disposal_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int]
    made_at: Mapped[datetime]
    mac: Mapped[str] = mapped_column(String(64))
