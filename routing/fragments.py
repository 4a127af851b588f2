"""Pieces of pages that are made once: a macro is a function of what it is given, so the same input is the same HTML.

`{{ kept(lists.slip_row, slip) }}` instead of `{{ lists.slip_row(slip) }}`. The key is the whole input, so nothing can
go stale and nobody can be shown what was made for somebody else. Only for macros of a file imported without context
that ask for nothing besides their arguments: no form token, no `request`.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from flask import Flask
from jinja2.runtime import Macro

PIECES: Final = 500  # of 1 to 10 KB each, and as much again for the key


@dataclass(frozen=True, slots=True)
class _Piece:
    """A macro with its arguments, compared by what they say."""

    key: tuple[Any, ...]
    macro: Macro = field(compare=False)
    given: tuple[Any, ...] = field(compare=False)


def kept(macro: Macro, *given: Any) -> str:
    """The macro's HTML for these arguments, from an earlier page where it was made before."""
    return _made(_Piece((id(macro), *map(_frozen, given)), macro, given))


@lru_cache(maxsize=PIECES)
def _made(piece: _Piece) -> str:
    return piece.macro(*piece.given)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return (*value, *map(_frozen, value.values()))
    if isinstance(value, list | tuple):
        return tuple(map(_frozen, value))
    return value if type(value) is str else (type(value), value)  # Markup equals its text and is not escaped


def init_app(app: Flask) -> None:
    app.jinja_env.globals["kept"] = kept
