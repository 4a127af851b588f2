"""Reading a finished PDF: the characters, rules and pictures that stand on its sheets, by PDFium.

Everything is given in millimetres from the top left corner of the sheet. PDFium may be used by one thread at a
time only, so one lock stands before it. Whatever a file contains, the work is bounded by the limits below.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from threading import Lock
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from routing.judge.measures import POINT
from routing.judge.sheet import Char, Colour, Picture, Sheet, Stroke, Style, Unreadable, Upright

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 500
MAX_CHARACTERS = 400_000
"""In the whole file: some 650 full pages."""
MAX_OBJECTS = 200_000
"""Drawn things in the whole file."""
MAX_DEPTH = 8
"""Forms within forms."""
_LONGEST_NAME = 256
_LONGEST_RULE_PATH = 12
"""Segments; a path with more is a drawing, not a rule."""
_THICKEST = 2.5
"""mm: what is thicker is a bar or a box."""
_TWICE = 0.02
"""mm: rules nearer than this are one."""
_SHORTEST = 10.0
"""mm of the shortest thing taken for a rule."""
_SHORTEST_UPRIGHT = 4.0
"""mm: the side of a table's cell is at least a line high."""

_WHITE = frozenset(map(ord, " \r\n\t\u00a0\u3000\u200b\u2060\ufeff"))
_UNTURNED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

PDFIUM = Lock()
"""PDFium is not made for several threads at once."""


