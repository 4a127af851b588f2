"""What the judge says: a rule, whether it is kept, and where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from routing.judge.layout import Layout
    from routing.judge.paper import Paper

MOST_FAULTS = 8
"""Places named of one rule; what is more is only counted."""

Check = Callable[["Paper"], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the standard asks.

    `asks` says it in Chinese, `clause` where it is written, `chapter` under which heading a report shows it.
    The rule is asked where `applies` is true; `check` gives every place where it is broken.
    """

    key: str
    clause: str
    chapter: str
    asks: str
    check: Check
    applies: Callable[[Paper], object]
    layouts: frozenset[Layout]

    def findings(self, paper: Paper) -> Iterator[Finding]:
        """One finding where the rule is kept, one for each place where it is broken, none where it is not asked."""
        if (self.layouts and paper.layout not in self.layouts) or not self.applies(paper):
            return
        faults = iter(self.check(paper))
        named = list(islice(faults, MOST_FAULTS))
        if not named:
            yield self._finding(True, "")
            return
        more = sum(1 for _ in faults)
        for fault in named:
            yield self._finding(False, fault)
        if more:
            yield self._finding(False, f"另有 {more} 处同样的问题")

    def _finding(self, kept: bool, where: str) -> Finding:
        return Finding(self.key, self.clause, self.chapter, self.asks, kept, where)


class Chapter:
    """A list of rules under one heading; `rule` adds to it."""

    def __init__(self, name: str, *layouts: Layout) -> None:
        self.name = name
        self.layouts = frozenset(layouts)
        self.rules: list[Rule] = []

    def rule(
        self,
        key: str,
        clause: str,
        asks: str,
        *,
        when: Callable[[Paper], object] = lambda _: True,
        layouts: Iterable[Layout] = (),
    ) -> Callable[[Check], Check]:
        """Make the decorated function the check of a rule."""

        def add(check: Check) -> Check:
            self.rules.append(Rule(key, clause, self.name, asks, check, when, frozenset(layouts) or self.layouts))
            return check

        return add


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule kept or broken; `where` names page, line and millimetres in Chinese, and is empty where it is kept.

    Text alone, so that it can be sent from the process that judges to the one that shows it.
    """

    rule: str
    clause: str
    chapter: str
    asks: str
    kept: bool
    where: str

    @property
    def label(self) -> str:
        return "符合" if self.kept else "不符合"

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule, "clause": self.clause, "asks": self.asks, "kept": self.kept, "where": self.where,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was asked of one PDF, in the order of the standard's clauses."""

    layout: Layout
    pages: int
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Whether no rule is broken."""
        return all(finding.kept for finding in self.findings)

    @property
    def broken(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.kept)

    @property
    def summary(self) -> str:
        """One Chinese sentence for the head of the report."""
        asked = len({finding.rule for finding in self.findings})
        failed = len({finding.rule for finding in self.broken})
        told = f"有 {failed} 条不符合" if failed else "全部符合"
        return f"按{self.layout.label}核对 {asked} 条，{told}。"

    def groups(self) -> list[tuple[str, list[Finding]]]:
        """The findings by chapter (版面, 版头, 主体, 版记 …), for the page."""
        return [(name, list(some)) for name, some in groupby(self.findings, key=lambda finding: finding.chapter)]

    def as_dict(self) -> list[dict[str, Any]]:
        """The report as JSON takes it: a list of rule, clause, asks, kept and where."""
        return [finding.as_dict() for finding in self.findings]
