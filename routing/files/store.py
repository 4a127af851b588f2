"""Where the bytes of drafts, finals and attachments are kept: once, under the digest of their content.

A file is written completely and synced before `put` returns, so the caller commits its row afterwards.
A crash in between leaves at worst a file that no row names.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Stored:
    """The SHA-256 digest (64 hexadecimal digits) and the size in bytes of what was kept."""

    digest: str
    size: int


class Store(Protocol):
    """A keeper of bytes by digest. A malformed digest is a ValueError everywhere."""

    def put(self, stream: IO[bytes], limit: int) -> Stored:
        """Keep a stream of at most `limit` bytes for good; TooLarge and nothing kept beyond that."""

    def open(self, digest: str) -> BinaryIO:
        """Return the bytes for reading, seekable; Missing if there are none."""

    def exists(self, digest: str) -> bool:
        """Say whether something is kept under this digest, without reading it."""

    def check(self, digest: str) -> bool:
        """Read everything again and say whether it still has this digest; False if it is lost."""

    def remove(self, digest: str) -> None:
        """Keep the bytes no longer; no error if there are none. The caller knows that no row names them."""


def store_from(url: str) -> Store:
    """Return the store that the configuration names.

    `/path`, `folder:/path`, or `s3://bucket/prefix?endpoint=https://…&region=…&addressing=path|virtual|auto`,
    with credentials in the usual AWS environment variables. ValueError if it cannot be understood.
    """
    parts = urlsplit(url)
    if parts.scheme in ("", "folder") and url.removeprefix("folder:"):
        from routing.files.folder import FolderStore

        return FolderStore(Path(url.removeprefix("folder:")))
    if parts.scheme == "s3" and parts.netloc:
        from routing.files.s3 import S3Store

        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        if unknown := options.keys() - {"endpoint", "region", "addressing"}:
            raise ValueError(f"unknown options in file store {url!r}: {', '.join(sorted(unknown))}")
        return S3Store(
            parts.netloc,
            parts.path,
            endpoint_url=options.get("endpoint"),
            region=options.get("region"),
            addressing=options.get("addressing"),
        )
    raise ValueError(f"a file store is folder:/path or s3://bucket/prefix, not {url!r}")
