"""Names of files and folders in a package: what every file system takes, and the same for the same item."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 90  # characters of a file's name: with its folders it fits into what Windows allows
KINDS: Final = {
    "original": "正本",
    "sheet": "办理单",
    "final": "定稿",
    "attachment": "附件",
    "scan": "收文",
    "log": "办理记录",
}
# "%" is fit for every file system, but is written in manifests in a way that not every reader of bags knows.
_ILL: Final = re.compile(r'[\\/:*?"<>|%\x00-\x1f\x7f]|\s')


def folder_of(code: str) -> str:
    """The folder of an item, by its 档号."""
    return _fit(code) or "件"


def file_of(position: int, kind: str, name: str) -> str:
    """01-正本-关于…的通知.pdf: files lie in the order of filing."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{_fit(ending)}") if dot and len(ending) <= 10 else (name, "")
    label = KINDS.get(kind, "文件")
    said = "" if kind == "sheet" or stem.startswith(label) else f"{label}-"
    return f"{position:02}-{said}{_fit(stem)[:LONGEST]}{ending}"


def _fit(name: str) -> str:
    return _ILL.sub("_", unicodedata.normalize("NFC", name)).strip(". ")
