"""What the table of periods says of a paper: the first line that fits proposes, a person decides (DA-4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from routing.services.received import ORIGINS

# To what a line of the table may be narrowed: a paper may be several of these.
NARROWED: Final = {
    "": "全部",
    "outgoing": "本会发文",
    "incoming": "收文（全部）",
    "to_act": "收文（办件）",
    "to_read": "收文（阅件）",
    **ORIGINS,
    "record": "补录",
}
NOT_FILED: Final = "不归档"  # what stands for a term where papers are not to be filed
NO_LINE: Final = "期限表中没有适用的条目，请选择"


@dataclass(frozen=True, slots=True)
class Paper:
    """What lines ask about: which of NARROWED it is, its 文种, title and department."""

    origins: frozenset[str]
    kind: str
    title: str
    department_id: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term of the house with its national one, or why such papers are not filed; by which line."""

    term: str = ""
    period: str = ""
    leave_out: str = ""
    because: str = NO_LINE


def propose(rules: Sequence[Any], paper: Paper) -> Proposal:
    """What the first line that fits says."""
    line = next((one for one in rules if _fits(one, paper)), None)
    if line is None:
        return Proposal()
    return Proposal(line.house_term, line.period, line.leave_out, line.basis or f"期限表第{line.position}条")


def _fits(line: Any, paper: Paper) -> bool:
    words = [word for word in line.words.replace("，", "、").split("、") if word.strip()]
    return (
        (not line.origin or line.origin in paper.origins)
        and (not line.kind or line.kind == paper.kind)
        and (not words or any(word.strip() in paper.title for word in words))
        and (line.department_id is None or line.department_id == paper.department_id)
    )
