"""督办: who sees which late work, from when on: a table that anyone can read (CY-4: the office supervises).

Head of the department, then the vice-chair in charge, then the first vice-chair (常务) and the chair: before them it
rises into their own tray (待办), beside what is theirs to do; the office, which supervises, has the list. And when the
house itself urges whoever has the work, and tells those above them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from workflows.roles import Capacity


class Reach(StrEnum):
    """Whose documents are meant."""

    OWN = "own"
    OVERSEEN = "overseen"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Watch:
    """One rule: who sees slips that are overdue by at least so many working days (0: as soon as they are overdue).

    `coming`: sees, too, what is likely to become overdue. `first`: only the first in the order of posts (常务).
    `rises`: it is a line in their tray, too, and not on the list alone.
    """

    capacity: Capacity
    reach: Reach
    days: int
    clause: str
    coming: bool = False
    first: bool = False
    rises: bool = True


TABLE: tuple[Watch, ...] = (
    Watch(Capacity.OFFICE_CLERK, Reach.HOUSE, 0, "CY-4", coming=True, rises=False),
    Watch(Capacity.OFFICE_DIRECTOR, Reach.HOUSE, 0, "CY-4", coming=True, rises=False),
    Watch(Capacity.DEPARTMENT_HEAD, Reach.OWN, 0, "CY-3", coming=True),
    Watch(Capacity.VICE_CHAIR, Reach.OVERSEEN, 1, "CY-4", coming=True),
    Watch(Capacity.VICE_CHAIR, Reach.HOUSE, 3, "CY-4", first=True),
    Watch(Capacity.CHAIR, Reach.HOUSE, 3, "CY-4"),
)
WATCHERS: Final = tuple(dict.fromkeys(watch.capacity for watch in TABLE))


class Above(StrEnum):
    """Who is told, besides the one who has the work: the next above them, the first vice-chair (常务), the chair.

    Next above somebody of a department is its head, above the head the vice-chair in charge.
    """

    NEXT = "next"
    FIRST = "first"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Rise:
    """From so many working days past its date on, those above are told once."""

    days: int
    above: Above


RISES: tuple[Rise, ...] = (Rise(1, Above.NEXT), Rise(3, Above.FIRST), Rise(3, Above.CHAIR))
LATE_FROM: Final = 1  # working days past its date after which whoever has it is reminded again,
LATE_EVERY: Final = 2  # and every so many from then on: 1, 3, 5 …
URGENT_BEFORE: Final = (
    60  # working minutes before its date at which an urgent one is reminded of; any other, the day before
)
