"""Clauses 7.4 and 7.5: 版记 and 页码."""

import re
from collections.abc import Iterator

from routing.judge import measures as m
from routing.judge.faces import Face
from routing.judge.findings import Chapter
from routing.judge.layout import Layout
from routing.judge.lines import CLOSING, OPENING, Line
from routing.judge.paper import Paper
from routing.judge.rules import asking
from routing.judge.signs import COPIED, PRINTED

IMPRINT = Chapter("版记")
NUMBERS = Chapter("页码")
_RULED = (Layout.DOCUMENT, Layout.MINUTES)
_THICK, _THIN = 0.35, 0.25
_BELOW = m.BOTTOM + 7
_FORM = re.compile(r"—\d+—")
_PRINTED = re.compile(r"\d{4}年[1-9]\d?月[1-9]\d?日印发$")


def _imprint(paper: Paper) -> bool:
    return bool(paper.imprint)


@IMPRINT.rule("imprint-type", "7.4.2", "版记各要素用四号（14 磅）仿宋", when=_imprint)
def imprint_type(paper: Paper) -> Iterator[str]:
    yield from asking.size(paper.imprint, m.SIZE_4, "四号")
    yield from asking.face(paper.imprint, Face.FANGSONG)


@IMPRINT.rule("imprint-foot", "7.4.1", "末条分隔线与公文最后一面的版心下边缘重合", when=_imprint, layouts=_RULED)
def imprint_foot(paper: Paper) -> Iterator[str]:
    if paper.imprint_rules and abs((y := paper.imprint_rules[-1].y) - m.BOTTOM) > m.EDGE_OFF:
        yield f"第{len(paper.sheets)}页末条分隔线距上页边 {y:.1f} mm，应为 262 mm"


@IMPRINT.rule("imprint-rules", "7.4.1", "版记首条、末条分隔线（0.35 mm）和中间分隔线（0.25 mm）与版心等宽",
              when=_imprint, layouts=_RULED)  # fmt: skip
def imprint_rules(paper: Paper) -> Iterator[str]:
    page, rules, lines = len(paper.sheets), paper.imprint_rules, paper.imprint
    if len(rules) < 2 or rules[0].y > lines[0].top or rules[-1].y < lines[-1].y:
        yield f"第{page}页版记缺首条或末条分隔线（找到 {len(rules)} 条）"
        return
    for at, rule in enumerate(rules):
        wanted = _THICK if at in (0, len(rules) - 1) else _THIN
        if abs(rule.thickness - wanted) > m.THICKNESS_OFF - 0.001:
            yield f"第{page}页版记第 {at + 1} 条分隔线粗 {rule.thickness:.2f} mm，应为 {wanted} mm"
        if abs(rule.left - m.LEFT) > m.EDGE_OFF or abs(rule.right - m.RIGHT) > m.EDGE_OFF:
            yield f"第{page}页版记第 {at + 1} 条分隔线自 {rule.left:.1f} mm 至 {rule.right:.1f} mm"
    if _copied(paper) and _printed(paper) and len(rules) < 3:
        yield f"第{page}页抄送机关与印发机关之间没有分隔线"


def _copied(paper: Paper) -> list[Line]:
    """抄送 with its turned lines."""
    return [line for line in paper.imprint if line not in _printed(paper)]


def _cut_off(line: Line, at: int, marks: frozenset[str]) -> float:
    """mm by which a mark at the edge may stand outside: the white half of its place."""
    return line.em / 2 if line.chars[at].text in marks else 0.0


def _printed(paper: Paper) -> list[Line]:
    return [line for line in paper.imprint if PRINTED.search(line.text)]


@IMPRINT.rule("copied", "7.4.2", "抄送机关左右各空一字，“抄送”后加全角冒号，回行与冒号后首字对齐，末尾为句号",
              when=_copied)  # fmt: skip
def copied(paper: Paper) -> Iterator[str]:
    lines = _copied(paper)
    name_at: float | None = None
    for line in lines:
        if COPIED.match(line.text):
            yield from asking.left(line, 1, m.SIZE_4)
            if line.text[2:3] != "：":
                yield f"{line.place}应为全角冒号"
            name_at = line.chars[min(3, len(line.chars) - 1)].x
        elif name_at is not None:
            yield from asking.at(line.left + _cut_off(line, 0, OPENING), name_at, m.EDGE_OFF, line, "距左页边")
        if line.right - _cut_off(line, -1, CLOSING) > m.RIGHT - m.SIZE_4 * m.POINT + m.EDGE_OFF:
            yield f"{line.place}右边不足一字"
    if not lines[-1].text.endswith("。"):
        yield f"{lines[-1].place}末尾不是句号"


