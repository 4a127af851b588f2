"""Keyed digests of rows that are evidence: whoever edits one behind the house's back has not the key of the log."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from routing.services import log


def keyed(what: str, values: Mapping[str, Any]) -> str:
    """HMAC-SHA-256 (hex) over what a row says; `what` keeps the rows of one table from standing in another."""
    told = json.dumps(values, ensure_ascii=False, sort_keys=True, default=lambda moment: moment.isoformat())
    return hmac.digest(log.key().encode(), f"{what}:{told}".encode(), sha256).hex()


def holds(what: str, values: Mapping[str, Any], mac: str) -> bool:
    """Is the digest that of these values?"""
    return hmac.compare_digest(mac, keyed(what, values))
