"""Commands of the page: `flask --app wsgi typeset …` and `flask --app wsgi judge …`. Neither touches the database."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from routing import clock
from routing.judge.layout import Layout

FIELDS = ("title", "issuer", "number", "date", "recipients", "body", "doc_type")
NEEDED = ("title", "body")
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s\x00-\x1f\x7f]+')


@click.command("typeset")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def typeset(file: Path, folder: Path) -> None:
    """Typeset every document of FILE (JSON Lines: title, issuer, number, date, recipients, body, doc_type) in FOLDER.

    A PDF each, named by its line and its title. By doc_type, or else by the end of the title, 函 are set in 信函格式
    and 纪要 in 纪要格式, all others in 文件格式. A line that cannot be set is told, and the others are set; the end is
    non-zero where any could not.
    """
    from routing.typeset.fonts import FontSet

    fonts = FontSet.own(current_app.config["FONTS"])
    for notice in fonts.notices:
        click.echo(notice, err=True)
    made = failed = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, line in _lines(file):
            try:
                name, pages = _set_line(number, line, folder, fonts)
            except _UnsettableError as error:
                failed += 1
                click.echo(f"line {number}: {error}", err=True)
            else:
                made += 1
                click.echo(f"line {number}: {name}, {pages} pages", err=True)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    if not made + failed:
        raise click.ClickException(f"{file.name}: there is no document in it")
    click.echo(f"{made} typeset, {failed} failed")
    sys.exit(1 if failed else 0)


@click.command("judge")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--layout", type=click.Choice([layout.value for layout in Layout]), help="what it should be laid out as")
def judge(file: Path, layout: str | None) -> None:
    """Judge FILE (a PDF) by GB/T 9704-2012 and print a JSON list of rule, clause, kept or broken, and where.

    The end is 1 where a rule is broken, 2 where the file cannot be judged.
    """
    from routing.judge import Unreadable, judge

    try:
        report = judge(file.read_bytes(), layout)
    except (Unreadable, OSError) as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(2)
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    sys.exit(0 if report.clean else 1)


class _UnsettableError(Exception):
    """A line cannot be typeset; the message says why."""


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers; only one is held at a time."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            bare = line.removeprefix(b"\xef\xbb\xbf").strip()
            if bare:
                yield number, bare


def _set_line(number: int, line: bytes, folder: Path, fonts: Any) -> tuple[str, int]:
    """Typeset one line; the name of its PDF and its number of pages."""
    from routing.typeset.errors import TypesetError
    from routing.typeset.official import set_paper
    from routing.typeset.paper import OfficialPaper

    record = _record(line)
    try:
        done = set_paper(OfficialPaper.from_corpus(record), when=_moment(record), fonts=fonts)
    except TypesetError as error:
        raise _UnsettableError(f"{error} {error.detail}".strip()) from error
    except ValueError as error:  # a date that is none, a character that is only half of one
        raise _UnsettableError(str(error)) from error
    name = f"{number:04d}-{NOT_IN_NAMES.sub('_', record['title'])[:60].strip('_.')}.pdf"
    part = folder / f".{name}.part"
    part.write_bytes(done.pdf)
    part.replace(folder / name)
    return name, done.pages


def _record(line: bytes) -> dict[str, str]:
    try:
        columns = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise _UnsettableError(f"not a JSON object in UTF-8: {error}") from error
    if not isinstance(columns, dict):
        raise _UnsettableError("not a JSON object")
    for name in FIELDS:
        value = columns.get(name)
        if not isinstance(value, str) and (value is not None or name in NEEDED):
            raise _UnsettableError(f'"{name}" must be a text')
        if name in NEEDED and not str(value).strip():
            raise _UnsettableError(f'"{name}" is empty')
    return {name: columns[name] for name in FIELDS if columns.get(name)}


def _moment(record: dict[str, str]) -> datetime:
    """The moment that the PDF is dated with: the document's own day, so that the same line gives the same bytes."""
    if "date" not in record:
        return clock.now()
    return clock.stored(datetime.fromisoformat(record["date"]))
