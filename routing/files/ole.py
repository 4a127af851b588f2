"""Compound files (MS-CFB) of old Word, Excel, PowerPoint and WPS: no macros, password or embedded program."""

import re
import struct

from routing.files.upload import Upload

MAX_STREAM = 64 * 1024 * 1024  # bytes of one stream that is looked through

_MAIN = {
    "doc": {"worddocument"},
    "wps": {"worddocument"},
    "xls": {"workbook", "book"},
    "et": {"workbook", "book"},
    "ppt": {"powerpoint document"},
    "dps": {"powerpoint document"},
}
_MACROS = {"vba", "_vba_project", "_vba_project_cur", "macros"}
_ENCRYPTED = {"encryptedpackage", "encryptedsummary"}
# MS-PPT 2.4.10: VbaInfoContainer, in it a VbaInfoAtom whose second field is fHasMacros.
_PPT_MACROS = re.compile(rb"\xff\x03\x14\0\0\0\x02\0\0\x04\x0c\0\0\0.{4}(?!\0{4})", re.DOTALL)


def examine(upload: Upload) -> None:
    """Refuse an old office file that is of another kind than it says, or dangerous."""
    streams = hazards(upload)
    if not _MAIN[upload.kind] & {path[0] for path in streams}:
        raise upload.mismatch()


def refuse_if_encrypted_package(upload: Upload) -> None:
    """Refuse a compound file in which a docx, xlsx or pptx is locked up with a password (MS-OFFCRYPTO)."""
    hazards(upload)


def hazards(upload: Upload) -> set[tuple[str, ...]]:
    """Refuse macros, passwords and embedded programs; return the paths of all streams in small letters."""
    import olefile

    upload.stream.seek(0)
    with upload.parsed(), olefile.OleFileIO(upload.stream) as compound:
        paths = compound.listdir(streams=True, storages=True)
        streams = {tuple(part.lower() for part in path): path for path in paths}
        parts = {part for path in streams for part in path}
        if parts & _MACROS:
            raise _macros(upload)
        if parts & _ENCRYPTED:
            raise _password(upload)
        if "\x01ole10native" in parts:
            raise upload.refusal("中嵌有其他程序的文件", "删去嵌入的对象，把其中的文件另行上传")
        for path, spelled in streams.items():
            if look := _LOOK.get(path[-1]):
                look(upload, compound.openstream(spelled).read(MAX_STREAM))
    return set(streams)


def _word(upload: Upload, data: bytes) -> None:
    """MS-DOC 2.5.2: FibBase, bit fEncrypted of the flags at offset 10."""
    if struct.unpack_from("<H", data, 10)[0] & 0x0100:
        raise _password(upload)


def _excel(upload: Upload, data: bytes) -> None:
    """MS-XLS 2.4: the records before the first sheet, up to EOF (10): FilePass (47), BoundSheet8 (133)."""
    position = 0
    while position + 4 <= len(data):
        record, length = struct.unpack_from("<HH", data, position)
        if record == 47:
            raise _password(upload)
        if record == 133 and data[position + 9 : position + 10] == b"\x01":
            raise _macros(upload)
        if record == 10:
            return
        position += 4 + length


def _powerpoint(upload: Upload, data: bytes) -> None:
    if _PPT_MACROS.search(data):
        raise _macros(upload)


def _current_user(upload: Upload, data: bytes) -> None:
    """MS-PPT 2.3.2: CurrentUserAtom, whose headerToken tells that the slides are encrypted."""
    if data[12:16] == b"\xdf\xc4\xd1\xf3":
        raise _password(upload)


_LOOK = {
    "worddocument": _word,
    "workbook": _excel,
    "book": _excel,
    "powerpoint document": _powerpoint,
    "current user": _current_user,
}


def _macros(upload: Upload) -> Exception:
    return upload.refusal("含有宏", "用 WPS 或 Office 打开，另存为不含宏的 docx、xlsx 或 pptx 后再上传")


def _password(upload: Upload) -> Exception:
    return upload.refusal("设有密码", "取消密码保护并保存后再上传")
