"""The pictures of the README, made anew from the demo data: `make screenshots`."""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import select

from routing import create_app, demo, samples
from routing.database import reading
from routing.extensions import db
from routing.models import Document
from routing.queries.people import actor_called
from routing.services import drafting
from tests.browser.sites import ARGUMENTS, DESK, HAND, Person, chromium, served

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER, LARGEST = ROOT / "docs" / "images", 300 * 1024  # octets a picture
WIDE = DESK | {"height": 1000}
BEGINS = {"drafting": "label[for=body]", "comparison": ".compare-who"}  # what a picture begins with, if not the page
CORRECTIONS = (("定于近期召开", "定于7月8日上午9时召开"), ("部署下半年任务", "部署下半年重点任务"))


def main() -> None:
    """Make every picture; end non-zero where there is no Chromium or a picture is too large."""
    found = chromium()
    if found is None:
        sys.exit("no Chromium here: the pictures stay as they are")
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        database = Path(folder) / "hongtou.db"
        pages = list(_demo_house(database))
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        with served(database) as site:
            for label, viewport in (("desktop", WIDE), ("phone", HAND)):
                for name, username, path in pages:
                    person = Person(browser, site, username, viewport=viewport)
                    person.go(path)
                    person.page.wait_for_load_state("networkidle")
                    if name in BEGINS:
                        person.page.locator(BEGINS[name]).evaluate("it => scrollTo(0, it.offsetTop - 24)")
                    _take(person, FOLDER / f"{name}-{label}.png")
                    person.leave()
        browser.close()


def _demo_house(database: Path) -> Iterator[tuple[str, str, str]]:
    """Load the demo, let the office correct one text, and say which page shows what, to whom."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}"}, database.parent)
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
        demo.load()
        samples.load()
        corrected = _corrected("office_review", actor_called(reading(), "xuyaqin"))
        signing = _one(Document.state == "signing", Document.urgency == 2)
        issued = _one(Document.state == "awaiting_filing")
        draft = _one(Document.state == "department_review")
        db.session.remove()
        db.engine.dispose()
    yield "tray", "zhoujingyi", "/tray"
    yield "drafting", "xieyulan", f"/documents/{draft}/edit"
    yield "document", "zhoujingyi", f"/documents/{signing}"
    yield "comparison", "xuyaqin", f"/documents/{corrected}/compare?whole=1"
    yield "register", "xuyaqin", "/register"
    yield "paper", "xuyaqin", f"/documents/{issued}/paper"


def _corrected(state: str, clerk) -> int:
    """The office's corrections, kept as the second revision."""
    document_id = _one(Document.state == state)
    content = drafting.current_content(document_id, clerk)
    body = content.body
    for wrong, right in CORRECTIONS:
        body = body.replace(wrong, right)
    drafting.revise(document_id, replace(content, body=body, print_copies=60), clerk)
    return document_id


def _one(*conditions) -> int:
    return reading().execute(select(Document.id).where(*conditions).order_by(Document.id).limit(1)).scalar_one()


def _take(person: Person, picture: Path) -> None:
    person.page.screenshot(path=picture)
    size = picture.stat().st_size
    print(f"{picture.relative_to(ROOT)} {size // 1024} KB")
    if size > LARGEST:
        sys.exit(f"{picture.name} is larger than {LARGEST // 1024} KB")


if __name__ == "__main__":
    main()
