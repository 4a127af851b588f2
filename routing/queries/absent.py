"""Who is away now, until when, and who stands in for them by the chart (a reader on leave is shown as such, CY-4)."""

from dataclasses import dataclass
from datetime import date

from routing.queries.chart import Chart, Holder, NobodyThereError
from workflows.roles import Capacity, Role


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away until a day (inclusive); who could read in their place, if the chart names anybody."""

    until: date
    instead: int | None = None
    instead_name: str = ""


def absent(chart: Chart) -> dict[int, Away]:
    """Those who are away on this half of a day, by person."""
    gone = frozenset(chart.away)
    return {person: _away(chart, person, until, gone) for person, until in chart.away.items()}


def _away(chart: Chart, person: int, until: date, gone: frozenset[int]) -> Away:
    instead = _deputy(chart, person, gone) or _stand_in(chart, person, gone)
    return Away(until, instead, chart.names.get(instead or 0, ""))


def _deputy(chart: Chart, person: int, gone: frozenset[int]) -> int | None:
    """Whom they have asked themselves to stand in (委托)."""
    own = (seat for seat in chart.seats_of.get(person, ()) if not seat.behalf)
    name = chart.names.get(person)
    return next(
        (
            one.person_id
            for seat in own
            for one in chart.sitters.get(seat.post_id, ())
            if one.behalf == name and one.person_id not in gone
        ),
        None,
    )


def _stand_in(chart: Chart, person: int, gone: frozenset[int]) -> int | None:
    """Who acts by the house's rules (workflows.standing_in) or shares the post; of staff, their head."""
    for seat in chart.seats_of.get(person, ()):
        if seat.behalf:
            continue
        role = Role.DEPARTMENT_HEAD if seat.capacity is Capacity.STAFF else _role(seat.capacity)
        holder = _holder(chart, role, seat.department_id) if role is not None else None
        there = chart.sitters.get(int(holder.key.partition(":")[2]), ()) if holder is not None else ()
        found = (one.person_id for one in there if one.person_id != person and one.person_id not in gone)
        if (instead := next(found, None)) is not None:
            return instead
    return None


def _role(capacity: Capacity) -> Role | None:
    return Role(capacity.value) if capacity.value in set(Role) else None


def _holder(chart: Chart, role: Role, department_id: int | None) -> Holder | None:
    try:
        holder = chart.holder(role, department_id or 0, 0, "")
    except (NobodyThereError, KeyError):
        return None
    return holder if holder.key.startswith("post:") else None
