"""署名, 成文日期 and 附注 of the Word copy (7.3.5, 7.3.6). The seal is left out: an editable copy bears none."""

from __future__ import annotations

from typing import Any

from routing.typeset.paper import Layout, OfficialPaper, SealMode
from routing.typeset.word.lines import add_tab, blank, line
from routing.typeset.word.measures import CHARACTER, MM, PITCH, WIDTH, width_of

_TEXT = ("BodyText", "AttachmentNote", "Attendance")
DATE_RIGHT = 4 * CHARACTER
_ABOVE_SEALED = 2  # free lines, so that a seal over signature and date begins within a line of the text's end
_BETWEEN_SEALED = 4  # between rows of signatures, so that seals do not touch


def put_ending(document: Any, paper: OfficialPaper) -> None:
    """署名 and 成文日期 where they stand, with the free lines above, then 附注."""
    # 纪要 have neither signature nor seal: who issues them and when stands above the red rule.
    if paper.layout is not Layout.MINUTES and (paper.signatures or paper.dated):
        if paper.seal_mode is SealMode.NONE:
            _unsealed(document, paper)
        elif len(paper.signatures) > 1:
            _several_sealed(document, paper)
        else:
            _sealed(document, paper)
    for note in filter(None, paper.note.split("\n")):
        line(document, "Note", note)


def _free(document: Any, lines: int) -> None:
    """Free lines that stay with the signature, and the last line of the text with them."""
    # Not where that line is all of the body: LibreOffice would take it off page 1, where the body must begin (7.3.3).
    texts = [one for one in document.paragraphs if one._p.style in _TEXT]
    keep = texts[-1:] if len(texts) > 1 else []
    keep += [blank(document, PITCH) for _ in range(lines)]
    for paragraph in keep:
        paragraph.paragraph_format.keep_with_next = True


def put_centred(document: Any, lines: tuple[str, ...]) -> None:
    """署名 and 成文日期 with one middle, the last line four characters in from the right, if none is too long."""
    reach = max(*map(width_of, lines), 2 * DATE_RIGHT + width_of(lines[-1]))
    for text in lines:
        style = "IssueDate" if text is lines[-1] else "Signature"
        line(document, style, text, align="center", left=max(0, WIDTH - reach))


def _sealed(document: Any, paper: OfficialPaper) -> None:
    """The date four characters in from the right, the signature centred above it (7.3.5.1); a signature that is
    too long for that ends at the right edge, and the date is centred below it.
    """
    _free(document, _ABOVE_SEALED)
    put_centred(document, (*paper.signatures, *([paper.dated] if paper.dated else [])))


def _several_sealed(document: Any, paper: OfficialPaper) -> None:
    """Signatures beside each other, each with room for its seal, the date below the last one."""
    names = paper.signatures
    beside, step = _columns(max(map(width_of, names)))
    last = WIDTH - DATE_RIGHT - width_of(paper.dated) / 2
    for start in range(0, len(names), beside):
        _free(document, _BETWEEN_SEALED if start else _ABOVE_SEALED)
        row = names[start : start + beside]
        paragraph = line(document, "Signature", "".join(f"\t{name}" for name in row))
        for place in range(len(row)):
            add_tab(paragraph, last - (len(row) - 1 - place) * step, "center")
    if paper.dated:
        add_tab(line(document, "IssueDate", f"\t{paper.dated}"), last, "center")


def _columns(longest: float) -> tuple[int, float]:
    """How many signatures stand beside each other and how far apart, as seals of 42 mm must not touch."""
    for beside, step in ((3, 45 * MM), (2, 76 * MM)):
        if longest + CHARACTER / 2 <= step:
            return beside, step
    return 1, 0


def _unsealed(document: Any, paper: OfficialPaper) -> None:
    """The signature two characters in from the right, the date beginning two characters right of it (7.3.5.2)."""
    _free(document, 1)
    date = width_of(paper.dated)
    longest = max(map(width_of, paper.signatures), default=0)
    left = WIDTH - 2 * CHARACTER - longest
    if left + 2 * CHARACTER + date > WIDTH - 2 * CHARACTER:  # then the date keeps the edge, the signature gives way
        left = WIDTH - 4 * CHARACTER - date
    for name in paper.signatures:
        line(document, "Signature", name, left=max(0, left))
    if paper.dated:
        line(document, "IssueDate", paper.dated, left=max(0, left + 2 * CHARACTER))
