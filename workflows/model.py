"""A workflow is a value: anyone can read it, write it to JSON, read it back, and check that it is sound."""

import json
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from transitions import EventData, Machine, MachineError

from workflows.case import Case
from workflows.errors import NotOpenHereError, UnmetNeedError
from workflows.parts import (
    CIRCULATE,
    CLOSING,
    CONSULT,
    DUTIES,
    HELP,
    MAIN,
    PROPOSAL,
    READ,
    RENEWAL,
    RESULT,
    SENT,
    SIGN,
    SLIPS,
    STEP,
    TASK,
    Action,
    Field,
    Joint,
    State,
    Wording,
)
from workflows.roles import Role

__all__ = [
    "CIRCULATE",
    "CLOSING",
    "CONSULT",
    "DUTIES",
    "HELP",
    "MAIN",
    "PROPOSAL",
    "READ",
    "RENEWAL",
    "RESULT",
    "SENT",
    "SIGN",
    "SLIPS",
    "STEP",
    "TASK",
    "Action",
    "Field",
    "Joint",
    "State",
    "Wording",
    "Workflow",
]


@dataclass(frozen=True)
class Workflow:
    """States in the order of the main line, the actions between them, and the columns to be filled in."""

    key: str
    label: str
    initial: str
    states: tuple[State, ...]
    actions: tuple[Action, ...]
    fields: tuple[Field, ...]

    def state(self, key: str) -> State:
        return self._states[key]

    def action(self, key: str) -> Action:
        """The action of that key. Raises NotOpenHereError where the workflow has none such."""
        try:
            return self._actions[key]
        except KeyError:
            raise NotOpenHereError("没有这个操作") from None

    def actions_from(self, state: str) -> tuple[Action, ...]:
        return self._from.get(state, ())

    @cached_property
    def line(self) -> tuple[State, ...]:
        """The main line: the states a document passes when nothing is sent back."""
        return tuple(state for state in self.states if state.step)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: the version that a document begins under."""
        return sha256(self.to_json().encode()).hexdigest()

    @cached_property
    def _states(self) -> dict[str, State]:
        return {state.key: state for state in self.states}

    @cached_property
    def _actions(self) -> dict[str, Action]:
        return {action.key: action for action in self.actions}

    @cached_property
    def _from(self) -> dict[str, tuple[Action, ...]]:
        return {
            state.key: tuple(action for action in self.actions if action.leads_from(state.key)) for state in self.states
        }

    @cached_property
    def machine(self) -> Machine:
        """One machine a workflow, made when first used and shared; no document is ever registered with it."""
        machine = Machine(
            model=None,
            states=[state.key for state in self.states],
            initial=self.initial,
            auto_transitions=False,
            send_event=True,
            model_attribute="state",
        )
        for action in self.actions:
            for source, target in action.ways:
                machine.add_transition(action.key, source, target, conditions=[_asked_for(target), *action.needs])
        return machine

    def move(self, case: Case, key: str, target: str | None = None) -> str:
        """Move `case` by one action and return its new state.

        Raises NotOpenHereError where the action is not open in this state or not to `target`, and
        UnmetNeedError, naming each, where conditions are not met.
        """
        action = self.action(key)
        targets = action.leads_from(case.state)
        if not targets:
            raise NotOpenHereError(f"文件现在是“{self.state(case.state).label}”，不能{action.label}")
        chosen = target or targets[0]
        if not target and len(targets) > 1:
            raise NotOpenHereError("请选择要到哪一步")
        if chosen not in targets:
            raise NotOpenHereError(f"从“{self.state(case.state).label}”不能{action.label}到那一步")
        unmet = self.unmet(case, action)
        if unmet:
            raise UnmetNeedError(
                "；".join(case.why(need) for need in unmet),
                needs=unmet,
                fields=case.missing if "columns_filled" in unmet else (),
            )
        try:
            moved = self.machine.events[key].trigger(case, chosen)
        except MachineError as error:
            raise NotOpenHereError(str(error)) from error
        if not moved:  # transitions says False and nothing more; silence would be a lost action
            raise NotOpenHereError(f"不能{action.label}")
        return case.state

    def unmet(self, case: Case, action: Action) -> tuple[str, ...]:
        return tuple(need for need in action.needs if not getattr(case, need))

    def missing(self, content: dict[str, Any]) -> tuple[str, ...]:
        """The keys of required columns that are empty (FW-3)."""
        needed = [one for one in self.fields if one.required and content.get("kind") not in one.spared]
        return tuple(one.key for one in needed if not str(content.get(one.key) or "").strip())

    def substance(self, content: dict[str, Any]) -> str:
        """SHA-256 over the columns that a signature is bound to, byte for byte."""
        bound = {field.key: content.get(field.key) or "" for field in self.fields if field.substance}
        return sha256(_canonical(bound).encode()).hexdigest()

    def joint(self, content: dict[str, Any]) -> tuple[str, ...]:
        """The keys of the states in which this content asks for joint signing."""
        return tuple(state.key for state in self.states if state.joint is not None and state.joint.asks(content))

    def settled(self, state: str) -> dict[str, State]:
        """The columns that ask for joint signing in a step that was reached before or with `state`, by key.

        Who signs together is settled when a document comes to that step: changed later, such a column asks nobody.
        """
        line = [one.key for one in self.line]
        reached = self.line[: line.index(state) + 1] if state in line else ()
        return {key: there for there in reached if there.joint is not None for key in there.joint.columns}

    def bound(self, action: Action, content: dict[str, Any]) -> str:
        """SHA-256 over the columns that a consent is bound to."""
        if not action.binds:
            return self.substance(content)
        return sha256(_canonical({key: content.get(key) or "" for key in action.binds}).encode()).hexdigest()

    def came(self, source: str, target: str) -> str:
        """How a document comes from one state to another: by the first action of the definition that leads there."""
        return next((one.came for one in self.actions_from(source) if target in one.leads_from(source)), SENT)

    def consent_of(self, state: str) -> Action | None:
        """The action by which a state's holder consents, where the step asks for a consent; it may do more besides."""
        return next((one for one in self.actions_from(state) if one.consents and one.slip == MAIN), None)

    def to_json(self) -> str:
        """The definition without what is left as it is by default, so that a new attribute changes no digest."""
        return _canonical(_told(self))

    @classmethod
    def from_json(cls, text: str) -> "Workflow":
        """Read back what `to_json` wrote, without loss."""
        data = json.loads(text)
        return cls(
            key=data["key"],
            label=data["label"],
            initial=data["initial"],
            states=tuple(_state(state) for state in data["states"]),
            actions=tuple(_action(action) for action in data["actions"]),
            fields=tuple(Field(**{**field, "spared": tuple(field.get("spared", ()))}) for field in data["fields"]),
        )


