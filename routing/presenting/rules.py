"""The rules in words: versions, a workflow's steps and actions, the clauses against them, a walk on paper."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

import workflows
from routing.queries.rules import SHOWN, Acting, Version
from routing.queries.simulation import Asked, Simulation
from routing.services.content import URGENCIES
from workflows import leave
from workflows.clauses import CLAUSES
from workflows.coverage import LEAVE, SORTS, Coverage, Part, coverage
from workflows.diagram import draw
from workflows.joint import REFUSALS, RULES
from workflows.model import MAIN, Action, Field, State, Workflow
from workflows.roles import Capacity, Role
from workflows.simulation import Found, Nobody, Step, Who
from workflows.soundness import faults
from workflows.standing_in import RESERVED, TABLE, Cause, Place
from workflows.ways import onward
from workflows.words import KINDS

TABS: Final = (
    ("流程一览", "/admin/rules"),
    ("制度与流程对照", "/admin/rules/coverage"),
    ("流程推演", "/admin/rules/simulation"),
)
FEW: Final = 2
SLIPS: Final = {"sign": "会签人", "consult": "被征求意见的人", "read": "收到阅件的人"}
CAUSES: Final = {Cause.OWN: "就是拟稿人", Cause.AWAY: "外出", Cause.VACANT: "空缺"}
PLACES: Final = {
    Place.OVERSEER: "分管副主席",
    Place.VICE_CHAIRS: "其他副主席",
    Place.FIRST_VICE_CHAIR: "排在最前的副主席",
    Place.CHAIR: "主席",
    Place.OFFICE_DIRECTOR: "办公室主任",
}
SAYS: Final = {"none": "", "optional": "可写意见", "required": "须写理由"}


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages of the rules; a workflow's own page belongs to the list."""
    current = here if here in {href for _, href in TABS} else TABS[0][1]
    return [{"label": label, "href": href, "current": href == current, "count": None} for label, href in TABS]


def versions(found: Iterable[Version]) -> list[dict[str, Any]]:
    """The list of workflows, a line a version."""
    return [_version(version) for version in found]


def _version(version: Version) -> dict[str, Any]:
    today = workflows.ALL.get(version.key)
    short = version.digest[:SHOWN]
    return {
        "label": today.label if today else version.key,
        "href": f"/admin/rules/{version.key}" + ("" if version.current else f"?version={short}"),
        "digest": short,
        "current": version.current,
        "state": "现行" if version.current else "旧版，在办文件仍按它办完",
        "running": version.running,
        "documents": version.documents,
    }


def workflow_page(
    workflow: Workflow,
    found: Iterable[Version],
    waiting: dict[str, int],
    acting: Callable[[Role], tuple[Acting, ...]],
) -> dict[str, Any]:
    """All that the page of one workflow shows: facts, drawing, check, steps, common actions, columns."""
    everywhere = _everywhere(workflow)
    mine = [version for version in found if version.key == workflow.key]
    return {
        "workflow": workflow,
        "old": workflow.digest not in {version.digest for version in mine if version.current},
        "versions": versions(mine),
        "digest": workflow.digest,
        "drawing": draw(workflow),
        "faults": faults(workflow),
        "steps": [_step_row(workflow, state, everywhere, waiting, acting(state.role)) for state in workflow.states],
        "everywhere": [_action(workflow, action, None) for action in everywhere],
        "stand_ins": _stand_ins(workflow),
        "columns": [_column(field) for field in workflow.fields],
    }


def _everywhere(workflow: Workflow) -> tuple[Action, ...]:
    """The actions that are open in every step at work: said once, not in every row."""
    at_work = {state.key for state in workflow.states if not state.final}
    return tuple(
        action for action in workflow.actions if len(at_work) > 1 and at_work <= {source for source, _ in action.ways}
    )


def _step_row(
    workflow: Workflow, state: State, everywhere: tuple[Action, ...], waiting: dict[str, int], now: Iterable[Acting]
) -> dict[str, Any]:
    place = workflow.line.index(state) + 1 if state in workflow.line else 0
    here, ahead = workflow.actions_from(state.key), {action.key for action, _ in onward(workflow, state)}
    return {
        "number": place or "—",
        "label": state.label,
        "role": "" if state.role is Role.NOBODY else state.role.label,
        "joint": _joint(workflow, state),
        "now": [_now(one) for one in now],
        "clause": _cited(state),
        "asks": CLAUSES[state.clause].text if state.clause in CLAUSES else "",
        "days": f"{state.days}个工作日" if state.days else "",
        "slips": waiting.get(state.key, 0),
        "actions": [_action(workflow, one, state) for one in here if one.key in ahead],
        "others": [_action(workflow, one, state) for one in here if one.key not in ahead and one not in everywhere],
    }


