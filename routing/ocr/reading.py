"""A scan, read: the columns of registration as they stand on the pages of an official document (GB/T 9704).

Runs in the process of its own (`routing.ocr.worker`); whatever is heavy is imported when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from routing.ocr.errors import OcrError
from routing.ocr.values import Line, Page, PaperRead, Suggestion

if TYPE_CHECKING:
    from routing.ocr.colour import Picture
    from routing.ocr.pages import Source, Words
    from routing.ocr.signature import Signed

__all__ = ["OcrError", "PaperRead", "Suggestion", "read_paper", "read_text"]

ENDS: Final = 2  # pages at either end that are read
GLANCED: Final = 12  # pages from the first that are looked at for a seal
TEXTS: Final = 30  # pages from the first whose own text is read, where the file has one
TOUCHING: Final = 0.8  # of their height: runs nearer to each other are one line
WHOLE: Final = (0.0, 0.0, 1.0, 1.0)


def read_paper(data: bytes, media_type: str) -> PaperRead:
    """Read a scanned page or PDF, and propose the columns that could be made out.

    Of many pages the first and the last two are read, and the one with the seal; all are counted. Raises OcrError, in
    plain Chinese, where the file is empty, locked, broken, too large, or neither a picture nor a PDF.
    """
    from routing.ocr.pages import opened

    with opened(data, media_type) as source:
        return _Reading(source, counted=media_type in {"application/pdf", "image/tiff"}).paper()


def read_text(data: bytes, media_type: str, first: int, last: int) -> tuple[int, list[str]]:
    """How many pages a scan has, and the text of those from `first` (from 1) to `last`. Raises OcrError."""
    from routing.ocr import fields
    from routing.ocr.pages import opened

    with opened(data, media_type) as source:
        wanted = range(first, min(last, source.count) + 1)
        return source.count, [fields.text_of(_page(source, number)[0]) for number in wanted]


class _Reading:
    """One scan while it is read: its pages in the order in which they promise something, until nothing is missing."""

    def __init__(self, source: Source, *, counted: bool) -> None:
        self._source, self._counted = source, counted
        self._pages: dict[int, Page] = {}
        self._signed: list[Signed] = []
        self._doubtful = False

    def paper(self) -> PaperRead:
        from routing.ocr import fields
        from routing.ocr.head import head_of

        self._read(1)
        head = head_of(self._pages[1])
        if "title" not in head.fields and self._source.count > 1:  # a cover, or a blank page
            self._read(2)
            second = head_of(self._pages[2])
            head = second if len(second.fields) > len(head.fields) else head
        for page in self._order():
            if any(one.sealed for one in self._signed) and not self._pages[1].exact:
                break
            self._read(page)
        pages = [self._pages[number] for number in sorted(self._pages)]
        found = fields.assembled(head, self._signed, pages)
        found["pages"] = Suggestion(str(self._source.count), self._counted, 0, WHOLE)
        text = "\n".join(fields.text_of(page) for page in pages)
        notes = fields.notes_on(pages, self._source.count, found, doubtful=self._doubtful)
        return PaperRead(found, self._source.count, text, notes)

    def _order(self) -> list[int]:
        """The pages after the first: those with a seal, then the ends."""
        count = self._source.count
        if count == 1:
            return []
        ends = [page for page in (*range(2, ENDS + 1), *range(count - ENDS + 1, count + 1)) if 1 < page <= count]
        inner = range(2, min(count, GLANCED) + 1)
        first = self._pages[1]
        if first.exact:
            sealed = [page for page in range(2, min(count, TEXTS) + 1) if self._source.words(page)]
        else:
            sealed = [page for page in dict.fromkeys([*inner, *ends]) if self._has_seal(page)]
        return list(dict.fromkeys([*sealed, *ends]))

    def _has_seal(self, page: int) -> bool:
        from routing.ocr import colour
        from routing.ocr.pages import GLANCE

        return bool(colour.seals(self._source.picture(page, GLANCE)))

    def _read(self, number: int) -> None:
        """Read a page and what is signed on it."""
        from routing.ocr.signature import has_seal_or_date, signed

        if number in self._pages:
            return
        page, picture = _page(self._source, number)
        self._pages[number] = page
        if not page.lines:
            return
        fine = None if page.exact else self._fine(page)
        found = list(signed(page, fine))
        self._signed += found
        self._doubtful |= not found and has_seal_or_date(page, picture)

    def _fine(self, page: Page) -> Picture:
        import numpy as np

        from routing.ocr.pages import FINE_SIDE

        picture: Picture = np.rot90(self._source.picture(page.number, FINE_SIDE), -page.turned // 90)
        return np.ascontiguousarray(picture)


def _page(source: Source, number: int) -> tuple[Page, Picture]:
    """A page and its picture: by the file's own text where it has one, else recognised."""
    from routing.ocr import engine
    from routing.ocr.pages import LONG_SIDE

    picture = source.picture(number, LONG_SIDE)
    words = source.words(number)
    if words:
        rows, columns = picture.shape[:2]
        return Page(number, _lines(words, picture), columns, rows, exact=True), picture
    found = engine.recognise(picture)
    rows, columns = found.picture.shape[:2]
    return Page(number, found.lines, columns, rows, turned=found.turned), found.picture


def _lines(words: list[Words], picture: Picture) -> tuple[Line, ...]:
    """The text of a PDF as lines on its picture: its runs of one font put together."""
    from routing.ocr.colour import Ink
    from routing.ocr.rows import rows_of

    ink = Ink(picture)
    runs = []
    for text, left, top, right, bottom in words:
        x, y, to_x, to_y = left * ink.columns, top * ink.rows, right * ink.columns, bottom * ink.rows
        red, sealed = ink.within(int(x), int(y), int(to_x) + 1, int(to_y) + 1)
        runs.append(Line(text, 1.0, x, y, to_x, to_y, (left, top, right, bottom), red, sealed))
    lines: list[Line] = []
    for row in rows_of(runs):
        lines.append(row.lines[0])
        for run in row.lines[1:]:
            if run.left - lines[-1].right < TOUCHING * row.height:
                lines[-1] = lines[-1].followed_by(run)
            else:
                lines.append(run)
    return tuple(lines)
