"""Every page, wide and narrow, light and dark: no barrier, no error, nothing from outside, nothing heavy."""

from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.sites import DESK, HAND, TRANSFER_LIMIT, Person

# Who looks at what: the sample documents are numbered in the order of routing/samples.py.
PAGES = {
    "": ["/login", "/login?as=wangfang", "/demo", "/help", "/activate/over"],
    "wangfang": [
        "/tray", "/tray/done", "/tray/mine", "/tray/followed", "/tray/batch", "/documents/new", "/documents/8",
        "/documents/8/edit",
        "/account", "/account/password", "/account/delegation", "/account/delegation/new",
        "/account/delegation/absence", "/forms", "/nowhere",
    ],
    "xieyulan": ["/documents/7"],
    "xuyaqin": [
        "/tray", "/tray?which=overdue", "/documents/5", "/documents/6", "/documents/6/edit", "/documents/6/compare",
        "/documents/6/revisions/1", "/documents/1/sheet", "/documents/1/paper", "/register", "/register?print=1",
        "/search",
        "/search?q=妇女&department=0&kind=通知", "/search?q=紫禁城", "/tray/late",
    ],
    "panyue": ["/documents/2"],
    "zhoujingyi": ["/tray", "/documents/4", "/documents/1"],
    "sysadmin": [
        "/admin/rules", "/admin/rules/outgoing", "/admin/rules/coverage", "/admin/rules/simulation",
        "/admin/rules/outgoing/moving", "/admin/calendar", "/admin/calendar?year=2027", "/admin/calendar/correct",
        "/tray", "/admin", "/admin/departments", "/admin/departments/1", "/admin/posts", "/admin/posts/1",
        "/admin/people", "/admin/people/1", "/admin/people/new", "/admin/oversight", "/admin/series", "/admin/phrases",
        "/admin/letterheads", "/admin/letterheads/1",
    ],
    "secadmin": ["/admin", "/admin/rerouting", "/admin/oversight", "/admin/posts", "/admin/rules"],
    "auditor": ["/audit", "/audit/administration", "/audit/logins", "/audit/logins/failed", "/admin/rules"],
}  # fmt: skip
LOOKS = [(size, scheme) for size in ("wide", "narrow") for scheme in ("light", "dark")]


@contextmanager
def looking(browser, site, username, size="wide", scheme="light"):
    """Somebody at the screen; pages that are not there, or not theirs, are looked at on purpose."""
    refused = ("404 (NOT FOUND)", "403 (FORBIDDEN)")
    viewport = DESK if size == "wide" else HAND
    person = Person(browser, site, username, viewport=viewport, expected=refused, color_scheme=scheme)
    try:
        yield person
    finally:
        person.leave()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
@pytest.mark.parametrize("username", PAGES)
def test_no_page_has_a_barrier_an_error_or_an_overflow(browser, exhibit, username, size, scheme):
    found = []
    with looking(browser, exhibit, username, size, scheme) as person:
        for path in PAGES[username]:
            person.go(path)
            person.page.wait_for_load_state("networkidle")
            for violation in Axe().run(person.page).response["violations"]:
                found += [(path, violation["id"], node["html"][:200]) for node in violation["nodes"]]
            if person.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((path, "overflow", size))
    assert not found
    assert not person.faults


@pytest.mark.parametrize("username", PAGES)
def test_each_page_is_light_even_at_the_first_visit(browser, exhibit, username):
    heavy = {}
    with looking(browser, exhibit, username) as person:
        person.forget_files()
        for path in PAGES[username]:
            person.octets = 0
            person.go(path)
            person.page.wait_for_load_state("networkidle")
            person.told()
            if not 1_000 < person.octets < TRANSFER_LIMIT:
                heavy[path] = person.octets
    assert not heavy
