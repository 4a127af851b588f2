"""Hints for a drafter on the structure of a body: what a proof-reader would point at, never an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from routing.text.kinds import Kind, Paragraph, Sign, attachment_sign, sign_of
from routing.text.numerals import to_chinese

HINTS_OF_ONE_RULE = 20
"""At most so many hints of one rule; a body with more needs reading, not a longer list."""


class Rule(StrEnum):
    """Which rule of writing a hint is about."""

    LEVEL = "level"
    NUMBERING = "numbering"
    ATTACHMENT = "attachment"
    SIGNATURE = "signature"
    PUNCTUATION = "punctuation"


@dataclass(frozen=True, slots=True)
class Finding:
    """A hint: the line it is about, counted from 1, the rule, and the words for the drafter."""

    line: int
    rule: Rule
    message: str


def hints(paragraphs: Sequence[Paragraph]) -> list[Finding]:
    """All hints on a parsed body, in the order of its lines."""
    if not any(paragraph.text.strip() for paragraph in paragraphs):
        return []
    found: list[Finding] = []
    for rule in (_levels_and_numbers, _attachments, _signature, _punctuation):
        kept: dict[Rule, int] = {}
        for finding in rule(paragraphs):
            kept[finding.rule] = kept.get(finding.rule, 0) + 1
            if kept[finding.rule] <= HINTS_OF_ONE_RULE:
                found.append(finding)
    return sorted(found, key=lambda finding: finding.line)


_SHAPES = {1: "{}、", 2: "（{}）", 3: "{}.", 4: "（{}）"}
_BREAK = re.compile(r"(?:第[一二三四五六七八九十百]+[章节编篇部]|专栏|注：)")


def _shape(level: int, number: int) -> str:
    return _SHAPES[level].format(to_chinese(number) if level <= 2 and number < 10_000 else number)


def _levels_and_numbers(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    """Levels skipped, and numbers out of order; （四） may go on counting under the next 一、."""
    last: dict[int, int] = {}
    open_levels: list[int] = []
    told: set[tuple[int, int]] = set()
    article = 0
    for paragraph in paragraphs:
        kind, stripped = paragraph.kind, paragraph.text.strip()
        if kind in (Kind.ATTACHMENT_HEADING, Kind.ATTACHMENT_TITLE):
            last, open_levels, article = {}, [], 0
        elif kind is Kind.TEXT and _BREAK.match(stripped):
            last, open_levels = {}, []
        elif not kind.level and kind is not Kind.ARTICLE:
            continue
        elif sign := sign_of(stripped):
            if kind is Kind.ARTICLE:
                last, open_levels = {}, []
                yield from _article_order(paragraph.line, sign, article)
                article = sign.number
                continue
            level = kind.level
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            step = (open_levels[-1], level) if open_levels else (0, 1)
            if step[1] > step[0] + 1 and step not in told:
                told.add(step)
                yield _skipped(paragraph.line, sign, step[0])
            open_levels.append(level)
            yield from _order(paragraph.line, sign, last.get(level))
            last[level] = sign.number
            for deeper in range(max(level + 1, 3), 5):
                last.pop(deeper, None)


def _skipped(line: int, sign: Sign, above: int) -> Finding:
    between = "、".join(f"“{_shape(level, 1)}”" for level in range(above + 1, sign.kind.level))
    return Finding(
        line,
        Rule.LEVEL,
        f"“{sign.written}”上一层是“{_shape(above, 1)}”，中间少了{between}这一层，请看是否合适",
    )


def _order(line: int, sign: Sign, last: int | None) -> Iterator[Finding]:
    if sign.kind is Kind.HEADING_3 and sign.written.endswith("、"):
        yield Finding(line, Rule.NUMBERING, f"“{sign.written}”中阿拉伯数字后一般用“.”，不用“、”")
    # A list may begin anew at 1 under any heading; only 一、 counts through the whole text.
    if last is None and sign.number != 1:
        # The list may have begun inside a paragraph above, where no line shows it.
        if sign.kind.level <= 2:
            yield Finding(
                line,
                Rule.NUMBERING,
                f"序号从“{sign.written}”开始，前面没有找到“{_shape(sign.kind.level, 1)}”",
            )
    elif last is not None and sign.number == 1:
        if sign.kind is Kind.HEADING_1:
            again = "重复" if last == 1 else f"重新开始，上一个是“{_shape(1, last)}”"
            yield Finding(line, Rule.NUMBERING, f"序号“一、”{again}；如果从这里起是附件，请在前面单独写一行“附件”")
    elif last is not None and sign.number != last + 1:
        before, expected = _shape(sign.kind.level, last), _shape(sign.kind.level, last + 1)
        word = "序号重复" if sign.number == last else "序号不连续"
        yield Finding(
            line,
            Rule.NUMBERING,
            f"{word}：上一个是“{before}”，这里是“{sign.written}”，按顺序应为“{expected}”",
        )


def _article_order(line: int, sign: Sign, last: int) -> Iterator[Finding]:
    if last and sign.number not in (last + 1, 1) and "之" not in sign.written:
        expected = f"第{to_chinese(last + 1)}条" if last < 9_998 else "下一条"
        yield Finding(line, Rule.NUMBERING, f"条文序号不连续：这里是“{sign.written}”，按顺序应为“{expected}”")


_MENTION = re.compile(
    r"附件[0-9０-９一二三四五六七八九十]|(?:[见附如]|按照|根据|填写)附件|附件(?:所[列附示]|要求|规定)|后附"
)


def _main(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """What stands before the first attachment."""
    main: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.kind in (Kind.ATTACHMENT_HEADING, Kind.ATTACHMENT_TITLE):
            break
        main.append(paragraph)
    return main


def _attachments(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    """附件 mentioned or attached but not listed, or listed but not attached (clauses 7.3.4, 7.3.7)."""
    main = _main(paragraphs)
    notes = [paragraph for paragraph in paragraphs if paragraph.kind is Kind.ATTACHMENT_NOTE]
    headings = [paragraph for paragraph in paragraphs if paragraph.kind is Kind.ATTACHMENT_HEADING]
    if notes:
        if notes[-1].text.rstrip().endswith(("。", "；", ";", "，")):
            yield Finding(notes[-1].line, Rule.ATTACHMENT, "附件说明的附件名称后面不加标点")
        listed = _listed(notes)
        if headings and len(headings) != listed:
            yield Finding(
                notes[0].line,
                Rule.ATTACHMENT,
                f"附件说明列了 {listed} 个附件，后面找到 {len(headings)} 个，请核对",
            )
    elif headings:
        yield Finding(headings[0].line, Rule.ATTACHMENT, "后面有附件，正文之后却没有附件说明（“附件：1.……”）")
    else:
        for paragraph in main:
            if "附件" in paragraph.text and (mention := _MENTION.search(paragraph.text)):
                yield Finding(paragraph.line, Rule.ATTACHMENT, f"正文提到“{mention[0]}”，却没有找到附件说明和附件")
                return


def _listed(notes: Iterable[Paragraph]) -> int:
    """How many attachments the notes name: the largest number of each, or one where there are none."""
    largest: list[int] = []
    for note in notes:
        stripped = note.text.strip()
        head = attachment_sign(stripped)
        if head:
            largest.append(1)
        sign = sign_of(stripped[head.end :] if head else stripped)
        if sign and sign.kind is Kind.HEADING_3:
            largest[-1] = max(largest[-1], sign.number)
    return sum(largest)


def _signature(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    main = _main(paragraphs)
    kinds = {paragraph.kind for paragraph in main}
    line = max((paragraph.line for paragraph in main if paragraph.kind is not Kind.EMPTY), default=1)
    if Kind.SIGNATURE not in kinds and Kind.DATE not in kinds:
        yield Finding(line, Rule.SIGNATURE, "正文之后没有找到署名和成文日期")
    elif Kind.SIGNATURE not in kinds:
        yield Finding(line, Rule.SIGNATURE, "有成文日期，上面没有找到署名")
    elif Kind.DATE not in kinds:
        yield Finding(line, Rule.SIGNATURE, "有署名，下面没有找到成文日期")


_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", ".": "。"}
_HALF_WIDTH = re.compile(
    r"(?<=[\u4e00-\u9fff\u3400-\u4dbf）》”’])[,;:!?().](?=[\u4e00-\u9fff\u3400-\u4dbf（《“‘、，。；：）])"
)


def _punctuation(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    for paragraph in paragraphs:
        # An ASCII-only search first: most lines of an official document hold no half-width mark at all.
        first = next(islice(_HALF_WIDTH.finditer(paragraph.text), 1), None)
        if first is None:
            continue
        mark, at = first[0], first.start()
        around = paragraph.text[max(0, at - 4) : at + 5].strip()
        count = len(_HALF_WIDTH.findall(paragraph.text))
        more = f"，本行共 {count} 处" if count > 1 else ""
        yield Finding(
            paragraph.line,
            Rule.PUNCTUATION,
            f"“{around}”中的“{mark}”是半角标点，中文里应用全角“{_FULL_WIDTH[mark]}”{more}",
        )
