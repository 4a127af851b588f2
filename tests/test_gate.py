"""The permission matrix, made from the map of addresses: deny by default, and no rule forgotten."""

import re

import pytest

from routing import admission
from tests.conftest import running
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR, Browser

PEOPLE = (DRAFTER, HEAD, CLERK, VICE_CHAIR, CHAIR, "hesufen", "sysadmin", "secadmin", "auditor")
SAMPLES = {"document_id": 1, "serial": 1, "attachment_id": 1, "filename": "css/house.css", "key": "none", "token": "x"}


def routes(app):
    """Every endpoint with an address of it and the methods that it takes."""
    with app.test_request_context():
        return [
            (rule.endpoint, method, _address(rule))
            for rule in app.url_map.iter_rules()
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        ]


def _address(rule):
    return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: str(SAMPLES.get(found[1], 1)), rule.rule)


def allowed(endpoint, actor):
    return bool(admission.RULES[endpoint](actor))


def test_every_endpoint_has_a_rule_and_every_rule_an_endpoint(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(admission.RULES)


def test_every_rule_is_a_sentence_that_the_audit_can_print():
    assert all(rule.__doc__ for rule in admission.RULES.values())


def test_a_stranger_gets_in_nowhere_but_where_anyone_may(app):
    stranger = Browser(app)
    for endpoint, method, address in routes(app):
        if admission.RULES[endpoint] is admission.anyone:
            continue
        answer = stranger.ask(method.lower(), address)
        if method == "GET":
            assert answer.status_code == 302, address
            assert answer.location.startswith("/login?next="), address
        else:
            assert answer.status_code in {302, 400}, address  # no session, no token: refused before all else


@pytest.mark.parametrize("username", PEOPLE)
def test_a_person_reaches_what_the_rule_says_and_nothing_else(house, username):
    actor, browser = house.person(username), Browser(house.app, username)
    page = browser.get("/account")
    for endpoint, method, address in routes(house.app):
        if endpoint in {"static", "bootstrap.static", "accounts.logout"}:
            continue
        answer = browser.get(address) if method == "GET" else browser.post(address, page=page)
        assert (answer.status_code == 403) == (not allowed(endpoint, actor)), (endpoint, method, answer.status_code)
        assert answer.status_code < 500, (endpoint, method)


@pytest.mark.parametrize("officer", ["sysadmin", "secadmin", "auditor"])
def test_an_officer_has_no_part_in_the_business(house, officer):
    actor = house.person(officer)
    for endpoint in admission.RULES:
        if endpoint.split(".")[0] in {"tray", "documents", "drafting", "attachments", "register", "search"}:
            assert not allowed(endpoint, actor), endpoint


def test_a_route_without_a_rule_answers_403_to_everybody(database, tmp_path):
    with running(database, tmp_path) as app:
        app.add_url_rule("/forgotten", "forgotten", lambda: "nobody decided who may see this")
        assert Browser(app).get("/forgotten").status_code == 403
        assert Browser(app, CHAIR).get("/forgotten").status_code == 403


def test_what_changes_something_is_posted(app):
    """No address answers a GET and a POST with one and the same view but those that show and take a form."""
    both = {rule.endpoint for rule in app.url_map.iter_rules() if {"GET", "POST"} <= rule.methods}
    forms = {
        "accounts",
        "delegation",
        "drafting",
        "admin",
        "audit",
        "incoming",
        "incoming_restricting",
        "handing",
        "lending",
        "reader_lists",
        "filing",
        "recording",
        "disposal",
    }
    for endpoint in both:
        assert endpoint.split(".")[0] in forms, endpoint


def test_every_post_without_a_token_is_refused_and_does_nothing(house):
    document = house.at("signing")
    chair, before = Browser(house.app, CHAIR), house.row(document)
    for endpoint, method, address in routes(house.app):
        if method == "POST":
            answer = chair.ask("post", address, data={"opinion": "发", "new": "Abcdefg1-", "again": "Abcdefg1-"})
            assert answer.status_code in {400, 404, 422}, (endpoint, answer.status_code)
    assert chair.ask("post", f"/documents/{document}/sign").status_code in {400, 422}
    assert house.row(document) == before
    assert chair.get("/account").status_code == 200  # not even logged out


def test_the_headers_that_keep_a_page_to_itself_are_on_every_answer(app):
    client = Browser(app)
    for address in ("/login", "/tray", "/nowhere", "/static/css/house.css"):
        headers = client.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
    assert client.get("/login").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/tray?which=urgent&page=2", "/tray?which=urgent&page=2"),
        ("/search?q=婦聯&kind=函", "/search?q=婦聯&kind=函"),
        ("/register", "/register"),
    ],
)
def test_after_login_one_is_where_one_was_going(app, asked, back):
    from urllib.parse import parse_qs, unquote, urlsplit

    answer = Browser(app).get(asked)
    assert unquote(parse_qs(urlsplit(answer.location).query)["next"][0]) == back


def test_a_script_is_told_that_the_login_is_over(app):
    answer = Browser(app).get("/tray", headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.json["message"]) == (401, "登录已过期，请重新登录")
