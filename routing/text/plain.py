"""The plain text of office files, for search: whatever a reader could see in them, in their order.

Bounded: what is too large is read as far as that goes. PDF and pictures are read elsewhere (typeset.pictures, ocr).
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

LONGEST: Final = 200_000  # characters of one file: a book of three hundred pages
MOST_XML: Final = 64 * 1024 * 1024  # bytes of one part, unpacked
MOST_CELLS: Final = 200_000
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_SLIDES: Final = b"\xdf\xc4\xd1\xf3"  # MS-PPT 2.3.2, CurrentUserAtom: its headerToken, where they are encrypted
_NUMBER: Final = re.compile(r"(\d+)")
NO_READER: Final = "这种格式的文件不能读出文字，只能按文件名检索"
_LOCKED: Final = "文件设有密码，读不出内容，只能按文件名检索"


class NoText(Exception):
    """There is no text to be had; the message says why, in plain Chinese."""


class Locked(NoText):
    """The file wants a password."""


def text_of(data: bytes, media_type: str) -> str:
    """The text of a file of that media type. Raises NoText, or Locked."""
    reader = _READERS.get(media_type) or _OLD_READERS.get(media_type)
    if reader is None:
        raise NoText(NO_READER)
    if data.startswith(_OLE) and media_type not in _OLD_READERS:
        raise Locked(_LOCKED)  # an office package within, encrypted
    try:
        return shortened(reader(data))
    except NoText:
        raise
    except MemoryError as error:
        raise NoText("文件太大，读不出内容，只能按文件名检索") from error
    except RuntimeError as error:  # zipfile: an entry is encrypted
        raise Locked(_LOCKED) from error
    except Exception as error:  # whatever a damaged file provokes in the parsers
        if "encrypted" in str(error).lower():  # all that legacy_doc and xlrd say of it
            raise Locked(_LOCKED) from error
        raise NoText(f"文件已经损坏，读不出内容（{type(error).__name__}）") from error


def shortened(lines: Iterator[str] | list[str]) -> str:
    """Lines put together, as far as they are kept; rows of blanks are one."""
    kept, size = [], 0
    for line in lines:
        bare = " ".join(line.split())
        if bare:
            kept.append(bare)
            size += len(bare) + 1
        if size > LONGEST:
            break
    return "\n".join(kept)[:LONGEST]


def _plain(data: bytes) -> Iterator[str]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            yield from data.decode(encoding).splitlines()
            return
        except UnicodeDecodeError:
            continue
    raise NoText("文字编码无法识别，读不出内容")


def _table(data: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO("\n".join(_plain(data)))):
        yield " ".join(row)


def _parts(data: bytes, wanted: str) -> Iterator[Any]:
    """The parsed parts of a package whose names fit, in the order of the numbers in them."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [one for one in package.infolist() if re.fullmatch(wanted, one.filename)]
        for part in sorted(names, key=lambda one: _in_order(one.filename)):
            if part.file_size <= MOST_XML:
                yield etree.fromstring(package.read(part), parser)


def _in_order(name: str) -> list[tuple[int, str]]:
    return [(int(piece), "") if piece.isdigit() else (0, piece) for piece in _NUMBER.split(name)]


def _word(data: bytes) -> Iterator[str]:
    """`w:t` over all parts: tables, text boxes, headers, foot notes (search.md)."""
    for root in _parts(data, r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|diagrams/data\d*)\.xml"):
        for paragraph in root.iter("{*}p"):
            pieces = []
            for node in paragraph.iter("{*}t", "{*}tab", "{*}br"):
                if next(node.iterancestors("{*}p"), None) is not paragraph or _is_double(node):
                    continue
                pieces.append(node.text or "" if node.tag.endswith("}t") else " ")
            yield "".join(pieces)


def _is_double(node: Any) -> bool:
    """What stands in a Fallback stands in the Choice beside it, too."""
    return next(node.iterancestors("{*}Fallback"), None) is not None


