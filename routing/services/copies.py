"""The archive copies as evidence: rows with a keyed digest, files by their digest, both looked at at every reading."""

import io
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Row, insert
from sqlalchemy.exc import IntegrityError

from routing.database import let_go, writing
from routing.files.errors import FileError
from routing.files.store import Stored
from routing.models import IssuedPaper, SignedPaper
from routing.queries import papers
from routing.services.attaching import store
from routing.services.keyed import holds, keyed

LIMIT: Final = 512 * 1024 * 1024  # bytes of a PDF
ROW: Final = "paper"  # what the keyed digests are of
# What a keyed digest is over: every column but the row's own key and the digest itself.
_KEYED: Final = tuple(column.key for column in IssuedPaper.__table__.columns if column.key not in {"id", "mac"})


def keep_file(octets: bytes) -> Stored:
    """Keep a PDF in the house's file store; it is there for good before its row is."""
    return store().put(io.BytesIO(octets), LIMIT)


def keep_row(model: type[IssuedPaper] | type[SignedPaper], values: dict[str, Any]) -> None:
    """Insert a row with its keyed digest, unless another worker was first."""
    try:
        with writing() as connection:
            connection.execute(insert(model), {**values, "mac": keyed(ROW, values)})
    except IntegrityError:
        let_go()


def read(digest: str) -> bytes | None:
    """The bytes that are kept under that digest, or None where they are gone or are others now."""
    try:
        with store().open(digest) as stream:
            octets = stream.read()
    except FileError:
        return None
    return octets if sha256(octets).hexdigest() == digest else None


def fault_of(copy: Row[Any]) -> str:
    """What is wrong with a kept copy: its row or its file was altered or is gone; empty where all is as it was."""
    if not holds(ROW, {name: getattr(copy, name) for name in _KEYED}, copy.mac):
        return "its row was altered"
    if read(copy.digest) is None:
        return "its file is gone or was altered"
    if copy.signed_digest is None:
        return ""
    if not holds(ROW, _signed_columns(copy), copy.signed_mac):
        return "the row of its signed file was altered"
    return "" if read(copy.signed_digest) is not None else "its signed file is gone or was altered"


def faults_of(connection: Connection, document_id: int) -> Iterator[str]:
    """Whatever is wrong with any archive copy of a document."""
    for copy in papers.issued_rows(connection, document_id):
        if fault := fault_of(copy):
            yield f"archive copy of {copy.number}: {fault}"


def _signed_columns(copy: Row[Any]) -> dict[str, Any]:
    values = {"issued_paper_id": copy.id, "organisation_id": copy.organisation_id, "digest": copy.signed_digest}
    return {**values, "size": copy.signed_size, "signer": copy.signer, "signed_at": copy.signed_at}
