"""可用性 and 安全性: can it be opened and read for as long as it is kept, and does it do no harm?"""

import subprocess  # a virus scanner is a program of its own, named by the operator
from collections.abc import Iterator
from typing import Final

from flask import current_app

from routing.files.kinds import MEDIA_TYPES
from routing.services.preserving.subject import PDF, Absent, Look, Opened, Subject, Unchecked

Found = Iterator[str | Unchecked]
MADE: Final = frozenset({"original", "sheet", "final", "log"})  # what this system itself makes
ARCHIVAL: Final = "2u"
# Formats for long keeping (DA/T 47, standards.md §3): others are read today and may not be in thirty years.
LASTING: Final = frozenset({PDF, "application/ofd", "text/plain", "image/jpeg", "image/png", "image/tiff", "text/csv"})
SECONDS: Final = 60


def opens(subject: Subject) -> Found:
    for one in subject.files:
        if one.octets is None:
            yield f"《{one.row.name}》打不开：文件不在或已损坏"
        elif one.examined is not None and one.examined.trouble:
            yield f"《{one.row.name}》打不开"


def archival(subject: Subject) -> Found:
    made = [one for one in subject.files if _made_here(subject, one)]
    if not made:
        yield Absent("没有本系统制成的文件")
    for one in made:
        found = one.examined
        if found is not None and found.archival != ARCHIVAL and not found.trouble:
            yield f"《{one.row.name}》不是 PDF/A-2u"


def _made_here(subject: Subject, one: Opened) -> bool:
    """Of papers that come from elsewhere the original is theirs."""
    outgoing = {part.row.id for part in subject.parts if part.row.workflow == "outgoing"}
    return one.row.kind in MADE and (one.row.kind != "original" or one.row.document_id in outgoing)


def formats(subject: Subject) -> Found:
    for one in subject.files:
        if one.row.media_type not in MEDIA_TYPES:
            yield f"《{one.row.name}》的格式（{one.row.media_type}）不在允许之列"
        elif one.row.media_type not in LASTING:
            yield Look(f"《{one.row.name}》不是长期保存格式，建议另存 PDF 或 OFD")


def unlocked(subject: Subject) -> Found:
    for one in subject.files:
        if (one.examined is not None and one.examined.locked) or "密码" in one.refusal:
            yield f"《{one.row.name}》设有密码"


def harmless(subject: Subject) -> Found:
    for one in subject.files:
        if one.refusal and "密码" not in one.refusal:
            yield f"《{one.row.name}》含有宏、脚本，或内容与名称不符"


def scanned(subject: Subject) -> Found:
    """By the scanner that the operator names (clamdscan, say); without one it is said that nothing was looked for."""
    scanner = str(current_app.config.get("SCANNER") or "")
    if not scanner:
        yield Unchecked("没有设置查毒软件")
        return
    for one in subject.files:
        if one.octets is not None:
            yield from _scanned(scanner, one)


def _scanned(scanner: str, one: Opened) -> Found:
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own setting, the file through its standard input
            [*scanner.split(), "-"], input=one.octets, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        yield Unchecked(f"查毒软件没有运行起来，《{one.row.name}》没有查")
        return
    if done.returncode == 1:
        yield f"《{one.row.name}》被查毒软件判定有害"
    elif done.returncode:
        yield Unchecked(f"查毒软件没有查完《{one.row.name}》")
