"""The paragraphs of a Word draft as text: its title, and the signs of headings that were only styled as such."""

from __future__ import annotations

import re
from dataclasses import dataclass

from routing.text.kinds import LEVELS, attachment_sign, sign_of
from routing.text.numerals import to_chinese

TITLE_LINES = 3
_OWN_SIGN = re.compile(r"第[一二三四五六七八九十百0-9]+[章节编篇条部]")
_SIGNS = ("{}、", "（{}）", "{}.", "（{}）")
_TYPES = (
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "意见",
    "决定",
    "决议",
    "公告",
    "通告",
    "函",
    "纪要",
    "方案",
    "办法",
    "要点",
    "总结",
    "计划",
)


@dataclass(slots=True)
class Block:
    """A paragraph read: its text, the level of its heading (0 for text) and whether it may be a title.

    `role` is what it is by the styles of the house's own Word copy: a line of the title, a signature, or nothing.
    """

    text: str
    level: int = 0
    titled: bool = False
    centred: bool = False
    numbered: bool = False
    role: str = ""


def title_of(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    """Separate a title, whose lines may stand in several paragraphs until it ends with a 文种."""
    if styled := [block.text.strip() for block in blocks if block.role == "title"]:
        return "".join(styled), [block for block in blocks if block.role != "title"]
    count = 0
    for block in blocks[:TITLE_LINES]:
        if not (block.titled or block.centred) or " | " in block.text:
            break
        if count and (sign_of(block.text.strip()) or block.text.strip().startswith(("第", "（", "("))):
            break
        count += 1
        if block.text.strip().endswith(_TYPES):
            break
    lines = [line.strip() for block in blocks[:count] for line in block.text.replace("\t", " ").split("\n")]
    return "".join(lines) or None, blocks[count:]


def signed(block: Block, counts: list[int]) -> str:
    """The text of a heading with the sign of its level, counting on from signs that are typed out."""
    stripped = block.text.strip()
    if block.role == "signature":  # beside each other where several organs sign
        return block.text.strip().replace("\t", "\n")
    if not block.level or block.numbered or _OWN_SIGN.match(stripped) or attachment_sign(stripped):
        return block.text
    sign = sign_of(stripped)
    level = LEVELS.get(sign.kind, 0) if sign else block.level
    if not level:
        return block.text
    counts[level:] = [0] * (len(counts) - level)
    counts[level - 1] = sign.number if sign else counts[level - 1] + 1
    if sign:
        return block.text
    number = counts[level - 1]
    return _SIGNS[level - 1].format(to_chinese(number) if level <= 2 else number) + stripped
