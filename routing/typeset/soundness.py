"""Is a PDF still what it was made to be: does it open, how many pages, what do they say, is it archival?"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

_PART: Final = re.compile(rb"pdfaid:part(?:>|=[\"'])\s*(\d)")
_CONFORMANCE: Final = re.compile(rb"pdfaid:conformance(?:>|=[\"'])\s*([A-Za-z])")
TEXT_PAGES: Final = 3  # number and title stand on the first of them
Depth = Literal["opened", "read", "words"]
"""How far a PDF is looked into: its list of pages; its first page as well; the words of its first pages as well."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found. `archival`: 2u, 1b …, empty where the file does not say so; `trouble`: why it does not open."""

    pages: int = 0
    words: str = ""
    archival: str = ""
    locked: bool = False
    trouble: str = ""


def examine_all(files: Sequence[tuple[bytes, Depth]]) -> list[Examined]:
    """Look into PDFs one after the other, each as far as is said."""
    return [examine(pdf, depth) for pdf, depth in files]


def examine(pdf: bytes, depth: Depth = "words") -> Examined:
    """Look into a PDF. A page is read with its fonts, which takes fifty times as long as opening the file."""
    from pypdfium2 import PdfDocument, PdfiumError

    from routing.judge.reading import PDFIUM

    part, conformance = _PART.search(pdf), _CONFORMANCE.search(pdf)
    archival = f"{part[1].decode()}{conformance[1].decode().lower() if conformance else ''}" if part else ""
    try:
        with PDFIUM, PdfDocument(pdf) as document:
            count = len(document)
            read = min(count, TEXT_PAGES) if depth == "words" else 0
            if depth == "opened":
                document.get_page_size(0)
            else:
                document[0].close()
            texts = [document[page].get_textpage().get_text_range() for page in range(read)]
            return Examined(count, bare("".join(texts)), archival, b"/Encrypt" in pdf[-4096:])
    except PdfiumError as error:
        return Examined(archival=archival, locked="password" in str(error).lower(), trouble=str(error)[:100])


def bare(text: str) -> str:
    """Words without spaces, in the letters that text is written with, so that what was set is compared with what was
    typed."""
    return "".join(unicodedata.normalize("NFKC", text).split())