def read(pdf: bytes) -> list[Sheet]:
    """Return the sheets of a PDF.

    Raises:
        Unreadable: no PDF, damaged, locked by a password, without a page, or beyond the limits.
    """
    if len(pdf) > MAX_BYTES:
        raise Unreadable(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，不予核对")
    if b"%PDF-" not in pdf[:1024]:
        raise Unreadable("这不是 PDF 文件")
    with PDFIUM:
        document = _open(pdf)
        try:
            return list(_sheets(document))
        finally:
            document.close()


def _open(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise Unreadable("文件设有密码，打不开") from error
        raise Unreadable("文件已损坏或不完整，打不开") from error
    pages = len(document)
    if not 0 < pages <= MAX_PAGES:
        document.close()
        raise Unreadable("文件没有页面" if not pages else f"文件超过 {MAX_PAGES} 页，不予核对")
    return document


def _sheets(document: pypdfium2.PdfDocument) -> Iterator[Sheet]:
    characters = objects = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise Unreadable(f"第{index + 1}页已损坏，打不开") from error
        try:
            reader = _PageReader(page, index + 1)
            reader.read_text(MAX_CHARACTERS - characters)
            reader.read_drawings(MAX_OBJECTS - objects)
        finally:
            page.close()
        characters += len(reader.sheet.chars)
        objects += reader.objects
        yield reader.sheet


class _PageReader:
    """Reads one page; what is asked once for a run of text is kept by the run's handle."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self.page = page
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self.left, self.top = box.left, box.top
        turned = pdfium.FPDFPage_GetRotation(page) != 0
        size = (pdfium.FPDF_GetPageWidthF(page) * POINT, pdfium.FPDF_GetPageHeightF(page) * POINT)
        self.sheet = Sheet(number, *size, turned)
        self.styles: dict[int, Style] = {}
        self.objects = 0

    def read_text(self, limit: int) -> None:
        """Fill `chars` and count what no font could draw in `missing`."""
        text = pdfium.FPDFText_LoadPage(self.page)
        if not text:
            raise Unreadable(f"第{self.sheet.number}页的文字读不出来")
        try:
            count = pdfium.FPDFText_CountChars(text)
            if count > limit:
                raise Unreadable("文件的文字过多，不予核对")
            self._read_characters(text, count)
        finally:
            pdfium.FPDFText_ClosePage(text)

    def _read_characters(self, text: Any, count: int) -> None:
        x, y = ctypes.c_double(), ctypes.c_double()
        loose = pdfium.FS_RECTF()
        edges = [ctypes.c_double() for _ in range(4)]
        left_edge, top_edge, add = self.left, self.top, self.sheet.chars.append
        high = 0
        for index in range(count):
            code = pdfium.FPDFText_GetUnicode(text, index)
            if code in _WHITE:
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
            run = pdfium.FPDFText_GetTextObject(text, index)
            if not run:
                continue  # made up by PDFium to part words
            style = self._style(text, index, run)
            if not style.seen:
                continue
            if code in (0, 0xFFFD) or pdfium.FPDFText_HasUnicodeMapError(text, index):
                self.sheet.missing += 1
                code = 0xFFFD
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            pdfium.FPDFText_GetLooseCharBox(text, index, loose)
            pdfium.FPDFText_GetCharBox(text, index, *edges)
            add(
                Char(
                    chr(code),
                    (x.value - left_edge) * POINT,
                    (top_edge - y.value) * POINT,
                    (loose.right - left_edge) * POINT,
                    (edges[0].value - left_edge) * POINT,
                    (top_edge - edges[3].value) * POINT,
                    (edges[1].value - left_edge) * POINT,
                    (top_edge - edges[2].value) * POINT,
                    style,
                )
            )

    def _style(self, text: Any, index: int, run: Any) -> Style:
        handle = ctypes.addressof(run.contents)
        if handle not in self.styles:
            self.styles[handle] = _style_of(text, index, run)
        return self.styles[handle]

    def read_drawings(self, limit: int) -> None:
        """Fill `strokes` and `pictures`."""
        for index in range(pdfium.FPDFPage_CountObjects(self.page)):
            self._draw(pdfium.FPDFPage_GetObject(self.page, index), _UNTURNED, 0, limit)

    def _draw(self, drawn: Any, outer: tuple[float, ...], depth: int, limit: int) -> None:
        self.objects += 1
        if self.objects > limit:
            raise Unreadable("文件的图形过多，不予核对")
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = _times(_matrix(drawn), outer)
            for index in range(pdfium.FPDFFormObj_CountObjects(drawn)):
                self._draw(pdfium.FPDFFormObj_GetObject(drawn, index), inner, depth + 1, limit)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._draw_path(drawn, outer)
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            self.sheet.pictures.append(Picture(*self._box(_bounds(drawn), outer)))

    def _draw_path(self, drawn: Any, outer: tuple[float, ...]) -> None:
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(drawn, mode, stroked)
        if not mode.value and not stroked.value:
            return  # only a clip
        matrix = _times(_matrix(drawn), outer)
        count = pdfium.FPDFPath_CountSegments(drawn)
        if count > _LONGEST_RULE_PATH:
            self.sheet.pictures.append(Picture(*self._box(_bounds(drawn), outer)))
            return
        left, top, right, bottom = self._box(list(_points(drawn, count)), matrix)
        thickness, colour = bottom - top, _colour(pdfium.FPDFPageObj_GetFillColor, drawn)
        if stroked.value:
            pen = ctypes.c_float()
            pdfium.FPDFPageObj_GetStrokeWidth(drawn, pen)
            thickness += pen.value * math.hypot(matrix[2], matrix[3]) * POINT
            colour = _colour(pdfium.FPDFPageObj_GetStrokeColor, drawn)
        if thickness <= _THICKEST and right - left >= _SHORTEST:
            self._rule(Stroke(left, right, (top + bottom) / 2, thickness, colour))
        elif right - left <= _THICKEST and bottom - top >= _SHORTEST_UPRIGHT:
            self.sheet.uprights.append(Upright((left + right) / 2, top, bottom))
        elif bottom - top > _THICKEST and right - left > _THICKEST:
            self.sheet.pictures.append(Picture(left, top, right, bottom))

    def _rule(self, stroke: Stroke) -> None:
        """Keep a rule once: LibreOffice draws a border twice, over itself."""
        last = self.sheet.strokes[-1] if self.sheet.strokes else None
        if last is None or max(abs(one - other) for one, other in zip(stroke[:4], last[:4], strict=True)) > _TWICE:
            self.sheet.strokes.append(stroke)

    def _box(self, points: list[tuple[float, float]], matrix: tuple[float, ...]) -> tuple[float, float, float, float]:
        """The box of points in millimetres on the sheet: left, top, right, bottom."""
        a, b, c, d, e, f = matrix
        across = [a * x + c * y + e for x, y in points] or [0.0]
        upward = [b * x + d * y + f for x, y in points] or [0.0]
        return (
            (min(across) - self.left) * POINT,
            (self.top - max(upward)) * POINT,
            (max(across) - self.left) * POINT,
            (self.top - min(upward)) * POINT,
        )


def _style_of(text: Any, index: int, run: Any) -> Style:
    font = pdfium.FPDFTextObj_GetFont(run)
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, name, _LONGEST_NAME)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(run)
    return Style(
        font=name.value.decode("utf-8", "replace"),
        embedded=pdfium.FPDFFont_GetIsEmbedded(font) == 1,
        size=pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d),
        colour=_colour(pdfium.FPDFPageObj_GetFillColor, run),
        stroked=mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
        turned=abs(matrix.b) > 0.01 or matrix.a <= 0,
        seen=mode not in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP),
    )


def _colour(ask: Any, drawn: Any) -> Colour:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    ask(drawn, red, green, blue, alpha)
    return Colour(red.value, green.value, blue.value)


def _matrix(drawn: Any) -> tuple[float, ...]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of,
    )  # fmt: skip


def _points(drawn: Any, count: int) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFPath_GetPathSegment(drawn, index), x, y)
        yield x.value, y.value


def _bounds(drawn: Any) -> list[tuple[float, float]]:
    """The corners of what is drawn, in the coordinates of the form that holds it."""
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(drawn, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    return [(left, bottom), (left, top), (right, bottom), (right, top)]