def _stand_ins(workflow: Workflow) -> list[dict[str, str]]:
    """Who acts where the proper person cannot: the lines of the house's table that this workflow's roles need."""
    roles = {state.role for state in workflow.states}
    return [
        {
            "role": rule.role.label,
            "cause": CAUSES[rule.cause],
            "who": "，再无人则".join(PLACES[place] for place in rule.places),
            "except": RESERVED if rule.reserved else "",
            "clause": CLAUSES[rule.clause].citation,
        }
        for rule in TABLE
        if rule.role in roles
    ]


def _now(one: Acting) -> dict[str, str]:
    named = f"{one.name}（{one.people}）" if one.people else one.name
    where = "、".join(one.departments)
    words = f"{where}：{named}" if where and named else named
    return {"amiss": "" if named else one.reason, "words": words, "note": one.reason if named else ""}


def _action(workflow: Workflow, action: Action, state: State | None) -> dict[str, str]:
    """One action: who, where to, what is written; of one step, or wherever it is open."""
    targets = action.leads_from(state.key) if state else tuple(to for here, to in action.ways if to != here)
    onto = [workflow.state(target) for target in dict.fromkeys(targets) if not state or target != state.key]
    return {
        "label": action.label,
        "explains": action.explains,
        "by": _by(action, state),
        "to": _onto(onto),
        "says": SAYS.get(action.opinion, ""),
        "clause": _cited(action),
    }


def _cited(part: State | Action) -> str:
    """The clause behind a step or an action, and those behind it in cases of another kind."""
    others = (f"；{KINDS.get(need, need)}，{_citation(clause)}" for need, clause in part.instead)
    return _citation(part.clause) + "".join(others)


def _citation(clause: str) -> str:
    return CLAUSES[clause].citation if clause in CLAUSES else clause


def _onto(states: list[State]) -> str:
    """Where an action leads: each place by name where they are few, or the first and last of many."""
    if len(states) <= FEW:
        return "、".join(state.label for state in states)
    return f"从“{states[-1].label}”到“{states[0].label}”的任一步"


def _by(action: Action, state: State | None) -> str:
    """Who may, where it is not the step's own holder."""
    if action.slip != MAIN:
        return SLIPS.get(action.slip, action.slip)
    return "" if action.by is Role.HOLDER and state is not None else action.by.label


def _joint(workflow: Workflow, state: State) -> str:
    """Who signs together before the step's holder acts, in one sentence."""
    joint = state.joint
    if joint is None:
        return ""
    columns = {field.key: field.label for field in workflow.fields}
    whom = f"“{columns[joint.parties]}”栏所列部室" if joint.parties in columns else _capacity(joint.parties)
    only = f"“{columns.get(joint.when[0], joint.when[0])}”为“{joint.when[1]}”的，" if joint.when else ""
    rule = RULES.get(joint.rule, joint.rule) + (f"（{joint.count}人）" if joint.rule == "count" else "")
    return f"{only}先由{whom}会签：{rule}；不同意的，{REFUSALS.get(joint.refusal, joint.refusal)}"


def _capacity(key: str) -> str:
    return f"各位{Capacity(key).label}" if key in {one.value for one in Capacity} else key


def _column(field: Field) -> dict[str, str]:
    return {
        "label": field.label,
        "required": _required(field),
        "limit": f"最多{field.limit // 10_000}万字" if field.limit >= 10_000 else f"最多{field.limit}字",
        "substance": "签发后改动须复签" if field.substance else "",
    }


def _required(field: Field) -> str:
    if not field.required:
        return ""
    return f"必填（{'、'.join(field.spared)}除外）" if field.spared else "必填"


@lru_cache(maxsize=1)
def report() -> Coverage:
    """The rules of this process against its clauses: neither changes while it runs."""
    return coverage(workflows.ALL.values(), leave=leave.TABLE)


