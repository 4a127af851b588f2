"""Which value holds a document's columns, by its workflow."""

from typing import Any, Final

from routing.services.content import Content
from routing.services.loaned import Loan
from routing.services.received import Received
from routing.services.recorded import Record

Columns = Content | Received | Record | Loan
KINDS: Final[dict[str, type[Content] | type[Received] | type[Record] | type[Loan]]] = {
    "outgoing": Content,
    "incoming": Received,
    "record": Record,
    "archive_loan": Loan,
}


def read(workflow: str, columns: dict[str, Any], body: str) -> Columns:
    """What a revision keeps, as the value that its workflow fills in."""
    return KINDS.get(workflow, Content).read(columns, body)
