"""Files that are zips inside: docx, xlsx, pptx (ISO/IEC 29500-2) and ofd (GB/T 33190)."""

import re
import shutil
import tempfile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from routing.files.kinds import PROGRAMS
from routing.files.upload import IN_MEMORY, OLE, ZIP, Upload, measure

MAX_MEMBERS = 10_000
MAX_UNPACKED = 512 * 1024 * 1024  # bytes declared in all; `zipfile` never unpacks more of a member than declared
SMALL = 32 * 1024 * 1024  # bytes below which the ratio does not matter
MAX_RATIO = 200
MAX_XML = 16 * 1024 * 1024  # bytes of relationships and content types in all
MAX_DEPTH = 3  # documents within documents

_MAIN = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}
_CENTRAL_ENTRY = re.compile(rb"PK\x01\x02")
_LOCAL_PATH = re.compile(r"(?i)(?:file:/{2,3})?[a-z]:[\\/]|(?![a-z][a-z0-9+.-]*:|[\\/]{2})")
# Relationship types by which an outside file is opened together with the document.
_OPENED = {"oleobject", "package", "frame", "subdocument", "control", "activexcontrolbinary", "afchunk"}


def examine(upload: Upload) -> None:
    """Refuse a package of another kind than it says, one that unfolds into too much, or a dangerous one."""
    with upload.parsed(), _opened(upload) as archive:
        _check_hazards(upload, archive, depth=0)
        if not _is_kind(upload, archive):
            raise upload.mismatch()


def _opened(upload: Upload) -> ZipFile:
    """Open the zip after its directory has been found small: `zipfile` builds an object for every entry."""
    with upload.contents() as data:
        for count, _ in enumerate(_CENTRAL_ENTRY.finditer(data), start=1):
            if count > MAX_MEMBERS:
                raise _too_much(upload)
    upload.stream.seek(0)
    return ZipFile(upload.stream)


def _check_hazards(upload: Upload, archive: ZipFile, depth: int) -> None:
    members = archive.infolist()
    _check_bounds(upload, members)
    for member in members:
        _check_name(upload, member.filename.casefold())
    budget = MAX_XML
    for member in members:
        name = member.filename.casefold()
        if name.endswith(".rels") or name == "[content_types].xml":
            budget -= member.file_size
            if budget < 0:
                raise _too_much(upload)
            root = _xml(archive.read(member))
            if name.endswith(".rels"):
                _check_relationships(upload, root)
            else:
                _check_types(upload, root)
        elif "/embeddings/" in name or name.endswith((".bin", ".docx", ".xlsx", ".pptx")):
            with archive.open(member) as inner:
                _check_embedded(upload, inner, depth)


def _check_bounds(upload: Upload, members: list[ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > max(SMALL, min(MAX_UNPACKED, upload.size * MAX_RATIO)):
        raise _too_much(upload)
    if any(member.flag_bits & 0x1 for member in members):
        raise upload.refusal("设有密码", "取消密码保护并保存后再上传")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise ValueError("a compression that office programs do not write")
    if len({member.filename.casefold() for member in members}) < len(members):
        raise ValueError("two members of one name: programs would disagree on which of them counts")


def _check_name(upload: Upload, name: str) -> None:
    parts = re.split(r"[/\\]", name)
    if ".." in parts or name.startswith(("/", "\\")):
        raise ValueError("a member that would be unpacked outside its folder")
    if parts[-1] in ("vbaproject.bin", "vbadata.xml"):
        raise _macros(upload)
    if "activex" in parts:
        raise upload.refusal("含有 ActiveX 控件", "删去控件并保存后再上传")
    if PROGRAMS.fullmatch(parts[-1].rpartition(".")[2]):
        raise _program(upload)


def _xml(data: bytes) -> Any:
    from lxml import etree

    root: Any = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root.getroottree().docinfo.doctype:
        raise ValueError("office programs write no DOCTYPE")
    return root


def _check_types(upload: Upload, root: Any) -> None:
    types = " ".join(element.get("ContentType", "") for element in root.iter("{*}Default", "{*}Override")).casefold()
    if any(word in types for word in ("macroenabled", "vbaproject", "macrosheet")):
        raise _macros(upload)
    if "activex" in types:
        raise upload.refusal("含有 ActiveX 控件", "删去控件并保存后再上传")


def _check_relationships(upload: Upload, root: Any) -> None:
    for element in root.iter("{*}Relationship"):
        if element.get("TargetMode", "").strip().casefold() != "external":
            continue
        purpose = element.get("Type", "").rpartition("/")[2].casefold()
        if purpose == "hyperlink":  # waits for a click
            continue
        is_remote = not _LOCAL_PATH.match(element.get("Target", "").strip())
        if purpose == "attachedtemplate":  # Word notes the path of the author's own template: harmless
            if is_remote:
                raise upload.refusal("引用了网络上的模板", "在“模板和加载项”中改用 Normal 模板并保存后再上传")
        elif is_remote or purpose in _OPENED:
            raise upload.refusal(
                "含有指向外部文件的链接（链接的对象、图片或数据）",
                "断开链接，把内容粘贴或嵌入到文件中并保存后再上传",
            )


def _check_embedded(upload: Upload, inner: IO[bytes], depth: int) -> None:
    """Look into a document within the document as into the document itself."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copied:
        shutil.copyfileobj(inner, copied)
        part = Upload(upload.name, upload.kind, copied, measure(copied))
        head = part.head()
        if head.startswith(b"MZ"):
            raise _program(upload)
        if head.startswith(OLE):
            from routing.files import ole

            ole.hazards(part)
        elif head.startswith(ZIP):
            if depth + 1 >= MAX_DEPTH:
                raise _too_much(upload)
            with _opened(part) as archive:
                _check_hazards(part, archive, depth + 1)


def _is_kind(upload: Upload, archive: ZipFile) -> bool:
    if upload.kind == "ofd":
        if "OFD.xml" not in archive.namelist() or archive.getinfo("OFD.xml").file_size > MAX_XML:
            return False
        return str(_xml(archive.read("OFD.xml")).tag).rpartition("}")[2] == "OFD"
    if "[Content_Types].xml" not in archive.namelist():
        return False
    root = _xml(archive.read("[Content_Types].xml"))
    return any(e.get("ContentType", "").endswith(_MAIN[upload.kind]) for e in root.iter("{*}Default", "{*}Override"))


def _macros(upload: Upload) -> Exception:
    return upload.refusal("含有宏", "另存为不含宏的格式（docx、xlsx 或 pptx）后再上传")


def _program(upload: Upload) -> Exception:
    return upload.refusal("中嵌有可执行程序", "删去嵌入的程序并保存后再上传")


def _too_much(upload: Upload) -> Exception:
    return upload.refusal("展开后过大或内含文件过多", "用 WPS 或 Office 打开，另存为新文件后再上传")
