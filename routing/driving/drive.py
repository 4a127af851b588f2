"""The drive itself: a house of its own, every document through the line, and the account of it."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any

from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import inspect
from sqlalchemy.exc import ArgumentError, OperationalError

from routing import demo
from routing.database import reading
from routing.driving import checking
from routing.driving.journey import House, Journey
from routing.driving.papers import Paper
from routing.driving.visitor import TurnedBackError
from routing.extensions import db
from routing.services.verifying import verify_all

Say = Callable[[str], None]
EVERY = 10  # documents between two lines of progress


class NotEmptyError(ValueError):
    """The database that was named cannot be had for a drive."""


@dataclass(frozen=True, slots=True)
class Account:
    """What came of a drive. `lost`: documents turned back, not found again or with a changed file."""

    documents: int
    filed: int
    gaps: int
    text_changed: int
    log_ok: bool
    seconds: float
    lost: int = 0

    @property
    def clean(self) -> bool:
        whole = self.filed == self.documents and self.log_ok
        return whole and not (self.gaps or self.text_changed or self.lost)

    def as_json(self) -> str:
        columns = asdict(self)
        del columns["lost"]  # told in words, document by document
        return json.dumps(columns)


def drive(papers: list[Paper], database: str | None, say: Say) -> Account:
    """Walk the documents through a house of their own; `say` is told the progress and every loss.

    `database` must be empty; without one a temporary SQLite database is made and thrown away afterwards.
    Raises NotEmptyError.
    """
    began = monotonic()
    with _house_of_its_own(database) as app:
        house = House(app)
        filed = []
        for position, paper in enumerate(papers):
            journey = Journey(house, paper, position)
            try:
                journey.go()
                filed.append(journey)
            except TurnedBackError as error:
                say(f"line {paper.line}: 《{paper.title[:40]}》: {error}")
            if (position + 1) % EVERY == 0 or position + 1 == len(papers):
                say(f"{position + 1} of {len(papers)} documents driven, {monotonic() - began:.0f} s")
        return _account(app, house, papers, filed, began, say)


def _account(app: Flask, house: House, papers: list[Paper], filed: list[Journey], began: float, say: Say) -> Account:
    reader = house.visitor("chair", house.departments[0])
    lost = list(checking.search(filed, reader))
    with app.app_context():
        connection = reading()
        changed = list(checking.texts(connection, filed))
        missing = checking.gaps(connection)
        report = verify_all()
        addresses = list(checking.files(connection, filed))
    lost += checking.downloads(addresses, reader)
    for fault in chain(changed, lost, report.faults):
        say(fault)
    return Account(
        documents=len(papers),
        filed=len(filed),
        gaps=missing,
        text_changed=len(changed),
        log_ok=not report.faults,
        seconds=round(monotonic() - began, 1),
        lost=len(lost),
    )


@contextmanager
def _house_of_its_own(database: str | None) -> Iterator[Flask]:
    """An application on an empty database, migrated, with the demo organisation."""
    from routing import ROOT, create_app

    with tempfile.TemporaryDirectory(prefix="hongtou-drive-") as name:
        folder = Path(name)
        settings: dict[str, Any] = {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'hongtou.db'}",
            "FILES": str(folder / "files"),
        }
        if database:  # it stays, and so do its files and the key that its log is verified with
            kept = {key: current_app.config[key] for key in ("FILES", "SECRET_KEY", "LOG_KEY")}
            settings = {**kept, "SQLALCHEMY_DATABASE_URI": database}
        # Demo people at work over plain HTTP, from nowhere but here.
        settings |= {"PRODUCTION": False, "SESSION_COOKIE_SECURE": False, "TRUSTED_HOSTS": None}
        app = _application(create_app, settings, folder)
        with app.app_context():
            _refuse_if_used()
            upgrade(str(ROOT / "migrations"))
            demo.load()
            db.session.remove()
        try:
            yield app
        finally:
            with app.app_context():
                db.engine.dispose()


def _application(create_app: Callable[..., Flask], settings: dict[str, Any], folder: Path) -> Flask:
    try:
        return create_app(settings, folder)
    except ArgumentError as error:
        raise NotEmptyError(f"not the address of a database: {error}") from error


def _refuse_if_used() -> None:
    try:
        tables = inspect(db.engine).get_table_names()
    except OperationalError as error:
        raise NotEmptyError(f"the database cannot be reached: {error.orig}") from error
    if tables:
        raise NotEmptyError(f"the database is not empty ({len(tables)} tables): a drive needs one of its own")
