"""The judge: reads a finished PDF and says of each rule of GB/T 9704-2012 whether it is kept.

It knows nothing but the bytes of the file, so that it judges what is printed and not what was meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from routing.judge import elements
from routing.judge.findings import Chapter, Finding, Report, Rule
from routing.judge.layout import Layout
from routing.judge.paper import Paper
from routing.judge.rulebook import RULES
from routing.judge.sheet import Unreadable

__all__ = ["RULES", "Finding", "Layout", "Report", "Rule", "Unreadable", "judge"]

_READABLE = Chapter("文件")


@_READABLE.rule("text", "5.2.2", "文件中有可以核对的文字")
def _no_text(paper: Paper) -> Iterable[str]:
    yield f"共 {len(paper.sheets)} 页都没有文字，可能是扫描件，无法核对"


def judge(pdf: bytes, expected: str | None = None) -> Report:
    """Judge a finished PDF.

    `expected` is the layout that it should have (`document`, `letter` or `minutes`); without it, the page tells.
    A file without text, such as a scan, gets a report of one broken finding.

    Raises:
        Unreadable: it cannot be opened or is beyond the limits; the message says in Chinese why.
    """
    from routing.judge.reading import read  # loads PDFium, which a web worker that only shows reports does not need

    sheets = read(pdf)
    paper = elements.recognise(sheets, Layout(expected) if expected else None)
    written = any(sheet.chars for sheet in sheets)
    rules = RULES if written else tuple(_READABLE.rules)
    findings = tuple(finding for rule in rules for finding in rule.findings(paper))
    return Report(paper.layout, len(sheets), findings)
