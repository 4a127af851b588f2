"""三员分立: the three officers are different people and take no part in business (GB/T 22239; trust.md)."""

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from routing import display
from routing.queries import tenure
from routing.services.errors import InvalidChangeError
from workflows.roles import OFFICERS, Capacity

WHY: Final = (
    "系统管理员、安全管理员、审计管理员（三员）须由不同的人专任，"
    "不得互相兼任，也不得兼任业务岗位，以免一个人既能办文又能改权限、改记录"
)
# Without these two nobody could put the house in order again.
INDISPENSABLE: Final = frozenset({Capacity.SYSTEM_OFFICER, Capacity.SECURITY_OFFICER})


def refuse_mixture(connection: Connection, holding: Any, capacity: Capacity, field: str) -> None:
    """Refuse a holding (person_id, post_id, starts_on, ends_on) in `capacity` beside one that it may not go with."""
    others = tenure.holdings_of_person(connection, holding.person_id, holding.starts_on, holding.ends_on)
    for other in others:
        held = Capacity(other.capacity)
        mixed = other.post_id != holding.post_id and held != capacity and (held in OFFICERS or capacity in OFFICERS)
        if mixed:
            raise InvalidChangeError(f"{WHY}。{other.person_name}在此期间任“{other.post_name}”", field)


def refuse_leaving_unmanned(connection: Connection, holding: Any, last: date, field: str) -> None:
    """Refuse that nobody is system or security officer after the day `last`, on which a holding is to end."""
    capacity = Capacity(holding.capacity)
    if capacity not in INDISPENSABLE:
        return
    if not tenure.manned(
        connection, holding.organisation_id, capacity, last + timedelta(days=1), but=holding.person_id
    ):
        raise InvalidChangeError(
            f"{display.day(last)}之后就没有{capacity.label}了，系统将无人管理。请先安排接任的人，再结束任职", field
        )
