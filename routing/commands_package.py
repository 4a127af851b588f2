"""Commands for archive packages: made, checked and taken in without the browser (large ones above all)."""

import shutil
import sys
import time
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import NoResultFound

from routing.actor import Actor
from routing.database import let_go, reading
from routing.files.errors import FileError
from routing.queries import handing as queries
from routing.queries.handing import Chosen
from routing.queries.people import actor_called
from routing.services import errands
from routing.services.filing.terms import PERIODS
from routing.services.handing import asking, packing, taking
from tools import verify_package
from workflows.errors import RuleError

_AS = click.option("--as", "username", required=True, metavar="USERNAME", help="the archivist who acts")


@click.command("pack-archive")
@click.argument("target", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@_AS
@click.option("--year", type=int, help="of this year alone")
@click.option("--period", type=click.Choice(sorted(PERIODS)), help="of this period alone")
@click.option("--transfer", is_flag=True, help="for 移交进馆 (default: a copy, which changes nothing)")
def pack(target: Path, username: str, year: int | None, period: str | None, *, transfer: bool) -> None:
    """Make a package of filed items and write it to TARGET (a ZIP file)."""
    actor = _archivist(username)
    purpose = asking.TRANSFER if transfer else asking.COPY
    package_id, errand_id = _told(lambda: asking.ask(Chosen(year, period or ""), purpose, actor))
    _done(errand_id, actor)
    package = queries.package(reading(), package_id, actor)
    with packing.opened(package) as source, target.open("wb") as made:
        shutil.copyfileobj(source, made)
    packing.taken_out(package, actor)
    click.echo(f"{package.number}: {package.items} items, {package.size} bytes, key {package.key}")


@click.command("import-package")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_AS
def import_package(file: Path, username: str) -> None:
    """Verify the package FILE and take it in, if this organisation has no filed items of its own.

    Broken off, the same command goes on where it was; a package that does not hold is refused as a whole.
    """
    actor = _archivist(username)
    with file.open("rb") as stream:
        errand_id = _told(lambda: taking.receive(stream, actor))
    _done(errand_id, actor)


@click.command("verify-package")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--key", default="", help="the fingerprint on the signed paper")
def verify(path: Path, key: str) -> None:
    """Check the package at PATH (a ZIP file or an unpacked one) as anybody can with the verify.py in it."""
    sys.exit(verify_package.main([str(path), *(["--key", key] if key else [])]))


def _archivist(username: str) -> Actor:
    try:
        return actor_called(reading(), username)
    except NoResultFound:
        raise click.ClickException(f"nobody is called {username}") from None


def _told(operation: Any) -> Any:
    try:
        return operation()
    except (RuleError, FileError) as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _done(errand_id: int, actor: Actor) -> None:
    """Do what was asked for here and now, unless a worker has it already; say what came of it."""
    while True:
        let_go()
        row = errands.errand(errand_id, actor)
        if row.state in {errands.DONE, errands.FAILED}:
            break
        if not errands.run_next():
            time.sleep(1)  # a worker is at it
    if row.state == errands.FAILED:
        raise click.ClickException(row.message)
    for label, words in row.report.get("lines", ()):
        click.echo(f"{label}: {words}")
