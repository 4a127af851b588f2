"""PDF files: no scripts, no starting of programs, no password, and not cut off in transfer.

Only what a viewer could act on is looked for, without building the document: names may be written with #xx
escapes (ISO 32000-1, 7.3.5) and objects may lie in compressed object streams (7.5.7), so both are undone.
"""

import mmap
import re
import zlib
from collections.abc import Iterator

from routing.files.upload import Upload

CHUNK = 64 * 1024
MAX_OBJECT_STREAMS = 32 * 1024 * 1024  # bytes unpacked in all
_TAIL = 4096  # bytes in which the end of the file must be announced
_ZLIB_HEADER = 2  # bytes


def _names(*names: str) -> re.Pattern[bytes]:
    """Return a pattern for whole PDF names, each letter plain or as #xx."""
    spelled = ("".join(f"(?:{c}|#(?i:{ord(c):02x}))" for c in name) for name in names)
    return re.compile(f"/(?:{'|'.join(spelled)})(?=[\\x00\\s()<>\\[\\]{{}}/%]|$)".encode())


_ACTIVE = _names("JavaScript", "Launch")
# Three letters turn up in a photograph by chance, so these are not looked for inside streams.
_ACTIVE_SHORT = _names("JS", "XFA")
_ENCRYPTED = _names("Encrypt")
_OBJECT_STREAM = _names("ObjStm")
_FILTERED = _names("Filter", "DecodeParms")
_DEFLATED = re.compile(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])")
_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")


def examine(upload: Upload) -> None:
    """Refuse a PDF that is cut off, encrypted, or does more than show its pages."""
    with upload.contents() as data:
        if data.rfind(b"startxref", max(0, upload.size - _TAIL)) < 0:
            raise upload.refusal("不完整，末尾缺失", "在电脑上确认文件能正常打开，重新导出 PDF 后再上传")
        if _ENCRYPTED.search(data):
            raise upload.refusal("设有密码或权限限制", "去掉密码和限制，重新导出 PDF 后再上传")
        if _ACTIVE.search(data) or any(_ACTIVE_SHORT.search(data, *span) for span in _outside_streams(data)):
            raise _active(upload)
        for unpacked in _object_streams(upload, data):
            if _ACTIVE.search(unpacked) or _ACTIVE_SHORT.search(unpacked):
                raise _active(upload)


def _active(upload: Upload) -> Exception:
    return upload.refusal("内含脚本或启动程序的指令", "用“打印为 PDF”的方式重新生成后再上传")


def _outside_streams(data: bytes | mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield the spans (from, to) of a PDF that are not the data of a stream."""
    position = 0
    while stream := _STREAM.search(data, position):
        yield position, stream.start()
        position = data.find(b"endstream", stream.end())
        if position < 0:
            return
        position += len(b"endstream")
    yield position, len(data)


def _object_streams(upload: Upload, data: bytes | mmap.mmap) -> Iterator[bytes]:
    """Yield the unpacked object streams, wherever they lie; refuse those that cannot be unpacked here."""
    left, done = MAX_OBJECT_STREAMS, 0
    for found in _OBJECT_STREAM.finditer(data):
        if found.start() < done:
            continue
        stream = _STREAM.search(data, found.end())
        if stream is None:
            return
        dictionary = data[max(data.rfind(b"obj", done, found.start()), done) : stream.start()]
        done = stream.end()
        with upload.parsed():
            unpacked = _unpack(data, done, dictionary, left)
        left -= len(unpacked)
        if left <= 0:
            raise upload.refusal("展开后过大", "用“打印为 PDF”的方式重新生成后再上传")
        yield unpacked


def _unpack(data: bytes | mmap.mmap, begin: int, dictionary: bytes, limit: int) -> bytes:
    """Unpack at most `limit` bytes; ValueError or zlib.error for what no usual program writes."""
    filters = len(_FILTERED.findall(dictionary))
    if not filters:
        end = data.find(b"endstream", begin)
        return data[begin : end if end >= 0 else None]
    if filters > 1 or not _DEFLATED.search(dictionary):
        raise ValueError("an object stream packed in a way that hides what is in it")
    # Raw deflate, for it ends by itself: neither a false "endstream" nor a lacking checksum stops it.
    unpacker, unpacked = zlib.decompressobj(-zlib.MAX_WBITS), bytearray()
    for position in range(begin + _ZLIB_HEADER, len(data), CHUNK):
        unpacked += unpacker.decompress(data[position : position + CHUNK], limit - len(unpacked))
        if unpacker.eof or unpacker.unconsumed_tail or len(unpacked) >= limit:
            break
    return bytes(unpacked)
