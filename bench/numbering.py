"""Eight processes that take numbers at the service, as fast as they can: numbers a second, and the longest wait."""

import time
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from sqlalchemy import select

from bench.databases import Database
from routing.database import reading
from routing.extensions import db
from routing.models import Document, Number, NumberCounter
from routing.queries.people import actor_called
from routing.services.advance import Order, advance
from routing.services.verifying import Report, faults_of

WRITERS = 8
CLERK = "xuyaqin"


@dataclass(frozen=True, slots=True)
class Taken:
    """Numbers a second over all writers, and the longest that one of them took, in milliseconds."""

    rate: float
    longest: float


def measure(database: Database, count: int) -> Taken:
    """Number `count` documents that await it. Raises RuntimeError on a gap, a duplicate or a broken log."""
    with database.app().app_context():
        waiting = select(Document.id).where(Document.state == "numbering").order_by(Document.id).limit(count)
        documents = list(reading().execute(waiting).scalars())
        _let_go()
    context = get_context("spawn")
    ready, answers = context.Barrier(WRITERS), context.Queue()
    writers = [
        context.Process(target=_write, args=(database, documents[n::WRITERS], ready, answers)) for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    told = [answers.get(timeout=300) for _ in writers]
    for writer in writers:
        writer.join()
    _verify(database, documents)
    seconds = max(end for _, end, _ in told) - min(start for start, _, _ in told)
    return Taken(len(documents) / seconds, max(longest for _, _, longest in told) * 1000)


def _write(database: Database, documents: list[int], ready: Any, answers: Any) -> None:
    app = database.app()
    with app.app_context():
        actor = actor_called(reading(), CLERK)
        advance(documents[0], Order("number"), actor)  # the connection opened, the statements compiled
        db.session.remove()
    ready.wait()
    longest, start = 0.0, time.monotonic()
    for document_id in documents[1:]:
        began = time.monotonic()
        with app.app_context():
            advance(document_id, Order("number"), actor)
        longest = max(longest, time.monotonic() - began)
    answers.put((start, time.monotonic(), longest))


def _verify(database: Database, documents: list[int]) -> None:
    with database.app().app_context():
        connection = reading()
        rows = connection.execute(select(Document.__table__).where(Document.id.in_(documents))).all()
        serials = sorted(connection.execute(select(Number.serial, Number.year)).all())
        for counter in connection.execute(select(NumberCounter.year, NumberCounter.last)):
            if [row.serial for row in serials if row.year == counter.year] != list(range(1, counter.last + 1)):
                raise RuntimeError(f"the numbers of {counter.year} do not run from 1 to {counter.last}")
        for row in rows:
            for fault in faults_of(connection, row, Report()):
                raise RuntimeError(fault)
            if not row.number:
                raise RuntimeError(f"document {row.id} got no number")
        _let_go()


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()
