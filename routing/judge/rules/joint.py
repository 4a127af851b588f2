"""Joint documents (联合行文): several organs in the mark and under the text (7.2.4, 7.3.5)."""

from collections.abc import Iterator
from itertools import combinations

from routing.judge import measures as m
from routing.judge.findings import Chapter
from routing.judge.lines import Line
from routing.judge.paper import Paper
from routing.judge.sheet import Picture

JOINT = Chapter("联合行文")
_BESIDE = 8.0
"""mm by which the middle of a seal may miss that of the signature that it is pressed on."""
_SAME_ROW = 8.0
"""mm: seals whose upper edges differ by less stand in one row."""


def _names(paper: Paper) -> list[Line]:
    """The signatures, those of one row apart."""
    return [name for line in paper.signatures for name in line.names]


def _mark(paper: Paper) -> tuple[list[Line], Line | None]:
    """The names in the mark, a line each, and the 文件 at their right, which may share a base line with one."""
    last = sorted((char for line in paper.mark for char in line.chars), key=lambda char: char.x)[-2:]
    if "".join(char.text for char in last) != "文件":
        return paper.mark, None
    names = [[char for char in line.chars if char not in last] for line in paper.mark]
    rows = [Line(line.page, line.row, chars) for line, chars in zip(paper.mark, names, strict=True) if chars]
    return rows, Line(1, paper.mark[0].row, last)


@JOINT.rule("joint-mark", "7.2.4", "联合行文的发文机关名称上下对齐排列，“文件”二字以其为准上下居中",
            when=lambda paper: len(_mark(paper)[0]) > 1)  # fmt: skip
def joint_mark(paper: Paper) -> Iterator[str]:
    rows, suffix = _mark(paper)
    for line in rows[1:]:
        off = min(abs(line.left - rows[0].left), abs(line.middle - rows[0].middle))
        if off > 2 * m.EDGE_OFF:
            yield f"{line.place}与首行没有对齐，相差 {off:.1f} mm"
    if suffix:
        middle = (min(line.top for line in rows) + max(line.bottom for line in rows)) / 2
        off = (suffix.top + suffix.bottom) / 2 - middle
        if abs(off) > 2 * m.EDGE_OFF:
            yield f"{suffix.place}偏{'下' if off > 0 else '上'} {abs(off):.1f} mm"


@JOINT.rule("joint-seals", "7.3.5.1", "印章一一对应各署名，纸上加盖的留出位置",
            when=lambda paper: paper.seals and len(_names(paper)) > 1)  # fmt: skip
def joint_seals(paper: Paper) -> Iterator[str]:
    """Where some organs bring their seals on paper, their signatures have no picture, but room for a like one."""
    names = _names(paper)
    pressed = {seal: next((name for name in names if _presses(seal, name)), None) for seal in paper.seals}
    for seal, name in pressed.items():
        if name is None:
            yield f"第{names[0].page}页距左页边 {seal.left:.0f} mm 的印章没有压在署名上"
    pattern = next(((seal, name) for seal, name in pressed.items() if name is not None), None)
    taken = list(paper.seals)
    for name in names:
        if pattern is not None and name not in pressed.values():
            place = _moved(*pattern, name)
            if not _has_room(paper, place, taken):
                yield f"{name.place}没有印章下压，也没有留出盖章的位置"
            taken.append(place)


def _presses(seal: Picture, name: Line) -> bool:
    return abs((seal.left + seal.right) / 2 - name.middle) < _BESIDE and seal.top < name.y < seal.bottom


def _moved(seal: Picture, sealed: Line, name: Line) -> Picture:
    """Where a seal like that of one signature would be pressed on another one."""
    across, down = name.middle - sealed.middle, name.y - sealed.y
    return Picture(seal.left + across, seal.top + down, seal.right + across, seal.bottom + down)


def _has_room(paper: Paper, place: Picture, taken: list[Picture]) -> bool:
    """Whether a seal may be pressed there: within the 版心, beside all others, and not over the text."""
    inside = place.left > m.LEFT - m.EDGE_OFF and place.right < m.RIGHT + m.EDGE_OFF
    beside = not any(
        seal.left < place.right - m.EDGE_OFF and place.left < seal.right - m.EDGE_OFF
        and seal.top < place.bottom - m.EDGE_OFF and place.top < seal.bottom - m.EDGE_OFF
        for seal in taken
    )  # fmt: skip
    above, first = paper.last_of_body, paper.signatures[0]
    below_text = above is None or above.page != first.page or place.top > above.bottom - m.EDGE_OFF
    return inside and beside and below_text


@JOINT.rule("joint-seals-apart", "7.3.5.1", "印章之间排列整齐，互不相交或相切，每排两端不超出版心",
            when=lambda paper: len(paper.seals) > 1)  # fmt: skip
def joint_seals_apart(paper: Paper) -> Iterator[str]:
    page = paper.date.page if paper.date else 1
    for one, other in combinations(paper.seals, 2):
        if one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom:
            yield f"第{page}页有两枚印章相交"
        elif 0.5 < abs(one.top - other.top) < _SAME_ROW:
            yield f"第{page}页同排的印章高低相差 {abs(one.top - other.top):.1f} mm"
    for seal in paper.seals:
        if seal.left < m.LEFT - m.EDGE_OFF or seal.right > m.RIGHT + m.EDGE_OFF:
            yield f"第{page}页有印章超出版心"


@JOINT.rule("joint-signatures", "7.3.5.2", "不加盖印章的，各署名依次向下排列，成文日期在最后一个署名之下",
            when=lambda paper: not paper.seals and len(_names(paper)) > 1)  # fmt: skip
def joint_signatures(paper: Paper) -> Iterator[str]:
    for upper, lower in zip(paper.signatures, paper.signatures[1:], strict=False):
        if lower.page != upper.page:
            yield f"{lower.place}与上一个署名不在同一页"
    for line in paper.signatures:
        if line.right > m.RIGHT + m.EDGE_OFF:
            yield f"{line.place}超出版心右边缘"
