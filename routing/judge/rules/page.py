"""Clause 5: the sheet, its margins, rows and columns, type and colour."""

from collections.abc import Iterator
from itertools import pairwise

from routing.judge import measures as m
from routing.judge.columns import columns_wanted, could_hold_more, is_full_width, places_of, width_of_character
from routing.judge.faces import Face, face_of, is_heavy, is_rare
from routing.judge.findings import Chapter
from routing.judge.lines import Line, is_han, steps
from routing.judge.paper import Paper
from routing.judge.rows import continued, full_pages, on_page, row_of, rows_wanted

PAGE = Chapter("用纸和版面")
_FALLBACK_RUN = 4
"""Characters: a shorter run in another face is one that the face lacks, beside the rare ones that most 仿宋 lack."""


@PAGE.rule("sheet", "5.1", "用纸为 A4（210 mm×297 mm）")
def sheet(paper: Paper) -> Iterator[str]:
    for one in paper.sheets:
        size = sorted((one.width, one.height))
        if any(abs(found - wanted) > m.SHEET_OFF for found, wanted in zip(size, m.SHEET, strict=True)):
            yield f"第{one.number}页为 {one.width:.0f} mm×{one.height:.0f} mm"


@PAGE.rule("margin-top", "5.2.1", "天头（上白边）为 37 mm±1 mm", when=lambda paper: paper.lines[1:])
def margin_top(paper: Paper) -> Iterator[str]:
    for line in _first_rows(paper):
        if abs(line.top - m.TOP) > m.EDGE_OFF:
            yield f"第{line.page}页第一行距上页边 {line.top:.1f} mm"


def _first_rows(paper: Paper) -> list[Line]:
    """The first lines of the pages after the first, where text stands from the top."""
    other = {*paper.imprint, *paper.signatures, *paper.tabled, *paper.titles_of_attached}
    return [lines[0] for lines in paper.lines[1:] if lines and lines[0] not in other]


@PAGE.rule("margin-left", "5.2.1", "订口（左白边）为 28 mm±1 mm", when=lambda paper: paper.text)
def margin_left(paper: Paper) -> Iterator[str]:
    for lines in on_page(paper.text):
        left = min(line.left for line in lines)
        flush = [line.left for line in lines if line.indent < 1.5]
        edge = min(flush, default=left)
        if abs(edge - m.LEFT) > m.EDGE_OFF and (flush or left < m.LEFT):
            yield f"第{lines[0].page}页正文左边缘距左页边 {edge:.1f} mm"


@PAGE.rule("margin-right", "5.2.1", "版心宽 156 mm，正文右边缘距左页边 184 mm", when=lambda paper: paper.text)
def margin_right(paper: Paper) -> Iterator[str]:
    full = set(continued(paper.text))
    for lines in on_page(paper.text):
        right = max(line.right for line in lines)
        if right > m.RIGHT + m.EDGE_OFF or (full & set(lines) and right < m.RIGHT - m.EDGE_OFF):
            yield f"第{lines[0].page}页正文右边缘距左页边 {right:.1f} mm"


@PAGE.rule("margin-bottom", "5.2.1", "版心高 225 mm，正文不超出版心下边缘", when=lambda paper: paper.text)
def margin_bottom(paper: Paper) -> Iterator[str]:
    for lines in paper.lines:
        if lines and lines[-1].bottom > m.BOTTOM + m.EDGE_OFF:
            yield f"{lines[-1].place}下边缘距上页边 {lines[-1].bottom:.1f} mm，超出版心下边缘（262 mm）"


@PAGE.rule("rows", "5.2.3", "每面排 22 行，撑满版心", when=lambda paper: paper.text)
def rows(paper: Paper) -> Iterator[str]:
    wanted = rows_wanted(paper)
    for last in full_pages(paper):
        found = round(row_of(paper, last))
        if found != wanted:
            yield f"第{last.page}页排了 {found} 行，应为 {wanted} 行"
    if wanted == m.ROWS and not _PITCHES[0] < paper.pitch < _PITCHES[1]:
        yield f"行距 {paper.pitch / m.POINT:.1f} 磅，一面排 {(m.BOTTOM - m.TOP) / paper.pitch:.1f} 行"


