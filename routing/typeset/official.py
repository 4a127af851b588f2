"""A public document as a finished PDF: set, looked at, and set again where GB/T 9704-2012 asks for it.

Titles are broken here, and words come from a large dictionary: run it in the worker, not in a web process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from routing.typeset import titles
from routing.typeset.engine import Typeset, typeset

if TYPE_CHECKING:
    from routing.typeset.fonts import FontSet
    from routing.typeset.paper import OfficialPaper

TEMPLATE = "official.typ"
CLOSE = {"close": True}
REMEDIES: tuple[dict[str, Any], ...] = (
    CLOSE,
    *({"rows": rows} for rows in (21, 20, 23)),
    CLOSE | {"rows": 24},
    *({"rows": rows} for rows in (19, 24)),
    *(CLOSE | {"rows": rows} for rows in (25, 21, 20, 23, 19)),
    {"rows": 25},
)
"""What brings a signature and a line of the text onto one page (7.3.5.5: 调整行距), tried in this order: signature and
seal one row nearer to the text, then other than 22 lines a page. (Other than 28 characters a line never helped.)
"""


def set_paper(
    paper: OfficialPaper,
    *,
    when: datetime,
    standard: str = "a-2u",
    fonts: FontSet | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Typeset:
    """Set a paper. `files` holds the pictures that its seals name; `when` dates the PDF (naive means UTC).

    Raises MissingGlyphError where no font has a character, TypesetError where the page cannot be set.
    """
    data = official_data(paper)

    def setting(remedy: Mapping[str, Any]) -> Typeset:
        return typeset(TEMPLATE, {**data, **remedy}, when=when, standard=standard, fonts=fonts, files=files)

    first = setting({})
    for remedy in _head_remedies(paper):
        if first.facts["body_page"] <= 1:
            break
        data |= remedy
        first = setting({})
    if not _stranded(first):
        return first
    fair: list[Typeset] = []
    for remedy in REMEDIES:
        done = setting(remedy)
        if _stranded(done):
            continue
        # 附注 alone on a page is no reason for other rows (7.3.5.5), but the better choice among them.
        if "rows" not in remedy or not _note_alone(done):
            return done
        fair.append(done)
    return (fair or [first])[0]


def set_final(paper: OfficialPaper, *, when: datetime, fonts: FontSet | None = None) -> Typeset:
    """Set the text that was signed (定稿), which goes out to nobody: no rows are moved for its signature's sake."""
    return typeset(TEMPLATE, official_data(paper), when=when, fonts=fonts)


def _fitting(lines: list[str]) -> list[str]:
    """The lines of a title as they were set by hand; those that are too long are broken by sense."""
    return [part for line in lines for part in titles.broken(line)]


def _head_remedies(paper: OfficialPaper) -> Iterator[dict[str, Any]]:
    """What brings the text onto page 1, where it must begin: a smaller 题注, a smaller head for many organs (7.2.4),
    then 主送机关 moved to 版记 (7.3.2).
    """
    if paper.caption:
        yield {"small_caption": True}
    if len(paper.mark) > 1:
        yield {"tight": True}
    if paper.recipients:
        yield {"recipients": "", "sent_to": paper.recipients.rstrip("：:")}


def _stranded(done: Typeset) -> bool:
    """Whether the signature is on a page without a line of the text (7.3.5)."""
    return done.facts["signature_page"] > done.facts["body_end_page"]


def _note_alone(done: Typeset) -> bool:
    """Whether 附注, which belongs on the line after the date (7.3.6), begins the next page."""
    return done.facts["note_page"] > done.facts["signature_page"] > 0


def official_data(paper: OfficialPaper) -> dict[str, Any]:
    """What the template reads: the paper's data, its titles broken by sense where nobody set the breaks."""
    data = paper.as_data()
    data["title"] = _fitting(data["title"])
    for attachment in data["attachments"]:
        attachment["title"] = _fitting(attachment["title"])
    return data