def _slides(data: bytes) -> Iterator[str]:
    """Slides, notes for the speaker and SmartArt."""
    for root in _parts(data, r"ppt/(?:slides/slide|notesSlides/notesSlide|diagrams/data)\d+\.xml"):
        for paragraph in root.iter("{*}p"):
            yield "".join(node.text or "" for node in paragraph.iter("{*}t"))


def _sheets(data: bytes) -> Iterator[str]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    cells = 0
    for sheet in book.worksheets:
        yield sheet.title
        for row in sheet.iter_rows(values_only=True):
            said = [str(value) for value in row if value is not None]
            cells += len(row)
            yield " ".join(said)
            if cells > MOST_CELLS:
                return


def _old_word(data: bytes) -> Iterator[str]:
    """.doc and the .wps that is written like it: tables, headers and foot notes, too."""
    from legacy_doc import ExtractionOptions, extract_text

    yield from extract_text(data, options=ExtractionOptions(len(data), 4 * len(data))).text.splitlines()


def _old_sheets(data: bytes) -> Iterator[str]:
    """.xls and .et, one sheet in memory at a time. What WPS writes is not always in the order that xlrd asks for."""
    import xlrd

    with xlrd.open_workbook(
        file_contents=data, logfile=io.StringIO(), on_demand=True, ragged_rows=True, ignore_workbook_corruption=True
    ) as book:
        cells = 0
        for name in book.sheet_names():
            yield name
            for row in book.sheet_by_name(name).get_rows():
                yield " ".join(_cell(one, book.datemode) for one in row)
                cells += len(row)
                if cells > MOST_CELLS:
                    return
            book.unload_sheet(name)


def _cell(cell: Any, datemode: int) -> str:
    """A cell as the sheets of today give it: 3 and not 3.0, a date as 2026-03-08."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        with suppress(xlrd.XLDateError):
            return str(xlrd.xldate_as_datetime(cell.value, datemode))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return str(cell.value)


def _old_slides(data: bytes) -> Iterator[str]:
    """.ppt and the .dps that is written like it, with the notes for the speaker; what was deleted, and is still in the
    file because it was saved on top, is no part of it."""
    import olefile
    from office_oxide import Document

    with olefile.OleFileIO(io.BytesIO(data)) as compound:
        if compound.openstream("Current User").read(16)[12:] == _LOCKED_SLIDES:
            raise Locked(_LOCKED)
    with Document.from_bytes(data, "ppt") as slides:
        yield from slides.plain_text().splitlines()
        for section in slides.to_ir()["sections"]:
            for paragraph in section.get("speaker_notes", ()):
                yield "".join(piece.get("text", "") for piece in paragraph.get("content", ()))


def _layout(data: bytes) -> Iterator[str]:
    """OFD (GB/T 33190): the text of each page's content."""
    for root in _parts(data, r"Doc_\d+/(?:Pages|Tpls)/[^/]+/Content\.xml"):
        for node in root.iter("{*}TextObject"):
            yield "".join(code.text or "" for code in node.iter("{*}TextCode"))


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_READERS: Final[dict[str, Callable[[bytes], Iterator[str]]]] = {
    "text/plain": _plain,
    "text/csv": _table,
    f"{_OFFICE}wordprocessingml.document": _word,
    f"{_OFFICE}spreadsheetml.sheet": _sheets,
    f"{_OFFICE}presentationml.presentation": _slides,
    "application/ofd": _layout,
}
# Compound files; whether one of these is locked stands within.
_OLD_READERS: Final[dict[str, Callable[[bytes], Iterator[str]]]] = {
    "application/msword": _old_word,
    "application/wps-office.wps": _old_word,
    "application/vnd.ms-excel": _old_sheets,
    "application/wps-office.et": _old_sheets,
    "application/vnd.ms-powerpoint": _old_slides,
    "application/wps-office.dps": _old_slides,
}
READABLE: Final = frozenset({*_READERS, *_OLD_READERS})
"""Media types of which the text can be had."""
