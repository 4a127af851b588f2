"""档案: the file's settings, its rounds (立卷归档), its items (件) with parts and files, its boxes, who read what.

An item is a row beside its documents (docs/adr/0011): the documents keep their log, text and permissions; the item
has what DA/T 22-2015 asks of a 件. Rows of a sealed round are changed by services of the archive alone, each change on
the log of the item's document.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model

_UNSEALED = text("sealed_at IS NULL")
_CODED = text("code != ''")


class ArchiveSetting(Model):
    """全宗号, 门类, how 档号 are made (DA/T 22-2015, 5.4); which national period the house's words mean (DA-4)."""

    __tablename__ = "archive_setting"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
    fonds_number: Mapped[str] = mapped_column(String(20), default="")  # 全宗号, given by the archive authority
    fonds_name: Mapped[str] = mapped_column(String(80), default="")
    category: Mapped[str] = mapped_column(String(10), default="WS")  # 档案门类代码
    scheme: Mapped[str] = mapped_column(String(20), default="retention-unit")  # or unit-retention
    reply_with_cause: Mapped[bool] = mapped_column(default=True, server_default=true())  # 来文与复文为一件
    long_as: Mapped[str] = mapped_column(String(5), default="D30")
    short_as: Mapped[str] = mapped_column(String(5), default="D10")
    loan_days: Mapped[int] = mapped_column(default=10)  # working days that a loan lasts, unless said otherwise


class ArchiveUnit(Model):
    """机构（问题）: the lowest class. Mostly a department; a code of its own, for 档号."""

    __tablename__ = "archive_unit"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    position: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False, server_default=false())


