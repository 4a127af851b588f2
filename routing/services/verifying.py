"""Is everything as it was written? The chain of every document, what it says of it, the texts, the numbers."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select

from routing import clock
from routing.database import reading
from routing.models import (
    Attachment,
    Document,
    Number,
    NumberCounter,
    Revision,
    Transition,
    VoidNumber,
    WorkflowVersion,
)
from routing.services import contents, copies, forgetting, handwriting, log
from routing.services.contents import Columns
from routing.services.facts import workflow_of
from routing.services.filing import verifying as filing
from routing.services.handing import evidence
from workflows.errors import RuleError
from workflows.model import Workflow

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


@dataclass(slots=True)
class Told:
    """What a document must be, as its log tells it."""

    state: str = ""
    began: Row[Any] | None = None
    signature: Row[Any] | None = None
    numbered: Row[Any] | None = None
    voided: Row[Any] | None = None
    validity: str = "valid"
    erased: bool = False
    written: dict[int, Row[Any]] = field(default_factory=dict)


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
    report.faults += _rules(connection)
    report.faults += _numbers(connection, report)
    report.faults += filing.faults(connection)
    report.faults += evidence.faults(connection)
    return report


def faults_of(connection: Connection, document: Row[Any], report: Report) -> Iterator[str]:
    """Everything that is wrong with one document, in the order in which it would be met."""
    name = f"document {document.id}《{document.title}》"
    lines = connection.execute(
        select(Transition.__table__).where(Transition.document_id == document.id).order_by(Transition.serial)
    ).all()
    report.lines += len(lines)
    broken = list(_chain(document, lines, name))
    yield from broken
    if broken:
        return
    workflow = workflow_of(connection, document.workflow, document.workflow_digest)
    told = _told(workflow, lines)
    yield from _as_told(document, told, name)
    yield from _number_as_told(connection, document, told, name)
    if told.erased:  # by the log: nothing of it may be left
        yield from (f"{name}: {fault}" for fault in forgetting.leftovers_of(connection, document.id))
        return
    yield from _texts(connection, document, workflow, told, name)
    yield from (f"{name}, {fault}" for fault in copies.faults_of(connection, document.id))
    yield from (f"{name}, {fault}" for fault in handwriting.faults_of(connection, document.id, workflow, lines))


def _chain(document: Row[Any], lines: Any, name: str) -> Iterator[str]:
    previous, key = "", log.key()
    rules = _Rules(lines[0].workflow_digest if lines else document.workflow_digest)
    for serial, line in enumerate(lines, start=1):
        where = f"{name}, log line {line.serial}"
        if line.serial != serial:
            yield f"{where}: line {serial} is missing"
            return
        if line.previous != previous:
            yield f"{where}: does not follow from the line before"
            return
        if log.digest(dict(line._mapping), key) != line.digest:
            yield f"{where}: was altered"
            return
        if line.organisation_id != document.organisation_id or not rules.hold_for(line):
            yield f"{where}: was written under other rules or in another house than the document's"
            return
        previous = line.digest
    if not rules.lead_to(document.workflow_digest):
        yield f"{name}: runs under rules that its log does not name"
    if (document.log_length, document.log_head) != (len(lines), previous):
        yield f"{name}: the log ends at line {len(lines)}, the document says {document.log_length}"


@dataclass(slots=True)
class _Rules:
    """Under which rules a document runs: those it began under, until a line says that it was moved over to others."""

    digest: str
    next: str = ""

    def hold_for(self, line: Row[Any]) -> bool:
        """Was the line written under the rules that held then?"""
        if self.next and line.workflow_digest.startswith(self.next):
            self.digest, self.next = line.workflow_digest, ""
        held = bool(line.workflow_digest == self.digest) and not self.next
        if line.action in {"adopt", "take_over"}:
            self.next = line.details.rpartition("→")[2]
        return held

    def lead_to(self, digest: str) -> bool:
        """Are these the rules that the document itself names?"""
        return digest.startswith(self.next) if self.next else digest == self.digest


def _told(workflow: Workflow, lines: Any) -> Told:
    """Follow the log from its first line, as the door went when it wrote it."""
    told = Told(began=lines[0] if lines else None)
    for line in lines:
        effects = _effects(workflow, line.action)
        moved, told.state = line.from_state != line.to_state, line.to_state
        if line.revision_id is not None:
            told.written.setdefault(line.revision_id, line)
        if moved and workflow.state(line.to_state).lapses:
            told.signature = None
        if "bind_signature" in effects:
            told.signature = line
        if "take_number" in effects and told.numbered is None:
            told.numbered = line
        if "void_number" in effects and told.numbered is not None:
            told.voided = line
        told.erased = told.erased or "erase" in effects
        told.validity = "revoked" if "revoke" in effects else "repealed" if "repeal" in effects else told.validity
    return told


def _effects(workflow: Workflow, action: str) -> tuple[str, ...]:
    try:
        return workflow.action(action).effects
    except RuleError:
        return ()  # the first line: the document came to be


def _as_told(document: Row[Any], told: Told, name: str) -> Iterator[str]:
    if document.state != told.state:
        yield f"{name}: is in state {document.state}, the log says {told.state}"
    if told.began and (document.drafter_id, document.drafter_name) != (told.began.person_id, told.began.person_name):
        yield f"{name}: its drafter is not the one who began it"
    if document.validity != told.validity:
        yield f"{name}: is {document.validity}, the log says {told.validity}"
    sign = told.signature
    bound = (sign.revision_id, sign.revision_digest, sign.person_name, clock.local(sign.at).date()) if sign else None
    found = (document.signed_revision_id, document.signed_digest, document.signed_by, document.signed_on)
    if found != (bound or (None, "", "", None)):
        yield f"{name}: the signed text is not the one that was signed"


def _texts(connection: Connection, document: Row[Any], workflow: Workflow, told: Told, name: str) -> Iterator[str]:
    present = None
    revisions = connection.execute(
        select(Revision.__table__).where(Revision.document_id == document.id).order_by(Revision.serial)
    ).all()
    for row in revisions:
        content, line = _content(document.workflow, row), told.written.get(row.id)
        if content is None or workflow.substance(content.columns()) != row.digest:
            yield f"{name}: revision {row.serial} was altered"
            return
        if line is None or _authorship(row, content) != _authorship_told(line):
            yield f"{name}: revision {row.serial} is not the one that the log names"
        yield from _files(connection, content, f"{name}: revision {row.serial}")
        if row.id == document.revision_id:
            present = row, content
    if gone := set(told.written) - {row.id for row in revisions}:
        yield f"{name}: revision {min(gone)} (its id), which the log names, is gone"
    newest = (document.revision_digest, document.revisions, len(revisions))
    if present is None or (present[0].digest, present[0].serial, present[0].serial) != newest:
        yield f"{name}: the present text is not the one that was saved"
        return
    content = present[1]
    shown = (document.title, document.kind, document.urgency, document.secrecy, document.missing.split())
    missing = list(workflow.missing(content.columns()))
    if shown != (content.listed_title, content.kind, content.urgency_level, content.secrecy, missing):
        yield f"{name}: its title, kind, urgency or secrecy are not those of its text"


def _content(workflow: str, row: Row[Any]) -> Columns | None:
    """What a revision keeps, or None where it is no longer in the form in which it was written."""
    try:
        return contents.read(workflow, row.content, row.body)
    except (AttributeError, TypeError, ValueError):
        return None


def _authorship(row: Row[Any], content: Columns) -> tuple[Any, ...]:
    return (
        row.digest,
        content.described(row.serial),
        row.author_id,
        row.author_name,
        row.author_post,
        row.state,
        row.saved_at,
    )


def _authorship_told(line: Row[Any]) -> tuple[Any, ...]:
    return (
        line.revision_digest,
        line.details,
        line.person_id,
        line.person_name,
        line.post_name,
        line.to_state,
        line.at,
    )


def _files(connection: Connection, content: Columns, where: str) -> Iterator[str]:
    """A revision names its files by the digest of their bytes; the store finds them by the row's."""
    ids = [file.attachment_id for file in content.attachments]
    if not ids:
        return
    columns = (Attachment.id, Attachment.name, Attachment.digest, Attachment.size)
    kept = {row.id: tuple(row) for row in connection.execute(select(*columns).where(Attachment.id.in_(ids)))}
    yield from (
        f"{where}: the attachment {file.name} is not the one that was attached"
        for file in content.attachments
        if kept.get(file.attachment_id) != (file.attachment_id, file.name, file.digest, file.size)
    )


