"""Never a bad page: what no clause of the standard, but every reader of a page asks."""

from collections.abc import Iterator
from itertools import pairwise

from routing.judge.findings import Chapter
from routing.judge.lines import CLOSING, NEVER_FIRST, OPENING, PAIRED, Line, steps
from routing.judge.paper import Paper
from routing.judge.paragraphs import Paragraph

GOOD = Chapter("版面质量")


def _running(paper: Paper) -> list[Line]:
    return [*paper.title, *paper.recipients, *paper.text, *paper.attachment_note, *paper.note, *paper.imprint]


@GOOD.rule("heading-foot", "版面", "标题不单独落在一页的末行",
           when=lambda paper: any(paragraph.level for paragraph in paper.paragraphs))  # fmt: skip
def heading_foot(paper: Paper) -> Iterator[str]:
    for one, after in pairwise(paper.paragraphs):
        last = one.lines[-1]
        leads = one.centred or (one.alone and _leads(one, after))
        if leads and after.lines[0].page > last.page and last is paper.lines[last.page - 1][-1]:
            yield f"{last.place}落在页末，下文在第{after.lines[0].page}页"


def _leads(one: Paragraph, after: Paragraph) -> bool:
    """Whether a numbered line is a heading of what follows and not an item of a list."""
    listed = 0 < after.level <= one.level
    stopped = one.lines[-1].chars[-1].text in CLOSING
    return not (listed and stopped) if one.level < 3 else not (listed or stopped)


@GOOD.rule("line-start", "GB/T 15834", "句号、逗号等点号和后引号、后括号不在行首")
def line_start(paper: Paper) -> Iterator[str]:
    for line in _running(paper):
        if line.chars[0].text in NEVER_FIRST:
            yield f"{line.place}以“{line.chars[0].text}”开头"


@GOOD.rule("line-end", "GB/T 15834", "前引号、前括号、前书名号不在行末，破折号、省略号不断开")
def line_end(paper: Paper) -> Iterator[str]:
    for line in _running(paper):
        if line.chars[-1].text in OPENING:
            yield f"{line.place}以“{line.chars[-1].text}”结尾"
    for line, after in pairwise(paper.text):
        if line.chars[-1].text == after.chars[0].text and after.chars[0].text in PAIRED:
            yield f"{after.place}把“{after.chars[0].text * 2}”断在两行"


@GOOD.rule(
    "title-break", "7.3.1", "标题回行词意完整：不拆开数字、外文和括号内的年份", when=lambda paper: len(paper.title) > 1
)
def title_break(paper: Paper) -> Iterator[str]:
    for upper, lower in pairwise(paper.title):
        before, after = upper.chars[-1].text, lower.chars[0].text
        digits = before.isdigit() and (after.isdigit() or after in "年月日号个项条届%％")
        latin = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
        if digits or latin:
            yield f"{upper.place}在“{before}”与“{after}”之间断开"


@GOOD.rule("glyphs", "版面", "每个字都有字形，没有空框")
def glyphs(paper: Paper) -> Iterator[str]:
    for sheet in paper.sheets:
        if sheet.missing:
            yield f"第{sheet.number}页有 {sheet.missing} 个字没有字形或读不出"


@GOOD.rule("embedded", "ISO 19005", "所用字体全部嵌入文件")
def embedded(paper: Paper) -> Iterator[str]:
    fonts = {char.style.font for sheet in paper.sheets for char in sheet.chars if not char.style.embedded}
    for font in sorted(fonts):
        yield f"字体 {font or '（无名）'} 没有嵌入，换一台电脑会变样"


@GOOD.rule("on-sheet", "版面", "文字不超出页边")
def on_sheet(paper: Paper) -> Iterator[str]:
    for sheet in paper.sheets:
        out = [
            char.text
            for char in sheet.chars
            if char.x < 0 or char.right > sheet.width or char.top < 0 or char.bottom > sheet.height
        ]
        if out:
            yield f"第{sheet.number}页“{''.join(out)[:12]}”超出页边"


@GOOD.rule("overlap", "版面", "行与行不相叠")
def overlap(paper: Paper) -> Iterator[str]:
    for lines in paper.lines:
        for upper, lower in steps(lines):
            across = min(upper.right, lower.right) - max(upper.left, lower.left)
            if across > 1 and lower.top < upper.bottom - min(upper.em, lower.em) * 0.3:
                yield f"{lower.place}与上一行相叠"
        for line in lines:
            if any(after.x < char.right - line.em * 0.5 for char, after in pairwise(line.chars)):
                yield f"{line.place}的字相叠"


@GOOD.rule("empty-page", "版面", "没有只剩页码的空白页（版记之前的除外）")
def empty_page(paper: Paper) -> Iterator[str]:
    for page, lines in enumerate(paper.lines, start=1):
        before_imprint = page == len(paper.sheets) - 1 and paper.imprint and paper.lines[-1] == paper.imprint
        if not lines and not paper.sheets[page - 1].pictures and not before_imprint:
            yield f"第{page}页是空白页"
