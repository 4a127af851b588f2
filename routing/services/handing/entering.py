"""One item of a package becomes an item of this house: a 补录 for each document, its files, and the evidence."""

from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, insert, select

import workflows
from routing import clock
from routing.actor import Actor
from routing.bags.facts import DocumentFacts, FileFacts, ItemFacts
from routing.bags.names import file_of
from routing.database import let_go, reading, writing
from routing.models import ArchiveFile, ArchiveItem, ArchivePart, Attachment
from routing.services.advance import Draft, Order, advance, begin
from routing.services.attaching import store
from routing.services.content import File
from routing.services.errors import InvalidChangeError
from routing.services.facts import receipt_of
from routing.services.filing import catalogue, terms
from routing.services.handing import evidence
from routing.services.handing.admitting import Homes, as_day, as_moment, kept
from routing.services.keeping import Filing
from routing.services.recorded import Record
from tools.verify_package import (
    CUSTODY,
    FILES,
    ITEMS,
    LOG,
    METADATA,
    RULES,
    SIGNATURES,
    TEXTS,
    Package,
    json_lines,
)

ARRIVING: Final = "arriving"  # the state of an item until the whole package is there: no list shows it
TEXT_LIMIT: Final = 300_000


def enter(package: Package, folder: str, facts: ItemFacts, came: Any, homes: Homes, actor: Actor) -> None:
    """Enter an item. What an earlier attempt did is looked for first, and not done again."""
    item = kept(reading(), facts.code, actor)
    if item is None:
        place = f"{ITEMS}{folder}/"
        bodies = {
            str(line.get("document_id")): str(line.get("body") or "") for line in json_lines(package, place + TEXTS)
        }
        files = [(file, _put(package, place, file)) for file in facts.files]
        documents = {
            one.key: _document(one, facts, files, bodies.get(str(one.key), ""), came, homes, actor)
            for one in facts.documents
        }
        members = evidence.put(_members(package, place, folder))
        let_go()
        with writing() as connection:
            item_id = _item(connection, facts, documents, homes, actor)
            evidence.keep(connection, actor.organisation_id, came.id, item_id, members)
        item = kept(reading(), facts.code, actor)
    _file(item, facts, actor)


def _put(package: Package, place: str, file: FileFacts) -> str:
    """Have a file in the house's store; returns its digest."""
    name = f"{place}{FILES}{file_of(file.position, file.kind, file.name)}"
    with package.open(name) as stream:
        stored = store().put(stream, max(package.size(name), 1))
    if stored.digest != file.digest:
        raise InvalidChangeError(f"{file.name}在导入时读出的内容变了，请重新上传数据包")
    return stored.digest


def _document(
    one: DocumentFacts, facts: ItemFacts, files: list[tuple[FileFacts, str]], body: str, came: Any, homes: Homes,
    actor: Actor,
) -> int:  # fmt: skip
    """The 补录 of a document: its log begins today, and its first line says from which package it came."""
    receipt = f"import-{sha256(f'{came.id} {facts.code} {one.key}'.encode()).hexdigest()[:48]}"
    known = receipt_of(reading(), receipt, actor)
    if known is None:
        department = homes.departments.get(facts.department, homes.office)
        day = as_day(one.dated) or as_day(facts.dated) or as_moment(facts.filed_at) or came.imported_at
        record = Record(
            title=one.title or facts.title,
            number=one.number[:80],
            responsible=facts.responsible or facts.organisation[:120],
            dated=f"{day:%Y-%m-%d}",
            kind=one.kind or facts.kind or "其他",
            pages=facts.pages or None,
            body=body[:TEXT_LIMIT],
            remarks=facts.remarks,
            reason=evidence.reason(came.number, came.seal),
            attachments=_attached([file for file, _ in files if file.document == one.key], actor),
        )
        draft = Draft(workflows.get("record"), *department, homes.series_id)
        known = begin(draft, record, actor, receipt).document_id
    advance(known, Order("confirm_entry", receipt=f"{receipt}-c"), actor)
    return known


