"""借阅: what is lent from the archive, to whom, until when; who waits for it; what somebody has put by to borrow."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model

PAPER, ELECTRONIC = "纸质", "电子"  # ArchiveLoan.way
_HELD = text("held")
_WAITING = text("done_at IS NULL")
_RUNNING = text("lent_at IS NOT NULL AND returned_at IS NULL")


class ArchiveLoan(Model):
    """A loan beside its document, whose state it follows: what lists, the register and the policy ask of it.

    `way`: 纸质 or 电子. `rule`: own, beyond or outside. `holder_name` is who answers for it now: the borrower,
    or whoever took it over when they left. `ends_at`: when an electronic one ends by itself, and a paper one is due.
    """

    __tablename__ = "archive_loan"
    __table_args__ = (
        Index("ix_archive_loan_running", "borrower_id", "way", postgresql_where=_RUNNING, sqlite_where=_RUNNING),
        Index(None, "organisation_id", "ends_at"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    way: Mapped[str] = mapped_column(String(10))
    rule: Mapped[str] = mapped_column(String(10))
    borrower_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # of an outside loan: who registered it
    borrower_name: Mapped[str] = mapped_column(String(40))
    holder_name: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(200))
    letter: Mapped[bool] = mapped_column(default=False, server_default=false())  # number, issuer and scan are there
    due_on: Mapped[date]
    ends_at: Mapped[datetime]
    lent_at: Mapped[datetime | None]
    lent_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    received_by: Mapped[str] = mapped_column(String(40), default="")  # who fetched the paper
    signed_at: Mapped[datetime | None]
    renewals: Mapped[int] = mapped_column(default=0)
    renew_until: Mapped[date | None]  # asked for and not yet decided
    returned_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    condition: Mapped[str] = mapped_column(String(10), default="")  # 完好, 污损, 缺页, 遗失
    condition_note: Mapped[str] = mapped_column(String(500), default="")


class ArchiveLoanItem(Model):
    """An item (件) of a loan. `held`: the paper is not on its shelf; of one item that is so of one loan at most."""

    __tablename__ = "archive_loan_item"
    __table_args__ = (
        UniqueConstraint("loan_id", "item_id"),
        Index("ix_archive_loan_item_held", "item_id", unique=True, postgresql_where=_HELD, sqlite_where=_HELD),
        Index(None, "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    loan_id: Mapped[int] = mapped_column(ForeignKey("archive_loan.document_id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    position: Mapped[int]
    held: Mapped[bool] = mapped_column(default=False, server_default=false())


class LoanBasket(Model):
    """借阅车: what somebody has put by to borrow together."""

    __tablename__ = "loan_basket"
    __table_args__ = (UniqueConstraint("person_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    added_at: Mapped[datetime]


class LoanReservation(Model):
    """预约: who wants an item that is out; told as soon as it is back."""

    __tablename__ = "loan_reservation"
    __table_args__ = (
        Index(
            "ix_loan_reservation_waiting",
            "item_id",
            "person_id",
            unique=True,
            postgresql_where=_WAITING,
            sqlite_where=_WAITING,
        ),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("archive_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
