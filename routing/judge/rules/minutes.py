"""Clause 10.3: 纪要格式."""

from collections.abc import Iterator

from routing.judge import measures as m
from routing.judge.faces import Face, face_of, is_rare
from routing.judge.findings import Chapter
from routing.judge.layout import Layout
from routing.judge.lines import Line, is_han
from routing.judge.paper import Paper
from routing.judge.rules import asking

MINUTES = Chapter("纪要格式", Layout.MINUTES)


@MINUTES.rule("minutes-mark", "10.3", "纪要标志由“×××××纪要”组成", when=lambda paper: paper.mark)
def minutes_mark(paper: Paper) -> Iterator[str]:
    if not "".join(line.text for line in paper.mark).endswith("纪要"):
        yield f"{paper.mark[-1].place}不以“纪要”结尾"


def _attendance(paper: Paper) -> bool:
    return bool(paper.attendance)


def _label(line: Line) -> int:
    """Characters of 出席： at the beginning of a line, 0 in a turned line."""
    end = line.text.find("：")
    return end + 1 if 0 < end <= 5 else 0


@MINUTES.rule("attendance-type", "10.3", "“出席”“请假”“列席”用三号黑体，加全角冒号，姓名用三号仿宋", when=_attendance)
def attendance_type(paper: Paper) -> Iterator[str]:
    for line in paper.attendance:
        yield from asking.size([line], m.SIZE_3, "三号")
        end = _label(line)
        if not end and line.text[:2] in ("出席", "请假", "列席"):
            yield f"{line.place}应加全角冒号"
        faces = [(char.text, face_of(char.style.font)) for char in line.chars]
        if any(face is not Face.HEITI for text, face in faces[: max(end - 1, 0)] if is_han(text)):
            yield f"{line.place}的“{line.text[: end - 1]}”不是黑体"
        odd = [text for text, face in faces[end:] if is_han(text) and not is_rare(text) and face is not Face.FANGSONG]
        if len(odd) > len(faces) / 3:
            yield f"{line.place}的单位、姓名不是仿宋体"


@MINUTES.rule("attendance-place", "10.3", "出席、请假、列席人员左空二字，回行与冒号后首字对齐", when=_attendance)
def attendance_place(paper: Paper) -> Iterator[str]:
    name_at: float | None = None
    for line in paper.attendance:
        if end := _label(line):
            yield from asking.left(line, 2)
            name_at = line.chars[min(end, len(line.chars) - 1)].x
        elif name_at is not None:
            yield from asking.at(line.left, name_at, m.EDGE_OFF, line, "距左页边")


@MINUTES.rule("attendance-blank", "10.3", "出席人员名单在正文或附件说明下空一行", when=_attendance)
def attendance_blank(paper: Paper) -> Iterator[str]:
    first, above = paper.attendance[0], paper.last_of_body
    if above and above.page == first.page and above.y < first.y:
        yield from asking.blank_rows(paper.blank_rows(above, first), 1, first, "正文")
    elif above and (above.page, above.y) > (first.page, first.y):
        yield f"{first.place}排在正文之前"
