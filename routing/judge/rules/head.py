"""Clause 7.2: 版头, from 份号 to the red rule."""

import re
from collections.abc import Iterator
from itertools import pairwise

from routing.judge import measures as m
from routing.judge.faces import Face, face_of
from routing.judge.findings import Chapter
from routing.judge.layout import Layout
from routing.judge.lines import Line, is_han
from routing.judge.paper import Paper
from routing.judge.rules import asking
from routing.judge.sheet import Char
from routing.judge.signs import NUMBER

HEAD = Chapter("版头")
_PAGES = (Layout.DOCUMENT,)
_MARK_TOP = m.TOP + 35
_RED_LINE_BELOW = 4.0
_FORM = re.compile(r"^[^\d〔〕\[\]()（）]+〔\d{4}〕[1-9]\d*号$")
_DECREE = re.compile(r"^\D*(?:令|第)\D*[1-9][0-9]*号$|^\D*第[一二三四五六七八九十百]+号$")
"""令号, 10.2."""
_NAMES_A_LINE = 2


def labels(paper: Paper) -> list[Line]:
    """份号, 密级 and 紧急程度, as far as they are there, in the order that the standard asks."""
    return [line for line in (paper.copy_number, paper.secrecy, paper.urgency) if line]


@HEAD.rule("copy-number", "7.2.1", "份号用 6 位三号阿拉伯数字，顶格排在版心左上角第一行",
           when=lambda paper: paper.copy_number)  # fmt: skip
def copy_number(paper: Paper) -> Iterator[str]:
    line = asking.given(paper.copy_number)
    if not re.fullmatch(r"\d{6}", line.text):
        yield f"{line.place}不是 6 位阿拉伯数字"
    yield from asking.size([line], m.SIZE_3, "三号")
    yield from asking.left(line)


@HEAD.rule("secrecy", "7.2.2", "密级和保密期限用三号黑体，顶格", when=lambda paper: paper.secrecy)
def secrecy(paper: Paper) -> Iterator[str]:
    yield from _label(asking.given(paper.secrecy))


@HEAD.rule("urgency", "7.2.3", "紧急程度用三号黑体，顶格", when=lambda paper: paper.urgency)
def urgency(paper: Paper) -> Iterator[str]:
    yield from _label(asking.given(paper.urgency))


def _label(line: Line) -> Iterator[str]:
    chinese = Line(line.page, line.row, [char for char in line.chars if is_han(char.text)] or line.chars)
    yield from asking.face([chinese], Face.HEITI)
    yield from asking.size([line], m.SIZE_3, "三号")
    yield from asking.left(line)


@HEAD.rule("label-order", "7.2.3", "份号、密级和保密期限、紧急程度自版心左上角起依次分行排列",
           when=labels, layouts=(Layout.DOCUMENT, Layout.MINUTES))  # fmt: skip
def label_order(paper: Paper) -> Iterator[str]:
    found = labels(paper)
    first = min(found, key=lambda line: line.y)
    limit = m.TOP + m.EDGE_OFF + (0 if paper.copy_number or not paper.secrecy else paper.pitch)  # 7.2.2: on line 2
    if not m.TOP - m.EDGE_OFF <= first.top <= limit:
        yield f"{first.place}距上页边 {first.top:.1f} mm，应在版心第一行（37 mm）"
    for upper, lower in pairwise(found):
        rows = (lower.y - upper.y) / paper.pitch
        if abs(rows - 1) > m.ROW_OFF:
            yield f"{lower.place}应排在“{upper.text}”的下一行"


@HEAD.rule("mark", "7.2.4", "有发文机关标志")
def mark(paper: Paper) -> Iterator[str]:
    if not paper.mark:
        yield "第1页没有找到发文机关标志"


@HEAD.rule("mark-colour", "7.2.4", "发文机关标志用红色", when=lambda paper: paper.mark)
def mark_colour(paper: Paper) -> Iterator[str]:
    for line in paper.mark:
        if odd := [char for char in line.chars if not char.style.colour.is_red]:
            yield f"{line.place}为{odd[0].style.colour.label}"


@HEAD.rule("mark-face", "7.2.4", "发文机关标志用小标宋体（推荐）", when=lambda paper: paper.mark)
def mark_face(paper: Paper) -> Iterator[str]:
    yield from asking.face(paper.mark, Face.BIAOSONG)


@HEAD.rule("mark-centre", "7.2.4", "发文机关标志居中", when=lambda paper: paper.mark)
def mark_centre(paper: Paper) -> Iterator[str]:
    """The letters of a spread mark end in white, so it is centred by its ink; a joint one with 文件 as a whole."""
    left, right = min(line.left for line in paper.mark), max(line.right for line in paper.mark)
    off = (left + right) / 2 - (m.SHEET[0] / 2 if paper.layout is Layout.LETTER else m.MIDDLE)
    if abs(off) > 2 * m.EDGE_OFF:
        yield f"{paper.mark[0].place}偏{'右' if off > 0 else '左'} {abs(off):.1f} mm"


@HEAD.rule("mark-place", "7.2.4", "发文机关标志上边缘至版心上边缘 35 mm", when=lambda paper: paper.mark,
           layouts=(Layout.DOCUMENT, Layout.MINUTES))  # fmt: skip
def mark_place(paper: Paper) -> Iterator[str]:
    """The edge is that of the ink or that of the em box: one of the two has to be there."""
    ink, box = (min(getattr(line, edge) for line in paper.mark) for edge in ("ink_top", "top"))
    if min(abs(ink - _MARK_TOP), abs(box - _MARK_TOP)) > m.EDGE_OFF:
        yield f"{paper.mark[0].place}上边缘在版心上边缘下 {ink - m.TOP:.1f} mm"


