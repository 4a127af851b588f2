"""Clause 10.1: 信函格式."""

from collections.abc import Iterator
from itertools import pairwise

from routing.judge import measures as m
from routing.judge.findings import Chapter
from routing.judge.layout import Layout
from routing.judge.paper import Paper
from routing.judge.rules import asking
from routing.judge.rules.head import labels
from routing.judge.sheet import Stroke

LETTER = Chapter("信函格式", Layout.LETTER)
_MARK_TOP = 30.0
_RULE_BELOW = 4.0
_FOOT = m.SHEET[1] - 20
_LONG = 170.0
_UNDER_RULE = m.SIZE_3 * m.POINT * 7 / 8
_DOUBLE = 4.0
"""mm: two rules nearer than this are one double rule."""


def _double(paper: Paper, at_foot: bool) -> list[Stroke]:
    """The strokes of the double rule under the mark, or of that at the foot."""
    strokes = [stroke for stroke in paper.red_lines if (stroke.y > m.SHEET[1] / 2) == at_foot]
    return [stroke for stroke in strokes if abs(stroke.y - strokes[0].y) < _DOUBLE]


@LETTER.rule("letter-mark", "10.1", "发文机关标志上边缘至上页边 30 mm", when=lambda paper: paper.mark)
def letter_mark(paper: Paper) -> Iterator[str]:
    ink, box = (min(getattr(line, edge) for line in paper.mark) for edge in ("ink_top", "top"))
    if min(abs(ink - _MARK_TOP), abs(box - _MARK_TOP)) > m.EDGE_OFF:
        yield f"{paper.mark[0].place}上边缘距上页边 {ink:.1f} mm"


@LETTER.rule("letter-rule", "10.1", "发文机关标志下 4 mm 处印一条红色双线，上粗下细，长 170 mm，居中")
def letter_rule(paper: Paper) -> Iterator[str]:
    strokes = _double(paper, at_foot=False)
    yield from _shape(strokes, "首条", thick_first=True)
    if strokes and paper.mark:
        bottoms = (max(line.bottom for line in paper.mark), max(char.bottom for char in paper.mark[-1].chars))
        gaps = [strokes[0].y - strokes[0].thickness / 2 - bottom for bottom in bottoms]
        if min(abs(gap - _RULE_BELOW) for gap in gaps) > m.RED_LINE_OFF:
            yield f"第1页首条红色双线在发文机关标志下 {gaps[0]:.1f} mm"


@LETTER.rule("letter-foot-rule", "10.1", "距下页边 20 mm 处印一条红色双线，上细下粗，长 170 mm，居中")
def letter_foot_rule(paper: Paper) -> Iterator[str]:
    strokes = _double(paper, at_foot=True)
    yield from _shape(strokes, "末条", thick_first=False)
    if strokes:
        near = min((stroke.y for stroke in strokes), key=lambda y: abs(y - _FOOT))
        if abs(near - _FOOT) > m.EDGE_OFF:
            yield f"第1页末条红色双线距下页边 {m.SHEET[1] - near:.1f} mm"


def _shape(strokes: list[Stroke], name: str, thick_first: bool) -> Iterator[str]:
    if len(strokes) != 2:
        yield f"第1页{name}红色双线缺失或不是双线（找到 {len(strokes)} 条线）"
        return
    upper, lower = strokes
    if (upper.thickness > lower.thickness + 0.1) != thick_first or abs(upper.thickness - lower.thickness) < 0.1:
        yield f"第1页{name}红色双线应{'上粗下细' if thick_first else '上细下粗'}"
    for stroke in strokes:
        if abs(stroke.width - _LONG) > m.EDGE_OFF:
            yield f"第1页{name}红色双线长 {stroke.width:.1f} mm"
        if abs((stroke.left + stroke.right) / 2 - m.SHEET[0] / 2) > m.EDGE_OFF:
            yield f"第1页{name}红色双线没有居中"


@LETTER.rule("letter-number", "10.1", "发文字号顶格居版心右边缘，在首条红色双线下，距离为三号汉字高度的 7/8",
             when=lambda paper: paper.number and _double(paper, at_foot=False))  # fmt: skip
def letter_number(paper: Paper) -> Iterator[str]:
    line = asking.given(paper.number)
    yield from asking.right(line)
    gap = line.top - _double(paper, at_foot=False)[-1].y
    yield from asking.at(gap, _UNDER_RULE, m.RED_LINE_OFF, line, "在首条红色双线下")


@LETTER.rule("letter-labels", "10.1", "份号、密级、紧急程度顶格居版心左边缘，自首条红色双线下依次分行",
             when=lambda paper: labels(paper) and _double(paper, at_foot=False))  # fmt: skip
def letter_labels(paper: Paper) -> Iterator[str]:
    found = labels(paper)
    gap = found[0].top - _double(paper, at_foot=False)[-1].y
    yield from asking.at(gap, _UNDER_RULE, m.RED_LINE_OFF, found[0], "在首条红色双线下")
    for upper, lower in pairwise(found):
        if abs((lower.y - upper.y) / paper.pitch - 1) > m.ROW_OFF:
            yield f"{lower.place}应排在“{upper.text}”的下一行"


@LETTER.rule("letter-title", "10.1", "标题与其上最后一个要素相距二行", when=lambda paper: paper.title and paper.number)
def letter_title(paper: Paper) -> Iterator[str]:
    above = max([asking.given(paper.number), *labels(paper)], key=lambda line: line.y)
    yield from asking.blank_rows(paper.free_rows(above.bottom, paper.title[0].top), 2, paper.title[0], "上一要素")


@LETTER.rule("letter-first-page", "10.1", "首页不显示页码")
def letter_first_page(paper: Paper) -> Iterator[str]:
    if paper.page_numbers[0]:
        yield f"{paper.page_numbers[0].place}首页有页码"


@LETTER.rule("letter-imprint", "10.1", "版记不加印发机关、印发日期和分隔线，在最后一面版心内最下方",
             when=lambda paper: paper.imprint)  # fmt: skip
def letter_imprint(paper: Paper) -> Iterator[str]:
    page, last = len(paper.sheets), paper.imprint[-1]
    if paper.imprint_rules:
        yield f"第{page}页版记有分隔线"
    for line in paper.imprint:
        if "印发" in line.text:
            yield f"{line.place}不加印发机关和印发日期"
    if m.BOTTOM - last.bottom > m.PITCH:
        yield f"{last.place}距版心下边缘 {m.BOTTOM - last.bottom:.1f} mm，应在最下方"
