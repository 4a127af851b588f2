"""Pieces of pages that are made once: a macro is a function of what it is given, so the same input is the same HTML.

`{{ kept(lists.slip_row, slip) }}` instead of `{{ lists.slip_row(slip) }}`. The key is the whole input, so nothing can
go stale and nobody can be shown what was made for somebody else. Only for macros of a file imported without context
that ask for nothing besides their arguments: no form token, no `request`. A form in such a piece has `MARKS` where its
token and its receipt belong; `filled` puts them in.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final

from flask import Flask
from flask_wtf.csrf import generate_csrf
from jinja2.runtime import Macro
from markupsafe import Markup

PIECES: Final = 500  # of 1 to 10 KB each, and as much again for the key
# Another one in every process, so that no text can hold it.
MARKS: Final = {"token": f"token-{secrets.token_hex(12)}", "receipt": f"receipt-{secrets.token_hex(12)}"}
MARKS["run"] = f"run-{secrets.token_hex(12)}"


class Lasting(tuple[Any, ...]):
    """Words that were made once and are kept: known by being the very same ones, so that nobody need compare them."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __new__(cls, words: Iterable[Any]) -> "Lasting":
        return super().__new__(cls, words)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


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
    # Most of what there is are strings: they stand for themselves without a further call.
    if isinstance(value, dict):
        return (*value, *[one if type(one) is str else _frozen(one) for one in value.values()])
    if isinstance(value, list | tuple):
        if type(value) is Lasting:
            return value
        return tuple([one if type(one) is str else _frozen(one) for one in value])
    return value if type(value) is str else (type(value), value)  # Markup equals its text and is not escaped


def filled(piece: Markup, receipt: str, run: str = "") -> Markup:
    """A piece with forms in it, with this session's token and this page's receipt and run where they belong."""
    known = piece.replace(MARKS["token"], generate_csrf()).replace(MARKS["receipt"], receipt)
    return known.replace(MARKS["run"], run)


def init_app(app: Flask) -> None:
    environment = app.jinja_env

    @cache
    def macros(name: str) -> Any:
        """The macros of a file, loaded once: an `import` compares the globals of both templates for every page."""
        return environment.get_template(f"macros/{name}.html").module

    environment.globals.update(kept=kept, filled=filled, marks=MARKS, macros=macros)
