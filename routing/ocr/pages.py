"""The pages of what was handed in: a picture, a TIFF of several, or a PDF, whose own text is taken where it has one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from routing.ocr.colour import Picture
from routing.ocr.errors import OcrError

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_PAGES: Final = 1_000
MAX_DOTS: Final = 120_000_000  # of one picture: a phone takes 50 million
LONG_SIDE: Final = 1_760  # dots of the page that is read: 150 dpi on A4
FINE_SIDE: Final = 2 * LONG_SIDE  # of the page from which a sealed date is read again
GLANCE: Final = 400  # dots of a page that is looked at for a seal alone
_COVERS: Final = 0.7  # of the page: a picture so large is a scan
_CHINESE: Final = 0.4  # of the characters: less, and the text of a PDF is not what is seen
_LEAST: Final = 20  # characters of a page that has a text

Image.MAX_IMAGE_PIXELS = MAX_DOTS

Words = tuple[str, float, float, float, float]
"""A text and its left, top, right and bottom as parts of the page."""


class Source(Protocol):
    """Something with pages, counted from 1."""

    count: int

    def picture(self, page: int, side: int) -> Picture:
        """A page whose longer side is at most so many dots."""

    def words(self, page: int) -> list[Words]:
        """The text that the file itself tells of a page; none where it tells none, or is a scan's."""


@contextmanager
def opened(data: bytes, media_type: str) -> Iterator[Source]:
    """The pages of a file. Raises OcrError where it is empty, locked, broken, too large, or no picture and no PDF."""
    if not data:
        raise OcrError("这个文件是空的，请重新扫描或重新选择文件。")
    if len(data) > MAX_BYTES:
        raise OcrError(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，太大了，请用较低的分辨率（150 至 300 dpi）重新扫描。")
    if b"%PDF-" in data[:1024]:
        document = _pdf(data)
        try:
            yield _Pdf(document)
        finally:
            document.close()
        return
    if media_type == "application/pdf":
        raise OcrError("PDF 文件已损坏或不完整，打不开，请重新扫描或重新导出。")
    with _image(data) as image:
        yield _Picture(image)


def _pdf(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise OcrError("PDF 设有密码，打不开，请去掉密码后再上传。") from error
        raise OcrError("PDF 文件已损坏或不完整，打不开，请重新扫描或重新导出。", str(error)) from error
    pages = len(document)
    if not 0 < pages <= MAX_PAGES:
        document.close()
        raise OcrError(f"PDF 超过 {MAX_PAGES} 页，不能识别，请手工登记。" if pages else "PDF 里没有页面。")
    return document


def _image(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data))
    except UnidentifiedImageError as error:
        raise OcrError("这不是图片，也不是 PDF，不能从中识别文字。请上传扫描件（PDF、JPG、PNG、TIF）。") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_dots() from error
    except Exception as error:  # Pillow's readers raise what they like on broken files
        raise _broken(error) from error


def _too_many_dots() -> OcrError:
    return OcrError("图片的尺寸太大了，请用较低的分辨率（150 至 300 dpi）重新扫描。")


def _broken(error: Exception) -> OcrError:
    return OcrError("图片已损坏或不完整，打不开，请重新扫描或拍照。", repr(error))


def _fitted(picture: Picture, side: int) -> Picture:
    """Not larger than `side`; a small one twice as large, so that its letters can be told apart."""
    longest = max(picture.shape[:2])
    if longest > side:
        scale, way = side / longest, cv2.INTER_AREA
    elif longest < side / 2:
        scale, way = min(side / longest, 2.0), cv2.INTER_CUBIC
    else:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way))


class _Picture:
    """A photograph or a scan; a TIFF may have several pages."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        self.count = min(int(getattr(image, "n_frames", 1)), MAX_PAGES) if image.format == "TIFF" else 1

    def picture(self, page: int, side: int) -> Picture:
        image = self._image
        if image.width * image.height > MAX_DOTS:
            raise _too_many_dots()
        try:
            if self.count > 1:
                image.seek(page - 1)
            elif image.format == "JPEG":
                image.draft("RGB", (side, side))  # decodes at a half or a quarter, where that is enough
            upright = ImageOps.exif_transpose(image)
            return _fitted(np.asarray(_on_white(upright)), side)
        except OcrError:
            raise
        except Exception as error:
            raise _broken(error) from error

    def words(self, page: int) -> list[Words]:
        return []


def _on_white(image: Image.Image) -> Image.Image:
    """In red, green and blue; what is transparent is paper."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        whole = image.convert("RGBA")
        paper = Image.new("RGBA", whole.size, "white")
        return Image.alpha_composite(paper, whole).convert("RGB")
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    return image.convert("RGB")


class _Pdf:
    """A PDF; PDFium may be used by one thread at a time only, and the process reads one file at a time."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self.count = len(document)

    def picture(self, page: int, side: int) -> Picture:
        with self._page(page) as sheet:
            scale = side / max(*sheet.get_size(), 1.0)
            bitmap = sheet.render(scale=scale, rev_byteorder=True, fill_color=(255, 255, 255, 255))
            dots = bitmap.to_numpy()
            if dots.ndim == 2 or dots.shape[2] == 1:
                return np.repeat(dots.reshape(*dots.shape[:2], 1), 3, axis=2)
            return np.ascontiguousarray(dots[:, :, :3])

    def words(self, page: int) -> list[Words]:
        with self._page(page) as sheet:
            if sheet.get_rotation():
                return []  # its text would have to be turned, too
            text = sheet.get_textpage()
            told = "".join(str(text.get_text_range()).split())
            chinese = sum("一" <= character <= "鿿" for character in told)
            scanned = _is_scan(sheet)
            if len(told) < _LEAST or chinese < _CHINESE * len(told) or scanned:
                return []
            return list(_words(sheet, text))

    @contextmanager
    def _page(self, page: int) -> Iterator[Any]:
        try:
            sheet = self._document[page - 1]
        except pypdfium2.PdfiumError as error:
            raise OcrError(f"PDF 的第 {page} 页已损坏，打不开，请重新扫描或重新导出。", str(error)) from error
        try:
            yield sheet
        finally:
            sheet.close()


def _is_scan(sheet: Any) -> bool:
    """Does one picture cover the page? Then a text in it is what some scanner's program made of it."""
    width, height = sheet.get_size()
    for shown in sheet.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = shown.get_bounds()
        if (right - left) * (top - bottom) > _COVERS * width * height:
            return True
    return False


def _words(sheet: Any, text: Any) -> Iterator[Words]:
    width, height = sheet.get_size()
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        said = text.get_text_bounded(left, bottom, right, top).replace("\r", "").replace("\n", "")
        if said.strip():
            yield said, left / width, 1 - top / height, right / width, 1 - bottom / height
