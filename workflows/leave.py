"""请假、外出: who gives leave, by how long somebody is away (KQ-3): a table that anyone can read.

Counted in half working days of the office. What the clause leaves open: nobody is asked for half a day of a head's, as
it begins to ask above that; a vice-chair's shorter leave is the chair's to give, who alone is above them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from workflows.roles import Capacity, Role

HALF_DAY: Final = 1
ONE_DAY: Final = 2


class Rank(StrEnum):
    """How high somebody stands in the house, whatever their posts are called."""

    STAFF = "staff"
    HEAD = "head"
    VICE_CHAIR = "vice_chair"
    CHAIR = "chair"

    @property
    def label(self) -> str:
        return _LABELS[self]


@dataclass(frozen=True, slots=True)
class Leave:
    """One rule: who gives somebody of that rank leave of at most so many half days (None: of any length).

    `by` None: nobody is asked; it is entered, and holds.
    """

    rank: Rank
    most: int | None
    by: Role | None
    clause: str = "KQ-3"

    @property
    def label(self) -> str:
        most = _LENGTHS.get(self.most or 0, "")
        by = f"{Capacity(self.by.value).label}批准" if self.by else "不用批准"
        return f"{self.rank.label}{most}：{by}"


TABLE: tuple[Leave, ...] = (
    Leave(Rank.STAFF, HALF_DAY, Role.DEPARTMENT_HEAD),
    Leave(Rank.STAFF, ONE_DAY, Role.VICE_CHAIR),
    Leave(Rank.STAFF, None, Role.CHAIR),
    Leave(Rank.HEAD, HALF_DAY, None),
    Leave(Rank.HEAD, ONE_DAY, Role.VICE_CHAIR),
    Leave(Rank.HEAD, None, Role.CHAIR),
    Leave(Rank.VICE_CHAIR, None, Role.CHAIR),
    Leave(Rank.CHAIR, None, None),
)
# Who is asked where there is nobody in the proper post: the next above it.
ABOVE: Final = (Role.DEPARTMENT_HEAD, Role.VICE_CHAIR, Role.CHAIR)


def rules_of(rank: Rank) -> tuple[Leave, ...]:
    """The rules for that rank, the shortest leave first."""
    return tuple(rule for rule in TABLE if rule.rank is rank)


def rule_for(rank: Rank, halves: int) -> Leave:
    """The rule for a leave of so many half days."""
    return next(rule for rule in rules_of(rank) if rule.most is None or halves <= rule.most)


_LENGTHS = {HALF_DAY: "半天以内", ONE_DAY: "一天以内"}
_LABELS = {
    Rank.STAFF: "部室工作人员",
    Rank.HEAD: "部室负责人",
    Rank.VICE_CHAIR: "副主席",
    Rank.CHAIR: "主席",
}
