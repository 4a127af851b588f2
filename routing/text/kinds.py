"""The kinds of paragraph in an official document, and the signs by which a single line shows its kind.

What only the neighbours of a line can tell (署名, 附件标题 …) is decided in `routing.text.structure`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from routing.text.numerals import NUMERALS, to_int


class Kind(StrEnum):
    """What a paragraph is, in the terms of GB/T 9704-2012, clause 7.3."""

    HEADING_1 = "heading_1"
    HEADING_2 = "heading_2"
    HEADING_3 = "heading_3"
    HEADING_4 = "heading_4"
    TEXT = "text"
    ARTICLE = "article"
    ATTACHMENT_NOTE = "attachment_note"
    SIGNATURE = "signature"
    DATE = "date"
    NOTE = "note"
    ATTACHMENT_HEADING = "attachment_heading"
    ATTACHMENT_TITLE = "attachment_title"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        """The kind in the office's own words, such as 一级标题."""
        return _LABELS[self]

    @property
    def level(self) -> int:
        """1 to 4 for the four levels of heading, 0 for everything else."""
        return LEVELS.get(self, 0)


_LABELS = {
    Kind.HEADING_1: "一级标题",
    Kind.HEADING_2: "二级标题",
    Kind.HEADING_3: "三级标题",
    Kind.HEADING_4: "四级标题",
    Kind.TEXT: "正文",
    Kind.ARTICLE: "条文",
    Kind.ATTACHMENT_NOTE: "附件说明",
    Kind.SIGNATURE: "署名",
    Kind.DATE: "成文日期",
    Kind.NOTE: "附注",
    Kind.ATTACHMENT_HEADING: "附件序号",
    Kind.ATTACHMENT_TITLE: "附件标题",
    Kind.EMPTY: "空行",
}

LEVELS = {Kind.HEADING_1: 1, Kind.HEADING_2: 2, Kind.HEADING_3: 3, Kind.HEADING_4: 4}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the body: its kind, its text exactly as given and its line number, counted from 1.

    `lead` is how many characters from the start of `text` are set in the face of the heading: all of them
    for a heading on a line of its own, the first sentence of a run-in heading, 第X条 of an article, none
    for a numbered clause or list item that is no heading.
    """

    kind: Kind
    text: str
    line: int
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """The number a line begins with: its kind, its value, and where it ends in the stripped line."""

    kind: Kind
    number: int
    end: int
    written: str


_SIGNS = (
    (Kind.HEADING_1, re.compile(rf"([{NUMERALS}]{{1,5}})、(?:([{NUMERALS}]{{1,3}})[、等级类期批号])?")),
    (Kind.HEADING_2, re.compile(rf"[（(]([{NUMERALS}]{{1,5}})[）)]")),
    (Kind.HEADING_4, re.compile(r"[（(]([0-9０-９]{1,3})[）)]")),
    (Kind.HEADING_3, re.compile(r"([0-9０-９]{1,3})(?:[.．](?=(?:19|20)[0-9]{2}年|[^0-9０-９]|$)|、(?![0-9０-９]))")),
    # 第三条规定的 and 第三条第二款 quote an article, they do not begin one.
    (
        Kind.ARTICLE,
        re.compile(
            rf"第([{NUMERALS}]{{1,7}}|[0-9]{{1,4}})条(?:之[{NUMERALS}]{{1,3}})?(?!第|规定|所|中|的|和|、|至|款)"
        ),
    ),
)
_SIGN_STARTS = frozenset(NUMERALS + "（(0123456789０１２３４５６７８９第")


def sign_of(stripped: str) -> Sign | None:
    """The heading or article number at the start of a line without its outer white space, or None.

    A row of ordinals in running text (一、二等奖各一名) is not a heading, nor is the row of a table.
    """
    if not stripped or stripped[0] not in _SIGN_STARTS or " | " in stripped:
        return None
    for kind, pattern in _SIGNS:
        if found := pattern.match(stripped):
            number = to_int(found[1])
            if kind is Kind.HEADING_1:
                if found[2] and to_int(found[2]) == number + 1:
                    return None
                return Sign(kind, number, found.end(1) + 1, found[1] + "、")
            return Sign(kind, number, found.end(), found[0])
    return None


_DIGIT_DATE = r"[0-9０-９]{4}\s*年[\s×xX_]*[0-9０-９]{0,2}[\s×xX_]*月[\s×xX_]*[0-9０-９]{0,2}[\s×xX_]*日"
_NUMERAL_DATE = r"[〇○零ОO0一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
_DATE = re.compile(f"(?:{_DIGIT_DATE}|{_NUMERAL_DATE})")


def is_date(stripped: str) -> bool:
    """Whether the whole line is a date: 2026年3月8日, 二〇〇四年三月二日, or a draft's 2026年 月 日."""
    return stripped.endswith("日") and len(stripped) <= 30 and _DATE.fullmatch(stripped) is not None


_ATTACHMENT = re.compile(rf"附\s*[件表图]?\s*([0-9０-９]{{1,3}}|[{NUMERALS}]{{1,3}})?\s*([:：.．、])?\s*")


@dataclass(frozen=True, slots=True)
class AttachmentSign:
    """附件, 附件1 or 附件：1. at the start of a line; the name begins at `end`, or is missing (`alone`)."""

    number: int | None
    colon: bool
    end: int
    alone: bool


def attachment_sign(stripped: str) -> AttachmentSign | None:
    """Read the sign of an attachment, or None where 附件 is only a word of a sentence."""
    if not stripped.startswith("附"):
        return None
    found = _ATTACHMENT.match(stripped)
    if found is None:
        return None
    number = to_int(found[1]) if found[1] else None
    alone = found.end() == len(stripped)
    if alone:
        if stripped == "附" or (len(stripped) == 2 and stripped[1] in "表图"):
            return None
        return AttachmentSign(number, found[2] in (":", "："), found.end(), True)
    if found[2] is None or (found[2] in ".．、" and number is None):
        return None
    return AttachmentSign(number, found[2] in (":", "："), found.end(), False)
