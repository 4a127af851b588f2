"""The name of an uploaded file, made fit to be shown, kept and sent to any computer."""

import re
import unicodedata

from routing.files.errors import Refused

LONGEST = 150  # characters, extension included

# The characters Windows forbids, as the full-width ones that read the same.
_FULL_WIDTH = str.maketrans('<>:"|?*', "＜＞：＂｜？＊")
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?=\.|$)")
# Control, format (bidi marks, zero-width) and surrogate characters, line and paragraph ends. Unassigned ones
# stay: Python's tables are older than the newest Chinese characters, which stand in people's names.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean_name(name: str) -> str:
    """Return the name without folders, unseen characters and what Windows forbids; Chinese stays.

    Refused if nothing is left of it, it has no extension, or it is over 150 characters.
    """
    seen = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in _UNSEEN)
    base = re.split(r"[/\\]", seen)[-1].translate(_FULL_WIDTH)
    base = " ".join(base.split()).rstrip(". ")
    base = _DEVICE.sub(r"_\1", base, count=1) if _DEVICE.match(base) else base
    stem, dot, ending = base.rpartition(".")
    if not stem.strip(". ") or not dot or not ending:
        shown = f"“{base[:LONGEST]}”" if base else "文件"
        raise Refused(f"{shown}的名称不完整，不能上传。请把文件命名为“名称.扩展名”（如“请示.docx”）后再上传。")
    if len(base) > LONGEST:
        raise Refused(
            f"“{base[:30]}……”的文件名有 {len(base)} 个字，超过 {LONGEST} 个字，不能上传。请改短文件名后再上传。"
        )
    return base


def extension(name: str) -> str:
    """Return what follows the last full stop, in small letters."""
    return name.rpartition(".")[2].lower()
