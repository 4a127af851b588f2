"""What a page was set with: kept beside an archive copy, so that one knows what to fetch to set it once more."""

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from routing.typeset.engine import TEMPLATES
from routing.typeset.fonts import FontSet


def made_with(fonts: FontSet) -> dict[str, str]:
    """The engine's version, and digests (SHA-256, hex) over the templates and over every font file that was found."""
    loaded = fonts.loaded
    files = sorted({family.path for family in loaded.families.values()})
    return {
        "typst": version("typst"),
        "templates": _digest(sorted(TEMPLATES.rglob("*.typ"))),
        "fonts": _digest(files),
    }


def font_notices(fonts: FontSet) -> tuple[str, ...]:
    """What is missing among the fonts, in plain Chinese."""
    return fonts.notices


def _digest(files: list[Path]) -> str:
    """One digest over files: their names and what is in them."""
    whole = sha256()
    for path in files:
        whole.update(path.name.encode())
        kept = path.stat()
        whole.update(_octets(path, kept.st_mtime_ns, kept.st_size))
    return whole.hexdigest()


@lru_cache(maxsize=256)
def _octets(path: Path, _written: int, _size: int) -> bytes:
    """The digest of a file, read once while it stays as it was written: the fonts are 40 MB."""
    return sha256(path.read_bytes()).digest()
