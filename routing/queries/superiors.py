"""Who is above whom in the house, and who of those behind a holder is at work: for reminders."""

from routing.actor import Seat
from routing.queries.chart import Chart
from routing.queries.seating import HEADS
from workflows.escalation import Above
from workflows.roles import LEADERS, Capacity


def at_work(chart: Chart, holder: str) -> tuple[str, ...]:
    """Whom to tell of what lies before a holder: itself, or of its people (deputies too) those who are not on leave."""
    away = {one.person_id for there in chart.sitters.values() for one in there if one.away}
    people = [person for person, _ in chart.people_of(holder)]
    here = [person for person in people if person not in away]
    whole = here and len(here) == len(people) and not holder.startswith("reader:")
    return (holder,) if whole else tuple(f"person:{person}" for person in here)


def superiors(chart: Chart, holder: str, above: Above) -> tuple[str, ...]:
    """The posts above a holder, by their keys; none where there is nobody above them in that sense."""
    match above:
        case Above.NEXT:
            seat = _next(chart, holder)
        case Above.FIRST:
            seat = next((one for one in chart.seats.values() if one.capacity is Capacity.VICE_CHAIR), None)
        case Above.CHAIR:
            seat = next((one for one in chart.seats.values() if one.capacity is Capacity.CHAIR), None)
    own = set() if holder.startswith("department:") else {one.post_id for one in seats_behind(chart, holder)}
    return (f"post:{seat.post_id}",) if seat is not None and seat.post_id not in own else ()


def seats_behind(chart: Chart, holder: str) -> tuple[Seat, ...]:
    """The posts that a holder is, or that the person holds in their own right; of a department those of its people."""
    kind, _, number = holder.partition(":")
    match kind:
        case "post":
            seat = chart.seats.get(int(number))
            return (seat,) if seat is not None else ()
        case "person":
            return tuple(one for one in chart.seats_of.get(int(number), ()) if not one.behalf)
        case _:
            return tuple(one for one in chart.seats.values() if one.department_id == int(number))


def department_of(chart: Chart, holder: str) -> int | None:
    """The department that a holder belongs to; none for the leaders, and for whoever is no longer there."""
    seats = seats_behind(chart, holder)
    return next((one.department_id for one in seats if one.department_id is not None), None)


def _next(chart: Chart, holder: str) -> Seat | None:
    """The head of the holder's department; above the head, and where there is none, the vice-chair in charge."""
    seats = seats_behind(chart, holder)
    department = department_of(chart, holder)
    if department is None or any(one.capacity in LEADERS for one in seats):
        return None
    head = next(
        (
            one
            for one in chart.seats.values()
            if one.capacity in HEADS and one.department_id == department and chart.sitters.get(one.post_id)
        ),
        None,
    )
    itself = not holder.startswith("department:") and head in seats
    return chart.seats.get(chart.overseer.get(department, 0)) if head is None or itself else head
