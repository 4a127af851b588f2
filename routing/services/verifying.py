"""Is everything as it was written? The chain of every document, the texts, the heads, the numbers."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from routing.database import reading
from routing.models import Document, Number, NumberCounter, Revision, Transition
from routing.services import log
from routing.services.content import Content
from routing.services.facts import workflow_of

BATCH = 200  # documents read at a time


@dataclass(slots=True)
class Report:
    """What was checked and what is broken, the first broken line of each document."""

    documents: int = 0
    lines: int = 0
    numbers: int = 0
    faults: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "ok": not self.faults}


def verify_all() -> Report:
    """Check the whole house."""
    report, connection = Report(), reading()
    last = 0
    while documents := connection.execute(
        select(Document.__table__).where(Document.id > last).order_by(Document.id).limit(BATCH)
    ).all():
        for document in documents:
            report.documents += 1
            report.faults += _first(faults_of(connection, document, report))
        last = documents[-1].id
    report.faults += _orphans(connection)
    report.faults += _numbers(connection, report)
    return report


def faults_of(connection: Connection, document: Row[Any], report: Report) -> Iterator[str]:
    """Everything that is wrong with one document, in the order in which it would be met."""
    name = f"document {document.id}《{document.title}》"
    previous, serial, state = "", 0, ""
    for line in connection.execute(
        select(Transition.__table__).where(Transition.document_id == document.id).order_by(Transition.serial)
    ):
        report.lines += 1
        serial += 1
        where = f"{name}, log line {line.serial}"
        if line.serial != serial:
            yield f"{where}: line {serial} is missing"
            return
        if line.previous != previous:
            yield f"{where}: does not follow from the line before"
            return
        if log.digest(dict(line._mapping), log.key()) != line.digest:
            yield f"{where}: was altered"
            return
        previous, state = line.digest, line.to_state
    if (document.log_length, document.log_head) != (serial, previous):
        yield f"{name}: the log ends at line {serial}, the document says {document.log_length}"
    if document.state != state:
        yield f"{name}: is in state {document.state}, the log says {state}"
    yield from _texts(connection, document, name)


def _texts(connection: Connection, document: Row[Any], name: str) -> Iterator[str]:
    workflow = workflow_of(connection, document.workflow, document.workflow_digest)
    digests: dict[int, str] = {}
    for row in connection.execute(
        select(Revision.__table__).where(Revision.document_id == document.id).order_by(Revision.serial)
    ):
        digests[row.id] = row.digest
        if workflow.substance(Content.read(row.content, row.body).columns()) != row.digest:
            yield f"{name}: revision {row.serial} was altered"
    logged: dict[int | None, str] = dict(
        connection.execute(
            select(Transition.revision_id, Transition.revision_digest).where(Transition.document_id == document.id)
        )
        .tuples()
        .all()
    )
    yield from (
        f"{name}: revision {revision} is not the one that the log names"
        for revision, digest in logged.items()
        if revision is not None and digests.get(revision) != digest
    )
    if document.signed_revision_id and digests.get(document.signed_revision_id) != document.signed_digest:
        yield f"{name}: the signed text is not the one that was signed"
    if digests.get(document.revision_id) != document.revision_digest:
        yield f"{name}: the present text is not the one that was saved"


def _orphans(connection: Connection) -> list[str]:
    """Lines of the log whose document is gone."""
    gone = connection.execute(
        select(Transition.document_id)
        .outerjoin(Document, Document.id == Transition.document_id)
        .where(Document.id.is_(None))
        .distinct()
    )
    return [f"document {row.document_id}: is gone, its log is still there" for row in gone]


def _numbers(connection: Connection, report: Report) -> Iterator[str]:
    """Each series and year runs from 1 to its counter, and every document bears the number it was given."""
    expected: dict[tuple[int, int], int] = {}
    for row in connection.execute(
        select(Number.series_id, Number.year, Number.serial, Number.text, Document.number)
        .outerjoin(Document, Document.id == Number.document_id)
        .order_by(Number.series_id, Number.year, Number.serial)
    ):
        report.numbers += 1
        key = (row.series_id, row.year)
        if row.serial != expected.get(key, 0) + 1:
            yield f"number {row.text}: serial {expected.get(key, 0) + 1} is missing before it"
        if row.number != row.text:
            yield f"number {row.text}: its document bears {row.number or 'none'}"
        expected[key] = row.serial
    for counter in connection.execute(select(NumberCounter.series_id, NumberCounter.year, NumberCounter.last)):
        if expected.get((counter.series_id, counter.year), 0) != counter.last:
            yield f"series {counter.series_id}, year {counter.year}: the counter says {counter.last}"


def _first(faults: Iterator[str]) -> list[str]:
    found = next(faults, None)
    return [found] if found else []