@HEAD.rule("number", "7.2.5", "有发文字号",
           when=lambda paper: not paper.caption, layouts=(Layout.DOCUMENT, Layout.LETTER))  # fmt: skip
def number(paper: Paper) -> Iterator[str]:
    """A law has 题注 instead, which says who passed and who issued it under which number."""
    if paper.number is None:
        yield "第1页没有找到发文字号"


@HEAD.rule("number-form", "7.2.5", "发文字号为机关代字、六角括号〔〕内全年份、序号加“号”；不加“第”，不编虚位",
           when=lambda paper: paper.number and NUMBER.match(paper.number.text),
           layouts=(Layout.DOCUMENT, Layout.LETTER))  # fmt: skip
def number_form(paper: Paper) -> Iterator[str]:
    line = asking.given(paper.number)
    if not _FORM.match(line.text) and not _DECREE.match(line.text):
        yield f"{line.place}不合规定的写法，如“泰妇字〔2026〕1号”"


@HEAD.rule("number-type", "5.2.2", "发文字号用三号仿宋", when=lambda paper: paper.number)
def number_type(paper: Paper) -> Iterator[str]:
    line = asking.given(paper.number)
    yield from asking.size([line], m.SIZE_3, "三号")
    yield from asking.face([line], Face.FANGSONG)


@HEAD.rule("number-place", "7.2.5", "发文字号在发文机关标志下空二行居中；上行文居左空一字，与最后一个签发人同一行",
           when=lambda paper: paper.number and paper.mark, layouts=_PAGES)  # fmt: skip
def number_place(paper: Paper) -> Iterator[str]:
    line = asking.given(paper.number)
    if paper.upward:
        yield from asking.left(line, 1)
        if abs(paper.signers[-1].y - line.y) > 1:
            yield f"{line.place}与最后一个签发人不在同一行"
    else:
        yield from asking.centred([line])
    upper = min([line, *paper.signers], key=lambda one: one.y)
    gap = paper.free_rows(max(one.bottom for one in paper.mark), upper.top)
    yield from asking.blank_rows(gap, 2, upper, "发文机关标志")


@HEAD.rule("signers", "7.2.6", "“签发人：”用三号仿宋，姓名用三号楷体", when=lambda paper: paper.signers)
def signers(paper: Paper) -> Iterator[str]:
    for line in paper.signers:
        label, names = _parted(line)
        yield from asking.size([line], m.SIZE_3, "三号")
        if label and any(face_of(char.style.font) is not Face.FANGSONG for char in label if is_han(char.text)):
            yield f"{line.place}中“签发人”不是仿宋体"
        if any(face_of(char.style.font) is not Face.KAITI for char in names):
            yield f"{line.place}中姓名不是楷体"
    if not re.match(r"签发人：", paper.signers[0].text):
        yield f"{paper.signers[0].place}应以“签发人：”（全角冒号）起头"


def _parted(line: Line) -> tuple[list[Char], list[Char]]:
    """The label and the characters of the names."""
    end = next((at for at, char in enumerate(line.chars, start=1) if char.text in "：:"), 0)
    return line.chars[:end], [char for char in line.chars[end:] if is_han(char.text)]


@HEAD.rule("signers-place", "7.2.6", "签发人居右空一字，每行最多排两个姓名", when=lambda paper: paper.signers)
def signers_place(paper: Paper) -> Iterator[str]:
    first = [_parted(line)[1][0].x for line in paper.signers if _parted(line)[1]]
    for line in paper.signers:
        wide = m.CHARACTER * m.INDENT_OFF + m.EDGE_OFF
        if line is max(paper.signers, key=lambda one: one.right) and abs(m.RIGHT - line.right - m.CHARACTER) > wide:
            yield f"{line.place}距版心右边缘 {m.RIGHT - line.right:.1f} mm，应右空一字"
        if _names(_parted(line)[1]) > _NAMES_A_LINE:
            yield f"{line.place}一行排了两个以上的姓名"
    if first and max(first) - min(first) > m.EDGE_OFF:
        yield f"{paper.signers[-1].place}与首行的签发人姓名没有对齐"


def _names(chars: list[Char]) -> int:
    """Names told apart: by white or by the fourth character; a name of two is spread over three places."""
    names, length = 1, 1
    for char, after in pairwise(chars):
        gap = (after.x - char.right) / m.CHARACTER
        if gap > 0.6 and length >= 2:
            names, length = names + 1, 1
        else:
            length += 1 if gap <= 0.6 else 2
    return names


@HEAD.rule("red-rule", "7.2.7", "版头有一条与版心等宽的红色分隔线", layouts=_PAGES)
def red_rule(paper: Paper) -> Iterator[str]:
    if not paper.red_lines:
        yield "第1页没有找到红色分隔线"
        return
    rule = paper.red_lines[0]
    if abs(rule.left - m.LEFT) > m.EDGE_OFF or abs(rule.right - m.RIGHT) > m.EDGE_OFF:
        yield f"第1页红色分隔线自 {rule.left:.1f} mm 至 {rule.right:.1f} mm，应自 28 mm 至 184 mm"


@HEAD.rule("red-rule-place", "7.2.7", "红色分隔线在发文字号之下 4 mm",
           when=lambda paper: paper.red_lines and paper.number, layouts=_PAGES)  # fmt: skip
def red_rule_place(paper: Paper) -> Iterator[str]:
    lowest = max([asking.given(paper.number), *paper.signers], key=lambda line: line.y)
    below = paper.red_lines[0].y - lowest.bottom
    if abs(below - _RED_LINE_BELOW) > m.RED_LINE_OFF:
        yield f"第1页红色分隔线在发文字号下 {below:.1f} mm"
