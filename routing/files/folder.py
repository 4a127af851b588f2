"""Files in a folder of the server, as ab/cd/abcd… by the first digits of their digest."""

import os
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, BinaryIO

from routing.files import digest as digests
from routing.files.errors import Missing
from routing.files.store import Stored

ONE_DAY = timedelta(days=1)


class FolderStore:
    """A store in one folder, which is made if need be and readable by the service's account alone.

    The temporary files lie in the same folder, because a rename is atomic only within a file system.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).absolute()
        self._arriving = self.path / "arriving"
        self._arriving.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, stream: IO[bytes], limit: int) -> Stored:
        """Keep a stream; a sound copy of the same bytes is not written again, a damaged one is replaced."""
        descriptor, name = tempfile.mkstemp(dir=self._arriving)  # mode 0600
        arriving = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as target:
                digest, size = digests.copy(stream, target, limit)
                target.flush()
                os.fsync(descriptor)
            if not self.check(digest):
                place = self._place(digest)
                place.parent.parent.mkdir(mode=0o700, exist_ok=True)
                place.parent.mkdir(mode=0o700, exist_ok=True)
                arriving.replace(place)
            self._sync(digest)
        finally:
            arriving.unlink(missing_ok=True)
        return Stored(digest, size)

    def open(self, digest: str) -> BinaryIO:
        """Return the file opened for reading; Missing if there is none."""
        try:
            return self._place(digest).open("rb")
        except FileNotFoundError:
            raise Missing(digest) from None

    def exists(self, digest: str) -> bool:
        """Say whether a file lies in this digest's place."""
        return self._place(digest).is_file()

    def check(self, digest: str) -> bool:
        """Read the file again and say whether it still has its digest."""
        try:
            with self.open(digest) as stream:
                return digests.of(stream) == digest
        except Missing:
            return False

    def remove(self, digest: str) -> None:
        """Take the file away; no error if there is none."""
        self._place(digest).unlink(missing_ok=True)

    def sweep(self, older_than: timedelta = ONE_DAY) -> int:
        """Remove what killed uploads left behind and return how many; younger ones may still be arriving."""
        oldest, swept = time.time() - older_than.total_seconds(), 0
        for left in self._arriving.iterdir():
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < oldest:
                    left.unlink()
                    swept += 1
        return swept

    def _place(self, digest: str) -> Path:
        return self.path / digests.valid(digest)[:2] / digest[2:4] / digest

    def _sync(self, digest: str) -> None:
        """Make the names durable, also when another process has just made them and not synced them yet."""
        place = self._place(digest)
        for folder in (place.parent, place.parent.parent, self.path):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
