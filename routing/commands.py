"""Commands of the house: `flask --app wsgi …`."""

import json
import sys
from pathlib import Path

import click
from flask import Flask, current_app

from routing import commands_package, commands_paper, commands_scan, demo, worker
from routing.database import reading
from routing.services import accounts
from routing.services.verifying import verify_all


def init_app(app: Flask) -> None:
    app.cli.add_command(load_demo)
    app.cli.add_command(found)
    app.cli.add_command(activation)
    app.cli.add_command(verify)
    app.cli.add_command(drive)
    app.cli.add_command(commands_paper.typeset)
    app.cli.add_command(commands_paper.judge)
    app.cli.add_command(commands_scan.read_scan)
    app.cli.add_command(commands_package.pack)
    app.cli.add_command(commands_package.import_package)
    app.cli.add_command(commands_package.verify)
    app.cli.add_command(reindex)
    app.cli.add_command(worker.command)


@click.command("demo")
def load_demo() -> None:
    """Load the demo organisation and its sample documents, if the database is empty."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("the demo organisation is not for production")
    if not demo.is_empty():
        click.echo("The database is not empty: nothing was loaded.")
        return
    from routing import samples, samples_archive, samples_incoming

    demo.load()
    samples.load()
    samples_incoming.load()
    samples_archive.load()
    click.echo("Demo organisation loaded. Accounts: see /demo in the browser.")


@click.command("found")
@click.argument("name")
@click.option("--administrator", default="sysadmin", help="user name of the first system officer")
def found(name: str, administrator: str) -> None:
    """Found an organisation of that NAME, and print one-time links with which its officers choose passwords."""
    if not demo.is_empty():
        raise click.ClickException("there is an organisation already")
    from routing.services.founding import found_with_officers

    for post, username, token in found_with_officers(name, administrator):
        click.echo(f"{post} {username}: /activate/{token}")


@click.command("activation")
@click.argument("username")
def activation(username: str) -> None:
    """Print a one-time link with which USERNAME chooses a new password (when nobody can log in to do it)."""
    from routing.queries.people import actor_called

    person = actor_called(reading(), username)
    click.echo(f"/activate/{accounts.activation_token(person.person_id)}")


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def verify(as_json: bool) -> None:
    """Check every line of the log, every revision's digest and every number; name the first broken line."""
    report = verify_all()
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        click.echo(f"{report.documents} documents, {report.lines} log lines, {report.numbers} numbers checked")
        for fault in report.faults:
            click.echo(f"BROKEN: {fault}")
    sys.exit(1 if report.faults else 0)


@click.command("reindex")
def reindex() -> None:
    """Write the search index anew from the documents, the newest first; the house goes on working meanwhile.

    Cut short, it is taken up by the worker. Needed after a restore without its index, or when something is not found.
    """
    from routing.services import indexing

    total = indexing.begin_rebuild()
    while indexing.catch_up():
        row = indexing.progress(reading())
        if row is not None and row.done % 1_000 == 0:
            click.echo(f"{row.done} of {total}")
    click.echo(f"{total} documents written")


@click.command("drive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--database", help="an empty database to drive in and to keep (default: a temporary one)")
def drive(file: Path, database: str | None) -> None:
    """Walk every document of FILE (JSON Lines: title, doc_type, recipients, body) through the whole line.

    The last line of the output is one JSON object; the end is non-zero where anything was refused, lost or changed.
    """
    from routing.driving import drive, papers

    try:
        account = drive.drive(papers.read(file), database, lambda text: click.echo(text, err=True))
    except (papers.UnreadableError, drive.NotEmptyError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(account.as_json())
    sys.exit(0 if account.clean else 1)
