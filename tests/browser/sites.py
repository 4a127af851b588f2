"""The product served for a real browser, and people who sit before it."""

import logging
import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.serving import make_server

from routing import create_app, demo
from routing.extensions import db

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK, HAND = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
TRANSFER_LIMIT = 200 * 1024  # octets a page, as they come over the wire


def chromium() -> str | None:
    """Where Chromium is on this machine, if it is."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(
        (found for name in names if (found := shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/bin"))), None
    )


class Site:
    """The application on a database, served to browsers on a free port."""

    def __init__(self, app, address):
        self.app, self.address = app, address


@contextmanager
def served(database: Path):
    """Serve the database; its folder holds files and keys, too."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}"}, database.parent)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.port}")
    finally:
        server.shutdown()
        thread.join()
        with app.app_context():
            db.engine.dispose()


class Person:
    """Somebody before a screen: a browser of their own, logged in, everything that goes wrong written down.

    `faults` are console errors, page errors and requests to anywhere but the site; answers of 4xx and 5xx to a
    page show up in the console and are let through where a test names them in `expected`.
    """

    def __init__(self, browser, site, username="", *, viewport=DESK, expected=(), **options):
        self.site, self.username, self.expected = site, username, tuple(expected)
        hand = viewport["width"] < 500
        self.context = browser.new_context(
            viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=hand, is_mobile=hand, **options
        )
        self.context.set_default_timeout(30_000)  # a commit may wait that long for a disk that everybody uses
        self.faults, self.octets = [], 0
        self.page = self.tab()
        if username:
            self.log_in()

    def tab(self):
        page = self.context.new_page()
        page.on("console", lambda message: message.type == "error" and self._blame(message.text))
        page.on("pageerror", lambda error: self._blame(str(error)))
        page.on("request", self._sent)
        page.on("requestfinished", self._received)
        return page

    def _blame(self, words):
        if not any(known in words for known in self.expected):
            self.faults.append(words)

    def _sent(self, request):
        if request.url.startswith("http") and urlsplit(request.url).netloc != urlsplit(self.site.address).netloc:
            self.faults.append(f"request to {request.url}")

    def _received(self, request):
        sizes = request.sizes()
        self.octets += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    def told(self):
        """Wait until the browser has told how large the page was: on a busy machine it does so after showing it."""
        for _ in range(100):
            if self.octets:
                return
            self.page.wait_for_timeout(50)

    def log_in(self, page=None):
        page = page or self.page
        page.goto(f"{self.site.address}/login")
        page.get_by_label("用户名").fill(self.username)
        page.get_by_label("密码").fill(demo.PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda address: "/login" not in address)

    def forget_files(self):
        """Fetch style sheets and scripts anew with every page, as at the first visit."""
        self.context.new_cdp_session(self.page).send("Network.setCacheDisabled", {"cacheDisabled": True})

    def go(self, path):
        return self.page.goto(self.site.address + path)

    def see(self, words):
        """Wait until the words are on the page."""
        self.page.get_by_text(words).first.wait_for()
        return self

    def open_task(self, title):
        """Open a document from one's own tray."""
        self.go("/tray")
        self.page.get_by_role("link", name=title).click()
        self.page.wait_for_url("**/documents/*")
        return self

    def press(self, name):
        """Press the button of an action in the panel, and come back to the document."""
        self.page.locator("#actions").get_by_role("button", name=name, exact=True).click()
        self.page.get_by_text("已办理").wait_for()
        return self

    def press_bar(self, name):
        """Tap the main action in the bar at the thumb."""
        self.page.locator("[data-action-bar]").get_by_role("button", name=name).tap()
        self.page.get_by_text("已办理").wait_for()
        return self

    def leave(self):
        self.context.close()
