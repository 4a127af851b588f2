"""A paper as it was found on its sheets: its elements, and the measures that belong to all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from routing.judge import measures as m
from routing.judge import signs
from routing.judge.layout import Layout
from routing.judge.lines import Line, steps
from routing.judge.paragraphs import Paragraph, paragraphs
from routing.judge.sheet import Picture, Sheet, Stroke


@dataclass
class Paper:
    """What was found. Lines of the body stand in `body`, all that follow the date's page in `attached`."""

    sheets: list[Sheet]
    layout: Layout
    lines: list[list[Line]]
    """Of each sheet, without page numbers and what stands in the upper margin."""
    page_numbers: list[Line | None] = field(default_factory=list)
    mark: list[Line] = field(default_factory=list)
    copy_number: Line | None = None
    secrecy: Line | None = None
    urgency: Line | None = None
    number: Line | None = None
    signers: list[Line] = field(default_factory=list)
    red_lines: list[Stroke] = field(default_factory=list)
    """Wide red rules of page 1, from top to bottom."""
    title: list[Line] = field(default_factory=list)
    recipients: list[Line] = field(default_factory=list)
    attendance: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    attachment_note: list[Line] = field(default_factory=list)
    signatures: list[Line] = field(default_factory=list)
    date: Line | None = None
    seals: list[Picture] = field(default_factory=list)
    note: list[Line] = field(default_factory=list)
    caption: list[Line] = field(default_factory=list)
    """题注: the bracketed lines between title and text of a law."""
    tabled: list[Line] = field(default_factory=list)
    """Lines in the cells of tables."""
    attached: list[Line] = field(default_factory=list)
    imprint: list[Line] = field(default_factory=list)
    imprint_rules: list[Stroke] = field(default_factory=list)

    @cached_property
    def pitch(self) -> float:
        """mm between the base lines of the body, as it is."""
        gaps = [low.y - high.y for high, low in steps(self.text) if 6 < low.y - high.y < 16]
        return median(gaps) if gaps else m.PITCH

    @cached_property
    def text(self) -> list[Line]:
        """The running text of the document itself and what is attached to it."""
        return [*self.body, *self.attached]

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The running text by paragraphs."""
        return paragraphs(self.text)

    @property
    def titles_of_attached(self) -> list[Line]:
        """First lines of pages that begin with the title of something attached without the word 附件."""
        return [line for line in self.attached if line is self.lines[line.page - 1][0] and line.size > signs.BIG]

    @property
    def upward(self) -> bool:
        return bool(self.signers)

    @property
    def last_of_body(self) -> Line | None:
        """The last line before the signature: of 附件说明, or of the body."""
        lines = self.attachment_note or self.body
        return lines[-1] if lines else None

    def free_rows(self, upper: float, lower: float) -> float:
        """Rows that fit between two edges of which one is off the grid: two blank rows are 2.0 to 2.5 rows high."""
        lead = max(self.pitch - m.SIZE_3 * m.POINT, 0)
        return (lower - upper - lead / 2) / self.pitch

    def blank_rows(self, upper: Line, lower: Line) -> float:
        """Blank rows between two lines of one page, measured from edge to edge of their em boxes."""
        lead = max(self.pitch - m.SIZE_3 * m.POINT, 0)
        return (lower.top - upper.bottom - lead) / self.pitch
