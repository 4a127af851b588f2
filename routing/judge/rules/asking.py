"""What several rules ask in the same way: size, face, place across the line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routing.judge import measures as m
from routing.judge.faces import Face
from routing.judge.lines import Line


def given(element: Line | None) -> Line:
    """An element that the rule's `when` has found already."""
    if element is None:
        raise LookupError("a rule was asked of an element that is not there")
    return element


def size(lines: Iterable[Line], points: float, name: str) -> Iterator[str]:
    """Lines of another size than `points`, which is called `name` (三号 …)."""
    for line in lines:
        if abs(line.size - points) > m.SIZE_OFF:
            yield f"{line.place}字号为 {line.size:g} 磅，应为{name}（{points:g} 磅）"


def face(lines: Iterable[Line], *allowed: Face) -> Iterator[str]:
    """Lines of which most characters have none of the allowed faces."""
    for line in lines:
        if line.face not in allowed:
            yield f"{line.place}为{line.face}，应为{allowed[0]}"


def at(found: float, wanted: float, off: float, line: Line, what: str) -> Iterator[str]:
    """A measure in millimetres that is not the wanted one."""
    if abs(found - wanted) > off:
        yield f"{line.place}{what} {found:.1f} mm，应为 {wanted:.1f} mm"


def left(line: Line, characters: float = 0, points: float = m.SIZE_3) -> Iterator[str]:
    """The line does not begin `characters` of the given size from the left edge of the 版心."""
    wanted = characters * (m.CHARACTER if points == m.SIZE_3 else points * m.POINT)
    found = line.left - m.LEFT
    if abs(found - wanted) > m.EDGE_OFF:
        asked = f"左空 {characters:g} 字（{wanted:.1f} mm）" if characters else "顶格"
        yield f"{line.place}距版心左边缘 {found:.1f} mm，应{asked}"


def right(line: Line, characters: float = 0, points: float = m.SIZE_3) -> Iterator[str]:
    """The line does not end `characters` of the given size from the right edge of the 版心."""
    wanted = characters * (m.CHARACTER if points == m.SIZE_3 else points * m.POINT)
    found = m.RIGHT - line.right
    if abs(found - wanted) > m.EDGE_OFF:
        asked = f"右空 {characters:g} 字（{wanted:.1f} mm）" if characters else "右侧顶格"
        yield f"{line.place}距版心右边缘 {found:.1f} mm，应{asked}"


def centred(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        if abs(line.off_centre) > m.EDGE_OFF:
            side = "右" if line.off_centre > 0 else "左"
            yield f"{line.place}偏{side} {abs(line.off_centre):.1f} mm，应居中"


def blank_rows(found: float, wanted: int, line: Line, under: str) -> Iterator[str]:
    """Another number of blank rows above a line than is wanted."""
    if abs(found - wanted) > m.ROW_OFF:
        yield f"{line.place}在{under}下空 {max(found, 0):.1f} 行，应空 {wanted} 行"
