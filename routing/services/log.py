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
