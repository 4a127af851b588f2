"""The user manual (docs/使用手册.md) as the help page shows it."""

from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

SOURCE = Path(__file__).resolve().parent.parent / "docs" / "使用手册.md"


@lru_cache(maxsize=1)
def chapters() -> Markup:
    """The manual as HTML. Our own text, read once a process."""
    import mistune

    return Markup(mistune.html(SOURCE.read_text(encoding="utf-8")))  # noqa: S704 - the file is part of the program
