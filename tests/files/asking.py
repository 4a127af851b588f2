"""Asking whether a file is taken."""

import io

import pytest

from routing.files.checks import Accepted, check
from routing.files.errors import Refused

LIMIT = 50 * 1024 * 1024


def taken(name: str, content: bytes) -> Accepted:
    return check(name, io.BytesIO(content), limit=LIMIT)


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        taken(name, content)
    return refused.value.message


def answer(name: str, content: bytes) -> str:
    """The kind of a file that is taken, or "refused"; any other error comes through."""
    try:
        return taken(name, content).kind
    except Refused:
        return "refused"
