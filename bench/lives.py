"""Which lives there are to be: how many documents, where each lies, when it began, which number it has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from routing import clock
from workflows.definitions.outgoing import WORKFLOW

FILED: Final = "awaiting_filing"
YEARS: Final = 5
# Out of a hundred pending documents, how many lie where.
PENDING: Final = {
    "drafting": 6,
    "department_review": 12,
    "office_review": 14,
    "vice_chair_review": 30,
    "signing": 14,
    "numbering": 6,
    "printing": 4,
    "proof_checking": 4,
    "sealing": 4,
    "distributing": 3,
    "handing_over": 3,
}


@dataclass(frozen=True, slots=True)
class Life:
    """One document to be: how far it has come, when it began, and its number's serial if it has one."""

    serial: int
    state: str
    began: datetime
    number: int = 0


def lives(filed: int, pending: int, now: datetime, mix: dict[str, int]) -> list[Life]:
    """All documents in the order of their numbers: the filed ones over five years, the pending ones of these days."""
    start, end = now - timedelta(days=365 * YEARS), now - timedelta(days=30)
    states = [state for state, share in mix.items() for _ in range(share)]
    states = [states[n * 37 % len(states)] for n in range(len(states))]  # 37 is prime to 100: well shuffled
    plan = [(FILED, start + (end - start) * n / filed) for n in range(filed)]
    plan += [
        (states[n % len(states)], now - timedelta(days=12) + timedelta(days=2) * n / pending) for n in range(pending)
    ]
    given: dict[int, int] = {}
    found = []
    for serial, (state, began) in enumerate(plan, start=1):
        number = 0
        if place(state) > place("numbering"):
            year = year_of(began)
            number = given[year] = given.get(year, 0) + 1
        found.append(Life(serial, state, began, number))
    return found


@cache
def place(state: str) -> int:
    """The place of a state on the main line, from 0."""
    return [step.key for step in WORKFLOW.line].index(state)


def year_of(began: datetime) -> int:
    """The year of the number: what is begun is numbered within the day."""
    return clock.local(began).year
