"""Whether an uploaded Word file is safe and fit to read, before anything of it is parsed."""

from __future__ import annotations

import io
import zipfile
import zlib

MOST_ENTRIES = 2_000
MOST_UNPACKED = 50 * 1024 * 1024
"""Bytes all entries together may unpack to."""
MOST_RATIO = 200
"""How many times its packed size an entry above `RATIO_MATTERS` bytes may unpack to."""
RATIO_MATTERS = 1024 * 1024
MOST_TEXT = 16 * 1024 * 1024
"""Bytes of XML; parsed they take ten times as much memory, and a long document has a tenth of this."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SAVE_AS = "请在 Word 或 WPS 里另存为“Word 文档（.docx）”后再上传"


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)


class UnreadableWord(ValueError):
    """The file cannot be taken; the message is written for the user."""


def check(data: bytes) -> None:
    """Raise UnreadableWord unless `data` is a plain .docx of moderate size without macros or outside template."""
    _check_kind(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_size(package)
            _check_parts(package)
    except UnreadableWord:
        raise
    except _DAMAGED as reason:
        raise UnreadableWord(f"文件已经损坏，读不出来；{_SAVE_AS}") from reason


def _check_kind(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableWord("文件设了打开密码，请先取消密码再上传")
        raise UnreadableWord("这是旧版 Word（.doc）或 WPS 文件，请另存为 .docx 后再上传")
    if data.startswith(b"{\\rtf"):
        raise UnreadableWord(f"这是 RTF 文件，{_SAVE_AS}")
    if data.startswith(b"%PDF"):
        raise UnreadableWord("这是 PDF 文件，请上传它的 Word 原稿（.docx）")
    if not data.startswith(b"PK"):
        raise UnreadableWord(f"这不是 Word 文档；{_SAVE_AS}")


def _check_size(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnreadableWord(f"文件内部有 {len(entries)} 个部分，超过 {MOST_ENTRIES} 个，不像正常的 Word 文档")
    if len({entry.filename for entry in entries}) != len(entries):
        raise UnreadableWord(f"文件内部有重名的部分，不像正常的 Word 文档；{_SAVE_AS}")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableWord("文件加了密码，请先取消密码再上传")
    # zipfile never unpacks more of an entry than its declared size, so the declared sizes bound the memory.
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UnreadableWord(f"文件展开后超过 {MOST_UNPACKED // 1024 // 1024} MB，请删去大图片后再上传")
    if sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))) > MOST_TEXT:
        raise UnreadableWord("文件的文字部分太大，请分成几个文件再上传")
    for entry in entries:
        if entry.file_size > RATIO_MATTERS and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise UnreadableWord("文件压缩得异常厉害，不像正常的 Word 文档，不能打开")


def _check_parts(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    if "mimetype" in names and b"opendocument" in package.read("mimetype"):
        raise UnreadableWord(f"这是 OpenDocument 文件（.odt 等），{_SAVE_AS}")
    if "[Content_Types].xml" not in names:
        raise UnreadableWord(f"这不是 Word 文档；{_SAVE_AS}")
    types = package.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableWord("文件带有宏，不能使用；请另存为不带宏的 .docx 后再上传")
    if b"wordprocessingml.template.main+xml" in types:
        raise UnreadableWord(f"这是 Word 模板；{_SAVE_AS}")
    if b"wordprocessingml.document.main+xml" not in types:
        raise UnreadableWord(f"这不是 Word 文档；{_SAVE_AS}")
    for name in names:
        if name.endswith(".rels"):
            _check_relationships(package.read(name))


def _check_relationships(part: bytes) -> None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as reason:
        raise UnreadableWord(f"文件已经损坏，读不出来；{_SAVE_AS}") from reason
    for relationship in root.iter(_RELATIONSHIPS):
        kind, mode = relationship.get("Type", ""), relationship.get("TargetMode", "")
        if kind.endswith("/attachedTemplate") and mode == "External":
            raise UnreadableWord(
                "文件套用了外部模板，不能使用；请把内容复制到一个新建的空白文档，另存为 .docx 后再上传"
            )
