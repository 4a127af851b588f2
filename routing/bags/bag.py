"""A bag (RFC 8493) written straight into one ZIP file: of its payload only the digests are held in memory."""

import hashlib
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, Final, Self

from routing.bags import seal
from tools.verify_package import MANIFEST, SEAL, SIGNATURE, TAG_MANIFEST, VERSION

TOOL: Final = Path(__file__).parents[2] / "tools" / "verify_package.py"
PAPERS: Final = Path(__file__).parent / "papers"  # what lies in every package as it is
_CHUNK: Final = 1024 * 1024
_TEXTS: Final = (".xml", ".jsonl", ".json", ".csv", ".txt", ".py", ".xsd")  # the rest is packed already
_LARGE: Final = 1 << 31


class Bag:
    """A package that is being written. `close` seals it; what was not closed is no package."""

    def __init__(self, target: BinaryIO, number: str, when: datetime) -> None:
        self.number, self.when = number, when
        self._zip = zipfile.ZipFile(target, "w")
        self._payload: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        self._octets = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def put(self, name: str, octets: bytes) -> None:
        """One file, as bytes: of the payload where it lies under data/, a tag file otherwise."""
        with self._entry(name, len(octets)) as entry:
            entry.write(octets)
        self._told(name, hashlib.sha256(octets).hexdigest(), len(octets))

    def copy(self, name: str, source: IO[bytes], size: int) -> str:
        """One file, from a stream that is read by pieces; returns its digest."""
        found, octets = hashlib.sha256(), 0
        with self._entry(name, size) as entry:
            while chunk := source.read(_CHUNK):
                found.update(chunk)
                octets += len(chunk)
                entry.write(chunk)
        self._told(name, found.hexdigest(), octets)
        return found.hexdigest()

    def has(self, name: str) -> bool:
        return name in self._payload

    @property
    def files(self) -> int:
        return len(self._payload)

    @property
    def octets(self) -> int:
        return self._octets

    def close(self, key: seal.Key, info: Mapping[str, str]) -> str:
        """Write the tag files and the seal; returns the digest of the seal's statement."""
        self.put("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        told = {
            **info,
            "External-Identifier": self.number,
            "Bagging-Date": f"{self.when:%Y-%m-%d}",
            "Payload-Oxum": f"{self._octets}.{len(self._payload)}",
            "Hongtou-Package-Version": VERSION,
        }
        lines = (f"{label}: {' '.join(value.split())}\n" for label, value in told.items())
        self.put("bag-info.txt", "".join(lines).encode())
        self.put("verify.py", TOOL.read_bytes())
        for paper in sorted(PAPERS.iterdir()):
            self.put(paper.name, paper.read_bytes())
        self.put(MANIFEST, _manifest(self._payload))
        sealed = seal.statement(self.number, self.when.isoformat(timespec="seconds"), key.public, self._tags)
        self.put(SEAL, sealed)
        self.put(SIGNATURE, f"{key.sign(sealed)}\n".encode())
        self.put(TAG_MANIFEST, _manifest(self._tags))
        self._zip.close()
        return hashlib.sha256(sealed).hexdigest()

    def _entry(self, name: str, size: int) -> IO[bytes]:
        if name in self._payload or name in self._tags:
            raise ValueError(f"{name} is in the package already")
        entry = zipfile.ZipInfo(f"{self.number}/{name}", date_time=self.when.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(_TEXTS) else zipfile.ZIP_STORED
        entry.external_attr = 0o100644 << 16
        return self._zip.open(entry, "w", force_zip64=size >= _LARGE)

    def _told(self, name: str, digest: str, size: int) -> None:
        kept = self._payload if name.startswith("data/") else self._tags
        kept[name] = digest
        if kept is self._payload:
            self._octets += size


def _manifest(digests: Mapping[str, str]) -> bytes:
    """Digest and path, a line each; of a path CR, LF and % are written as %0D, %0A, %25 (RFC 8493, 2.1.3)."""
    lines = (f"{digests[name]}  {_escaped(name)}\n" for name in sorted(digests))
    return "".join(lines).encode()


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
