"""Digests: the names under which files are kept."""

import hashlib
import re
from typing import IO

from routing.files.errors import TooLarge

CHUNK = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


def valid(digest: str) -> str:
    """Return a SHA-256 digest unchanged; ValueError for anything else, so that no path can be smuggled in."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"not a SHA-256 digest: {digest!r}")
    return digest


def copy(source: IO[bytes], target: IO[bytes], limit: int) -> tuple[str, int]:
    """Copy a stream and return its SHA-256 digest and its size in bytes; TooLarge beyond `limit` bytes."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest(), size


def of(stream: IO[bytes]) -> str:
    """Return the SHA-256 digest of what is left in a stream."""
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
