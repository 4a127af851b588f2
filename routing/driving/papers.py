"""What is driven: one document a line of a JSON Lines file, told at its line where it cannot be read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from routing.services.content import KINDS

# What a 妇联 does not issue itself, as the nearest kind that it does (条例 art. 8).
NEAREST: Final = {
    "办法": "通知",
    "细则": "通知",
    "方案": "通知",
    "规划": "通知",
    "解释": "意见",
    "规范": "意见",
    "复函": "函",
    "答复": "函",
    "公报": "公告",
    "议案": "请示",
}
OTHERWISE: Final = "决定"  # 令, 条例, 规定, 法律 and whatever else there may be
EVERYBODY: Final = "各市（区）妇联"


class UnreadableError(ValueError):
    """The file cannot be driven; the message names the line."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as somebody brings it, before it has been typed into a sheet."""

    line: int
    title: str
    kind: str
    recipients: str
    body: str


def read(path: Path) -> list[Paper]:
    """Read a whole file before anything is driven. Raises UnreadableError, naming the line."""
    papers = [
        _paper(number, line)
        for number, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
        if line.strip()
    ]
    if not papers:
        raise UnreadableError(f"{path.name}: there is no document in it")
    return papers


def _paper(number: int, line: bytes) -> Paper:
    try:
        columns = json.loads(line.decode())
    except ValueError as error:  # undecodable bytes are one, too
        raise UnreadableError(f"line {number}: not a JSON object in UTF-8: {error}") from error
    if not isinstance(columns, dict):
        raise UnreadableError(f"line {number}: not a JSON object")
    kind = _text(number, columns, "doc_type")
    return Paper(
        line=number,
        title=_text(number, columns, "title", needed=True).strip(),
        kind=kind if kind in KINDS else NEAREST.get(kind, OTHERWISE),
        recipients=_text(number, columns, "recipients").strip().rstrip("：:") or EVERYBODY,
        body=_text(number, columns, "body", needed=True),
    )


def _text(number: int, columns: dict[str, Any], name: str, *, needed: bool = False) -> str:
    value = columns.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise UnreadableError(f'line {number}: "{name}" must be a text{" that is not empty" if needed else ""}')
    return value
