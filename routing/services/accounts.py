"""Accounts: coming in, going out, passwords. Sessions live in the database and can be revoked there."""

import re
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import Connection, Row, insert, select, update

from routing import clock
from routing.actor import Actor
from routing.database import reading, writing
from routing.models import FailedLogin, LoginSession, Organisation, Person
from routing.queries.people import actor_from, session_row
from routing.services.errors import InvalidChangeError
from workflows.errors import RuleError

# argon2id with 19 MiB takes 80 ms here; two at a time bound the memory of a worker.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_turns = threading.BoundedSemaphore(2)
_TOUCH: Final = timedelta(minutes=1)
_ABSENT: Final = _hasher.hash(secrets.token_hex(16))  # verified for unknown names, so that time tells nothing
RESULTS: Final = {
    "unknown": "没有这个用户名",
    "password": "密码不对",
    "locking": "密码不对，账号随即锁定",
    "locked": "账号锁定中",
    "off": "账号已停用",
    "demo": "演示账号",
}
_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{0,19}")
CLASSES: Final = ("小写字母", "大写字母", "数字", "符号")


class Refusal(RuleError):
    """Why somebody may not come in, in words that tell an attacker nothing about who exists."""


def log_in(username: str, password: str, device: str, address: str) -> str:
    """Check a password and open a session; return its token. Raises Refusal.

    Five failures lock the account for ten minutes (GB/T 22239, application controls).
    """
    person = _person(username)
    at = clock.now()
    locked = person is not None and person.locked_until is not None and person.locked_until > at
    fits = _fits(person.password_hash if person is not None else _ABSENT, password)
    if person is None or locked or not fits or not person.active:
        _note_failure(_Attempt(username, person, at, device, address), locked=locked, fits=fits)
        settings = current_app.config
        raise Refusal(
            f"用户名或密码不对。连续输错{settings['LOCKOUT_FAILURES']}次，账号锁定{settings['LOCKOUT_MINUTES']}分钟："
            "请稍后再试，或请安全管理员解锁；忘记密码，请向系统管理员索取激活链接"
        )
    if person.is_demo and current_app.config["PRODUCTION"]:
        with writing() as connection:
            _keep_failure(connection, _Attempt(username, person, at, device, address), "demo")
        raise Refusal("演示账号不能在正式环境中使用")
    token = secrets.token_urlsafe(32)
    with writing() as connection:
        connection.execute(update(Person).where(Person.id == person.id).values(failures=0, locked_until=None))
        connection.execute(
            insert(LoginSession),
            {
                "digest": digest_of(token),
                "organisation_id": person.organisation_id,
                "person_id": person.id,
                "started_at": at,
                "seen_at": at,
                "device": device[:200],
                "address": address[:60],
            },
        )
    return token


def actor_of(token: str, *, at_work: bool = True) -> Actor | None:
    """The person behind a session token, or None where it is revoked, idle too long, or over.

    `at_work`: they did something; a script that asks by itself keeps nobody logged in.
    """
    connection, at = reading(), clock.now()
    row = session_row(connection, digest_of(token))
    if row is None:
        return None
    settings = current_app.config
    if at - row.seen_at > timedelta(minutes=settings["IDLE_MINUTES"]):
        return None
    if at - row.started_at > settings["PERMANENT_SESSION_LIFETIME"]:
        return None
    if at_work and at - row.seen_at > _TOUCH:
        with writing() as connection:
            connection.execute(update(LoginSession).where(LoginSession.digest == row.digest).values(seen_at=at))
        connection = reading()
    return actor_from(connection, row, token, must_change_password=_expired(row, at))


def log_out(token: str) -> None:
    """Revoke a session. The cookie is worth nothing afterwards, wherever it was copied to."""
    with writing() as connection:
        connection.execute(
            update(LoginSession)
            .where(LoginSession.digest == digest_of(token), LoginSession.revoked_at.is_(None))
            .values(revoked_at=clock.now())
        )


def revoke_others(actor: Actor) -> int:
    """Revoke all of a person's sessions but the present one; return how many there were."""
    with writing() as connection:
        revoked = connection.execute(
            update(LoginSession)
            .where(
                LoginSession.person_id == actor.person_id,
                LoginSession.digest != digest_of(actor.session),
                LoginSession.revoked_at.is_(None),
            )
            .values(revoked_at=clock.now())
        )
    return int(revoked.rowcount)


def change_password(actor: Actor, old: str, new: str) -> bool:
    """Set a new password and revoke the other sessions; True when done. Raises InvalidChangeError, naming the field."""
    person = reading().execute(select(Person.password_hash).where(Person.id == actor.person_id)).one()
    if not _fits(person.password_hash, old):
        raise InvalidChangeError("原密码不对", "old")
    if old == new:
        raise InvalidChangeError("新密码不能与原密码相同", "new")
    set_password(actor.person_id, new)
    revoke_others(actor)
    return True


