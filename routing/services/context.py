"""What the door hands to whatever an action does besides moving the document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from routing.actor import Actor
from routing.database import Along
from routing.working import Calendar
from workflows.model import Workflow


@dataclass(slots=True)
class Context:
    """What an effect may read, and where it leaves what it did: `columns` of the document, `details` for the log.

    What it writes may go `along` with the document's own row at the end (`database.together`). `closed` are the slips
    that it closes, by id; `notices` what is to be told to others than those who get a slip; `afterwards` what is done
    in the same transaction once the document's own row is written.
    """

    document: Any
    workflow: Workflow
    actor: Actor
    post: str
    opinion: str
    at: datetime
    change: Any
    behalf: str = ""
    calendar: Calendar = field(default_factory=Calendar)
    columns: dict[str, Any] = field(default_factory=dict)
    along: list[Along] = field(default_factory=list)
    slips: list[dict[str, Any]] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    notices: list[dict[str, Any]] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
