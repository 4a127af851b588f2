"""The pictures of the README, made anew from the demo data: `make screenshots`."""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import func, select

from routing import clock, create_app, demo, samples, samples_archive
from routing.database import let_go, reading
from routing.extensions import db
from routing.models import ArchiveItem, Document, Inspection
from routing.queries.people import actor_called
from routing.services import drafting, errands, extracting, preserving
from routing.services.filing import deciding, rounds, sealing
from tests.browser.sites import ARGUMENTS, DESK, HAND, Person, chromium, served

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER, LARGEST = ROOT / "docs" / "images", 300 * 1024  # octets a picture
WIDE = DESK | {"height": 1000}
BEGINS = {"drafting": "label[for=body]", "comparison": ".compare-who"}  # what a picture begins with, if not the page
DESK_ALONE = {"filing", "inspection"}  # work of the desk: there is no picture of it on a phone
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
                    if viewport is HAND and name in DESK_ALONE:
                        continue
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
        inspection, round_id = _filed(actor_called(reading(), "hesufen"))
        db.session.remove()
        db.engine.dispose()
    yield "tray", "zhoujingyi", "/tray"
    yield "drafting", "xieyulan", f"/documents/{draft}/edit"
    yield "document", "zhoujingyi", f"/documents/{signing}"
    yield "comparison", "xuyaqin", f"/documents/{corrected}/compare?whole=1"
    yield "register", "xuyaqin", "/register"
    yield "paper", "xuyaqin", f"/documents/{issued}/paper"
    yield "filing", "hesufen", f"/archive/rounds/{round_id}?which=all"
    yield "search", "hesufen", "/search?q=三八"
    yield "inspection", "hesufen", f"/archive/checks/{inspection}"


def _corrected(state: str, clerk) -> int:
    """The office's corrections, kept as the second revision."""
    document_id = _one(Document.state == state)
    content = drafting.current_content(document_id, clerk)
    body = content.body
    for wrong, right in CORRECTIONS:
        body = body.replace(wrong, right)
    drafting.revise(document_id, replace(content, body=body, print_copies=60), clerk)
    return document_id


def _filed(archivist) -> tuple[int, int]:
    """Years ago is filed and checked, of last year two papers are decided; return that check and that round."""
    last = clock.today().year - 1
    samples_archive.load(last - 1)
    sealed = rounds.open_round(last - 1, archivist)
    deciding.accept_all(sealed, archivist)
    sealing.seal(sealed, archivist)
    errands.run_next()
    preserving.inspect_all(archivist)
    errands.run_next()
    inspection = reading().execute(select(func.max(Inspection.id))).scalar_one()
    samples_archive.load(last)
    opened = rounds.open_round(last, archivist)
    some = select(ArchiveItem.id).where(ArchiveItem.round_id == opened).order_by(ArchiveItem.id).limit(2)
    deciding.accept(opened, list(reading().execute(some).scalars()), archivist)
    while extracting.run_next():
        let_go()
    return inspection, opened


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
