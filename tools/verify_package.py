#!/usr/bin/env python3
"""检验档案数据包: a check of an archive package that needs nothing but this file and Python 3.8 or later.

    python verify.py                     the package in which this file lies, unpacked
    python verify.py 数据包.zip          a package as it was handed over
    python verify.py 数据包 --key 指纹   and sealed by the very key whose fingerprint stands on the signed paper

It checks the bag (RFC 8493), every digest, that nothing is missing or too much, the metadata against the catalogue,
the chain of every log and the seal (Ed25519, RFC 8032). It ends with 0 where all is well, with 1 and the first fault
otherwise, with 2 where there is no package to be read.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import sys
import zipfile
from typing import IO, Any, Callable, Dict, Iterator, List, Set, Tuple
from xml.etree import ElementTree

VERSION = "1"  # of the package's form, as its bag-info.txt names it
CATALOGUE, ITEMS, RULES, CUSTODY = "data/目录.csv", "data/件/", "data/规则/", "保管记录/"
METADATA, LOG, TEXTS, SIGNATURES, FILES = "元数据.xml", "办理记录.jsonl", "文稿.jsonl", "签名.jsonl", "文件/"
SEAL, SIGNATURE = "封印.txt", "封印.sig"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
COLUMNS = [
    "序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注", "年度", "保管期限", "机构", "归档时间",
    "文件数", "目录",
]  # fmt: skip
# Where the metadata says what a column of the catalogue says.
SAME = {
    "文号": "文件实体/内容描述/文件编号",
    "责任者": "文件实体/内容描述/责任者",
    "题名": "文件实体/内容描述/题名",
    "日期": "文件实体/内容描述/日期",
    "密级": "文件实体/内容描述/密级",
    "页数": "文件实体/形式特征/页数",
    "年度": "文件实体/档号/年度",
    "保管期限": "文件实体/档号/保管期限",
    "机构": "文件实体/档号/机构或问题",
    "备注": "文件实体/附注",
}
NEEDED = ("文件实体/聚合层次", "文件实体/来源/立档单位名称", "文件实体/电子文件号", "文件实体/内容描述/题名")
MEGABYTE = 1024 * 1024
LARGEST_TEXT = 256 * MEGABYTE  # of a member that is read as a whole
MOST = 500_000  # members
BLOWN_UP = 200  # times: more than any text is packed by; what grows so is made to fill disks
CHUNK = MEGABYTE


class Fault(Exception):
    """What is wrong with the package, in words for a person."""


class Package:
    """The members of a package by their path within it, unpacked in a folder or packed in a ZIP file."""

    names: Set[str]

    def open(self, name: str) -> IO[bytes]:
        raise NotImplementedError

    def size(self, name: str) -> int:
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what is held open."""

    def octets(self, name: str) -> bytes:
        if name not in self.names:
            raise Fault(f"缺少文件：{name}")
        if self.size(name) > LARGEST_TEXT:
            raise Fault(f"文件过大，不像是数据包里的说明性文件：{name}")
        with self.open(name) as stream:
            return stream.read()

    def text(self, name: str) -> str:
        try:
            return self.octets(name).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Fault(f"不是 UTF-8 编码的文本：{name}") from None

    def digest(self, name: str) -> str:
        found = hashlib.sha256()
        try:
            with self.open(name) as stream:
                for chunk in iter(lambda: stream.read(CHUNK), b""):
                    found.update(chunk)
        except (OSError, zipfile.BadZipFile, EOFError, ValueError) as error:
            raise Fault(f"文件读不出来，已损坏：{name}") from error
        return found.hexdigest()