def _number_as_told(connection: Connection, document: Row[Any], told: Told, name: str) -> Iterator[str]:
    if not document.number and told.numbered is None:
        return
    row = connection.execute(
        select(Number.text, Number.given_at, Number.series_id, VoidNumber.reason, VoidNumber.voided_at)
        .outerjoin(VoidNumber, VoidNumber.number_id == Number.id)
        .where(Number.document_id == document.id)
    ).one_or_none()
    said = told.numbered.details.split("；") if told.numbered else []  # among what else the line tells
    given = (document.number, told.numbered.at, document.series_id) if told.numbered else None
    if row is None or document.number not in said or tuple(row)[:3] != given:
        yield f"{name}: bears the number {document.number or 'none'}, the log says {'；'.join(said) or 'none'}"
        return
    voided = (told.voided.opinion[:500], told.voided.at) if told.voided else (None, None)
    if (row.reason, row.voided_at) != voided:
        yield f"{name}: the register does not say of its number {document.number} what the log says"


def _orphans(connection: Connection) -> list[str]:
    """Lines of the log whose document is gone."""
    gone = connection.execute(
        select(Transition.document_id)
        .outerjoin(Document, Document.id == Transition.document_id)
        .where(Document.id.is_(None))
        .distinct()
    )
    return [f"document {row.document_id}: is gone, its log is still there" for row in gone]


def _rules(connection: Connection) -> list[str]:
    """The rules that running documents began under are kept by the digest that the log names."""
    kept = connection.execute(select(WorkflowVersion.digest, WorkflowVersion.key, WorkflowVersion.definition))
    return [
        f"rules {row.key} of digest {row.digest[:12]}: were altered"
        for row in kept
        if sha256(row.definition.encode()).hexdigest() != row.digest
    ]


def _numbers(connection: Connection, report: Report) -> Iterator[str]:
    """Each series and year runs from 1 to its counter, and every number has a document that bears it."""
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
    counters = {
        (row.series_id, row.year): row.last
        for row in connection.execute(select(NumberCounter.series_id, NumberCounter.year, NumberCounter.last))
    }
    for key in sorted({*expected, *counters}):
        if expected.get(key, 0) != counters.get(key, 0):
            ran, counted = expected.get(key, 0), counters.get(key, 0)
            yield f"series {key[0]}, year {key[1]}: runs to {ran}, the counter says {counted}"


def _first(faults: Iterator[str]) -> list[str]:
    found = next(faults, None)
    return [found] if found else []
