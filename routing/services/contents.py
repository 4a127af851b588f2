"""Which value holds a document's columns, by its workflow."""

from typing import Any, Final

from routing.services.content import Content
from routing.services.disposed import Disposal
from routing.services.loaned import Loan
from routing.services.received import Received
from routing.services.recorded import Record

Columns = Content | Received | Record | Loan | Disposal
KINDS: Final[dict[str, type[Content] | type[Received] | type[Record] | type[Loan] | type[Disposal]]] = {
    "outgoing": Content,
    "incoming": Received,
    "record": Record,
    "archive_loan": Loan,
    "archive_disposal": Disposal,
}


def read(workflow: str, columns: dict[str, Any], body: str) -> Columns:
    """What a revision keeps, as the value that its workflow fills in."""
    return KINDS.get(workflow, Content).read(columns, body)
