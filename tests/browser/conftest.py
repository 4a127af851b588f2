"""A live server on a seeded SQLite database, and headless Chromium before it."""

import shutil

import pytest
from sqlalchemy.engine import make_url

from routing import samples
from tests.browser import sites


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    found = sites.chromium()
    if found is None:
        pytest.skip("no Chromium here (looked for chromium, chromium-browser and google-chrome)")
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=sites.ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def site(browser, seeds, tmp_path):
    """The empty demo house: people and posts, no documents."""
    shutil.copy(make_url(seeds("sqlite")).database, tmp_path / "hongtou.db")
    with sites.served(tmp_path / "hongtou.db") as served:
        yield served


@pytest.fixture(scope="session")
def exhibit(browser, seeds, tmp_path_factory):
    """The demo house with its sample documents, to look at and not to change."""
    folder = tmp_path_factory.mktemp("exhibit")
    shutil.copy(make_url(seeds("sqlite")).database, folder / "hongtou.db")
    with sites.served(folder / "hongtou.db") as served:
        with served.app.app_context():
            samples.load()
        yield served


@pytest.fixture
def enter(browser, site):
    """People come in: enter("wangfang"). At the end nothing may have gone wrong before any of their eyes."""
    present = []

    def someone(username="", **options):
        present.append(sites.Person(browser, site, username, **options))
        return present[-1]

    yield someone
    faults = [(person.username, fault) for person in present for fault in person.faults]
    for person in present:
        person.leave()
    assert not faults
