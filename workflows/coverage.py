"""Rules and actions against each other: which clause is carried out by what, and which by nothing (制度与流程对照)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from workflows.clauses import CLAUSES, Clause
from workflows.model import Action, State, Workflow

STATE, ACTION = "state", "action"


@dataclass(frozen=True, slots=True)
class Part:
    """A state or an action of a workflow with the clause that it carries out; no citation where the id is unknown."""

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


def coverage(workflows: Iterable[Workflow], clauses: Mapping[str, Clause] = CLAUSES) -> Coverage:
    """Hold every clause against every state and action of `workflows`."""
    parts = tuple(
        _part(workflow, kind, one, clauses)
        for workflow in workflows
        for kind, some in ((STATE, workflow.states), (ACTION, workflow.actions))
        for one in some
    )
    duties = tuple(
        Duty(key, clause.citation, clause.text, tuple(part for part in parts if part.clause == key))
        for key, clause in clauses.items()
    )
    return Coverage(duties, parts, tuple(_fault(part) for part in parts if not part.citation))


def _part(workflow: Workflow, kind: str, one: State | Action, clauses: Mapping[str, Clause]) -> Part:
    known = clauses.get(one.clause)
    citation = known.citation if known else ""
    return Part(workflow.key, workflow.label, kind, one.key, one.label, one.clause, citation)


def _fault(part: Part) -> str:
    what = f"{part.workflow_label}：{'步骤' if part.kind == STATE else '操作'}“{part.label}”"
    return f"{what}的依据“{part.clause}”不在制度清单中" if part.clause else f"{what}没有写明依据"
