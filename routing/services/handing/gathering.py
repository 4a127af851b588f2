"""Everything that a package tells of an item of this house: its columns, files, logs, texts, signatures, rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from routing import clock
from routing.bags import chain, metadata
from routing.bags.facts import Act, DocumentFacts, FileFacts, ItemFacts, Person
from routing.bags.names import KINDS
from routing.models import (
    ArchiveBox,
    ArchiveFile,
    ArchiveItem,
    ArchivePart,
    ArchiveSetting,
    ArchiveUnit,
    Department,
    Document,
    Handwriting,
    IssuedPaper,
    Organisation,
    Revision,
    SignedPaper,
    Transition,
    WorkflowVersion,
)
from routing.services.facts import workflow_of
from routing.services.filing.terms import PERIODS
from routing.services.handing import evidence
from tools.verify_package import LOG, SIGNATURES, TEXTS
from workflows.clauses import CLAUSES
from workflows.errors import RuleError


@dataclass(slots=True)
class Gathered:
    """An item as it goes into a package: its metadata, the other members of its folder, rules by digest, custody."""

    facts: ItemFacts
    metadata: bytes
    members: dict[str, bytes]
    rules: dict[str, bytes] = field(default_factory=dict)
    custody: list[bytes] = field(default_factory=list)


def gather(connection: Connection, item_id: int) -> Gathered:
    """An item of this house, or one that came from elsewhere, which goes on as it came."""
    item = connection.execute(_ITEM.where(ArchiveItem.id == item_id)).one()
    came = evidence.of(connection, item_id)
    return _passed_on(connection, item, came) if came else _of_this_house(connection, item)


def custody_of(connection: Connection, item_id: int) -> bytes:
    """What this house has written of an item in the logs of its documents, as lines of one plain chain."""
    documents = [part.id for part in _parts(connection, item_id)]
    return chain.written(chain.chained(dict(row._mapping) for row in _lines(connection, documents)))


def _passed_on(connection: Connection, item: Row[Any], came: dict[str, bytes]) -> Gathered:
    told = metadata.read(came[evidence.METADATA], item.code)
    values = {
        "period": item.period,
        "period_label": PERIODS.get(item.period, item.period),
        "house_term": item.house_term,
        "expires_on": _day(item.expires_on),
        "remarks": metadata.legal(item.remarks),
    }
    octets = came[evidence.METADATA]
    if told.changed(values):
        octets = metadata.amended(octets, values)
        told = metadata.read(octets, item.code)
    members = {path: came[path] for path in (LOG, TEXTS, SIGNATURES) if path in came}
    rules = {path.rpartition("/")[2]: came[path] for path in came if path.startswith(evidence.RULES)}
    custody = [came[path] for path in sorted(came) if path.startswith(evidence.CUSTODY)]
    return Gathered(told, octets, members, rules, [*custody, custody_of(connection, item.id)])


def _of_this_house(connection: Connection, item: Row[Any]) -> Gathered:
    parts = _parts(connection, item.id)
    documents = [part.id for part in parts]
    lines = _by_document(_lines(connection, documents), documents)
    texts = _by_document(connection.execute(_TEXTS.where(Revision.document_id.in_(documents))).all(), documents)
    chains = {key: list(chain.chained(dict(row._mapping) for row in rows)) for key, rows in lines.items()}
    content = texts[item.document_id][-1].content if texts[item.document_id] else {}
    people: dict[tuple[int, str, str], Person] = {}
    acts = tuple(act for part in parts for act in _acts(connection, part, lines[part.id], people))
    facts = ItemFacts(
        **_columns(item, content),
        files=tuple(_file(row) for row in connection.execute(_FILES.where(ArchiveFile.item_id == item.id))),
        documents=tuple(_document(connection, part, texts[part.id], chains[part.id]) for part in parts),
        acts=acts,
        people=tuple(people.values()),
    )
    members = {
        LOG: chain.written(line for key in documents for line in chains[key]),
        TEXTS: chain.written(dict(row._mapping) for key in documents for row in texts[key]),
    }
    if signed := _signatures(connection, documents):
        members[SIGNATURES] = chain.written(signed)
    digests = {row.workflow_digest for rows in lines.values() for row in rows}
    rules = connection.execute(
        select(WorkflowVersion.digest, WorkflowVersion.definition).where(WorkflowVersion.digest.in_(digests))
    )
    kept = {f"{row.digest}.json": row.definition.encode() for row in rules}
    return Gathered(facts, metadata.write(facts), members, kept)


def _columns(item: Row[Any], content: dict[str, Any]) -> dict[str, Any]:
    fonds = item.fonds_number or item.code.partition("-")[0]
    told = {
        "code": item.code,
        "electronic": f"{fonds}-{item.id:08}",
        "fonds": fonds,
        "fonds_name": item.fonds_name or item.organisation,
        "organisation": item.organisation,
        "category": item.category or "WS",
        "year": item.year,
        "period": item.period,
        "period_label": PERIODS.get(item.period, item.period),
        "house_term": item.house_term,
        "unit_code": item.unit_code,
        "unit": item.unit,
        "department": item.department,
        "serial": item.serial or 0,
        "title": item.title,
        "number": item.number,
        "responsible": item.responsible,
        "dated": _day(item.dated),
        "kind": item.kind,
        "urgency": str(content.get("urgency") or ""),
        "recipients": str(content.get("recipients") or ""),
        "copies_to": str(content.get("copies_to") or ""),
        "secrecy": item.secrecy,
        "pages": item.pages,
        "remarks": item.remarks,
        "box": f"第{item.box}盒" if item.box else "",
        "expires_on": _day(item.expires_on),
        "filed_at": _moment(item.filed_at),
        "filed_by": item.filed_by,
        "entered_at": _moment(item.entered_at),
        "decided_by": item.decided_name,
        "decided_at": _moment(item.decided_at),
    }
    return {name: metadata.legal(value) if isinstance(value, str) else value for name, value in told.items()}


def _document(connection: Connection, part: Row[Any], texts: Sequence[Any], lines: Sequence[Any]) -> DocumentFacts:
    workflow = workflow_of(connection, part.workflow, part.workflow_digest)
    content = texts[-1].content if texts else {}
    return DocumentFacts(
        key=part.id,
        workflow=part.workflow,
        workflow_label=workflow.label,
        state=workflow.state(part.state).label,
        title=part.title,
        number=part.number or str(content.get("source_number") or content.get("number") or ""),
        kind=part.kind,
        dated=_day(part.signed_on) or str(content.get("dated") or "").replace("-", ""),
        department=part.department_name,
        drafter=part.drafter_name,
        begun_at=_moment(part.created_at),
        texts=len(texts),
        lines=len(lines),
        chain=lines[-1]["chain"],
    )


def _acts(
    connection: Connection, part: Row[Any], lines: Iterable[Row[Any]], people: dict[tuple[int, str, str], Person]
) -> Iterable[Act]:
    for line in lines:
        who = (line.person_id, line.person_name, line.post_name)
        if who not in people:
            people[who] = Person(f"P{line.person_id}-{len(people) + 1}", line.person_name, line.post_name)
        clause = CLAUSES.get(line.clause)
        behalf = f"代{line.on_behalf_of}" if line.on_behalf_of else ""
        yield Act(
            key=f"{part.id}-{line.serial}",
            person=people[who].key,
            document=part.id,
            done=_done(connection, part, line),
            at=_moment(line.at),
            basis=clause.citation if clause else line.clause,
            described="；".join(filter(None, (behalf, line.opinion, line.details))),
        )


def _done(connection: Connection, part: Row[Any], line: Row[Any]) -> str:
    workflow = workflow_of(connection, part.workflow, line.workflow_digest)
    try:
        return workflow.action(line.action).done or workflow.action(line.action).label
    except RuleError:  # the first line: the document came to be
        return workflow.state(line.to_state).step or "开始"


def _signatures(connection: Connection, documents: Sequence[int]) -> list[dict[str, Any]]:
    strokes = connection.execute(
        select(Handwriting.__table__)
        .where(Handwriting.document_id.in_(documents))
        .order_by(Handwriting.document_id, Handwriting.serial)
    )
    papers = connection.execute(
        select(IssuedPaper.__table__).where(IssuedPaper.document_id.in_(documents)).order_by(IssuedPaper.id)
    ).all()
    signed = connection.execute(
        select(SignedPaper.__table__)
        .where(SignedPaper.issued_paper_id.in_([row.id for row in papers]))
        .order_by(SignedPaper.issued_paper_id)
    )
    return [
        *({"kind": "手写签名", **row._mapping} for row in strokes),
        *({"kind": "正式文件", **row._mapping} for row in papers),
        *({"kind": "电子签名", **row._mapping} for row in signed),
    ]


def _file(row: Row[Any]) -> FileFacts:
    return FileFacts(
        position=row.position,
        kind=row.kind,
        label=KINDS.get(row.kind, "文件"),
        name=row.name,
        digest=row.digest,
        size=row.size,
        media_type=row.media_type,
        pages=row.pages,
        made_at=_moment(row.made_at),
        document=row.document_id,
    )


def _parts(connection: Connection, item_id: int) -> Sequence[Row[Any]]:
    return connection.execute(
        select(Document.__table__, ArchivePart.position)
        .join(ArchivePart, ArchivePart.document_id == Document.id)
        .where(ArchivePart.item_id == item_id)
        .order_by(ArchivePart.position)
    ).all()


def _lines(connection: Connection, documents: Sequence[int]) -> Sequence[Row[Any]]:
    """The log lines of documents, document by document."""
    found = connection.execute(
        select(Transition.__table__).where(Transition.document_id.in_(documents)).order_by(Transition.serial)
    ).all()
    return sorted(found, key=lambda line: documents.index(line.document_id))


def _by_document(rows: Iterable[Row[Any]], documents: Sequence[int]) -> dict[int, list[Row[Any]]]:
    ordered = sorted(rows, key=lambda row: (documents.index(row.document_id), row.serial))
    found = {key: list(group) for key, group in groupby(ordered, key=lambda row: row.document_id)}
    return {key: found.get(key, []) for key in documents}


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _moment(moment: datetime | None) -> str:
    """The house's wall-clock time with its offset, so that nobody takes it for another day."""
    return clock.local(moment).isoformat(timespec="seconds") if moment else ""


_ITEM = (
    select(
        ArchiveItem.__table__,
        ArchiveUnit.code.label("unit_code"),
        ArchiveUnit.name.label("unit"),
        Department.name.label("department"),
        Organisation.name.label("organisation"),
        ArchiveSetting.fonds_number,
        ArchiveSetting.fonds_name,
        ArchiveSetting.category,
        ArchiveBox.number.label("box"),
    )
    .join(ArchiveUnit, ArchiveUnit.id == ArchiveItem.unit_id)
    .join(Department, Department.id == ArchiveItem.department_id)
    .join(Organisation, Organisation.id == ArchiveItem.organisation_id)
    .outerjoin(ArchiveSetting, ArchiveSetting.organisation_id == ArchiveItem.organisation_id)
    .outerjoin(ArchiveBox, ArchiveBox.id == ArchiveItem.box_id)
)
_FILES = select(ArchiveFile.__table__).order_by(ArchiveFile.position)
_TEXTS = select(Revision.__table__).order_by(Revision.serial)
