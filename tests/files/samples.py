"""Files as offices send them, built from nothing."""

import datetime
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

import docx
import openpyxl
import xlwt

SECTOR = 512
NONE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Tree = dict[str, "bytes | Tree"]


def word(text: str = "关于开展“三八”维权周活动的通知") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["单位", "人数"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_members(package: bytes, members: dict[str, bytes | str]) -> bytes:
    """The same package with members added or replaced."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        kept = {info.filename: archive.read(info) for info in archive.infolist()}
    return packed({**kept, **members})


def relationship(purpose: str, target: str, mode: str = "External") -> str:
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{purpose}"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def slides() -> bytes:
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return packed(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                f'<Override PartName="/ppt/presentation.xml" ContentType="{main}"/></Types>'
            ),
            "_rels/.rels": relationship("officeDocument", "ppt/presentation.xml", mode="Internal"),
            "ppt/presentation.xml": "<presentation/>",
        }
    )


def layout() -> bytes:
    return packed({"OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.1"/>', "Doc_0/a": "x"})


def compound(tree: Tree) -> bytes:
    """A compound file (MS-CFB, version 3) of storages and streams; streams are padded to 4096 bytes."""
    entries: list[list] = [["Root Entry", 5, NONE, NONE, END, 0]]  # name, type, right sibling, child, start, size
    data: list[bytes] = []

    def add(branch: Tree, parent: int) -> None:
        before = None
        for name, content in branch.items():
            number = len(entries)
            entries.append([name, 1 if isinstance(content, dict) else 2, NONE, NONE, END, 0])
            if before is None:
                entries[parent][3] = number
            else:
                entries[before][2] = number
            before = number
            if isinstance(content, dict):
                add(content, number)
            else:
                padded = content.ljust(-(-max(len(content), 4096) // SECTOR) * SECTOR, b"\0")
                entries[number][4], entries[number][5] = len(data), len(padded)
                data.append(padded)

    add(tree, 0)
    directory = b"".join(
        (f"{name}\0".encode("utf-16-le")).ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
        for name, kind, right, child, start, size in _placed(entries, data)
    )
    directory = directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0")
    chains = [len(part) // SECTOR for part in (directory, *data)]
    table: list[int] = [FAT]
    for length in chains:
        table += [*range(len(table) + 1, len(table) + length), END]
    assert len(table) <= SECTOR // 4, "one sector of allocation table holds these samples"
    table += [NONE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0, 0)
    header += struct.pack("<I", NONE) * 108
    return header + struct.pack(f"<{SECTOR // 4}I", *table) + directory + b"".join(data)


def _placed(entries: list[list], data: list[bytes]) -> list[list]:
    """Turn the order of streams into numbers of sectors, after the allocation table and the directory."""
    sector = 1 + -(-len(entries) * 128 // SECTOR)
    starts = []
    for part in data:
        starts.append(sector)
        sector += len(part) // SECTOR
    return [[*e[:4], starts[e[4]] if e[1] == 2 else END, e[5]] for e in entries]


def records(*parts: tuple[int, bytes]) -> bytes:
    """A stream of Excel records."""
    return b"".join(struct.pack("<HH", number, len(body)) + body for number, body in parts)


def old_word(text: str = "关于开展“三八”维权周活动的通知", *, locked: bool = False) -> bytes:
    """A .doc (MS-DOC): its text in one piece of UTF-16 from byte 512, a paragraph to each line."""
    said = text.replace("\n", "\r").encode("utf-16-le")
    header = bytes.fromhex("eca5c100") + bytes(6) + struct.pack("<H", 0x0200 | 0x0100 * locked) + bytes(12)
    header += struct.pack("<II", SECTOR, SECTOR + len(said))
    pieces = struct.pack("<II", 0, len(said) // 2) + struct.pack("<HIH", 0, SECTOR, 0)
    table = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    return compound({"WordDocument": header.ljust(SECTOR, b"\0") + said, "1Table": table})


def old_slides(*slides: str, notes: str = "", instead: str = "", locked: bool = False) -> bytes:
    """A .ppt (MS-PPT): of each slide the first line in its placeholder, kept with the list of slides, and the rest in a
    box of its own; `notes` for the speaker of the first one.

    `instead`: the first slide was changed to this and saved on top, so that what it said before is in the file still.
    """
    parts = {1: _document(slides), 2: _page(0x3F0, _atom(0x3F1, struct.pack("<II", 256, 0)), _text(notes, 2))}
    parts |= {10 + place: _slide(text, 512 * (not place)) for place, text in enumerate(slides)}
    stream, edit = _saved(b"", parts, 0)
    if instead:
        stream, edit = _saved(stream, {1: _document((instead, *slides[1:])), 10: _slide(instead, 512)}, edit)
    token = 0xF3D1C4DF if locked else 0xE391C05F
    user = struct.pack("<HHIIIIHHBBHI", 0, 0xFF6, 20, 20, token, edit, 0, 0x3F4, 3, 0, 0, 8)
    return compound({"Current User": user, "PowerPoint Document": stream})


def _document(slides: Sequence[str]) -> bytes:
    """The presentation itself (persist object 1): its slides are the objects from 10 on, its notes are object 2."""
    listed = b"".join(
        _atom(0x3F3, struct.pack("<IIIII", 10 + place, 4, 1, 256 + place, 0)) + _text(text.partition("\n")[0], 0)
        for place, text in enumerate(slides)
    )
    noted = _atom(0x3F3, struct.pack("<IIIII", 2, 4, 0, 512, 0))
    lists = (_atom(0xFF0, listed), _atom(0xFF0, noted, instance=2))
    return _atom(0x3E8, _atom(0x3E9, bytes(40)), *lists, _atom(0x3EA))


def _slide(text: str, notes: int) -> bytes:
    about = _atom(0x3EF, bytes(12) + struct.pack("<IIHH", 0, notes, 0, 0))
    return _page(0x3EE, about, _atom(0xF9E, bytes(4)), _text(text.partition("\n")[2], 4))


def _page(kind: int, about: bytes, *boxes: bytes) -> bytes:
    shapes = (_atom(0xF004, _atom(0xF00D, box)) for box in boxes)
    return _atom(kind, about, _atom(0x40C, _atom(0xF002, _atom(0xF003, *shapes))))


def _text(text: str, purpose: int) -> bytes:
    said = text.replace("\n", "\r")
    written = _atom(0xFA8, said.encode("ascii")) if said.isascii() else _atom(0xFA0, said.encode("utf-16-le"))
    return _atom(0xF9F, struct.pack("<I", purpose)) + written


def _atom(kind: int, *parts: bytes, instance: int = 0) -> bytes:
    """A record of MS-PPT; those that hold others say so in their version."""
    version = 15 if kind in {0x3E8, 0x3EE, 0x3F0, 0x40C, 0xFF0, 0xF002, 0xF003, 0xF004, 0xF00D} else 0
    body = b"".join(parts)
    return struct.pack("<HHI", instance << 4 | version, kind, len(body)) + body


def _saved(before: bytes, parts: dict[int, bytes], last: int) -> tuple[bytes, int]:
    """The stream with these objects saved on top of what was there, and the place of this edit."""
    stream, places = before, b""
    for number, part in parts.items():
        places += struct.pack("<II", 1 << 20 | number, len(stream))
        stream += part
    edit = struct.pack("<IIIIIIHH", 0x100, 0x03000000, last, len(stream), 1, 99, 1, 0)
    stream += _atom(0x1772, places)
    return stream + _atom(0xFF5, edit), len(stream)


def old_sheets(**sheets: list[list[object]]) -> bytes:
    """An .xls of these sheets."""
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                style = xlwt.easyxf(num_format_str="yyyy-mm-dd" if isinstance(value, datetime.date) else "General")
                sheet.write(row, column, value, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


OLD_WORD: Tree = {"WordDocument": bytes.fromhex("eca5c100") + bytes(60)}
OLD_EXCEL: Tree = {"Workbook": records((2057, bytes(16)), (133, bytes(4) + b"\0\0" + b"\x02\0ab"), (10, b""))}
OLD_SLIDES: Tree = {"PowerPoint Document": bytes(64)}


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one empty page and further objects."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    for number, body in enumerate(
        (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *objects), start=1
    ):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    begin = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, trailer, begin)
    return bytes(out)


def object_stream(content: bytes, extra: bytes = b"/Filter/FlateDecode") -> bytes:
    data = zlib.compress(content) if b"Flate" in extra else content
    return b"<</Type/ObjStm/N 1/First 4%s/Length %d>>\nstream\n%s\nendstream" % (extra, len(data), data)


def png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
TIFF = b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"
BITMAP = (
    b"BM"
    + struct.pack("<IHHI", 58, 0, 0, 54)
    + struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0)
    + bytes(4)
)
PROGRAM = b"MZ\x90\x00" + bytes(60) + b"PE\0\0" + bytes(200)
