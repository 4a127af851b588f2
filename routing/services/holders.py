"""Before whom a document goes: as the rules say, as whoever acts says, or back to who had it. Called by the door."""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from routing.models import Slip
from routing.queries import parties
from routing.queries.chart import Holder, NobodyThereError
from routing.services import picking
from routing.services.errors import InvalidChangeError
from routing.services.facts import Facts
from routing.services.orders import Assignment
from workflows.errors import RuleError
from workflows.model import MAIN
from workflows.roles import LEADERS, Role


def next_holder(connection: Connection, facts: Facts, state: str) -> Holder | None:
    """Before whom the next slip lies; None where the document stays put or comes to an end."""
    document, there = facts.document, facts.workflow.state(state)
    if state == document.state or there.role is Role.NOBODY:
        return None
    try:
        holder = parties.holder_for(facts.chart, facts.workflow, there, document)
    except NobodyThereError as error:
        raise RuleError(error.message) from error
    return picking.picked(connection, facts.chart, there, holder, document) if there.pick else holder


def named_next(facts: Facts, context: Any) -> Holder:
    """Before whom the document goes because whoever acts said so. Raises InvalidChangeError where nobody is named."""
    key = context.change.next if isinstance(context.change, Assignment) else ""
    holder = parties.party(facts.chart, key)
    if holder is None or facts.chart.seats[int(key.partition(":")[2])].capacity not in LEADERS:
        raise InvalidChangeError("请选择送哪位领导", "next")
    return holder


def named_holder(facts: Facts, role: Role) -> Holder:
    """Who holds that role for the document today. Raises RuleError where nobody does."""
    document = facts.document
    try:
        return facts.chart.holder(role, document.department_id, document.drafter_id, document.drafter_name)
    except NobodyThereError as error:
        raise RuleError(error.message) from error


def same_holder(facts: Facts) -> Holder | None:
    """Before whom the slip lies of the state in which the document is, by the chart of today."""
    document, here = facts.document, facts.workflow.state(facts.document.state)
    if here.role is Role.NOBODY:
        return None
    try:
        return parties.holder_for(facts.chart, facts.workflow, here, document)
    except NobodyThereError as error:
        raise RuleError(error.message) from error


def who_had_it(connection: Connection, facts: Facts, state: str) -> Holder | None:
    """Before whom a step lay when it was last dealt with: there it lies again when the step is taken back."""
    row = connection.execute(_DEALT_WITH, {"document": facts.document.id, "state": state}).first()
    return Holder(row.holder, row.holder_name, row.reason) if row is not None else None


_DEALT_WITH: Final = (
    select(Slip.holder, Slip.holder_name, Slip.reason)
    .where(
        Slip.document_id == bindparam("document"),
        Slip.state == bindparam("state"),
        Slip.kind == MAIN,
        Slip.closed_by.is_not(None),
    )
    .order_by(Slip.id.desc())
    .limit(1)
)
