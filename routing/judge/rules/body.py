"""Clauses 7.3.1 to 7.3.4, 7.3.6 and 7.3.7: title, 主送机关, body, 附件说明, 附注, attachments."""

import re
from collections.abc import Iterator
from itertools import pairwise

from routing.judge import measures as m
from routing.judge.faces import Face, face_of, is_rare
from routing.judge.findings import Chapter
from routing.judge.layout import Layout
from routing.judge.lines import Line, is_han
from routing.judge.paper import Paper
from routing.judge.rules import asking
from routing.judge.signs import ATTACHMENT

BODY = Chapter("主体")
_PAGES = (Layout.DOCUMENT, Layout.LETTER)
_FACES = {1: Face.HEITI, 2: Face.KAITI}
_ITEM = re.compile(r"^\d{1,2}[.．]")
_STOPS = tuple("。；，、.;,")


@BODY.rule("title", "7.3.1", "有标题", layouts=_PAGES)
def title(paper: Paper) -> Iterator[str]:
    if not paper.title:
        yield "第1页没有找到标题"


@BODY.rule("title-type", "7.3.1", "标题用二号（22 磅）小标宋体", when=lambda paper: paper.title)
def title_type(paper: Paper) -> Iterator[str]:
    yield from asking.size(paper.title, m.SIZE_2, "二号")
    yield from asking.face(paper.title, Face.BIAOSONG)


@BODY.rule("title-centre", "7.3.1", "标题居中", when=lambda paper: paper.title)
def title_centre(paper: Paper) -> Iterator[str]:
    yield from asking.centred(paper.title)


@BODY.rule("title-place", "7.3.1", "标题在红色分隔线下空二行", when=lambda paper: paper.title and paper.red_lines,
           layouts=(Layout.DOCUMENT,))  # fmt: skip
def title_place(paper: Paper) -> Iterator[str]:
    gap = paper.free_rows(paper.red_lines[0].y, paper.title[0].top)
    yield from asking.blank_rows(gap, 2, paper.title[0], "红色分隔线")


@BODY.rule("title-shape", "7.3.1", "标题回行排列对称、长短适宜，成梯形或菱形，不成沙漏形",
           when=lambda paper: len(paper.title) > 1)  # fmt: skip
def title_shape(paper: Paper) -> Iterator[str]:
    widths = [line.right - line.left for line in paper.title]
    for at in range(1, len(widths) - 1):
        if widths[at] < min(widths[at - 1], widths[at + 1]) - m.SIZE_2 * m.POINT * 0.6:
            yield f"{paper.title[at].place}比上下两行都短"
    for line in paper.title:
        if len(line.chars) < 3 and max(widths) > 8 * m.SIZE_2 * m.POINT:
            yield f"{line.place}只有 {len(line.chars)} 个字"


@BODY.rule("recipients", "7.3.2", "主送机关用三号仿宋，在标题下空一行顶格，回行仍顶格，末尾为全角冒号",
           when=lambda paper: paper.recipients)  # fmt: skip
def recipients(paper: Paper) -> Iterator[str]:
    lines = paper.recipients
    yield from asking.size(lines, m.SIZE_3, "三号")
    yield from asking.face(lines, Face.FANGSONG)
    for line in lines:
        yield from asking.left(line)
    if not lines[-1].text.endswith("："):
        yield f"{lines[-1].place}末尾不是全角冒号"
    above = [*paper.title, *paper.caption]
    if above and above[-1].page == lines[0].page:
        gap = paper.blank_rows(above[-1], lines[0])
        yield from asking.blank_rows(gap, 1, lines[0], "标题")


@BODY.rule("body", "7.3.3", "公文首页必须显示正文")
def body(paper: Paper) -> Iterator[str]:
    if not paper.body:
        yield "没有找到正文"
    elif paper.body[0].page != 1:
        yield f"正文从第{paper.body[0].page}页开始"


@BODY.rule("indent", "7.3.3", "每个自然段左空二字，回行顶格", when=lambda paper: paper.text)
def indent(paper: Paper) -> Iterator[str]:
    attached = set(paper.attached)
    for paragraph in paper.paragraphs:
        first = paragraph.lines[0]
        if paragraph.centred or (first in attached and (ATTACHMENT.match(first.text) or _is_apart(first))):
            continue
        if abs(first.indent - 2) > m.INDENT_OFF:
            yield f"{first.place}左空 {first.indent:.1f} 字，自然段应左空二字"
        for line in paragraph.lines[1:]:
            if abs(line.indent) > m.INDENT_OFF:
                yield f"{line.place}左空 {line.indent:.1f} 字，回行应顶格"


def _is_apart(line: Line) -> bool:
    """The signature of a paper that is attached, or a row of columns."""
    return line.indent > 4.5 or len(line.pieces) > 1


