"""People, their accounts and their sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from routing.extensions import Model


class Person(Model):
    """Somebody of the house. The account gives entry; what they may do comes from the posts they hold."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(40))
    username: Mapped[str] = mapped_column(String(40), unique=True)
    # Empty until the person has chosen a password through the one-time activation link.
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    password_changed_at: Mapped[datetime | None]
    activation_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    activation_expires_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class LoginSession(Model):
    """A login. The browser holds a random token, the table its digest: revoked here, it is over there."""

    __tablename__ = "login_session"
    __table_args__ = (Index(None, "person_id"), Index(None, "started_at"))

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(60), default="")


class FailedLogin(Model):
    """An attempt to come in that was refused. Of nobody in particular where the user name is nobody's.

    `username` as it was typed, unless it looks like a password that slipped into the wrong box; `result` is a key of
    routing.services.accounts.RESULTS.
    """

    __tablename__ = "failed_login"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    username: Mapped[str] = mapped_column(String(40))
    result: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
