"""What can only be seen from inside: the queries of every page, and the memory over many life cycles.

    python -m bench.inside queries|cycles URL INSTANCE [COUNT]

A process of its own, so that nothing but the product is in its memory. Prints one JSON object.
"""

import gc
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psutil
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from bench import texts
from bench.databases import VICE_CHAIR, Database
from bench.scenes import CHAIR
from routing import demo, samples
from routing.database import reading
from routing.extensions import db
from routing.models import Document, NumberSeries, Slip, Transition
from routing.queries.people import actor_called
from routing.services import accounts, drafting
from workflows.definitions.outgoing import WORKFLOW

WARM = 0.5  # the share of the cycles after which memory is first looked at: what is kept is then full

_ACTIONS: Final = select(func.count()).select_from(Transition)  # every action is a line of the log


def queries(app: Flask) -> dict[str, int]:
    """How many statements each page executes, with full trays and with documents in every state."""
    found: dict[str, int] = {}
    counter = [0]

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        counter[0] += not statement.startswith(("BEGIN", "PRAGMA"))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
        pages = {"tray": "/tray", "done": "/tray/done", "mine": "/tray/mine", "followed": "/tray/followed"}
        pages |= {"register": "/register", "search": "/search?q=妇女", "new": "/documents/new"}
        for state in WORKFLOW.states:
            document_id = reading().execute(select(Document.id).where(Document.state == state.key)).scalars().first()
            if document_id:
                pages[f"document_{state.key}"] = f"/documents/{document_id}"
    client = _logged_in(app, VICE_CHAIR)
    for name, address in pages.items():
        client.get(address)  # what is kept in the process is read once
        counter[0] = 0
        if client.get(address).status_code != 200:
            raise RuntimeError(f"{address} did not open")
        found[name] = counter[0]
    return found


def cycles(app: Flask, count: int) -> dict[str, float]:
    """Walk `count` documents from the draft to the file, each read at the end.

    Returns the megabytes after the share WARM of them and at the end, and the actions that were taken in all.
    """
    client, process, start = _logged_in(app, CHAIR), psutil.Process(), 0.0
    with app.app_context():
        before = reading().execute(_ACTIONS).scalar_one()
    for turn in range(count):
        with app.app_context():
            actor = actor_called(reading(), "wangfang")
            outgoing = select(NumberSeries.id).where(NumberSeries.origin == "outgoing")
            series = reading().execute(outgoing).scalars().first()
            content = replace(samples.SAMPLES[0].content, title=texts.title(turn, "通知"), body=texts.body(turn, 1_500))
            document_id = drafting.create(content, actor.departments[0], series or 0, actor).document_id
        with app.app_context():
            samples.walk(document_id, "awaiting_filing")
        for page in (f"/documents/{document_id}", "/tray"):
            if client.get(page).status_code != 200:
                raise RuntimeError(f"{page} did not open")
        if turn + 1 == int(count * WARM):
            gc.collect()
            start = process.memory_info().rss / 1e6
    gc.collect()
    with app.app_context():
        left = reading().execute(
            select(Slip.id).join(Document, Document.id == Slip.document_id).where(
                Slip.closed_at.is_(None), Document.state == "awaiting_filing"
            )
        ).all()  # fmt: skip
        if left:
            raise RuntimeError(f"{len(left)} filed documents still have an open slip")
        actions = reading().execute(_ACTIONS).scalar_one() - before
    return {"start": start, "end": process.memory_info().rss / 1e6, "actions": actions}


def _logged_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        token = accounts.log_in(username, demo.PASSWORD, "bench", "127.0.0.1")
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def main(arguments: list[str]) -> None:
    """Answer one question about one database."""
    what, url, instance, *count = arguments
    app = Database(url, Path(instance)).app()
    print(json.dumps(queries(app) if what == "queries" else cycles(app, int(count[0]))))


if __name__ == "__main__":
    main(sys.argv[1:])
