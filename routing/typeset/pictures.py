"""Pages as pictures, for the screen: what a reader of the page sees is the very page that will be printed."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from routing.typeset.fonts import FontSet
from routing.typeset.paper import OfficialPaper

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

WIDTH: Final = 1_000  # dots of a page's breadth: 120 dpi on A4
NEAR: Final = 24  # characters before the cursor by which the page that is being written is found
_REDS: Final = bytes(round(value / 17) << 4 for value in range(256))
_RESTS: Final = bytes(round(value / 17) for value in range(256))


@dataclass(frozen=True, slots=True)
class Preview:
    """The page of a draft that is being written, as a PNG; which page it is, of how many; and the fonts' notices."""

    picture: bytes
    page: int
    pages: int
    notices: tuple[str, ...]


def count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    from pypdfium2 import PdfDocument

    from routing.judge.reading import PDFIUM

    with PDFIUM, PdfDocument(pdf) as document:
        return len(document)


def texts(pdf: bytes, most: int = 500) -> list[str]:
    """The text that a PDF itself tells of each page, of the first so many; empty where a page is a picture."""
    from pypdfium2 import PdfDocument

    from routing.judge.reading import PDFIUM

    with PDFIUM, PdfDocument(pdf) as document:
        return [str(document[page].get_textpage().get_text_range()) for page in range(min(len(document), most))]


def pictures(pdf: bytes, width: int = WIDTH, pages: Iterable[int] | None = None) -> list[bytes]:
    """Pages of a PDF (from 1; none named: all) as PNG pictures of `width` dots."""
    from pypdfium2 import PdfDocument

    from routing.judge.reading import PDFIUM

    with PDFIUM, PdfDocument(pdf) as document:
        chosen = range(1, len(document) + 1) if pages is None else pages
        return [_picture(document[page - 1], width) for page in chosen]


def preview(
    paper: OfficialPaper, near: str, share: float, *, when: datetime, fonts: FontSet | None = None, width: int = WIDTH
) -> Preview:
    """The page of a draft on which `near` stands: the last characters before the cursor.

    `share` is how far in the text the cursor stands (0 to 1): it tells which of several such places is meant, and the
    page where there is none, for what is typed and what is set are not always the same words.
    """
    from pypdfium2 import PdfDocument

    from routing.judge.reading import PDFIUM
    from routing.typeset.official import set_paper

    done = set_paper(paper, when=when, fonts=fonts)
    with PDFIUM, PdfDocument(done.pdf) as document:
        texts = [_text(page) for page in document]
        page = _page_of(texts, _bare(near)[-NEAR:], share)
        return Preview(_picture(document[page - 1], width), page, len(document), done.notices)


def _page_of(texts: list[str], near: str, share: float) -> int:
    """The page on which `near` stands, or else its last few characters; the nearest to `share` of the whole text."""
    whole = "".join(texts)
    meant = share * len(whole)
    for length in (NEAR, 12, 6):
        wanted = near[-length:]
        places = list(_places(whole, wanted)) if wanted else []
        if places:
            meant = min(places, key=lambda place: abs(place - meant)) + len(wanted) - 1
            break
    passed = 0
    for number, text in enumerate(texts, start=1):
        passed += len(text)
        if meant < passed:
            return number
    return len(texts)


def _places(whole: str, wanted: str) -> Iterable[int]:
    place = whole.find(wanted)
    while place >= 0:
        yield place
        place = whole.find(wanted, place + 1)


def _text(page: "PdfPage") -> str:
    return _bare(str(page.get_textpage().get_text_range()))


def _bare(text: str) -> str:
    return "".join(text.split())


def _picture(page: "PdfPage", width: int) -> bytes:
    bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True)
    return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def _png(dots: bytes, width: int, height: int, stride: int) -> bytes:
    """A PNG (ISO/IEC 15948) of RGB dots, in sixteen steps of red and sixteen of the rest.

    Our pages are black, grey and red: their green and blue are alike. So a dot is one byte, and a page a third as big.
    """
    lines = (_line(dots[row * stride : row * stride + 3 * width]) for row in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(17 * step for colour in range(256) for step in (colour >> 4, colour & 15, colour & 15))),
        (b"IDAT", zlib.compress(b"".join(lines), 6)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _line(dots: bytes) -> bytes:
    """A line of RGB dots as places in the palette, behind the byte that says that it stands for itself."""
    red, rest = (int.from_bytes(dots[place::3].translate(steps), "big") for place, steps in ((0, _REDS), (1, _RESTS)))
    return b"\0" + (red | rest).to_bytes(len(dots) // 3, "big")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
