"""Which value holds a document's columns, by its workflow."""

from typing import Any, Final

from routing.services.content import Content
from routing.services.received import Received

Columns = Content | Received
KINDS: Final[dict[str, type[Content] | type[Received]]] = {"outgoing": Content, "incoming": Received}


def read(workflow: str, columns: dict[str, Any], body: str) -> Columns:
    """What a revision keeps, as the value that its workflow fills in."""
    return KINDS.get(workflow, Content).read(columns, body)
