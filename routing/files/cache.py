"""Files that can be made again: kept in a folder of the server as long as there is room."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


class Cache:
    """A folder of at most `limit` bytes, shared by the workers; what was not asked for longest goes first.

    The folder is made when first written to and readable by the service's account alone.
    """

    def __init__(self, folder: Path | str, limit: int) -> None:
        self.folder, self.limit = Path(folder), limit

    def get(self, name: str) -> bytes | None:
        """What is kept under that name, or None."""
        path = self.folder / name
        with suppress(FileNotFoundError):
            kept = path.read_bytes()
            os.utime(path)
            return kept
        return None

    def put(self, name: str, content: bytes) -> bytes:
        """Keep content under a name, whole or not at all; return it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=self.folder)  # mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(made).replace(self.folder / name)
        self._make_room()
        return content

    def clear(self) -> None:
        """Keep nothing: what is kept can be made again."""
        with suppress(FileNotFoundError):
            for path in list(self.folder.iterdir()):
                path.unlink(missing_ok=True)

    def _make_room(self) -> None:
        """Remove the oldest where there is too much; another worker may be at it, too."""
        found = []
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):
                state = path.stat()
                found.append((state.st_mtime_ns, state.st_size, path))
        size = sum(octets for _, octets, _ in found)
        for _, octets, path in sorted(found):
            if size <= self.limit:
                return
            with suppress(FileNotFoundError):
                path.unlink()
            size -= octets