def _attached(files: list[FileFacts], actor: Actor) -> tuple[File, ...]:
    """The files as attachments of the entry, so that they are read where the files of other documents are."""
    if not files:
        return ()
    let_go()
    with writing() as connection:
        found = []
        for file in files:
            row = {
                "organisation_id": actor.organisation_id,
                "name": file.name,
                "digest": file.digest,
                "size": file.size,
                "media_type": file.media_type,
                "added_by": actor.person_id,
                "added_at": clock.now(),
            }
            attachment_id = connection.execute(insert(Attachment).returning(Attachment.id), row).scalar_one()
            found.append(File(attachment_id, file.name, file.digest, file.size))
    return tuple(found)


def _members(package: Package, place: str, folder: str) -> dict[str, bytes]:
    """What is kept as evidence: metadata, log, texts, signatures, the rules that the log names, earlier custody."""
    found = {name: package.octets(place + name) for name in (METADATA, LOG, TEXTS)}
    if place + SIGNATURES in package.names:
        found[SIGNATURES] = package.octets(place + SIGNATURES)
    for digest in {str(line.get("workflow_digest")) for line in json_lines(package, place + LOG)}:
        found[f"{evidence.RULES}{digest}.json"] = package.octets(f"{RULES}{digest}.json")
    earlier = f"{CUSTODY}{folder}/"
    for name in package.names:
        if name.startswith(earlier):
            found[f"{evidence.CUSTODY}{name.removeprefix(earlier)}"] = package.octets(name)
    return found


def _item(connection: Connection, facts: ItemFacts, documents: dict[int, int], homes: Homes, actor: Actor) -> int:
    house = {"organisation_id": actor.organisation_id}
    department = homes.departments.get(facts.department, homes.office)
    values = {
        **house,
        "document_id": documents[facts.documents[0].key],
        "state": ARRIVING,
        "year": facts.year,
        "unit_id": homes.units[facts.unit_code],
        "department_id": department[0],
        "period": facts.period,
        "house_term": facts.house_term,
        "decided_name": facts.decided_by,
        "decided_at": as_moment(facts.decided_at),
        "serial": facts.serial,
        "code": facts.code,
        "title": facts.title,
        "number": facts.number,
        "responsible": facts.responsible,
        "kind": facts.kind,
        "dated": as_day(facts.dated),
        "secrecy": facts.secrecy,
        "pages": facts.pages,
        "remarks": facts.remarks,
        "entered_at": clock.now(),
        "filed_at": as_moment(facts.filed_at),
        "filed_by": facts.filed_by,
        "expires_on": as_day(facts.expires_on),
    }
    item_id = connection.execute(insert(ArchiveItem).returning(ArchiveItem.id), values).scalar_one()
    connection.execute(
        insert(ArchivePart),
        [
            {**house, "item_id": item_id, "document_id": documents[one.key], "position": position}
            for position, one in enumerate(facts.documents, 1)
        ],
    )
    if facts.files:
        connection.execute(insert(ArchiveFile), [_row(house, item_id, documents, file) for file in facts.files])
    return int(item_id)


def _row(house: dict[str, int], item_id: int, documents: dict[int, int], file: FileFacts) -> dict[str, Any]:
    return {
        **house,
        "item_id": item_id,
        "document_id": documents[file.document],
        "position": file.position,
        "kind": file.kind,
        "name": file.name,
        "digest": file.digest,
        "size": file.size,
        "media_type": file.media_type,
        "pages": file.pages,
        "made_at": as_moment(file.made_at) or clock.now(),
    }


def _file(item: Any, facts: ItemFacts, actor: Actor) -> None:
    """Its documents through the door into the file, then its digest."""
    filing = Filing(item.id, item.code, terms.written(item.period, item.house_term), item.pages)
    waiting = select(ArchivePart.document_id).where(ArchivePart.item_id == item.id, ArchivePart.filed_at.is_(None))
    for document_id in reading().execute(waiting.order_by(ArchivePart.position)).scalars().all():
        advance(document_id, Order("file", change=filing), actor)
    if not item.mac:
        let_go()
        with writing() as connection:
            catalogue.seal(connection, item.id)