@IMPRINT.rule("printed", "7.4.3", "印发机关左空一字，印发日期右空一字，全年份、不编虚位，后加“印发”",
              when=_printed, layouts=_RULED)  # fmt: skip
def printed(paper: Paper) -> Iterator[str]:
    for line in _printed(paper):
        if len(line.pieces) > 1:
            yield from asking.left(line, 1, m.SIZE_4)
        yield from asking.right(line, 1, m.SIZE_4)
        if not _PRINTED.search(line.text):
            yield f"{line.place}应以“2026年3月8日印发”的样子结尾"


@IMPRINT.rule("imprint-last", "7.4", "版记在公文最后一面",
              when=lambda paper: _imprint(paper) or _misplaced(paper), layouts=_RULED)  # fmt: skip
def imprint_last(paper: Paper) -> Iterator[str]:
    for line in _misplaced(paper):
        yield f"{line.place}不在最后一页"


def _misplaced(paper: Paper) -> list[Line]:
    small = (line for page in paper.lines[:-1] for line in page[-4:])
    return [
        line for line in small if line.size < m.SIZE_3 - 1 and (COPIED.match(line.text) or PRINTED.search(line.text))
    ]


def _numbered(paper: Paper) -> list[int]:
    """The pages that must bear a number, from 1: not page 1 of a letter, no blank pages nor a 版记 after them."""
    pages = range(2 if paper.layout is Layout.LETTER else 1, len(paper.sheets) + 1)
    blank = {page for page in pages if not paper.lines[page - 1]}
    if paper.imprint and len(paper.sheets) - 1 in blank and paper.lines[-1] == paper.imprint:
        blank.add(len(paper.sheets))
    return [page for page in pages if page not in blank]


@NUMBERS.rule("page-number", "7.5", "各页连续编排页码", when=_numbered)
def page_number(paper: Paper) -> Iterator[str]:
    for page in _numbered(paper):
        line = paper.page_numbers[page - 1]
        if line is None:
            if not (paper.imprint and page == len(paper.sheets) and paper.lines[-1] == paper.imprint):
                yield f"第{page}页没有页码"
        elif re.sub(r"\D", "", line.text) != str(page):
            yield f"第{page}页的页码为“{line.text}”"


def _lines(paper: Paper) -> list[Line]:
    return [line for line in paper.page_numbers if line]


@NUMBERS.rule("page-number-type", "7.5", "页码用四号半角宋体阿拉伯数字，左右各放一条一字线", when=_lines)
def page_number_type(paper: Paper) -> Iterator[str]:
    lines = _lines(paper)
    yield from asking.size(lines, m.SIZE_4, "四号")
    for line in lines:
        if not _FORM.fullmatch(line.text):
            yield f"{line.place}应为“—{re.sub(r'[^0-9]', '', line.text)}—”"
        digits = Line(line.page, line.row, [char for char in line.chars if char.text.isdigit()])
        yield from asking.face([digits], Face.SONGTI)


@NUMBERS.rule("page-number-place", "7.5", "一字线上距版心下边缘 7 mm", when=_lines)
def page_number_place(paper: Paper) -> Iterator[str]:
    for line in _lines(paper):
        dashes = [char for char in line.chars if not char.text.isdigit()] or line.chars
        ink = (dashes[0].top + dashes[0].bottom) / 2
        if abs(ink - _BELOW) > m.FOOT_OFF:
            yield f"{line.place}在版心下边缘下 {ink - m.BOTTOM:.1f} mm"


@NUMBERS.rule("page-number-side", "7.5", "单页码居右空一字，双页码居左空一字", when=_lines)
def page_number_side(paper: Paper) -> Iterator[str]:
    for line in _lines(paper):
        if line.page % 2:
            yield from asking.right(line, 1, m.SIZE_4)
        else:
            yield from asking.left(line, 1, m.SIZE_4)
