"""The log's chain: one keyed digest a line, each over the one before, a key of its own for every document.

An edited line is found, also when all lines after it have been chained anew by somebody without the key
(trust.md, "The log"). The head is kept in the document's own row.
"""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import current_app

from routing.services.context import Context

CHAINED = (
    "organisation_id",
    "document_id",
    "serial",
    "action",
    "from_state",
    "to_state",
    "person_id",
    "person_name",
    "post_name",
    "on_behalf_of",
    "revision_id",
    "revision_digest",
    "opinion",
    "details",
    "clause",
    "workflow_digest",
    "at",
    "previous",
)


def key() -> str:
    """The key of this installation's log. It never enters the database."""
    return str(current_app.config["LOG_KEY"])


def digest(line: Mapping[str, Any], master: str) -> str:
    """The keyed digest (HMAC-SHA-256, hex) of one line of the log, over every column but itself."""
    text = json.dumps([_written(line[name]) for name in CHAINED], ensure_ascii=False, separators=(",", ":"))
    key = hmac.digest(master.encode(), f"log:{line['document_id']}".encode(), sha256)
    return hmac.new(key, text.encode(), sha256).hexdigest()


def _written(value: Any) -> Any:
    return value.isoformat(timespec="microseconds") if hasattr(value, "isoformat") else value


def line_of(context: Context, action: str, clause: str, source: str, state: str) -> dict[str, Any]:
    """The next line of a document's log, without its digest: who did what, as whom, on which text, by which clause."""
    document, columns = context.document, context.columns
    return {
        "organisation_id": document.organisation_id,
        "document_id": document.id,
        "serial": document.log_length + 1,
        "action": action,
        "from_state": source,
        "to_state": state,
        "person_id": context.actor.person_id,
        "person_name": context.actor.name,
        "post_name": context.post,
        "on_behalf_of": context.behalf,
        "revision_id": columns.get("revision_id") or document.revision_id,
        "revision_digest": columns.get("revision_digest") or document.revision_digest,
        "opinion": context.opinion,
        "details": "；".join(context.details),
        "clause": clause,
        "workflow_digest": document.workflow_digest,
        "at": context.at,
        "previous": document.log_head,
    }
