"""How a document comes to be: its row, its scope, its first slip. A part of the door: called by `advance` alone."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select

from routing.actor import Actor
from routing.models import Document, Organisation, Scope
from routing.queries import parties
from routing.queries.chart import Holder, NobodyThereError, chart_of
from routing.services import custody, slips
from routing.services.contents import Columns
from routing.services.context import Context
from routing.services.facts import keep_version
from routing.services.orders import Draft
from routing.services.received import Received
from workflows.errors import RuleError
from workflows.model import State
from workflows.roles import Role


def bear(connection: Connection, draft: Draft, content: Columns, actor: Actor, at: datetime) -> Any:
    """Insert the document's row, and return it as the effects read it."""
    keep_version(connection, draft.workflow, at)
    columns = {
        "organisation_id": actor.organisation_id,
        "workflow": draft.workflow.key,
        "workflow_digest": draft.workflow.digest,
        "state": draft.workflow.initial,
        "department_id": draft.department_id,
        "department_name": draft.department_name,
        "drafter_id": actor.person_id,
        "drafter_name": actor.name,
        "series_id": draft.series_id,
        "title": content.listed_title,
        "kind": content.kind,
        "urgency": content.urgency_level,
        "restricted": content.restricted,
        "answers_id": draft.answers_id,
        "created_at": at,
        "updated_at": at,
    }
    document_id = connection.execute(_BEAR, columns).scalar_one()
    if isinstance(content, Received) and content.scope:
        house = {"document_id": document_id, "organisation_id": actor.organisation_id}
        connection.execute(insert(Scope), [house | {"person_id": one, "name": name} for one, name in content.scope])
    blank = {
        "revisions": 0,
        "revision_id": None,
        "revision_digest": "",
        "number": "",
        "log_length": 0,
        "log_head": "",
        "returns": 0,
        "important": False,
    }
    return SimpleNamespace(**columns, **blank, id=document_id, version=1)


def lay_first(connection: Connection, context: Context, state: State) -> None:
    """The first slip: before the drafter, who has it open, or before whoever the first state names."""
    document, actor = context.document, context.actor
    if isinstance(context.change, Received):
        custody.first(context)
    if state.role is Role.DRAFTER:
        holder = Holder(f"person:{actor.person_id}", actor.name)
        slips.hand_on(context, state, holder, sender="", opened_at=context.at)
        return
    version = connection.execute(_CHART_VERSION, {"organisation": actor.organisation_id}).scalar_one()
    chart = chart_of(connection, actor.organisation_id, version)
    try:
        holder = parties.holder_for(chart, context.workflow, state, document)
    except NobodyThereError as error:
        raise RuleError(error.message) from error
    slips.hand_on(context, state, holder, sender=slips.named(context), sender_id=actor.person_id)


_BEAR: Final = insert(Document).returning(Document.id)
_CHART_VERSION: Final = select(Organisation.chart_version).where(Organisation.id == bindparam("organisation"))
