"""Was anything lost? What was sent is compared with what the database keeps and with what a reader is given."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import Connection, Row, bindparam, select

from routing.driving.journey import Journey, sent_body
from routing.driving.visitor import Visitor
from routing.models import Document, Number, Revision
from routing.services.content import Content
from routing.services.facts import workflow_of

_RUN: Final = re.compile("[\u3400-\u9fff]{6,24}")
_WORDS: Final = re.compile(r"\w[\w ]{0,60}\w|\w")
RESULTS: Final = 20  # the first page of a search


def texts(connection: Connection, journeys: Iterable[Journey]) -> Iterator[str]:
    """Each document whose signed text, or any other column that was signed, is not what was last sent."""
    for journey in journeys:
        row = connection.execute(_signed(), {"document": journey.document_id}).one_or_none()
        reason = "nothing is signed" if row is None else _differs(connection, row, journey)
        if reason:
            yield f"line {journey.paper.line}: 《{journey.paper.title}》: {reason}"


def _signed() -> Any:
    return (
        select(
            Document.workflow,
            Document.workflow_digest,
            Document.signed_digest,
            Document.revision_digest,
            Revision.content,
            Revision.body,
        )
        .join(Revision, Revision.id == Document.signed_revision_id)
        .where(Document.id == bindparam("document"))
    )


def _differs(connection: Connection, row: Row[Any], journey: Journey) -> str:
    content, columns = Content.read(row.content, row.body), journey.sheet.columns
    if row.body.encode() != sent_body(columns).encode():
        return "the signed text is not the one that was sent"
    kept = {name: str(getattr(content, name) or "") for name in columns if name != "body"}
    wrong = [name for name, value in kept.items() if value != columns[name]]
    if wrong:
        return f"changed: {', '.join(wrong)}"
    if {file.name: file.digest for file in content.attachments} != journey.sheet.attachments:
        return "the attachments are not those that were sent"
    workflow = workflow_of(connection, row.workflow, row.workflow_digest)
    if not workflow.substance(content.columns()) == row.signed_digest == row.revision_digest:
        return "the signature is not bound to this text"
    return ""


def files(connection: Connection, journeys: Iterable[Journey]) -> Iterator[tuple[str, str]]:
    """The address of every signed attachment, and the SHA-256 of what was sent."""
    for journey in journeys:
        if journey.sheet.attachments:
            row = connection.execute(_signed(), {"document": journey.document_id}).one()
            for file in Content.read(row.content, row.body).attachments:
                yield f"/attachments/{file.attachment_id}", journey.sheet.attachments.get(file.name, "")


def downloads(addresses: Iterable[tuple[str, str]], reader: Visitor) -> Iterator[str]:
    """Each attachment that a reader is not given byte for byte."""
    for address, digest in addresses:
        if sha256(reader.download(address)).hexdigest() != digest:
            yield f"{address}: is not the file that was sent"


def gaps(connection: Connection) -> int:
    """How many serials are missing or given twice, over all series and years."""
    books: dict[tuple[int, int], Counter[int]] = {}
    for row in connection.execute(select(Number.series_id, Number.year, Number.serial)):
        books.setdefault((row.series_id, row.year), Counter())[row.serial] += 1
    return sum(
        sum(serials[serial] != 1 for serial in range(1, max(serials) + 1)) + sum(serial < 1 for serial in serials)
        for serials in books.values()
    )


def search(journeys: list[Journey], reader: Visitor) -> Iterator[str]:
    """Each document that is not among the first hits for a phrase of its body."""
    shared = Counter(phrase for journey in journeys for phrase in _phrases(journey))
    for journey in journeys:
        phrase = min(_phrases(journey), key=lambda phrase: (shared[phrase], -len(phrase)), default=None)
        if phrase and not _finds(journey, phrase, reader, shared[phrase]):
            yield f"line {journey.paper.line}: not found by “{phrase}”"


def _finds(journey: Journey, phrase: str, reader: Visitor, shared_by: int) -> bool:
    """Look through the first page; through more only where so many documents share the phrase."""
    address = "/search?" + urlencode({"q": f'"{phrase}"'})
    for _ in range(1 + shared_by // RESULTS):
        page = reader.page(address)
        if f"/documents/{journey.document_id}" in page.links("/documents/"):
            return True
        following = page.links("/search?")
        if not following:
            return False
        address = following[-1]
    return False


def _phrases(journey: Journey) -> set[str]:
    body = journey.sheet.columns["body"]
    return set(_RUN.findall(body)) or {words.strip() for words in _WORDS.findall(body)[:50]}
