"""Which items stand on the list of a disposal, as rows: who judges the list may read their papers (`policy.judged`).

A part of the door: it writes them with each revision of the list.
"""

from typing import Any

from sqlalchemy import Connection, delete, insert

from routing.models import DisposalItem
from routing.services.disposed import Disposal


def keep(connection: Connection, context: Any, content: Disposal) -> None:
    """The rows of a list as it is now; what was struck off it is no longer there."""
    document = context.document
    connection.execute(delete(DisposalItem).where(DisposalItem.disposal_id == document.id))
    house = {"organisation_id": document.organisation_id, "disposal_id": document.id}
    if rows := [house | {"item_id": line.item_id} for line in content.lines]:
        connection.execute(insert(DisposalItem), rows)
