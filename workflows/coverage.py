"""Rules and actions against each other: which clause is carried out by what, and which by nothing (制度与流程对照)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from workflows.clauses import CLAUSES, Clause
from workflows.leave import Leave
from workflows.model import Action, State, Workflow
from workflows.words import KINDS

STATE, ACTION, RULE = "state", "action", "rule"
SORTS: Final = {STATE: "步骤", ACTION: "操作", RULE: "规定"}
LEAVE: Final = ("leave", "请假、外出")


@dataclass(frozen=True, slots=True)
class Part:
    """A state or an action of a workflow, or a rule of a table beside them, with the clause that it carries out; no
    citation where the id is unknown.

    One that carries out another clause in cases of another kind is a part for each, and says of which.
    """

    workflow: str
    workflow_label: str
    kind: str
    key: str
    label: str
    clause: str
    citation: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A clause, and all that carries it out: nothing, where `parts` is empty."""

    clause: str
    citation: str
    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The two-way report. `faults` are in plain Chinese: what names no clause of the list."""

    duties: tuple[Duty, ...]
    parts: tuple[Part, ...]
    faults: tuple[str, ...]

    @property
    def uncovered(self) -> tuple[Duty, ...]:
        """The clauses that no workflow carries out."""
        return tuple(duty for duty in self.duties if not duty.parts)

    def to_json(self) -> str:
        """The report as JSON, the clauses that nothing carries out named once more by their ids."""
        told = {**asdict(self), "uncovered": [duty.clause for duty in self.uncovered]}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)


def coverage(
    workflows: Iterable[Workflow], clauses: Mapping[str, Clause] = CLAUSES, leave: Iterable[Leave] = ()
) -> Coverage:
    """Hold every clause against every state and action of `workflows`, and against the rules of who gives leave."""
    parts = tuple(
        part
        for workflow in workflows
        for kind, some in ((STATE, workflow.states), (ACTION, workflow.actions))
        for one in some
        for part in _parts(workflow, kind, one, clauses)
    )
    parts += tuple(_given(rule, clauses) for rule in leave)
    duties = tuple(
        Duty(key, clause.citation, clause.text, tuple(part for part in parts if part.clause == key))
        for key, clause in clauses.items()
    )
    return Coverage(duties, parts, tuple(_fault(part) for part in parts if not part.citation))


def _parts(workflow: Workflow, kind: str, one: State | Action, clauses: Mapping[str, Clause]) -> Iterator[Part]:
    also = ((f"{one.label}（{KINDS.get(need, need)}）", clause) for need, clause in one.instead)
    for label, clause in ((one.label, one.clause), *also):
        known = clauses.get(clause)
        yield Part(workflow.key, workflow.label, kind, one.key, label, clause, known.citation if known else "")


def _given(rule: Leave, clauses: Mapping[str, Clause]) -> Part:
    known = clauses.get(rule.clause)
    most = rule.most if rule.most is not None else "any"
    return Part(*LEAVE, RULE, f"{rule.rank}_{most}", rule.label, rule.clause, known.citation if known else "")


def _fault(part: Part) -> str:
    what = f"{part.workflow_label}：{SORTS[part.kind]}“{part.label}”"
    return f"{what}的依据“{part.clause}”不在制度清单中" if part.clause else f"{what}没有写明依据"
