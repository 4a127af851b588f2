"""Signatures by hand: kept with the line of the log that they were given with, which names them by their digest.

The log says who signed what and when; the strokes only show how. A line names its strokes in its chained details, so
strokes that are changed, taken away or laid beside another line are found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from routing.database import Along, all_named
from routing.models import Handwriting
from routing.services.errors import InvalidChangeError
from routing.typeset.strokes import Strokes
from workflows.errors import RuleError
from workflows.model import Action, Workflow

NAMED: Final = re.compile(r"(?:^|；)手写签名，笔迹校验码([0-9a-f]{64})$")


def told(action: Action, strokes: Strokes | None) -> list[str]:
    """What the line of the log says of the strokes. Raises InvalidChangeError where the action asks for no name."""
    if strokes is None:
        return []
    if not action.signs:
        raise InvalidChangeError(f"“{action.label}”不用手写签名", "handwriting")
    return [f"手写签名，笔迹校验码{strokes.digest}"]


def beside(line: Mapping[str, Any], strokes: Strokes | None) -> list[Along]:
    """What goes along with the line into the database."""
    if strokes is None:
        return []
    row = {
        **{name: line[name] for name in ("organisation_id", "document_id", "serial", "person_id")},
        "line_digest": line["digest"],
        "digest": strokes.digest,
        "strokes": strokes.text,
    }
    return [(_KEPT, {f"hand_{name}": value for name, value in row.items()})]


def faults_of(connection: Connection, document_id: int, workflow: Workflow, lines: Iterable[Row[Any]]) -> Iterator[str]:
    """What is wrong with a document's signatures by hand, given its log in good order."""
    table = Handwriting.__table__
    kept = {row.serial: row for row in connection.execute(select(table).where(table.c.document_id == document_id))}
    for line in lines:
        named = NAMED.search(line.details) if _signs(workflow, line.action) else None
        row = kept.pop(line.serial, None)
        if row is None and named is None:
            continue
        if row is None:
            yield f"log line {line.serial}: its signature by hand is gone"
        elif named is None:
            yield f"log line {line.serial}: a signature by hand was laid beside it"
        elif (row.digest, row.line_digest, row.person_id) != (named[1], line.digest, line.person_id) or (
            sha256(row.strokes.encode()).hexdigest() != row.digest
        ):
            yield f"log line {line.serial}: its signature by hand was altered"
    yield from (f"a signature by hand stands beside no line of the log ({serial})" for serial in sorted(kept))


def _signs(workflow: Workflow, action: str) -> bool:
    try:
        return workflow.action(action).signs
    except RuleError:
        return False  # the first line: the document came to be


_KEPT: Final = all_named(Handwriting, "hand_")
