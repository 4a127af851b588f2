"""What the house forms are made of: who signed and when, and what they wrote. All words are as they are printed."""

from dataclasses import dataclass, fields, is_dataclass
from io import BytesIO
from typing import Any

from routing.typeset.strokes import Strokes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed, in which post, in whose stead, on which day; `hand` is drawn instead of the name."""

    name: str = ""
    post: str = ""
    on_behalf: str = ""
    date: str = ""
    note: str = ""
    hand: Strokes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion(Signed):
    """An opinion and who gave it."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader(Opinion):
    """One line of a circulation table: who is to read; signed once they have `read`."""

    read: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: what it says, drawn as vectors (error correction level M)."""

    text: str

    def svg(self) -> str:
        """The code as a picture with the white that a scanner needs."""
        import segno

        drawn = BytesIO()
        segno.make(self.text, error="m", micro=False).save(drawn, kind="svg", border=2, omitsize=True, xmldecl=False)
        return drawn.getvalue().decode()


def as_data(value: Any) -> Any:
    """A form's value as plain data for its template; strokes and codes become pictures."""
    if isinstance(value, Strokes):
        return {"svg": value.svg(), "ratio": value.ratio}
    if isinstance(value, Code):
        return {"svg": value.svg(), "text": value.text}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    return [as_data(one) for one in value] if isinstance(value, tuple) else value
