"""移交: packages that were made of the file, and packages of elsewhere that were taken in.

What came with an imported item (its metadata, log and texts) is evidence of another installation: it is kept byte for
byte in the file store, and its rows are append-only (docs/adr/0015).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class ArchivePackage(Model):
    """A package: `purpose` transfer (移交进馆) or copy (备份、检查用); `state` making, made, handing, handed,
    dropped (its file is no longer kept here: by the archivist's wish, or because items of it were destroyed).

    `digest` is the ZIP file's in the file store, `seal` that of the statement which was signed, `key` the public key's
    fingerprint. `report` says what was left out and why.
    """

    __tablename__ = "archive_package"
    __table_args__ = (UniqueConstraint("organisation_id", "year", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="making")
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_name: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    errand_id: Mapped[int | None] = mapped_column(ForeignKey("errand.id"))
    made_at: Mapped[datetime | None]
    items: Mapped[int] = mapped_column(default=0)
    files: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    list_digest: Mapped[str] = mapped_column(String(64), default="")  # 移交清册 as PDF
    seal: Mapped[str] = mapped_column(String(64), default="")
    key: Mapped[str] = mapped_column(String(50), default="")
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    receiver: Mapped[str] = mapped_column(String(80), default="")
    received_by: Mapped[str] = mapped_column(String(40), default="")
    handed_on: Mapped[date | None]
    handed_by: Mapped[str] = mapped_column(String(40), default="")


class PackageItem(Model):
    """An item that was asked for in a package. `left_out`: why it is not in it; empty where it is."""

    __tablename__ = "package_item"
    __table_args__ = (UniqueConstraint("package_id", "item_id"), Index(None, "item_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    package_id: Mapped[int] = mapped_column(ForeignKey("archive_package.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    code: Mapped[str] = mapped_column(String(60))
    left_out: Mapped[str] = mapped_column(String(300), default="")


class ImportedPackage(Model):
    """A package of elsewhere, verified as a whole before anything of it was taken in. `state`: importing, done."""

    __tablename__ = "imported_package"
    __table_args__ = (UniqueConstraint("organisation_id", "seal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[str] = mapped_column(String(60))
    seal: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(50))
    source: Mapped[str] = mapped_column(String(120))
    made_on: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    items: Mapped[int]
    lines: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="importing")
    imported_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    imported_name: Mapped[str] = mapped_column(String(40))
    imported_at: Mapped[datetime]
    errand_id: Mapped[int | None] = mapped_column(ForeignKey("errand.id"))
    ended_at: Mapped[datetime | None]


class ImportedFile(Model):
    """Evidence that came with an imported item: `path` within its folder (元数据.xml, 办理记录.jsonl …), or the rules
    that its log names (规则/…); of no item: the seal of the whole package and what it was over. The bytes lie in the
    file store; `mac` is a keyed digest over the row. Append-only.
    """

    __tablename__ = "imported_file"
    __table_args__ = (UniqueConstraint("item_id", "path"), Index(None, "package_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    package_id: Mapped[int] = mapped_column(ForeignKey("imported_package.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("archive_item.id"))
    path: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[str] = mapped_column(String(64))