def set_password(person_id: int, password: str) -> bool:
    """Keep a password's hash; True when done. Raises InvalidChangeError where it is too weak."""
    weakness = weakness_of(password, current_app.config["PASSWORD_LENGTH"])
    if weakness:
        raise InvalidChangeError(weakness, "new")
    hashed = hash_password(password)
    with writing() as connection:
        connection.execute(
            update(Person)
            .where(Person.id == person_id)
            .values(
                password_hash=hashed,
                password_changed_at=clock.now(),
                failures=0,
                locked_until=None,
                activation_digest=None,
                activation_expires_at=None,
            )
        )
    return True


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    with _turns:
        return _hasher.hash(password)


def weakness_of(password: str, length: int) -> str:
    """What a password lacks, in Chinese; empty where it will do (at least three of four classes)."""
    present = (
        any(character.islower() for character in password),
        any(character.isupper() for character in password),
        any(character.isdigit() for character in password),
        any(not character.isalnum() for character in password),
    )
    if len(password) < length:
        return f"密码至少{length}位"
    if len(password) > 200:
        return "密码最多200位"
    if sum(present) < 3:
        lacking = "、".join(name for name, there in zip(CLASSES, present, strict=True) if not there)
        return f"密码须包含大写字母、小写字母、数字、符号中的三种，现在没有：{lacking}"
    return ""


def activation_token(person_id: int, hours: int = 72) -> str:
    """A one-time token with which the person chooses a password; the old password and sessions are over."""
    with writing() as connection:
        return issue_activation(connection, person_id, hours)


def issue_activation(connection: Connection, person_id: int, hours: int = 72) -> str:
    """The same within a transaction that writes more than this."""
    token, at = secrets.token_urlsafe(24), clock.now()
    connection.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(
            password_hash="",
            activation_digest=digest_of(token),
            activation_expires_at=at + timedelta(hours=hours),
            failures=0,
            locked_until=None,
        )
    )
    revoke_all(connection, person_id, at)
    return token


def revoke_all(connection: Connection, person_id: int, at: datetime) -> int:
    """Revoke every session of a person, within a transaction; return how many there were."""
    revoked = connection.execute(
        update(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return int(revoked.rowcount)


def person_to_activate(token: str) -> Row[Any] | None:
    """Whom an activation token belongs to, while it is good."""
    return (
        reading()
        .execute(
            select(Person.id, Person.name, Person.username).where(
                Person.activation_digest == digest_of(token),
                Person.activation_expires_at > clock.now(),
                Person.active,
            )
        )
        .one_or_none()
    )


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _person(username: str) -> Row[Any] | None:
    return (
        reading()
        .execute(
            select(
                Person.id,
                Person.organisation_id,
                Person.password_hash,
                Person.active,
                Person.locked_until,
                Organisation.is_demo,
            )
            .join(Organisation, Organisation.id == Person.organisation_id)
            .where(Person.username == username.strip().replace("\0", ""))  # PostgreSQL takes no NUL
        )
        .one_or_none()
    )


def _fits(hashed: str, password: str) -> bool:
    with _turns:
        try:
            return _hasher.verify(hashed or _ABSENT, password) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Somebody wants to come in: what was typed, whose name that is, when and from where."""

    username: str
    person: Row[Any] | None
    at: datetime
    device: str
    address: str


def _note_failure(attempt: _Attempt, *, locked: bool, fits: bool) -> None:
    """Keep the attempt for the audit officer, and count it against the account."""
    person = attempt.person
    with writing() as connection:
        if person is None:
            result = "unknown"
        elif locked:
            result = "locked"
        else:
            locking = _count_failure(connection, person, attempt.at)
            result = "off" if fits and not person.active else "locking" if locking else "password"
        _keep_failure(connection, attempt, result)


def _keep_failure(connection: Connection, attempt: _Attempt, result: str) -> None:
    person, typed = attempt.person, attempt.username.strip().replace("\0", "")
    if person is None and not _NAME.fullmatch(typed):  # perhaps a password, in the wrong box
        typed = f"{typed[:1]}…（{len(typed)}字）"
    connection.execute(
        insert(FailedLogin),
        {
            "organisation_id": person.organisation_id if person is not None else None,
            "person_id": person.id if person is not None else None,
            "username": typed[:40],
            "result": result,
            "at": attempt.at,
            "device": attempt.device[:200],
            "address": attempt.address[:60],
        },
    )


def _count_failure(connection: Connection, person: Row[Any], at: datetime) -> bool:
    """One more wrong password; True where it locks the account."""
    settings = current_app.config
    failures = connection.execute(
        update(Person).where(Person.id == person.id).values(failures=Person.failures + 1).returning(Person.failures)
    ).scalar_one()
    if failures < settings["LOCKOUT_FAILURES"]:
        return False
    until = at + timedelta(minutes=settings["LOCKOUT_MINUTES"])
    connection.execute(update(Person).where(Person.id == person.id).values(failures=0, locked_until=until))
    return True


def _expired(row: Row[Any], at: datetime) -> bool:
    days = current_app.config["PASSWORD_DAYS"]
    return bool(days and row.password_changed_at and at - row.password_changed_at > timedelta(days=days))
