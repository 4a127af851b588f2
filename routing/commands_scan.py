"""The command of the scanner: `flask --app wsgi read-scan …`. It does not touch the database."""

import json
import mimetypes
import sys
from dataclasses import asdict
from pathlib import Path

import click

from routing.ocr.errors import OcrError


@click.command("read-scan")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def read_scan(files: tuple[Path, ...]) -> None:
    """Read scanned FILES (pictures or PDF) and print a line of JSON for each: its columns, pages, text and remarks.

    A file that cannot be read has an "error" in its line; the end is non-zero where there was one.
    """
    from routing.ocr.reading import read_paper

    failed = 0
    for file in files:
        try:
            read = read_paper(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "")
        except (OcrError, OSError) as error:
            failed += 1
            told = {"error": str(error)}
        else:
            told = asdict(read)
        click.echo(json.dumps({"file": str(file), **told}, ensure_ascii=False))
    sys.exit(1 if failed else 0)
