"""The head of the first page: mark, number, secrecy, urgency, title, recipients (GB/T 9704, 7.2 and 7.3.1 to 7.3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from routing.ocr import patterns
from routing.ocr.rows import Measure, Row, around, measured, rows_of
from routing.ocr.values import Box, Page, Suggestion

SURE: Final = 0.93  # score of a line that needs no second sign
_LONGEST_TITLE: Final = 7  # rows
_LONGEST_RECIPIENTS: Final = 10  # rows
_MARK_END = re.compile(r"(文件|公告|通告|命令|令|纪要|会议纪要|便函|公函|函件|公文处理笺|专报|信息|简报)$")
_ABOUT = re.compile(r"^(.{2,40}?)(?:关于|转发|印发|批转|对)")
_NOT_TITLE = re.compile(r"^(签发人|会签人|主送|抄送|抄报|（|\()")
_ENDS = "：:；;"


@dataclass(slots=True)
class Head:
    """What the head says; `issuer` is what the title says of the organ, to be compared with mark and signature."""

    fields: dict[str, Suggestion] = field(default_factory=dict)
    mark: tuple[str, ...] = ()
    mark_box: Box = (0.0, 0.0, 0.0, 0.0)
    mark_score: float = 0.0
    issuer: str = ""


def head_of(page: Page) -> Head:
    """Read the head of a page."""
    head = Head()
    rows = rows_of(page.lines)
    measure = measured(rows)
    if measure is None:
        return head
    end = _mark(head, rows, measure, page)
    start = _numbered(head, rows, end, page)
    _flush_left(head, rows[: max(start, end) + 1], page)
    title = _title(head, rows, max(start, end), measure, page)
    if title is not None:
        _recipients(head, rows, title, measure, page)
    return head


def _mark(head: Head, rows: list[Row], measure: Measure, page: Page) -> int:
    """发文机关标志: large and red, above everything else. Where the rows after it begin."""
    marks: list[tuple[int, str, Row]] = []
    for place, row in enumerate(rows):
        if row.middle > page.height * 0.6:
            break
        reds = [line for line in row.lines if line.red and line.height > 1.3 * measure.height]
        if reds and any("一" <= sign <= "鿿" for line in reds for sign in line.text):
            marks.append((place, "".join(patterns.bare(line.text) for line in reds), row))
    if not marks:
        return 0
    names = []
    for _, text, _ in marks:
        name = _MARK_END.sub("", text).strip("（）()·.，。-—_")
        if len(name) >= 2 or (name and len(marks) == 1):
            names.append(name)
    head.mark = tuple(names)
    head.mark_box = around(row for _, _, row in marks)
    head.mark_score = min((row.score for _, _, row in marks), default=0.0)
    return marks[-1][0] + 1


def _numbered(head: Head, rows: list[Row], end: int, page: Page) -> int:
    """发文字号: above the title; in a letter beside it at the right. Where the rows after it begin."""
    for place, row in enumerate(rows):
        if row.middle > page.height * 0.62:
            break
        if row.text.endswith(tuple(_ENDS)) and place > end:
            break  # 主送机关: what follows quotes other documents' numbers
        for line in row.lines:
            number = patterns.number_in(line.text)
            if number and "《" not in line.text and line.ems < 24:
                head.fields["source_number"] = Suggestion(number, line.score > SURE, page.number, line.box)
                return place + 1
        number = patterns.order_in(row.text)
        if number and end and place >= end and place <= end + 2:
            head.fields["source_number"] = Suggestion(number, False, page.number, around([row]))
            return place + 1
    return end


def _flush_left(head: Head, rows: list[Row], page: Page) -> None:
    """密级 and 紧急程度, flush left at the top."""
    for row in rows:
        for line in row.lines:
            if line.red or line.ems > 10:
                continue
            for name, found in (
                ("secrecy", patterns.secrecy_in(line.text)),
                ("urgency", patterns.urgency_in(line.text)),
            ):
                if found and name not in head.fields:
                    head.fields[name] = Suggestion(found, line.score > SURE, page.number, line.box)


def _title(head: Head, rows: list[Row], start: int, measure: Measure, page: Page) -> int | None:
    """标题: large rows below the red line. Where the rows after it begin, or None."""
    first = next(
        (
            place
            for place in range(start, len(rows))
            if measure.is_large(rows[place]) and not rows[place].red and _may_be_title(rows[place])
        ),
        None,
    )
    if first is None or rows[first].middle > page.height * 0.8:
        return None
    end = first + 1
    while end < len(rows) and end - first < _LONGEST_TITLE and _goes_on(rows[end - 1], rows[end], measure):
        end += 1
    chosen = rows[first:end]
    title = patterns.wide("".join(row.text for row in chosen)).strip("·.-—_|")
    kind = patterns.kind_of(title)
    sure = bool(kind) and min(row.score for row in chosen) > SURE
    head.fields["title"] = Suggestion(title, sure, page.number, around(chosen))
    if kind:
        head.fields["kind"] = Suggestion(kind, sure, page.number, around(chosen[-1:]))
    issuer = _ABOUT.match(title)
    head.issuer = issuer[1] if issuer else ""
    return end


def _may_be_title(row: Row) -> bool:
    text = row.text
    return len(text) >= 2 and not _NOT_TITLE.match(text) and any("一" <= sign <= "鿿" for sign in text)


def _goes_on(before: Row, row: Row, measure: Measure) -> bool:
    """Is a row one more of the title? The last may be short, so its letters are compared with those before it."""
    if row.red or row.top - before.bottom > 1.2 * before.height or row.text.endswith(tuple(_ENDS)):
        return False
    return measure.is_large(row) or (row.ems < 4 and row.height > 1.1 * measure.height and measure.is_centred(row))


def _recipients(head: Head, rows: list[Row], start: int, measure: Measure, page: Page) -> None:
    """主送机关: the rows below the title, from the left edge, up to a colon."""
    chosen: list[Row] = []
    for row in rows[start : start + _LONGEST_RECIPIENTS]:
        if row.red:
            continue
        if not chosen and not measure.is_flush_left(row):
            continue  # 题注
        if "。" in row.text:
            return
        chosen.append(row)
        if row.text[-1] in _ENDS:
            text = patterns.wide("".join(one.text for one in chosen)).rstrip("：；:;")
            score = min(one.score for one in chosen)
            head.fields["recipients"] = Suggestion(text, score > SURE, page.number, around(chosen))
            return