def coverage_page() -> dict[str, Any]:
    """The report in both directions, with its gaps counted."""
    found = report()
    groups = [*((one.key, one.label) for one in workflows.ALL.values()), LEAVE]
    return {
        "duties": [
            {
                "clause": duty.clause,
                "citation": duty.citation,
                "text": duty.text,
                "carried": _carried(duty.parts),
            }
            for duty in found.duties
        ],
        "parts": [
            {"label": label, "rows": [_part(part) for part in found.parts if part.workflow == key]}
            for key, label in groups
        ],
        "gaps": [duty.citation for duty in found.uncovered],
        "faults": found.faults,
    }


def _carried(parts: Iterable[Part]) -> list[dict[str, str]]:
    """What carries a clause out, by workflow and kind."""
    found: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        found.setdefault((part.workflow_label, SORTS[part.kind]), []).append(part.label)
    return [{"where": f"{label} · {kind}", "what": "；".join(some)} for (label, kind), some in found.items()]


def _part(part: Part) -> dict[str, str]:
    return {"kind": SORTS[part.kind], "label": part.label, "citation": part.citation, "clause": part.clause}


def simulation(found: Simulation, asked: Asked) -> dict[str, Any]:
    """A walk in words: each step, and at the end where it came to or why it stops."""
    rows = [_walked(step, asked.columns.get("urgency", "")) for step in found.steps]
    last = found.steps[-1] if found.steps else None
    stopped = bool(found.refusal) or (last is not None and not last.state.final)
    summary = found.refusal or ("；".join(last.stopped) if last is not None else "") or "流程绕回了前面的步骤"
    about = "，".join(filter(None, (f"{found.department}{found.drafter}拟稿", *asked.columns.values())))
    return {
        "about": f"{asked.workflow.label}：{about}",
        "rows": rows,
        "stopped": stopped,
        "twice": _twice(found.steps, asked.workflow, found.drafter),
        "summary": f"走不通：{summary}" if stopped else f"走得通：共{len(rows)}步，到“{rows[-1]['label']}”结束。",
    }


def _twice(steps: Iterable[Step], workflow: Workflow, drafter: str) -> list[str]:
    """Who would consent to the same document more than once, alone: 核稿 by one and the same person is one check."""
    found: dict[str, list[str]] = {}
    for step in steps:
        alone = [who.people[0] for who in step.signers if isinstance(who, Who) and len(who.people) == 1]
        for person in alone:
            found.setdefault(person, []).append(f"{step.state.step}时会签")
        if isinstance(step.who, Who) and len(step.who.people) == 1 and workflow.consent_of(step.state.key):
            found.setdefault(step.who.people[0], []).append(step.state.step)
    return [
        f"{person}一人要办{len(places)}步：{'、'.join(places)}" + ("（本人就是拟稿人）" if person == drafter else "")
        for person, places in found.items()
        if len(places) > 1
    ]


def _walked(step: Step, urgency: str) -> dict[str, Any]:
    clause = CLAUSES.get(step.state.clause)
    joint = step.state.joint
    rule = f"（{RULES.get(joint.rule, joint.rule)}）" if joint else ""
    return {
        "label": step.state.label,
        "who": _found(step.who) if step.who else "",
        "why": step.who.reason if isinstance(step.who, Who) else "",
        "signers": f"先会签{rule}：{'；'.join(map(_found, step.signers))}" if step.signers else "",
        "clause": clause.citation if clause else step.state.clause,
        "limit": limit(step.state, urgency),
        "action": step.action.label if step.action and not step.stopped else "",
        "to": step.target.label if step.target and not step.stopped else "",
        "others": "、".join(f"{action.label}（到{target.label}）" for action, target in step.others),
        "stopped": "；".join(step.stopped),
    }


def _found(found: Found) -> str:
    if isinstance(found, Nobody):
        return found.reason if found.missed else "没有人办"
    return f"{found.name}（{'、'.join(found.people)}）" if found.people else found.name


def limit(state: State, urgency: str) -> str:
    """The time limit of a step: 特急 is due the same day, 加急 on the next working day at the latest."""
    if not state.days:
        return ""
    days = {"": state.days, URGENCIES[1]: min(state.days, 1)}.get(urgency, 0)
    return f"{days}个工作日" if days else "当天"