_PITCHES = (28.7 * m.POINT, 29.8 * m.POINT)
"""mm: 22 rows by 225 mm / 22 (28.99 pt) or from edge to edge (29.61 pt)."""


@PAGE.rule("grid", "5.2.3", "各行行距相等", when=lambda paper: len(paper.text) > 1)
def grid(paper: Paper) -> Iterator[str]:
    for upper, lower in steps(paper.text):
        if _table_between(paper, upper, lower):
            continue
        rows_between = (lower.y - upper.y) / paper.pitch
        if abs(rows_between - round(rows_between)) * paper.pitch > m.GRID_OFF and _plain(upper) and _plain(lower):
            yield f"{lower.place}与上一行相距 {lower.y - upper.y:.1f} mm，行距为 {paper.pitch:.1f} mm"


def _table_between(paper: Paper, upper: Line, lower: Line) -> bool:
    """Whether a table parts two lines of a page: its rows are as high as their cells need."""
    return any(line.page == upper.page and upper.row < line.row < lower.row for line in paper.tabled)


def _plain(line: Line) -> bool:
    return abs(line.size - m.SIZE_3) < 1


@PAGE.rule("columns", "5.2.3", "每行排 28 个字，撑满版心", when=lambda paper: continued(paper.text))
def columns(paper: Paper) -> Iterator[str]:
    running = set(continued(paper.text))
    width = width_of_character(paper) or m.CHARACTER
    wanted = columns_wanted(paper, width)
    if abs(width - m.WIDTH / wanted) > m.PITCH_OFF * m.CHARACTER:
        yield f"正文每字占 {width:.2f} mm，每行排 {wanted} 字应占 {m.WIDTH / wanted:.2f} mm"
    for line, after in pairwise(paper.text):
        if line in running and all(is_full_width(char.text) for char in line.chars):
            places = places_of(line)
            if places > wanted or could_hold_more(line, after, wanted):
                yield f"{line.place}排了 {places:g} 个字"


@PAGE.rule("body-size", "5.2.2", "正文用三号字（16 磅）", when=lambda paper: paper.text)
def body_size(paper: Paper) -> Iterator[str]:
    attached = set(paper.attached)
    for line in paper.text:
        title = line in attached and abs(line.off_centre) < m.EDGE_OFF
        table = line in attached and len(line.pieces) > 1
        if abs(line.size - m.SIZE_3) > m.SIZE_OFF and not title and not table:
            yield f"{line.place}字号为 {line.size:g} 磅"


@PAGE.rule("body-face", "5.2.2", "正文用仿宋体", when=lambda paper: paper.text)
def body_face(paper: Paper) -> Iterator[str]:
    for paragraph in paper.paragraphs:
        run = ""
        han = (char for char in paragraph.plain if is_han(char.text))
        for char in (*(one for one in han if not is_rare(one.text)), None):
            if char and face_of(char.style.font) is not Face.FANGSONG:
                run += char.text
            else:
                if len(run) >= _FALLBACK_RUN:
                    yield f"{paragraph.lines[0].place}起，“{run[:12]}”不是仿宋体"
                    break
                run = ""


@PAGE.rule("body-bold", "7.3.3", "正文和各级标题不加粗", when=lambda paper: paper.text)
def body_bold(paper: Paper) -> Iterator[str]:
    for line in paper.text:
        bold = [char.text for char in line.chars if char.style.stroked or is_heavy(char.style.font)]
        if bold and abs(line.size - m.SIZE_3) <= m.SIZE_OFF:
            yield f"{line.place}有加粗的字“{''.join(bold)[:12]}”"


@PAGE.rule("colour", "5.2.4", "除发文机关标志、分隔线和印章外，文字均为黑色")
def colour(paper: Paper) -> Iterator[str]:
    numbers = [line for line in paper.page_numbers if line]
    for line in [*(line for page in paper.lines for line in page), *numbers]:
        if line in paper.mark:
            continue
        if odd := [char for char in line.chars if not char.style.colour.is_black]:
            yield f"{line.place}有{odd[0].style.colour.label}的字“{''.join(char.text for char in odd)[:12]}”"
