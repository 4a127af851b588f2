"""Before whom a slip lies when the proper person cannot act: a table that anyone can read.

Nobody consents to a text of their own; nobody's absence holds a document up; what only the chief may sign waits.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.roles import Role

# 条例 art. 22: important documents and those that go upwards are signed by the chief in person.
RESERVED_KINDS = frozenset({"请示", "报告", "决定", "决议"})
RESERVED = "重要公文和上行文由主席本人签发"


class Cause(StrEnum):
    """Why the proper person cannot act."""

    OWN = "own"
    AWAY = "away"
    VACANT = "vacant"


class Place(StrEnum):
    """Where a stand-in is looked for. FIRST_VICE_CHAIR is the one who stands first in the order of posts (常务)."""

    OVERSEER = "overseer"
    VICE_CHAIRS = "vice_chairs"
    FIRST_VICE_CHAIR = "first_vice_chair"
    CHAIR = "chair"
    OFFICE_DIRECTOR = "office_director"


@dataclass(frozen=True, slots=True)
class StandIn:
    """One rule: for whom, why, and where the stand-in is looked for, in this order.

    `said` is the reason as the slip shows it, with {post} and {other} left open; `reserved`: the rule does not hold
    for what the chief must sign in person.
    """

    role: Role
    cause: Cause
    places: tuple[Place, ...]
    clause: str
    said: str
    reserved: bool = False


_OWN = "{post}就是拟稿人，按不审核本人文稿的规定，由{other}"
_AWAY = "{post}外出，由{other}代为"
_VACANT = "{post}目前空缺，由{other}代为"
_ABOVE_A_HEAD = (Place.OVERSEER, Place.VICE_CHAIRS, Place.CHAIR)
_ABOVE_A_VICE_CHAIR = (Place.VICE_CHAIRS, Place.CHAIR)
_ABOVE_THE_OFFICE = (Place.OVERSEER, Place.VICE_CHAIRS, Place.CHAIR)

TABLE: tuple[StandIn, ...] = (
    StandIn(Role.DEPARTMENT_HEAD, Cause.OWN, _ABOVE_A_HEAD, "TL-20", _OWN + "审核"),
    StandIn(Role.OFFICE_CLERK, Cause.OWN, (Place.OFFICE_DIRECTOR,), "TL-20", _OWN + "核稿"),
    StandIn(Role.VICE_CHAIR, Cause.OWN, _ABOVE_A_VICE_CHAIR, "FW-2", _OWN + "审定"),
    StandIn(Role.OFFICE_DIRECTOR, Cause.AWAY, _ABOVE_THE_OFFICE, "CY-1", _AWAY + "签批"),
    StandIn(Role.OFFICE_DIRECTOR, Cause.VACANT, _ABOVE_THE_OFFICE, "CY-1", _VACANT + "签批"),
    StandIn(Role.OFFICE_DIRECTOR, Cause.OWN, _ABOVE_THE_OFFICE, "DA-6", "{post}就是申请人，由{other}审批"),
    StandIn(Role.ARCHIVIST, Cause.AWAY, (Place.OFFICE_DIRECTOR,), "DA-1", _AWAY + "办理"),
    StandIn(Role.CHAIR, Cause.OWN, (Place.FIRST_VICE_CHAIR,), "TL-22", _OWN + "签发"),
    StandIn(Role.DEPARTMENT_HEAD, Cause.AWAY, _ABOVE_A_HEAD, "CY-3", _AWAY + "审核"),
    StandIn(Role.OFFICE_CLERK, Cause.AWAY, (Place.OFFICE_DIRECTOR,), "CY-3", _AWAY + "办理"),
    StandIn(Role.VICE_CHAIR, Cause.AWAY, _ABOVE_A_VICE_CHAIR, "CY-3", _AWAY + "审定"),
    StandIn(Role.CHAIR, Cause.AWAY, (Place.FIRST_VICE_CHAIR,), "TL-22", _AWAY + "签发", reserved=True),
    StandIn(Role.DEPARTMENT_HEAD, Cause.VACANT, _ABOVE_A_HEAD, "CY-3", _VACANT + "审核"),
    StandIn(Role.OFFICE_CLERK, Cause.VACANT, (Place.OFFICE_DIRECTOR,), "CY-3", _VACANT + "办理"),
    StandIn(Role.VICE_CHAIR, Cause.VACANT, _ABOVE_A_VICE_CHAIR, "CY-3", _VACANT + "审定"),
)


def rule_for(role: Role, cause: Cause) -> StandIn | None:
    """The rule, or None where the slip waits for the proper person."""
    return next((rule for rule in TABLE if (rule.role, rule.cause) == (role, cause)), None)


def is_reserved(kind: str, *, important: bool) -> bool:
    """Must the chief sign a document of that kind in person (条例 art. 22)?"""
    return important or kind in RESERVED_KINDS
