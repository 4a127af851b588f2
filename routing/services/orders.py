"""What goes in at the door, and what comes of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from routing.services.received import Received
from routing.typeset.strokes import Strokes
from workflows.model import Action, Workflow


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants done: the action and all that goes with it.

    `version` is the document's on the page that was sent (None: whatever it is now); `receipt` the form's key;
    `target` the step to return to; `change` what the action's effects take; `handwriting` the signer's own strokes;
    `slip_id` which slip it is taken on, where one person may hold several of a kind.
    """

    key: str
    opinion: str = ""
    target: str | None = None
    change: Any = None
    version: int | None = None
    receipt: str = ""
    handwriting: Strokes | None = None
    slip_id: int | None = None


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is asked, by the keys of their posts."""

    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Returning(Parties):
    """To whom a step is passed on that is to come back when they have written what they think of it."""


@dataclass(frozen=True, slots=True)
class Convening(Parties):
    """Who signs together, and by which rule: as `workflows.model.Joint`. `need` counts only where the rule is count.

    With `convene` they sign before whoever called them; with a consent, after it and before the next step's holder.
    """

    rule: str = "all"
    need: int = 0
    refusal: str = "record"


@dataclass(frozen=True, slots=True)
class Circulating:
    """Who is to read (传阅), as keys of people, posts, departments or saved lists; at once or one after the other."""

    readers: tuple[str, ...] = ()
    in_turn: bool = False


@dataclass(frozen=True, slots=True)
class Assignment(Circulating):
    """What comes of an instruction: who acts, who helps, until what day; who else is to read; whom it goes to next."""

    lead: str = ""
    helpers: tuple[str, ...] = ()
    due_on: date | None = None
    next: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who has the paper original from now on; nobody of the house where it goes back to where it came from."""

    person_id: int | None


@dataclass(frozen=True, slots=True)
class Handing:
    """交付: who fetched the paper."""

    received_by: str


@dataclass(frozen=True, slots=True)
class Renewal:
    """续借: until when."""

    until: date


@dataclass(frozen=True, slots=True)
class Inspection:
    """检查: in what state it came back, and what is to be said of it."""

    condition: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reassignment:
    """An open slip that goes before somebody else because the house has changed, and why."""

    slip_id: int
    holder: str
    holder_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `repeated`: the same form had acted before, and nothing was done again; `moved_on`: it is
    no longer the actor's turn; `action`: what was done, as the document's own rules have it."""

    document_id: int
    state: str
    next_holder: str = ""
    number: str = ""
    repeated: bool = False
    moved_on: bool = False
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new document is born with: its rules, the drafting department, its number series, what it answers."""

    workflow: Workflow
    department_id: int
    department_name: str
    series_id: int
    answers_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reregistration:
    """改按机要登记: what comes to be in the place of a paper that was registered as an ordinary one."""

    draft: Draft
    content: Received


@dataclass(frozen=True, slots=True)
class Delivery:
    """One line for the distribution list."""

    recipient: str
    copies: int
    method: str


@dataclass(frozen=True, slots=True)
class ReceiptOf:
    """Who received the copies of one line, and when (naive UTC)."""

    line_id: int
    received_by: str
    received_at: datetime
