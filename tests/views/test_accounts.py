"""Login, logout, passwords, over HTTP."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from routing import clock, demo
from routing.database import let_go, reading, writing
from routing.models import LoginSession, Person
from routing.services import accounts
from routing.views.accounts import safe_place
from tests.factories import CHAIR, DRAFTER, Browser

GOOD = "Tai-Zhou-2026"
EVIL = [
    "/\\evil.com", "\\/evil.com", "////evil.com", "//evil.com", "https://evil.com", "https:evil.com", "evil.com",
    "/\tevil", "/\n/evil.com", "/\r\nLocation: https://evil.com", "/\x00", " //evil.com", "javascript:alert(1)", "",
    "/\u2028/evil.com",
]  # fmt: skip


def sign_in(browser, username=DRAFTER, password=demo.PASSWORD, **more):
    return browser.post("/login", {"username": username, "password": password, **more}, browser.get("/login"))


def forget(model, **values):
    with writing() as connection:
        connection.execute(update(model).values(values))


@pytest.mark.parametrize("place", EVIL)
def test_no_address_of_somebody_elses_is_gone_to_after_login(app, place):
    assert safe_place(place) == "/"
    assert sign_in(Browser(app), next=place).location == "/"


@pytest.mark.parametrize("place", ["/tray", "/documents/7", "/search?q=婦聯&page=2", "/"])
def test_a_place_of_ones_own_is(place):
    assert safe_place(place) == place


def test_a_wrong_password_is_said_in_words_that_tell_nothing(app):
    client = Browser(app)
    pages = [sign_in(client, name, "wrong") for name in (DRAFTER, "nobody")]
    assert {page.status_code for page in pages} == {422}
    messages = [re.search(r"用户名或密码不对[^<]*", page.text)[0] for page in pages]
    assert messages[0] == messages[1]
    assert "wrong" not in pages[0].text


def test_what_the_session_held_before_the_login_is_not_carried_over(app):
    browser = Browser(app)
    with browser.client.session_transaction() as before:
        before["_user_id"] = "a token that somebody planted"
        before["planted"] = "yes"
    sign_in(browser)
    with browser.client.session_transaction() as after:
        assert "planted" not in after
        assert after["_user_id"] != "a token that somebody planted"
        first = after["_user_id"]
    sign_in(browser)
    with browser.client.session_transaction() as again:
        assert again["_user_id"] != first


def test_a_copied_cookie_is_worth_nothing_after_logout(app):
    person, thief = Browser(app, DRAFTER), Browser(app)
    thief.client.set_cookie("hongtou", person.client.get_cookie("hongtou").value)
    assert thief.get("/tray").status_code == 200
    assert person.post("/logout").status_code == 303
    assert thief.get("/tray").status_code == 302
    assert person.get("/tray").status_code == 302


def test_a_changed_password_throws_the_others_out_and_keeps_me_in(app):
    here, there = Browser(app, DRAFTER), Browser(app, DRAFTER)
    answer = here.post("/account/password", {"old": demo.PASSWORD, "new": GOOD, "again": GOOD})
    assert answer.status_code == 303
    assert there.get("/tray").status_code == 302
    assert here.get("/tray").status_code == 200
    Browser(app, DRAFTER, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("wrong", GOOD, GOOD, "原密码不对"),
        (demo.PASSWORD, GOOD, "other", "两次输入的密码不一样"),
        (demo.PASSWORD, "abc", "abc", "密码至少8位"),
        (demo.PASSWORD, demo.PASSWORD, demo.PASSWORD, "不能与原密码相同"),
        ("", "", "", "请填写原密码"),
    ],
)
def test_a_refused_password_is_said_at_its_field(app, old, new, again, message):
    page = Browser(app, DRAFTER).post("/account/password", {"old": old, "new": new, "again": again})
    assert page.status_code == 422
    assert message in page.text


def test_an_idle_session_is_over(app):
    person = Browser(app, DRAFTER)
    forget(LoginSession, seen_at=clock.now() - timedelta(minutes=31))
    assert person.get("/tray").location == "/login?next=/tray"


def test_an_old_password_leads_to_the_page_that_changes_it_and_nowhere_else(app):
    person = Browser(app, DRAFTER)
    forget(Person, password_changed_at=clock.now() - timedelta(days=91))
    for address in ("/", "/tray", "/documents/new", "/register"):
        assert person.get(address).location == "/account/password?expired=1"
    assert person.get("/account/password?expired=1").status_code == 200
    person.post("/account/password", {"old": demo.PASSWORD, "new": GOOD, "again": GOOD})
    assert person.get("/tray").status_code == 200


def test_an_activation_link_works_once(app):
    person = reading().execute(select(Person.id).where(Person.username == DRAFTER)).scalar_one()
    address = f"/activate/{accounts.activation_token(person)}"
    stranger = Browser(app)
    page = stranger.get(address)
    assert "王芳" in page.text
    assert stranger.post(address, {"new": GOOD, "again": GOOD}, page).location == "/login"
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"new": "Other-2026", "again": "Other-2026"}, page).status_code == 404
    Browser(app, DRAFTER, GOOD)


def test_ones_other_logins_are_listed_and_can_be_ended(app):
    here, there = Browser(app, DRAFTER), Browser(app, DRAFTER)
    assert here.post("/account/sessions/revoke").status_code == 303
    assert there.get("/tray").status_code == 302
    let_go()
    alive = select(func.count()).select_from(LoginSession).where(LoginSession.revoked_at.is_(None))
    assert reading().execute(alive).scalar_one() == 1


def test_logging_out_takes_a_post(app):
    person = Browser(app, DRAFTER)
    assert person.get("/logout").status_code == 405
    assert person.get("/tray").status_code == 200


def test_the_cookie_is_for_the_browser_alone_and_for_this_site(app):
    cookie = sign_in(Browser(app)).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_in_production_the_demo_accounts_stay_outside(app):
    app.config["PRODUCTION"] = True
    page = sign_in(Browser(app), CHAIR)
    assert page.status_code == 422
    assert "演示账号不能在正式环境中使用" in page.text
