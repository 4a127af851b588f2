"""Search for archivists: the index finds, permission is a join filter, the rows come from the documents."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from routing import policy
from routing.actor import Actor
from routing.models import Department, Document, Revision
from routing.search.find import find
from routing.search.query import Hit, Page, Query


@dataclass(frozen=True, slots=True)
class Found:
    """One document found: its row, its text, and where the words stand in it."""

    row: Row[Any]
    hit: Hit


def search(connection: Connection, query: Query, actor: Actor, after: str | None) -> tuple[Page, list[Found]]:
    """One page of what the actor may read and the query asks for."""
    page = find(connection, query, joined=Document.__table__, where=policy.readable(actor), after=after)
    rows = {
        row.id: row
        for row in connection.execute(
            select(
                Document.id,
                Document.workflow,
                Document.title,
                Document.number,
                Document.kind,
                Document.state,
                Document.urgency,
                Document.validity,
                Document.department_name,
                Document.drafter_name,
                Document.signed_on,
                Document.created_at,
                Revision.body,
            )
            .join(Revision, Revision.id == Document.revision_id)
            .where(Document.id.in_([hit.document_id for hit in page.hits]))
        )
    }
    return page, [Found(rows[hit.document_id], hit) for hit in page.hits if hit.document_id in rows]


def departments(connection: Connection, actor: Actor) -> dict[int, str]:
    """All departments of the house, closed ones too: their documents stay."""
    rows = connection.execute(
        select(Department.id, Department.name)
        .where(Department.organisation_id == actor.organisation_id)
        .order_by(Department.position, Department.id)
    )
    return {row.id: row.name for row in rows}
