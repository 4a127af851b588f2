"""One upload while it is being looked at."""

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import UnsupportedOperation
from typing import IO

import filetype

from routing.files.errors import Refused
from routing.files.kinds import FOUND

HEAD = 8192  # bytes, as many as `filetype` looks at
IN_MEMORY = 4 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_MARKUP = (b"<!", b"<?xml", b"<html", b"<svg", b"<head", b"<body", b"<script", b"<iframe")


@dataclass(frozen=True)
class Upload:
    """A seekable stream of `size` bytes that claims, by its name, to be of one kind."""

    name: str
    kind: str
    stream: IO[bytes]
    size: int

    def refusal(self, reason: str, remedy: str) -> Refused:
        """Return the error that says why this file is not taken and what its owner can do."""
        return Refused(f"“{self.name}”{reason}，不能上传。请{remedy}。")

    def head(self) -> bytes:
        """Return the first bytes, enough to tell its kind."""
        self.stream.seek(0)
        return self.stream.read(HEAD)

    def found(self) -> str | None:
        """Return what the first bytes are, as an extension of `filetype`, "ole" or "html"; None if unknown."""
        head = self.head()
        if head.startswith(OLE):
            return "ole"
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
            return "html"
        with self.parsed():
            known = filetype.guess(head)
        return known.extension if known else None

    def mismatch(self) -> Refused:
        """Return the error for content that is not what the name says."""
        found = self.found()
        told = f"，而是{FOUND[found]}" if found in FOUND else ""
        return self.refusal(
            f"的内容不是 {self.kind} 格式{told}",
            "用 WPS 或 Office 打开并另存为正确的格式（不要只改扩展名）后再上传",
        )

    @contextmanager
    def parsed(self) -> Iterator[None]:
        """Refuse the file whatever a parser raises over it.

        Hostile bytes make the parsers of zip, OLE and XML raise nearly anything (struct.error, KeyError,
        RecursionError …), and each of those means the same to the person at the desk.
        """
        try:
            yield
        except Refused:
            raise
        except Exception as error:
            raise self.refusal("已损坏，无法打开", "在电脑上确认文件能正常打开，另存后再上传") from error

    @contextmanager
    def contents(self) -> Iterator[bytes | mmap.mmap]:
        """Give all bytes for searching; large ones are mapped, not read, to keep web workers small."""
        if self.size > IN_MEMORY:
            try:
                descriptor = self.stream.fileno()
            except UnsupportedOperation:
                pass  # bytes that are in memory anyhow
            else:
                with mmap.mmap(descriptor, self.size, access=mmap.ACCESS_READ) as mapped:
                    yield mapped
                return
        self.stream.seek(0)
        yield self.stream.read()


def measure(stream: IO[bytes]) -> int:
    """Return the size of a seekable stream in bytes; what was written to it is on the disk afterwards."""
    stream.seek(0, os.SEEK_END)
    return stream.tell()
