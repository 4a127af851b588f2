"""Uploads are looked at before they are kept: what a file is, is told by its content and not by its name."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from routing.files import kinds
from routing.files.errors import Refused
from routing.files.names import clean_name, extension
from routing.files.upload import OLE, ZIP, Upload, measure

_MEGABYTE = 1024 * 1024
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_WRITTEN_AS_TEXT = {"html", "pdf", "rtf", "ps"}
_SAME_IMAGE: dict[str | None, str] = {"apng": "png"}
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}  # the lengths of a bitmap's second header, in bytes


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept: cleaned name, kind (an extension), media type, size in bytes."""

    name: str
    kind: str
    media_type: str
    size: int


def check(name: str, stream: IO[bytes], *, limit: int) -> Accepted:
    """Look at an upload of at most `limit` bytes and say what it is; Refused, in Chinese, if it is not taken.

    The stream must be seekable and is left at its beginning, ready for `Store.put`.
    """
    name = clean_name(name)
    kind = _kind(name)
    upload = Upload(name, kind, stream, measure(stream))
    if not upload.size:
        raise upload.refusal("是空文件", "确认文件有内容并已保存，再重新上传")
    if upload.size > limit:
        raise upload.refusal(
            f"大小为 {upload.size / _MEGABYTE:.1f} MB，超过 {limit / _MEGABYTE:g} MB 的上限",
            "压缩其中的图片或拆分成几个文件后再上传",
        )
    try:
        _EXAMINERS[kind](upload)
    finally:
        stream.seek(0)
    return Accepted(name, kind, kinds.MEDIA_TYPE[kind], upload.size)


def _kind(name: str) -> str:
    ending = extension(name)
    kind = kinds.ALIAS.get(ending, ending)
    if kind in kinds.MEDIA_TYPE:
        return kind
    if kind in kinds.ARCHIVES:
        raise Refused(f"“{name}”是压缩包，不能上传。请解压后逐个上传。")
    if kind in kinds.WITH_MACROS:
        raise Refused(f"“{name}”是带宏的文件，不能上传。请另存为不含宏的格式（如 docx、xlsx）后再上传。")
    raise Refused(f"“{name}”的格式不在可上传之列，不能上传。请另存为以下格式之一：{kinds.SPOKEN}。")


def _examine_pdf(upload: Upload) -> None:
    from routing.files import pdf

    if not upload.head().startswith(b"%PDF-"):
        raise upload.mismatch()
    pdf.examine(upload)


def _examine_package(upload: Upload) -> None:
    from routing.files import ole, package

    head = upload.head()
    if head.startswith(OLE):
        ole.refuse_if_encrypted_package(upload)
    if not head.startswith(ZIP):
        raise upload.mismatch()
    package.examine(upload)


def _examine_ole(upload: Upload) -> None:
    from routing.files import ole

    if not upload.head().startswith(OLE):
        raise upload.mismatch()
    ole.examine(upload)


def _examine_text(upload: Upload) -> None:
    # "BM" and "MZ" also begin honest texts: what is a picture or a program betrays itself by its NULs.
    if upload.found() in _WRITTEN_AS_TEXT:
        raise upload.mismatch()
    if not any(_reads_as(upload, encoding) for encoding in ("utf-8", "gb18030")):
        if upload.found() in kinds.FOUND:
            raise upload.mismatch()
        raise upload.refusal("不是纯文本，或文字编码无法识别", "用记事本打开，另存时编码选“UTF-8”，再上传")


def _reads_as(upload: Upload, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    upload.stream.seek(0)
    try:
        while chunk := upload.stream.read(_MEGABYTE):
            if _CONTROL.search(chunk):  # such bytes are no part of a character in either encoding
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _examine_image(upload: Upload) -> None:
    found = upload.found()
    if _SAME_IMAGE.get(found, found) != upload.kind:
        raise upload.mismatch()
    if found == "bmp" and int.from_bytes(upload.head()[14:18], "little") not in _BMP_HEADERS:
        raise upload.refusal("的内容不是 bmp 格式", "用看图软件打开，另存为 JPG 或 PNG 后再上传")


_EXAMINERS: dict[str, Callable[[Upload], None]] = {
    "pdf": _examine_pdf,
    **dict.fromkeys(("docx", "xlsx", "pptx", "ofd"), _examine_package),
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et", "dps"), _examine_ole),
    **dict.fromkeys(("txt", "csv"), _examine_text),
    **dict.fromkeys(("jpg", "png", "tif", "gif", "bmp"), _examine_image),
}
