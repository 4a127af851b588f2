"""Is a PDF still what it was made to be: does it open, how many pages, what do they say, is it archival?"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_PART: Final = re.compile(rb"pdfaid:part(?:>|=[\"'])\s*(\d)")
_CONFORMANCE: Final = re.compile(rb"pdfaid:conformance(?:>|=[\"'])\s*([A-Za-z])")
TEXT_PAGES: Final = 3  # number and title stand on the first of them


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found. `archival`: 2u, 1b …, empty where the file does not say so; `trouble`: why it does not open."""

    pages: int = 0
    words: str = ""
    archival: str = ""
    locked: bool = False
    trouble: str = ""


def examine_all(files: Sequence[tuple[bytes, bool]]) -> list[Examined]:
    """Open PDFs one after the other; of those that are marked so, read the words of the first pages."""
    return [examine(pdf, words=words) for pdf, words in files]


def examine(pdf: bytes, *, words: bool = True) -> Examined:
    """Open a PDF and its first page, and read the first pages if asked."""
    from pypdfium2 import PdfDocument, PdfiumError

    from routing.judge.reading import PDFIUM

    part, conformance = _PART.search(pdf), _CONFORMANCE.search(pdf)
    archival = f"{part[1].decode()}{conformance[1].decode().lower() if conformance else ''}" if part else ""
    try:
        with PDFIUM, PdfDocument(pdf) as document:
            count = len(document)
            read = min(count, TEXT_PAGES) if words else 0
            document[0].close()
            texts = [document[page].get_textpage().get_text_range() for page in range(read)]
            return Examined(count, bare("".join(texts)), archival, b"/Encrypt" in pdf[-4096:])
    except PdfiumError as error:
        return Examined(archival=archival, locked="password" in str(error).lower(), trouble=str(error)[:100])


def bare(text: str) -> str:
    """Words without spaces, in the letters that text is written with, so that what was set is compared with what was
    typed."""
    return "".join(unicodedata.normalize("NFKC", text).split())
