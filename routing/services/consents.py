"""Return with memory: after a correction, whose consent still stands, and where the document goes on from there.

A consent is bound to what was read (`Slip.bound`). It stands while the step's last slip was closed by it and the
columns that it binds have not changed; a step that must look again finds itself on the way.
"""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from routing.models import Slip
from routing.services import slips
from routing.services.effects import Context
from routing.services.facts import Facts
from routing.services.rounds import signers_due
from workflows.model import MAIN, Action, Workflow


def forward(workflow: Workflow, source: str, target: str) -> bool:
    """Does the way from one state to the other lead on along the main line?"""
    line = [state.key for state in workflow.line]
    return source in line and target in line and line.index(source) < line.index(target)


def onward(connection: Connection, facts: Facts, context: Context, state: str) -> str:
    """The first state on the main line, from `state` on, whose consent does not stand any more.

    A consent that has effects of its own (the signature) is always given anew.
    """
    workflow, document = facts.workflow, facts.document
    consent = workflow.consent_of(state)
    if consent is None or consent.effects:
        return state
    last = {row.state: row for row in connection.execute(_MAIN, {"document": document.id})}
    columns = slips.text_of(connection, facts).columns()
    line = [one.key for one in workflow.line]
    skipped = []
    for key in line[line.index(state) : -1]:
        there = workflow.state(key)
        if not stands(workflow, workflow.consent_of(key), last.get(key), columns):
            break
        if signers_due(connection, facts, there, lambda: columns):
            break
        skipped.append(there.step)
        state = line[line.index(key) + 1]
    if skipped:
        context.details.append(f"{'、'.join(skipped)}的意见仍然有效（所依据的内容没有改动），不再重复办理")
    return state


def stands(workflow: Workflow, consent: Action | None, slip: Any, columns: dict[str, Any]) -> bool:
    """Does the consent hold with which a step's last slip was closed?"""
    if consent is None or consent.effects or slip is None or slip.outcome != consent.key:
        return False
    return bool(slip.bound == workflow.bound(consent, columns))


_MAIN: Final = (
    select(Slip.state, Slip.outcome, Slip.bound)
    .where(Slip.document_id == bindparam("document"), Slip.kind == MAIN)
    .order_by(Slip.id)
)
