"""A water mark on every page of a PDF, and on pictures: who reads what was lent to them (借阅), and by which loan.

The mark is a sheet set by Typst and laid over each page as one form of PDF: letters that stay letters. The page under
it is left as it is, turned pages and odd sizes too.
"""

import io
import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from routing.typeset.errors import TypesetError
from routing.typeset.fonts import FontSet

if TYPE_CHECKING:
    from PIL.Image import Image

NARROW: Final = 595.0  # points of a page's short side for which the mark's letters are made
LONGEST: Final = 4.0  # how much longer than broad a page may be and be covered whole
SHUT: Final = "这个PDF设有密码或者已经损坏，不能加水印，电子查阅不提供。请借阅纸质件，或请档案员处理。"
UNREADABLE: Final = "这张图片打不开，不能加水印，电子查阅不提供。请借阅纸质件，或请档案员处理。"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the mark says, line by line: reader and department, time and loan."""

    lines: tuple[str, ...]
    when: datetime


def marked(pdf: bytes, mark: Mark, fonts: FontSet | None = None) -> bytes:
    """The PDF with the mark on every page. Raises TypesetError where it cannot be opened."""
    from pypdfium2 import PdfDocument, PdfiumError, PdfMatrix

    from routing.judge.reading import PDFIUM

    with PDFIUM:
        try:
            with PdfDocument(pdf) as document:
                sizes = [document.get_page_size(number) for number in range(len(document))]
        except PdfiumError as error:
            raise TypesetError(SHUT, str(error)) from None
    side = NARROW * min(LONGEST, max((max(size) / max(min(size), 1) for size in sizes), default=1.0))
    sheet = _sheet(mark, side, fonts)
    with PDFIUM, PdfDocument(pdf) as document, PdfDocument(sheet) as over:
        form = over.page_as_xobject(0, document)
        for page in document:
            left, bottom, right, top = page.get_cropbox()
            scale = min(right - left, top - bottom) / NARROW
            matrix = (
                PdfMatrix()
                .translate(-side / 2, -side / 2)
                .scale(scale, scale)
                .rotate(page.get_rotation(), ccw=True)  # the page is turned for the eye: so is the mark
                .translate((left + right) / 2, (bottom + top) / 2)
            )
            laid = form.as_pageobject()
            laid.set_matrix(matrix)
            page.insert_obj(laid)
            page.gen_content()
        kept = io.BytesIO()
        document.save(kept)
    return kept.getvalue()


def marked_picture(picture: bytes, mark: Mark, fonts: FontSet | None = None) -> bytes:
    """The picture with the mark over it, as a PNG. Raises TypesetError where it cannot be opened."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            below = opened.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise TypesetError(UNREADABLE, str(error)) from None
    above = _drawn(mark, below.size, fonts)
    kept = io.BytesIO()
    Image.alpha_composite(below, above).convert("RGB").save(kept, "PNG")
    return kept.getvalue()


def _drawn(mark: Mark, size: tuple[int, int], fonts: FontSet | None) -> "Image":
    """The mark as dots of that size, clear where it says nothing."""
    from pypdfium2 import PdfDocument

    from routing.judge.reading import PDFIUM

    side = NARROW * min(LONGEST, max(size) / max(min(size), 1))
    sheet = _sheet(mark, side, fonts)
    scale = min(size) / NARROW
    with PDFIUM, PdfDocument(sheet) as over:
        drawn: Any = over[0].render(scale=scale, fill_color=(0, 0, 0, 0), force_bitmap_format=4, rev_byteorder=True)
        whole = drawn.to_pil().convert("RGBA")
    width, height = size
    left, top = (whole.width - width) // 2, (whole.height - height) // 2
    cut: Image = whole.crop((left, top, left + width, top + height))
    return cut


def _sheet(mark: Mark, side: float, fonts: FontSet | None) -> bytes:
    from routing.typeset.engine import typeset

    data = {"lines": list(mark.lines), "side": math.ceil(side)}
    return typeset("watermark.typ", data, when=mark.when.replace(microsecond=0), fonts=fonts).pdf