class RetentionRule(Model):
    """归档范围和保管期限表: one line. The first that fits proposes; a person decides (DA-4, 国家档案局令第8号).

    What is empty fits everything. `words`: any of them, separated by 、, in the title. `period`: Y, D30, D10; empty
    with a `leave_out`, the reason why such papers are not filed.
    """

    __tablename__ = "retention_rule"
    __table_args__ = (Index(None, "organisation_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int] = mapped_column(default=0)
    origin: Mapped[str] = mapped_column(String(15), default="")  # outgoing, incoming, or of a received paper's series
    kind: Mapped[str] = mapped_column(String(10), default="")  # 文种
    words: Mapped[str] = mapped_column(String(200), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    house_term: Mapped[str] = mapped_column(String(5), default="")  # 永久, 长期, 短期
    period: Mapped[str] = mapped_column(String(5), default="")
    leave_out: Mapped[str] = mapped_column(String(200), default="")
    basis: Mapped[str] = mapped_column(String(100), default="")  # the line of the approved table


class FilingRound(Model):
    """一次立卷归档: all that was closed in a year. `state`: open, sealing (the work is under way), sealed."""

    __tablename__ = "filing_round"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "serial"),
        Index(
            "ix_filing_round_open",
            "organisation_id",
            "year",
            unique=True,
            postgresql_where=_UNSEALED,
            sqlite_where=_UNSEALED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    serial: Mapped[int] = mapped_column(default=1)  # further rounds of a year take what came late (补充归档)
    state: Mapped[str] = mapped_column(String(10), default="open")
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_name: Mapped[str] = mapped_column(String(40))
    opened_at: Mapped[datetime]
    sealed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sealed_name: Mapped[str] = mapped_column(String(40), default="")
    sealed_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ArchiveItem(Model):
    """件: one document with its attachments, or a reply with its cause (DA/T 22-2015, 4.1).

    `state`: proposed (by the house), checked (a person decided), left_out (not filed, with its reason), filed,
    transferred, destroyed. `period` is the national term (Y, D30, D10), `house_term` the house's own word; both stay
    empty until a person has decided. `serial` is the 件号 and `code` the 档号, given when the round is sealed.
    `title` in [ ] where the filer made it. `mac`: keyed digest over all that stands in the catalogue, at sealing.
    """

    __tablename__ = "archive_item"
    __table_args__ = (
        Index(None, "round_id", "state"),
        Index(None, "document_id"),
        Index(None, "organisation_id", "state", "expires_on"),
        # 档号 are unique and never given again; an item whose period was extended keeps its own.
        Index(
            "ix_archive_item_code", "organisation_id", "code", unique=True, postgresql_where=_CODED, sqlite_where=_CODED
        ),
        Index(None, "organisation_id", "year", "period", "unit_id", "serial"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("filing_round.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    state: Mapped[str] = mapped_column(String(12), default="proposed")
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("archive_unit.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))  # whose work it is about (DA-5)
    period: Mapped[str] = mapped_column(String(5), default="")
    house_term: Mapped[str] = mapped_column(String(5), default="")
    proposed_period: Mapped[str] = mapped_column(String(5), default="")
    proposed_term: Mapped[str] = mapped_column(String(5), default="")
    proposed_because: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_name: Mapped[str] = mapped_column(String(40), default="")
    decided_at: Mapped[datetime | None]
    leave_out_reason: Mapped[str] = mapped_column(String(500), default="")
    serial: Mapped[int | None]
    code: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(400))
    number: Mapped[str] = mapped_column(String(80), default="")  # 文号
    responsible: Mapped[str] = mapped_column(String(120), default="")  # 责任者
    kind: Mapped[str] = mapped_column(String(10), default="")
    dated: Mapped[date | None]
    secrecy: Mapped[str] = mapped_column(String(10), default="")  # 密级; 工作秘密 are lent by the director's leave
    restricted: Mapped[bool] = mapped_column(default=False, server_default=false())  # 机要: known within its scope
    pages: Mapped[int] = mapped_column(default=0)
    remarks: Mapped[str] = mapped_column(String(500), default="")
    box_id: Mapped[int | None] = mapped_column(ForeignKey("archive_box.id"))
    entered_at: Mapped[datetime]  # when it came into the file's books: not when it happened (`dated`)
    filed_at: Mapped[datetime | None]
    filed_by: Mapped[str] = mapped_column(String(40), default="")
    expires_on: Mapped[date | None]  # the day after the last of its period; none for 永久
    mac: Mapped[str] = mapped_column(String(64), default="")


class ArchivePart(Model):
    """A document of an item, in the order of filing (a reply before its cause). A document is in one item at most."""

    __tablename__ = "archive_part"
    __table_args__ = (UniqueConstraint("document_id"), UniqueConstraint("item_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    position: Mapped[int]
    filed_at: Mapped[datetime | None]  # when the door filed it


class ArchiveFile(Model):
    """A file of an item, in the order of filing. `kind`: original (正本), sheet (发文稿纸, 处理单), final (定稿),
    attachment, scan (收文), log (办理记录). `digest` is SHA-256 of its bytes, by which the store finds it.
    """

    __tablename__ = "archive_file"
    __table_args__ = (UniqueConstraint("item_id", "position"), Index(None, "digest"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120))
    pages: Mapped[int] = mapped_column(default=0)  # none: it has no pages of its own
    made_at: Mapped[datetime]


class ArchiveBox(Model):
    """档案盒: a run of items of one year, period and unit, and its 备考表."""

    __tablename__ = "archive_box"
    __table_args__ = (UniqueConstraint("organisation_id", "year", "period", "unit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    period: Mapped[str] = mapped_column(String(5))
    unit_id: Mapped[int] = mapped_column(ForeignKey("archive_unit.id"))
    number: Mapped[int]
    thickness: Mapped[int] = mapped_column(default=30)  # millimetres
    condition: Mapped[str] = mapped_column(String(500), default="")
    arranged_by: Mapped[str] = mapped_column(String(40), default="")
    arranged_on: Mapped[date | None]
    checked_by: Mapped[str] = mapped_column(String(40), default="")
    checked_on: Mapped[date | None]


class ArchiveReading(Model):
    """Somebody read a filed document or took a file of it (DA-5; append-only). `way`: read, file, lent, print."""

    __tablename__ = "archive_reading"
    __table_args__ = (Index(None, "item_id", "at"), Index(None, "organisation_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(40))
    post_name: Mapped[str] = mapped_column(String(200), default="")
    way: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]


class Errand(Model):
    """Long work that somebody asked for, done by the worker bit by bit. `state`: waiting, running, done, failed.

    `beat_at` is when it last gave a sign of life: a worker that died over it has it taken over by another.
    """

    __tablename__ = "errand"
    __table_args__ = (Index(None, "state", "beat_at"), Index(None, "organisation_id", "kind", "subject_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    back: Mapped[str] = mapped_column(String(200), default="")  # the page to go to afterwards
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_name: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
