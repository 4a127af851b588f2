"""改用新流程: documents that run under earlier rules are moved over to today's, after a check, each on record.

A workflow's new version holds for new documents. A running one finishes under the rules it began under, unless the
system officer moves it over, which the check must allow: no step, slip or column of it may be without a place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

import workflows
from routing.actor import Actor
from routing.database import reading
from routing.models import Document, Slip, Transition
from routing.services.administration.office import administering
from routing.services.advance import Order, advance
from routing.services.errors import MissingRecordError
from routing.services.facts import workflow_of
from workflows.errors import RuleError
from workflows.model import SIGN, Workflow
from workflows.roles import Capacity


@dataclass(frozen=True, slots=True)
class Moving:
    """One running document under earlier rules, and why it cannot be moved over; nothing where it can."""

    document_id: int
    title: str
    state: str
    version: int
    digest: str
    refusal: str = ""


def plan(key: str, actor: Actor) -> tuple[Moving, ...]:
    """Every running document of the workflow that is not under today's rules, with what the check found."""
    connection, today = reading(), _today(key)
    rows = connection.execute(
        select(
            Document.id, Document.title, Document.state, Document.version, Document.workflow_digest, Document.missing
        )
        .where(
            Document.organisation_id == actor.organisation_id,
            Document.workflow == key,
            Document.workflow_digest != today.digest,
        )
        .order_by(Document.id)
    ).all()
    found = []
    for row in rows:
        began = workflow_of(connection, key, row.workflow_digest)
        state = began.state(row.state)
        if state.final:
            continue
        found.append(
            Moving(row.id, row.title, state.label, row.version, row.workflow_digest, _refusal(row, began, today))
        )
    return tuple(found)


def carry_out(key: str, chosen: Iterable[int], actor: Actor) -> tuple[Moving, ...]:
    """Move the chosen documents over, each through the door; return what became of each.

    One that somebody works on at the same moment stays where it is and says so.
    """
    wanted, today, results = set(chosen), _today(key), []
    for moving in plan(key, actor):
        if moving.document_id not in wanted or moving.refusal:
            continue
        refusal = ""
        try:
            advance(moving.document_id, Order("adopt", change=today, version=moving.version), actor)
        except RuleError as error:
            refusal = error.message
        results.append(Moving(moving.document_id, moving.title, moving.state, moving.version, moving.digest, refusal))
    done = sum(not one.refusal for one in results)
    if done:
        with administering(actor, Capacity.SYSTEM_OFFICER) as desk:
            desk.record(f"{today.label}流程：{done}件在办文件改用新流程", "", today.digest[:12])
    return tuple(results)


def _today(key: str) -> Workflow:
    if key not in workflows.ALL:
        raise MissingRecordError(f"workflow {key}")
    return workflows.get(key)


def _refusal(row: Any, began: Workflow, today: Workflow) -> str:
    """What of the document would have no place under today's rules; empty where everything has."""
    connection = reading()
    states = {state.key for state in today.states}
    names = {state.key: state.label for state in began.states}
    passed = connection.execute(
        select(Transition.from_state, Transition.to_state).where(Transition.document_id == row.id)
    )
    gone = sorted({key for line in passed for key in line if key and key not in states})
    if gone:
        return f"新流程没有它经过的步骤：{'、'.join(names.get(key, key) for key in gone)}"
    here, there = began.state(row.state), today.state(row.state)
    if (here.role, here.signed, here.final) != (there.role, there.signed, there.final):
        return f"“{here.label}”在新流程中由别人办理，或效力不同"
    kinds = set(
        connection.execute(select(Slip.kind).where(Slip.document_id == row.id, Slip.closed_at.is_(None))).scalars()
    )
    if SIGN in kinds:
        return "正在会签，等会签结束"
    offered = {action.slip for action in today.actions_from(row.state)}
    if not kinds <= offered:
        return "有办件在新流程中无法办理"
    needed = {field.key for field in today.fields if field.required} - {field.key for field in began.fields}
    if needed:
        return "新流程多了必填栏目，须由拟稿人先填写"
    return ""