@BODY.rule("heading-faces", "7.3.3", "“一、”用黑体，“（一）”用楷体，“1.”和“（1）”用仿宋",
           when=lambda paper: any(paragraph.level for paragraph in paper.paragraphs))  # fmt: skip
def heading_faces(paper: Paper) -> Iterator[str]:
    for paragraph in paper.paragraphs:
        wanted = _FACES.get(paragraph.level, Face.FANGSONG)
        heading = [char for char in paragraph.heading if is_han(char.text) and not is_rare(char.text)]
        odd = [char for char in heading if face_of(char.style.font) is not wanted]
        if len(odd) > 3 or (heading and len(odd) > len(heading) / 2):
            yield f"{paragraph.lines[0].place}为{face_of(odd[0].style.font)}，应为{wanted}"


@BODY.rule("attachment-note", "7.3.4", "附件说明在正文下空一行、左空二字，用“附件：”和阿拉伯数字，名称后不加标点",
           when=lambda paper: paper.attachment_note)  # fmt: skip
def attachment_note(paper: Paper) -> Iterator[str]:
    lines = paper.attachment_note
    first = lines[0]
    yield from asking.size(lines, m.SIZE_3, "三号")
    yield from asking.left(first, 2)
    if not first.text.startswith("附件："):
        yield f"{first.place}“附件”后应为全角冒号"
    if paper.body and paper.body[-1].page == first.page:
        yield from asking.blank_rows(paper.blank_rows(paper.body[-1], first), 1, first, "正文")
    for line, after in pairwise([*lines, None]):
        ends = after is None or _ITEM.match(after.text)
        if line and ends and line.text.endswith(_STOPS):
            yield f"{line.place}附件名称后有标点符号“{line.text[-1]}”"


@BODY.rule("attachment-note-turn", "7.3.4", "附件说明回行与上一行附件名称的首字对齐，各序号对齐",
           when=lambda paper: len(paper.attachment_note) > 1)  # fmt: skip
def attachment_note_turn(paper: Paper) -> Iterator[str]:
    first = paper.attachment_note[0]
    body_begins = first.text.index("：") + 1 if "：" in first.text else 3
    alone = body_begins == len(first.chars)
    number_at = first.right if alone else first.chars[body_begins].x
    name_at = _name_at(first, body_begins)
    for line in paper.attachment_note[1:]:
        if _ITEM.match(line.text):
            yield from asking.at(line.left, number_at, m.EDGE_OFF, line, "序号距左页边")
            name_at = _name_at(line, 0)
        else:
            yield from asking.at(line.left, name_at, m.EDGE_OFF, line, "距左页边")


def _name_at(line: Line, begin: int) -> float:
    """Where the name of an attachment begins, after its number."""
    item = _ITEM.match(line.text[begin:])
    return line.chars[min(begin + (item.end() if item else 0), len(line.chars) - 1)].x


@BODY.rule("note", "7.3.6", "附注在成文日期下一行左空二字，加圆括号", when=lambda paper: paper.note)
def note(paper: Paper) -> Iterator[str]:
    first, last = paper.note[0], paper.note[-1]
    yield from asking.size(paper.note, m.SIZE_3, "三号")
    yield from asking.left(first, 2)
    if not (first.text.startswith("（") and last.text.endswith("）")):
        yield f"{first.place}应加全角圆括号"
    if paper.date and paper.date.page == first.page:
        yield from asking.blank_rows(paper.blank_rows(paper.date, first), 0, first, "成文日期")


@BODY.rule("attachment-page", "7.3.7", "附件另面编排", when=lambda paper: paper.attached)
def attachment_page(paper: Paper) -> Iterator[str]:
    heads = [line for line in paper.attached if ATTACHMENT.match(line.text)]
    before = paper.date or paper.last_of_body
    if before and paper.attached[0].page == before.page and paper.attached[0] not in heads:
        yield f"{paper.attached[0].place}没有另起一页"
    for line in heads:
        if line is not paper.lines[line.page - 1][0]:
            yield f"{line.place}没有排在一页的第一行"


@BODY.rule("attachment-head", "7.3.7", "“附件”二字及序号用三号黑体顶格，附件标题居中排在版心第三行",
           when=lambda paper: any(ATTACHMENT.match(line.text) for line in paper.attached))  # fmt: skip
def attachment_head(paper: Paper) -> Iterator[str]:
    for line, after in pairwise([*paper.attached, None]):
        if line is None or not ATTACHMENT.match(line.text):
            continue
        yield from asking.size([line], m.SIZE_3, "三号")
        yield from asking.face([line], Face.HEITI)
        yield from asking.left(line)
        if line.text.endswith(("：", ":")):
            yield f"{line.place}“附件”序号后不用冒号"
        if after and after.page == line.page:
            yield from asking.centred([after])
            yield from asking.blank_rows(paper.blank_rows(line, after), 1, after, "附件序号")
