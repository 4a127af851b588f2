"""封印: the key of this installation (Ed25519), and what it signs. The private key never enters database or package."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tools.verify_package import VERSION, fingerprint


class Key:
    """The installation's key, made when first used, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # 6 MB: not in a web worker

        self._private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_kept(path)))

    @property
    def public(self) -> bytes:
        return self._private.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public)

    def sign(self, octets: bytes) -> str:
        """The signature, in hexadecimal digits."""
        return self._private.sign(octets).hex()


def statement(number: str, moment: str, key: bytes, tags: Mapping[str, str]) -> bytes:
    """封印.txt: which package, when, by which key, over which tag files (the manifest of the payload among them)."""
    head = (f"版本: {VERSION}", f"数据包: {number}", f"时间: {moment}", "算法: Ed25519", f"公钥: {key.hex()}", "")
    return "".join(f"{line}\n" for line in (*head, *(f"{tags[name]}  {name}" for name in sorted(tags)))).encode()


def _kept(path: Path) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, made = tempfile.mkstemp(dir=path.parent)  # mode 0600; linked when whole, for two workers start at once
        with os.fdopen(handle, "w") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
        Path(made).unlink()
    return path.read_text().strip()
