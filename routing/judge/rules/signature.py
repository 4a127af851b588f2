"""Clause 7.3.5: 署名, 成文日期 and seal."""

import re
from collections.abc import Iterator

from routing.judge import measures as m
from routing.judge.findings import Chapter
from routing.judge.layout import Layout
from routing.judge.lines import Line
from routing.judge.paper import Paper
from routing.judge.rules import asking

SIGNATURE = Chapter("署名和成文日期")
_PAGES = (Layout.DOCUMENT, Layout.LETTER)
_DATE = re.compile(r"\d{4}年[1-9]\d?月[1-9]\d?日")
_SEALED_INDENT = 4
_PLAIN_INDENT = 2
_BETWEEN = 3.5
"""Characters of white right of the date: more of them were meant for a seal."""
_BESIDE = 3.0
"""mm by which the middle of a seal may miss that of what it is pressed on: it is set by eye and hand."""


def _dated(paper: Paper) -> bool:
    return paper.date is not None


def _signed(paper: Paper) -> bool:
    return paper.date is not None and bool(paper.signatures)


def single(paper: Paper) -> bool:
    """Whether one organ signs (of several, `joint` asks)."""
    return bool(paper.date) and len(paper.signatures) == 1 and len(paper.signatures[0].names) == 1


@SIGNATURE.rule("signature", "7.3.5", "有发文机关署名", when=lambda paper: not paper.caption, layouts=_PAGES)
def signature(paper: Paper) -> Iterator[str]:
    """A law has 题注 instead."""
    if not paper.signatures:
        yield "没有找到发文机关署名"


@SIGNATURE.rule("date", "7.3.5", "有成文日期", when=lambda paper: not paper.caption, layouts=_PAGES)
def date(paper: Paper) -> Iterator[str]:
    if paper.date is None:
        yield "没有找到成文日期"


@SIGNATURE.rule(
    "date-form", "7.3.5.4", "成文日期用阿拉伯数字，年份标全称，月、日不编虚位", when=lambda paper: paper.date
)
def date_form(paper: Paper) -> Iterator[str]:
    line = asking.given(paper.date)
    if not _DATE.fullmatch(line.text):
        yield f"{line.place}应写作“2026年3月8日”的样子"


@SIGNATURE.rule("signature-size", "5.2.2", "署名和成文日期用三号字", when=lambda paper: paper.date)
def signature_size(paper: Paper) -> Iterator[str]:
    yield from asking.size([*paper.signatures, asking.given(paper.date)], m.SIZE_3, "三号")


@SIGNATURE.rule("signature-place", "7.3.5", "盖印的，日期右空四字、署名居其上；不盖印的，署名右空二字、日期右移二字",
                when=single)  # fmt: skip
def signature_place(paper: Paper) -> Iterator[str]:
    signed, dated = paper.signatures[0], asking.given(paper.date)
    off = signed.middle - dated.middle
    for_seal = abs(off) < _BESIDE or _empty_right(dated) > _BETWEEN
    if paper.seals or (for_seal and not _moved_in(signed, dated)):
        room = (dated.right - dated.left) + 2 * _SEALED_INDENT * m.CHARACTER
        if signed.right - signed.left < room:  # a longer name moves itself and the date to the left
            yield from asking.right(dated, _SEALED_INDENT)
        if abs(off) > m.EDGE_OFF:
            yield f"{signed.place}偏成文日期{'右' if off > 0 else '左'} {abs(off):.1f} mm，应以成文日期为准居中"
    else:
        # A date longer than the signature keeps the two characters, and the signature gets more of them.
        longer = dated.right - dated.left > signed.right - signed.left
        yield from asking.right(dated if longer else signed, _PLAIN_INDENT)
        if not _moved_in(signed, dated):
            yield f"{dated.place}首字应比署名首字右移二字"


def _empty_right(line: Line) -> float:
    """Characters of white at the right of a line."""
    return (m.RIGHT - line.right) / m.CHARACTER


def _moved_in(signed: Line, dated: Line) -> bool:
    return abs((dated.left - signed.left) / m.CHARACTER - 2) <= m.INDENT_OFF


@SIGNATURE.rule(
    "signature-rows", "7.3.5", "成文日期紧接署名的下一行", when=lambda paper: paper.date and paper.signatures
)
def signature_rows(paper: Paper) -> Iterator[str]:
    last, dated = paper.signatures[-1], asking.given(paper.date)
    if last.page != dated.page:
        yield f"署名在第{last.page}页，成文日期在第{dated.page}页"
    elif len(paper.signatures) == 1:
        yield from asking.blank_rows(paper.blank_rows(last, dated), 0, dated, "署名")


@SIGNATURE.rule("signature-blank", "7.3.5.2", "不加盖印章的，署名在正文（或附件说明）下空一行",
                when=lambda paper: single(paper) and not paper.seals and _with_text(paper))  # fmt: skip
def signature_blank(paper: Paper) -> Iterator[str]:
    """Where the place of a paper seal is left, there are more: so many that the seal's head reaches the text."""
    above, signed, dated = asking.given(paper.last_of_body), paper.signatures[0], asking.given(paper.date)
    rows = paper.blank_rows(above, signed)
    left_for_seal = abs(signed.middle - dated.middle) < _BESIDE and not _moved_in(signed, dated)
    if left_for_seal and 1 - m.ROW_OFF <= rows <= 4 + m.ROW_OFF:
        return
    yield from asking.blank_rows(rows, 1, signed, "正文")


def _with_text(paper: Paper) -> bool:
    last = paper.last_of_body
    return last is not None and bool(paper.signatures) and last.page == paper.signatures[0].page


@SIGNATURE.rule("seal-over", "7.3.5.1", "印章端正、居中下压发文机关署名和成文日期",
                when=lambda paper: paper.seals and single(paper))  # fmt: skip
def seal_over(paper: Paper) -> Iterator[str]:
    signed, dated, seal = paper.signatures[0], asking.given(paper.date), paper.seals[0]
    for line in (signed, dated):
        if not (seal.top < line.top and line.bottom < seal.bottom):
            yield f"{line.place}不在印章（距上页边 {seal.top:.0f}—{seal.bottom:.0f} mm）之内"
    off = (seal.left + seal.right) / 2 - signed.middle
    if abs(off) > _BESIDE:
        yield f"第{signed.page}页印章偏署名{'右' if off > 0 else '左'} {abs(off):.1f} mm"


@SIGNATURE.rule("seal-top", "7.3.5.1", "印章顶端上距正文（或附件说明）一行之内",
                when=lambda paper: paper.seals and paper.signatures and _with_text(paper))  # fmt: skip
def seal_top(paper: Paper) -> Iterator[str]:
    above = asking.given(paper.last_of_body)
    gap = min(seal.top for seal in paper.seals) - above.bottom
    if gap > paper.pitch + m.EDGE_OFF:
        yield f"第{above.page}页印章顶端距正文 {gap:.1f} mm，一行为 {paper.pitch:.1f} mm"


@SIGNATURE.rule("signature-page", "7.3.5.5", "署名、成文日期和印章与正文同处一面", when=lambda paper: paper.date)
def signature_page(paper: Paper) -> Iterator[str]:
    first = (paper.signatures or [asking.given(paper.date)])[0]
    above = paper.last_of_body
    if above is not None and above.page != first.page:
        yield f"第{first.page}页只有署名和成文日期，正文止于第{above.page}页"
