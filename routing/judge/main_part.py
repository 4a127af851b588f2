"""Recognising 主体: title, 主送机关, body, 附件说明, 署名, 成文日期, 附注, seals and what is attached."""

from __future__ import annotations

from routing.judge import measures as m
from routing.judge import signs
from routing.judge.layout import Layout
from routing.judge.lines import Line, could_be_seal
from routing.judge.paper import Paper
from routing.judge.sheet import Picture
from routing.text.kinds import is_date

_TITLE_LINES = 8
_RECIPIENT_LINES = 8
_CAPTION_LINES = 60
_NOTE_LINES = 6
_SIGNATURE_LINES = 12
_ATTACHMENT_NOTE_LINES = 40


def recognise(paper: Paper, rest: list[Line]) -> None:
    """Fill in the elements of 主体 from the lines below 版头, without 版记 and tables."""
    rest = _recipients(paper, _caption(paper, _title(paper, rest)))
    stop = next((at for at, line in enumerate(rest) if at and _begins_attachment(paper, line)), len(rest))
    date = next((at for at in range(stop) if _is_date_line(rest[at])), None)
    end = stop if date is None else date
    if date is not None:
        paper.date = rest[date]
        stop = _note(paper, rest, date + 1)
    noted, listed = _attachment_note(rest, end)
    signed = _signatures(rest, listed if noted < end else 1, end)
    noted, listed = min(noted, signed), min(listed, signed)
    paper.attachment_note = rest[noted:listed]
    paper.signatures = rest[signed:end] if date is not None else []
    paper.body, paper.attached = [*rest[:noted], *rest[listed:signed]], _without_captions(rest[stop:])
    if date is None:
        paper.body += rest[signed:end]
    if paper.layout is Layout.MINUTES:
        _attendance(paper)
    _seals(paper)


def _title(paper: Paper, rest: list[Line]) -> list[Line]:
    """The big lines, or the centred ones where somebody set the title small; returns the lines below."""
    big = bool(rest) and rest[0].size > signs.BIG
    count = 0
    while count < min(len(rest), _TITLE_LINES) and (line := rest[count]).page == 1:
        if not (line.size > signs.BIG if big else _looks_centred(line)):
            break
        count += 1
    paper.title = rest[:count]
    return rest[count:]


def _caption(paper: Paper, rest: list[Line]) -> list[Line]:
    """题注 in brackets below the title of a law."""
    if not rest or not rest[0].text.startswith("（") or abs(rest[0].off_centre) > signs.CENTRED:
        return rest
    ends = (at for at, line in enumerate(rest[:_CAPTION_LINES], start=1) if line.text.endswith("）"))
    end = next(ends, 0)
    paper.caption = rest[:end]
    return rest[end:]


def _without_captions(attached: list[Line]) -> list[Line]:
    """What is attached without 题注, which stands below the title of an attached law, too."""
    kept: list[Line] = []
    within = False
    for line in attached:
        below_title = bool(kept) and kept[-1].size > signs.BIG
        begins = below_title and line.text.startswith("（") and abs(line.off_centre) < signs.CENTRED
        within = within or begins
        if not within:
            kept.append(line)
        within = within and not line.text.endswith("）")
    return kept


def _recipients(paper: Paper, rest: list[Line]) -> list[Line]:
    """主送机关: flush lines up to one that ends in a colon, or one line in a wrong place that does."""
    for count, line in enumerate(rest[:_RECIPIENT_LINES], start=1):
        moved_in = line.indent > 1
        if signs.ATTENDANCE.match(line.text) or (moved_in and count > 1):
            break
        if line.text.endswith(signs.COLON):
            if moved_in and (signs.FOLLOWS.search(line.text) or len(line.text) > 20):
                break
            paper.recipients = rest[:count]
            return rest[count:]
        if moved_in:
            break
    short = rest[1:] and rest[0].indent < 0.5 and rest[0].right < m.RIGHT - 3 * m.CHARACTER
    if short and rest[1].indent > 1:  # the colon was forgotten
        paper.recipients = rest[:1]
        return rest[1:]
    return rest


def _begins_attachment(paper: Paper, line: Line) -> bool:
    """附件1 at the edge or at the head of a page; 附件： within the text begins 附件说明."""
    if not signs.ATTACHMENT.match(line.text):
        return False
    return line.indent < 1 or line is paper.lines[line.page - 1][0]


def _attachment_note(rest: list[Line], end: int) -> tuple[int, int]:
    """From where to where 附件说明 stands: from the last line that says so, with its turned lines."""
    near = range(end - 1, max(end - _ATTACHMENT_NOTE_LINES, -1), -1)
    begin = next((at for at in near if signs.ATTACHMENT_NOTE.match(rest[at].text)), end)
    after = min(begin + 1, end)
    while after < end:
        line, above = rest[after], rest[after - 1]
        far = line.page == above.page and line.y - above.y > m.PITCH * m.LINK
        if far or line.indent > signs.RIGHT_HALF:
            break
        after += 1
    return begin, after


def _signatures(rest: list[Line], least: int, date: int) -> int:
    """Where the names above the date begin, at `least` at the earliest."""
    begin = date
    while begin > least and date - begin < _SIGNATURE_LINES:
        line = rest[begin - 1]
        listed = signs.ATTACHMENT_NOTE.match(line.text) or signs.ITEM.match(line.text)
        paragraph = line.indent < signs.NO_PARAGRAPH and len(line.names) == 1
        if paragraph or listed or line.text.endswith(signs.STOPS):
            break
        if begin < date and line.page == rest[begin].page and rest[begin].y - line.y > signs.SEAL_HIGH:
            break
        begin -= 1
    return begin


def _note(paper: Paper, rest: list[Line], at: int) -> int:
    """附注 in brackets after the date; returns where the rest begins."""
    if at >= len(rest) or rest[at].text[0] not in "（(" or rest[at].page != rest[at - 1].page:
        return at
    for end in range(at, min(at + _NOTE_LINES, len(rest))):
        if rest[end].text.endswith(("）", ")")):
            paper.note = rest[at : end + 1]
            return end + 1
    return at


def _attendance(paper: Paper) -> None:
    """出席, 请假 and 列席 of minutes, wherever they stand, with their turned lines."""
    body: list[Line] = []
    listed = paper.attendance
    for line in paper.body:
        above = listed[-1] if listed and (listed[-1].page, listed[-1].row + 1) == (line.page, line.row) else None
        turned = above and (line.indent > 3 or above.right > m.RIGHT - 2 * m.CHARACTER)
        (listed if signs.ATTENDANCE.match(line.text) or turned else body).append(line)
    paper.body = body


def _seals(paper: Paper) -> None:
    """Pictures of the size of a seal on the page of the date, without the parts of which one is drawn."""
    if paper.date is None:
        return
    for picture in filter(could_be_seal, paper.sheets[paper.date.page - 1].pictures):
        if not any(_within(picture, other) for other in paper.seals):
            paper.seals.append(picture)


def _within(inner: Picture, outer: Picture) -> bool:
    across = inner.left >= outer.left - 1 and inner.right <= outer.right + 1
    return across and inner.top >= outer.top - 1 and inner.bottom <= outer.bottom + 1


def _looks_centred(line: Line) -> bool:
    inside = line.indent > 0.7 and line.right < m.RIGHT - m.CHARACTER / 2
    return abs(line.off_centre) < signs.CENTRED and inside and not line.text.endswith(signs.COLON)


def _is_date_line(line: Line) -> bool:
    return is_date(line.text) or signs.LOOSE_DATE.match(line.text) is not None