def _action(data: dict[str, Any]) -> Action:
    return Action(
        **{
            **data,
            "by": Role(data.get("by", Role.HOLDER)),
            "ways": _pairs(data["ways"]),
            "instead": _pairs(data.get("instead", ())),
            **{name: tuple(data.get(name, ())) for name in ("needs", "effects", "binds")},
            "wordings": tuple(Wording(**{**one, "states": tuple(one["states"])}) for one in data.get("wordings", ())),
        }
    )


def _state(data: dict[str, Any]) -> State:
    joint = data.get("joint")
    if joint:
        joint = Joint(**{**joint, "when": tuple(joint.get("when", ()))})
    kept = {"hours": tuple(data.get("hours", ())), "instead": _pairs(data.get("instead", ()))}
    return State(**{**data, "role": Role(data["role"]), "joint": joint, **kept})


def _pairs(data: Any) -> tuple[tuple[str, str], ...]:
    return tuple((one[0], one[1]) for one in data)


def _told(value: Any) -> Any:
    """A definition as plain data, each attribute only where it says something of its own."""
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        return {name: _told(given) for name, (given, default) in own.items() if given != default}
    return [_told(one) for one in value] if isinstance(value, tuple) else value


def _asked_for(target: str) -> Any:
    def is_asked_for(event: EventData) -> bool:
        return target in event.args

    return is_asked_for


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
