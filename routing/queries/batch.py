"""批量办理: which of my slips can be dealt with together. Only what I have opened: nobody consents to the unread."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, or_, select

from routing import policy
from routing.actor import Actor
from routing.models import Document, Slip
from workflows.model import CIRCULATE, DUTIES

MOST: Final = 50


def opened(connection: Connection, actor: Actor) -> Sequence[Row[Any]]:
    """The actor's open slips of documents that they have opened and did not draft, the most urgent first."""
    return connection.execute(_OPENED, {"keys": actor.keys, "person": actor.person_id}).all()


def titles(connection: Connection, actor: Actor, documents: Iterable[int]) -> dict[int, str]:
    """The titles of those of the documents that the actor may read, by id."""
    wanted = select(Document.id, Document.title).where(Document.id.in_(list(documents)), policy.readable(actor))
    return {row.id: row.title or "（无标题）" for row in connection.execute(wanted)}


_OPENED: Final = (
    select(
        Slip.id,
        Slip.kind.label("slip_kind"),
        Slip.state.label("slip_state"),
        Slip.opened_at,
        Slip.due_at,
        Slip.urgency,
        Document.id.label("document_id"),
        Document.workflow,
        Document.workflow_digest,
        Document.title,
        Document.department_name,
        Document.version,
    )
    .join(Document, Document.id == Slip.document_id)
    .where(
        Slip.holder.in_(bindparam("keys", expanding=True)),
        Slip.closed_at.is_(None),
        Slip.opened_at.is_not(None),
        Slip.kind.in_(DUTIES),
        or_(Slip.kind == CIRCULATE, Document.drafter_id != bindparam("person")),  # one reads what one registered
    )
    .order_by(Slip.urgency.desc(), Slip.due_at, Slip.id)
    .limit(MOST)
)
