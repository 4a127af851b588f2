"""Coming in and going out: what an attacker finds shut, and what a person finds open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from routing import clock, demo
from routing.database import reading, writing
from routing.models import LoginSession, Organisation, Person
from routing.services import accounts
from routing.services.accounts import Refusal
from routing.services.errors import InvalidChangeError
from tests.factories import DRAFTER

GOOD = "Tai-Zhou-2026"


def log_in(username=DRAFTER, password=demo.PASSWORD):
    return accounts.log_in(username, password, "测试浏览器", "10.0.0.8")


def person(username=DRAFTER):
    return reading().execute(select(Person.__table__).where(Person.username == username)).one()


def change(model, **values):
    with writing() as connection:
        connection.execute(update(model).values(values))


def refusal(*arguments):
    with pytest.raises(Refusal) as refused:
        log_in(*arguments)
    return refused.value.message


def test_a_password_is_kept_as_argon2id(app):
    kept = accounts.hash_password(GOOD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert GOOD not in kept
    assert accounts.hash_password(GOOD) != kept


def test_the_browser_gets_a_token_and_the_database_its_digest(app):
    token = log_in()
    row = reading().execute(select(LoginSession.__table__)).one()
    assert row.digest == accounts.digest_of(token) != token
    assert (row.device, row.address) == ("测试浏览器", "10.0.0.8")
    assert accounts.actor_of(token).name == "王芳"
    assert accounts.actor_of(token + "x") is None


def test_five_failures_lock_the_account_for_ten_minutes(app):
    for _ in range(4):
        refusal(DRAFTER, "wrong")
    assert person().locked_until is None
    refusal(DRAFTER, "wrong")
    before = clock.now()
    assert timedelta(minutes=9) < person().locked_until - before <= timedelta(minutes=10)
    refusal(DRAFTER, demo.PASSWORD)
    change(Person, locked_until=before - timedelta(seconds=1))
    assert log_in()
    assert (person().failures, person().locked_until) == (0, None)


def test_a_lock_is_not_made_longer_by_trying_on(app):
    for _ in range(5):
        refusal(DRAFTER, "wrong")
    until = person().locked_until
    refusal(DRAFTER, "wrong")
    assert (person().locked_until, person().failures) == (until, 0)


def test_a_success_forgets_the_failures_before_it(app):
    for _ in range(4):
        refusal(DRAFTER, "wrong")
    log_in()
    for _ in range(4):
        refusal(DRAFTER, "wrong")
    assert log_in()


def test_nothing_tells_who_exists_or_who_is_locked(app, monkeypatch):
    change(Person, password_hash=accounts.hash_password(demo.PASSWORD))  # those of the demo house are hashed fast
    hashed, hasher = [], accounts._hasher

    class Counting:
        def verify(self, kept, password):
            hashed.append(kept)
            return hasher.verify(kept, password)

    monkeypatch.setattr(accounts, "_hasher", Counting())
    wrong = {refusal(DRAFTER, "wrong") for _ in range(7)}
    unknown = {refusal("nobody", "wrong") for _ in range(7)}
    change(Person, active=False)
    gone = {refusal("panyue", demo.PASSWORD)}
    assert wrong == unknown == gone
    assert len(wrong) == 1
    assert len(hashed) == 15  # one and the same work for each
    assert {kept.rsplit("$", 2)[0] for kept in hashed} == {"$argon2id$v=19$m=19456,t=2,p=1"}


def test_who_has_no_password_yet_does_not_come_in_with_an_empty_one(app):
    change(Person, password_hash="")
    for password in ("", " ", demo.PASSWORD):
        refusal(DRAFTER, password)


def test_a_person_who_has_left_is_out_at_once(app):
    token = log_in()
    change(Person, active=False)
    assert accounts.actor_of(token) is None


def test_logging_out_ends_the_session_everywhere_it_was_copied_to(app):
    token, other = log_in(), log_in()
    accounts.log_out(token)
    assert accounts.actor_of(token) is None
    assert accounts.actor_of(other) is not None


def test_a_session_ends_when_idle_and_stays_while_used(app):
    token = log_in()
    idle = timedelta(minutes=app.config["IDLE_MINUTES"])
    change(LoginSession, seen_at=clock.now() - idle + timedelta(minutes=1))
    assert accounts.actor_of(token) is not None
    assert clock.now() - reading().execute(select(LoginSession.seen_at)).scalar_one() < timedelta(minutes=1)
    change(LoginSession, seen_at=clock.now() - idle - timedelta(seconds=1))
    assert accounts.actor_of(token) is None


def test_a_session_ends_after_its_lifetime_however_busy(app):
    token = log_in()
    change(LoginSession, started_at=clock.now() - app.config["PERMANENT_SESSION_LIFETIME"] - timedelta(seconds=1))
    assert accounts.actor_of(token) is None


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(app):
    here, there, stranger = log_in(), log_in(), log_in("panyue")
    accounts.change_password(accounts.actor_of(here), demo.PASSWORD, GOOD)
    assert accounts.actor_of(there) is None
    assert accounts.actor_of(here) is not None
    assert accounts.actor_of(stranger) is not None
    refusal(DRAFTER, demo.PASSWORD)
    assert log_in(DRAFTER, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("wrong", GOOD, "old"), (demo.PASSWORD, demo.PASSWORD, "new"), (demo.PASSWORD, "short1A", "new")],
)
def test_a_password_is_not_changed_for_a_wrong_the_same_or_a_weak_one(app, old, new, field):
    actor = accounts.actor_of(log_in())
    with pytest.raises(InvalidChangeError) as refused:
        accounts.change_password(actor, old, new)
    assert refused.value.field == field
    assert log_in()


@pytest.mark.parametrize(
    ("password", "lacks"),
    [
        ("Aa1-567", "至少8位"),
        ("abcdefgh", "三种"),
        ("abcdefg1", "大写字母、符号"),
        ("A" * 199 + "a1", "最多200位"),
        ("密码密码密码密码", "三种"),
        ("Abcdefg1", ""),
        ("密码密码Aa1-", ""),
    ],
)
def test_a_weak_password_is_told_what_it_lacks(password, lacks):
    weakness = accounts.weakness_of(password, 8)
    assert lacks in weakness
    assert bool(weakness) == bool(lacks)


def test_an_old_password_must_be_changed(app):
    token = log_in()
    assert not accounts.actor_of(token).must_change_password
    change(Person, password_changed_at=clock.now() - timedelta(days=91))
    assert accounts.actor_of(token).must_change_password


def test_an_activation_link_is_good_once_and_ends_what_was_before(app):
    session = log_in()
    token = accounts.activation_token(person().id)
    assert accounts.actor_of(session) is None
    refusal(DRAFTER, demo.PASSWORD)
    assert accounts.person_to_activate(token).username == DRAFTER
    accounts.set_password(person().id, GOOD)
    assert accounts.person_to_activate(token) is None
    assert log_in(DRAFTER, GOOD)


def test_an_activation_link_ends_after_three_days(app):
    token = accounts.activation_token(person().id)
    change(Person, activation_expires_at=clock.now() - timedelta(seconds=1))
    assert accounts.person_to_activate(token) is None
    assert accounts.person_to_activate("") is None


def test_an_activation_link_is_kept_as_a_digest_only(app):
    token = accounts.activation_token(person().id)
    assert person().activation_digest == accounts.digest_of(token)


def test_a_demo_account_is_refused_in_production(app):
    app.config["PRODUCTION"] = True
    assert refusal(DRAFTER, demo.PASSWORD) == "演示账号不能在正式环境中使用"
    assert reading().execute(select(LoginSession)).first() is None
    change(Organisation, is_demo=False)
    assert log_in()


def test_revoking_the_others_counts_them_and_spares_other_people(app):
    here, stranger = log_in(), log_in("panyue")
    log_in(), log_in()
    assert accounts.revoke_others(accounts.actor_of(here)) == 2
    assert accounts.actor_of(here)
    assert accounts.actor_of(stranger)


def test_nobody_logs_in_with_somebody_elses_session_row(app):
    token = log_in()
    forged = replace(accounts.actor_of(token), session=accounts.digest_of(token))
    assert accounts.actor_of(forged.get_id()) is None