class Folder(Package):
    """A package that somebody unpacked."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.names = set()
        for folder, folders, files in os.walk(path):
            folders[:] = [one for one in folders if one != "__pycache__"]
            for name in [*files, *(one for one in folders if os.path.islink(os.path.join(folder, one)))]:
                whole = os.path.join(folder, name)
                if os.path.islink(whole):
                    raise Fault(f"数据包里不能有链接：{name}")
                self.names.add(os.path.relpath(whole, path).replace(os.sep, "/"))

    def open(self, name: str) -> IO[bytes]:
        return open(os.path.join(self.path, *name.split("/")), "rb")

    def size(self, name: str) -> int:
        return os.path.getsize(os.path.join(self.path, *name.split("/")))


class Zip(Package):
    """A package in one file. What is made to harm (paths that lead out, bombs) is refused before anything is read."""

    def __init__(self, path: Any, largest: int = 0) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            packed = path.seek(0, os.SEEK_END) if hasattr(path, "seek") else os.path.getsize(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Fault("不是完整的 ZIP 文件，可能没有传完或已损坏") from error
        entries = [entry for entry in self.zip.infolist() if not entry.is_dir()]
        if len(entries) > MOST:
            raise Fault(f"压缩包里有{len(entries)}个文件，不像是档案数据包")
        total = sum(entry.file_size for entry in entries)
        if largest and total > largest:
            raise Fault(f"解开后有{total // MEGABYTE}MB，超过上限{largest // MEGABYTE}MB")
        if total > 100 * MEGABYTE and total > BLOWN_UP * packed:
            raise Fault("压缩比异常，像是压缩炸弹，不予打开")
        roots = {entry.filename.split("/")[0] for entry in entries}
        if len(roots) != 1 or any("/" not in entry.filename for entry in entries):
            raise Fault("压缩包里应当只有一个目录，里面是数据包")
        self.root = roots.pop()
        self.entries: Dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = entry.filename[len(self.root) + 1 :]
            if entry.flag_bits & 1:
                raise Fault(f"文件加了密：{name}")
            if (entry.external_attr >> 16) & 0o170000 == 0o120000:
                raise Fault(f"数据包里不能有链接：{name}")
            if name in self.entries:
                raise Fault(f"同一个文件出现了两次：{name}")
            self.entries[name] = entry
        self.names = set(self.entries)

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(self.entries[name])

    def size(self, name: str) -> int:
        return self.entries[name].file_size

    def close(self) -> None:
        self.zip.close()

    def octets(self, name: str) -> bytes:
        try:
            return super().octets(name)
        except (zipfile.BadZipFile, EOFError, OSError) as error:
            raise Fault(f"文件读不出来，已损坏：{name}") from error


def open_package(path: Any, largest: int = 0) -> Package:
    """The package at that path, or in that open file. `largest`: bytes that it may come to, unpacked; 0: any number."""
    if isinstance(path, str) and os.path.isdir(path):
        return Folder(path)
    return Zip(path, largest)


class Report:
    """What was checked."""

    def __init__(self) -> None:
        self.number = self.source = self.made = self.oxum = self.key = self.fingerprint = self.seal = ""
        self.items = self.files = self.octets = self.documents = self.lines = 0
        self.rules: Set[str] = set()  # that a log names


def verify(package: Package, say: Callable[[str], None] = lambda words: None, key: str = "") -> Report:
    """Check everything in order; the first fault is raised."""
    report = first_look(package)
    say(f"数据包 {report.number}，{report.source}，{report.made} 制作")
    _manifest(package, report)
    say(f"一、结构和清单：{report.files} 个文件，{report.octets} 字节，与清单逐一相符")
    _seal(package, report, key)
    say(f"二、封印：签名有效，公钥指纹 {report.fingerprint}")
    rows = catalogue(package)
    report.items = len(rows)
    for row in rows:
        _item(package, row, report)
    _strangers(package, rows, report)
    say(f"三、目录和元数据：{report.items} 件，著录与目录一致，文件齐全")
    say(f"四、办理记录：{report.documents} 份文件、{report.lines} 行，链条完整")
    return report


def first_look(package: Package) -> Report:
    """What the package says it is; a Fault where it is none, or one of another version."""
    report = Report()
    _unsafe_names(package)
    _bag(package, report)
    return report


def _unsafe_names(package: Package) -> None:
    for name in package.names:
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or ":" in name or {"", ".", ".."} & set(parts):
            raise Fault(f"文件路径不合规：{name}")


def _tags(text: str, name: str) -> Dict[str, str]:
    """The "label: value" lines of a tag file."""
    found: Dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        label, colon, value = line.partition(":")
        if not colon:
            raise Fault(f"{name} 里有看不懂的一行：{line[:60]}")
        found[label.strip()] = value.strip()
    return found


def _bag(package: Package, report: Report) -> None:
    declared = _tags(package.text("bagit.txt"), "bagit.txt")
    if declared.get("BagIt-Version") != "1.0" or declared.get("Tag-File-Character-Encoding") != "UTF-8":
        raise Fault("bagit.txt 不是 BagIt 1.0、UTF-8")
    info = _tags(package.text("bag-info.txt"), "bag-info.txt")
    if info.get("Hongtou-Package-Version") != VERSION:
        said = info.get("Hongtou-Package-Version", "没有写明")
        raise Fault(f"数据包的版本是“{said}”，本程序只认版本 {VERSION}")
    report.number, report.source = info.get("External-Identifier", ""), info.get("Source-Organization", "")
    report.made, report.oxum = info.get("Bagging-Date", ""), info.get("Payload-Oxum", "")


def _listed(package: Package, manifest: str) -> Dict[str, str]:
    """The digests of a manifest by path, in which CR, LF and % are written as %0D, %0A, %25 (RFC 8493, 2.1.3)."""
    found: Dict[str, str] = {}
    for line in package.text(manifest).split("\n"):
        if not line.strip():
            continue
        match = re.match(r"^([0-9a-f]{64}) [ *]?(.+)$", line.rstrip("\r"))
        if match is None:
            raise Fault(f"{manifest} 里有看不懂的一行：{line[:80]}")
        name = match[2].lstrip(" ").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        if name in found:
            raise Fault(f"{manifest} 里同一个文件列了两次：{name}")
        found[name] = match[1]
    return found


def _manifest(package: Package, report: Report) -> None:
    payload, tags = _listed(package, MANIFEST), _listed(package, TAG_MANIFEST)
    present = {name for name in package.names if name.startswith("data/")}
    for listed, there, kind in (
        (set(payload), present, "清单"),
        (set(tags), package.names - present - {TAG_MANIFEST}, "标签清单"),
    ):
        if gone := sorted(listed - there):
            raise Fault(f"缺少文件：{gone[0]}（{kind}里有）")
        if more := sorted(there - listed):
            raise Fault(f"多出文件：{more[0]}（{kind}里没有）")
    for name, digest in sorted(payload.items()) + sorted(tags.items()):
        if package.digest(name) != digest:
            raise Fault(f"文件被改动或损坏：{name}（摘要与清单不符）")
    report.files, report.octets = len(payload), sum(package.size(name) for name in payload)
    if report.oxum != f"{report.octets}.{report.files}":
        raise Fault("bag-info.txt 里的 Payload-Oxum 与实际不符")


def _seal(package: Package, report: Report, wanted: str) -> None:
    octets = package.octets(SEAL)
    lines = package.text(SEAL).splitlines()
    blank = lines.index("") if "" in lines else len(lines)
    told = _tags("\n".join(lines[:blank]), SEAL)
    if told.get("版本") != VERSION or told.get("数据包") != report.number:
        raise Fault("封印不是这个数据包的封印")
    sealed: Dict[str, str] = {}
    for line in lines[blank + 1 :]:
        digest, _, name = line.partition("  ")
        sealed[name] = digest
    tags = {name for name in package.names if not name.startswith("data/")} - {SEAL, SIGNATURE, TAG_MANIFEST}
    if set(sealed) != tags:
        raise Fault(f"封印所列的文件与实际不符：{sorted(set(sealed) ^ tags)[0]}")
    for name, digest in sorted(sealed.items()):
        if package.digest(name) != digest:
            raise Fault(f"封印之后被改动：{name}")
    try:
        key, signature = bytes.fromhex(told["公钥"]), bytes.fromhex(package.text(SIGNATURE).strip())
    except (KeyError, ValueError):
        raise Fault("封印里的公钥或签名写法不对") from None
    if not ed25519_verify(key, octets, signature):
        raise Fault("封印的签名无效：清单在封印之后被重做过，或封印被改动")
    report.key, report.fingerprint = key.hex(), fingerprint(key)
    report.seal = hashlib.sha256(octets).hexdigest()
    if wanted and re.sub(r"[^0-9a-f]", "", wanted.lower()) != re.sub(r"[^0-9a-f]", "", report.fingerprint):
        raise Fault(f"不是由这把钥匙封的：数据包的公钥指纹是 {report.fingerprint}")


def fingerprint(key: bytes) -> str:
    """Of a public key, to be compared with what is printed: the first 16 bytes of its SHA-256, by fours."""
    digits = hashlib.sha256(key).hexdigest()[:32]
    return " ".join(digits[n : n + 4] for n in range(0, 32, 4))


def catalogue(package: Package) -> List[Dict[str, str]]:
    """The lines of the catalogue by column."""
    lines = list(csv.reader(io.StringIO(package.text(CATALOGUE), newline="")))
    if not lines or lines[0] != COLUMNS:
        raise Fault("目录.csv 的栏目不对")
    rows, seen = [], set()
    for place, line in enumerate(lines[1:], start=1):
        if len(line) != len(COLUMNS):
            raise Fault(f"目录.csv 第{place + 1}行栏数不对")
        row = {name: value[1:] if value[:2] in _FORMULAS else value for name, value in zip(COLUMNS, line)}
        if row["序号"] != str(place) or row["档号"] in seen:
            raise Fault(f"目录.csv 第{place + 1}行：序号不连续或档号重复（{row['档号']}）")
        seen.add(row["档号"])
        rows.append(row)
    return rows


_FORMULAS = ("'=", "'+", "'-", "'@")  # written so that no spreadsheet takes a title for a formula


def parsed(octets: bytes, name: str) -> ElementTree.Element:
    """The root of an XML file. One with a document type (which could expand without end) is refused."""
    if b"<!DOCTYPE" in octets or b"<!ENTITY" in octets:
        raise Fault(f"元数据里不能有 DTD：{name}")
    try:
        return ElementTree.fromstring(octets)
    except ElementTree.ParseError as error:
        raise Fault(f"元数据不是合规的 XML：{name}（{error}）") from None


def _item(package: Package, row: Dict[str, str], report: Report) -> None:
    folder = f"{ITEMS}{row['目录']}/"
    name = folder + METADATA
    root = parsed(package.octets(name), name)
    for path in NEEDED:
        if not (root.findtext(path) or "").strip():
            raise Fault(f"{row['档号']}：元数据缺少“{path.split('/')[-1]}”")
    code = root.find("文件实体/档号")
    if code is None or code.get("编号") != row["档号"]:
        raise Fault(f"目录与元数据不一致：{row['档号']} 的档号")
    for column, path in SAME.items():
        if (root.findtext(path) or "") != row[column]:
            raise Fault(f"目录与元数据不一致：{row['档号']} 的{column}")
    _files(package, row, root, folder)
    _log(package, row, root, folder, report)


def _files(package: Package, row: Dict[str, str], root: ElementTree.Element, folder: str) -> None:
    listed = {folder + METADATA, folder + LOG, folder + TEXTS, folder + SIGNATURES}
    files = root.findall("文件实体/文档")
    if row["文件数"] != str(len(files)):
        raise Fault(f"目录与元数据不一致：{row['档号']} 的文件数")
    for file in files:
        name = folder + FILES + (file.findtext("电子属性/计算机文件名") or "")
        listed.add(name)
        if name not in package.names:
            raise Fault(f"缺少文件：{name}（元数据里有）")
        if str(package.size(name)) != file.findtext("电子属性/计算机文件大小"):
            raise Fault(f"文件大小与元数据不符：{name}")
        if package.digest(name) != file.findtext("数字摘要"):
            raise Fault(f"文件摘要与元数据不符：{name}")
    for name in sorted(name for name in package.names if name.startswith(folder)):
        if name not in listed:
            raise Fault(f"多出文件：{name}（元数据里没有）")


def _strangers(package: Package, rows: List[Dict[str, str]], report: Report) -> None:
    folders = {row["目录"] for row in rows}
    for name in sorted(package.names):
        if name.startswith(ITEMS) and name[len(ITEMS) :].split("/")[0] not in folders:
            raise Fault(f"目录里没有这一件：{name}")
        if name.startswith(RULES):
            digest = hashlib.sha256(package.octets(name)).hexdigest()
            if name != f"{RULES}{digest}.json":
                raise Fault(f"规则文件与它的名称不符：{name}")
            if name not in report.rules:
                raise Fault(f"多出文件：{name}（没有办理记录依据它）")
        elif name.startswith("data/") and name != CATALOGUE and not name.startswith(ITEMS):
            raise Fault(f"多出文件：{name}")
        if name.startswith(CUSTODY):
            for _line in chained(json_lines(package, name), name):
                pass


def json_lines(package: Package, name: str) -> Iterator[Dict[str, Any]]:
    """The objects of a JSON Lines file."""
    for place, line in enumerate(package.text(name).split("\n"), start=1):
        if not line:
            continue
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Fault(f"{name} 第{place}行不是 JSON")
        yield found


def link(previous: str, line: Dict[str, Any]) -> str:
    """The digest of a line of a log over the one before, plain, so that anybody can work it out anew."""
    told = {name: value for name, value in line.items() if name != "chain"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def chained(lines: Iterator[Dict[str, Any]], name: str) -> Iterator[Dict[str, Any]]:
    """The lines of one chain. Raises Fault at the first that does not follow from the one before."""
    before = ""
    for place, line in enumerate(lines, start=1):
        before = link(before, line)
        if line.get("chain") != before:
            raise Fault(f"办理记录被改动或缺行：{name} 第{place}行与前一行接不上")
        yield line


def _log(package: Package, row: Dict[str, str], root: ElementTree.Element, folder: str, report: Report) -> None:
    told: Dict[str, List[Dict[str, Any]]] = {}
    for line in json_lines(package, folder + LOG):
        told.setdefault(str(line.get("document_id")), []).append(line)
    documents = root.findall("系统扩展/组成文件/文件")
    if not documents or {one.get("标识") for one in documents} != set(told):
        raise Fault(f"{row['档号']}：办理记录与元数据所列的文件不一致")
    acts = len(root.findall("业务实体"))
    if acts != sum(map(len, told.values())):
        raise Fault(f"{row['档号']}：元数据的业务实体与办理记录行数不一致")
    named: Dict[str, Set[Tuple[Any, Any]]] = {}
    for document in documents:
        key, name = str(document.get("标识")), f"{folder}{LOG}"
        digest, last = "", ""
        for place, line in enumerate(chained(iter(told[key]), name), start=1):
            if line.get("serial") != place or line.get("previous") != digest:
                raise Fault(f"办理记录缺行：{name} 第{place}行不是接着前一行写的")
            rule = f"{RULES}{line.get('workflow_digest')}.json"
            if rule not in package.names:
                raise Fault(f"办理记录所依据的规则不在包里：{name} 第{place}行")
            report.rules.add(rule)
            digest, last = str(line.get("digest")), str(line.get("chain"))
            named.setdefault(key, set()).add((line.get("revision_id"), line.get("revision_digest")))
        if (document.get("记录行数"), document.get("链尾")) != (str(len(told[key])), last):
            raise Fault(f"办理记录缺行：{name}（元数据记有{document.get('记录行数')}行）")
        report.lines += len(told[key])
        report.documents += 1
    _texts(package, documents, named, folder + TEXTS)


def _texts(
    package: Package, documents: List[ElementTree.Element], named: Dict[str, Set[Tuple[Any, Any]]], name: str
) -> None:
    count: Dict[str, int] = {}
    for line in json_lines(package, name):
        key = str(line.get("document_id"))
        if (line.get("id"), line.get("digest")) not in named.get(key, set()):
            raise Fault(f"文稿不是办理记录所指的那一稿：{name}")
        count[key] = count.get(key, 0) + 1
    for document in documents:
        if document.get("稿数") != str(count.get(str(document.get("标识")), 0)):
            raise Fault(f"文稿缺稿或多稿：{name}")


# Ed25519 (RFC 8032, 5.1): only the check of a signature. It is slow and need not hide anything.
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)  # of -1
_Point = Tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
_NEUTRAL: _Point = (0, 1, 1, 0)


def ed25519_verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Did the holder of this public key (32 bytes) sign this message?"""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = _decoded(key), _decoded(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    base = _decoded((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
    if public is None or commitment is None or base is None or scalar >= _L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    left, right = _times(scalar, base), _sum(commitment, _times(challenge, public))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


def _decoded(octets: bytes) -> Any:
    """The point that 32 bytes stand for (5.1.3), or None."""
    number = int.from_bytes(octets, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _sum(one: _Point, other: _Point) -> _Point:
    """The sum of two points (5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    found = _NEUTRAL
    while factor:
        if factor & 1:
            found = _sum(found, point)
        point, factor = _sum(point, point), factor >> 1
    return found


def main(arguments: List[str]) -> int:
    """Check the package that the command line names."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # an old console lacks characters, and the check goes on
    key = ""
    if "--key" in arguments:
        place = arguments.index("--key")
        key = " ".join(arguments[place + 1 : place + 2])
        arguments = arguments[:place] + arguments[place + 2 :]
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    if not os.path.exists(path):
        print(f"没有这个文件或目录：{path}")
        return 2
    print(f"检验：{path}")
    try:
        package = open_package(path)
        report = verify(package, print, key)
        package.close()
    except Fault as fault:
        print(f"不通过：{fault}")
        return 1
    print(f"通过：{report.items} 件档案完整，与封印时一致。")
    if not key:
        print(f"请核对：移交清册上印的公钥指纹应为 {report.fingerprint}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
