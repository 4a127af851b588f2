"""请假、外出: how long it is by the office's calendar, and before whom it lies (KQ-3, `workflows.leave`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection

from routing.actor import Actor, Beside, Seat
from routing.queries.calendar import calendar_of
from routing.queries.chart import Chart, Holder, NobodyThereError
from routing.queries.delegation import chart_today, is_past
from routing.queries.seating import HEADS
from routing.queries.tenure import Half, halves
from routing.working import Calendar
from workflows.leave import ABOVE, Leave, Rank, rule_for, rules_of
from workflows.roles import Capacity

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked with a leave. `halves`: its half working days, with those of the leave that it follows on or leads
    to (`joined`); the rule for so many; `holder`: before whom it lies, none where nobody needs to be asked or is there.
    """

    halves: int
    joined: bool
    rule: Leave
    holder: Holder | None


def house_today(connection: Connection, actor: Actor) -> tuple[Chart, Calendar]:
    """The actor's house as it is today: who sits where, and when the office is open."""
    chart = chart_today(connection, actor)
    return chart, calendar_of(connection, actor.organisation_id, chart.version)


def asked(house: tuple[Chart, Calendar], person_id: int, days: Any) -> Asked:
    """What a person asks with leave from a day to a day; halves of one leave, one after the other, are one leave."""
    chart, calendar = house
    theirs = (row for row in chart.leaves if row.person_id == person_id and row.refused_at is None)
    first, last = _together(calendar, days, list(theirs))
    count = calendar.half_days(first, last)
    seats = chart.seats_of.get(person_id, ())
    rule = rule_for(_rank(seats), count)
    return Asked(count, (first, last) != halves(days), rule, _before(chart, person_id, seats, rule))


def ways(chart: Chart, person_id: int) -> list[tuple[Leave, Holder | None]]:
    """Who gives a person leave, by its length, the shortest first."""
    seats = chart.seats_of.get(person_id, ())
    return [(rule, _before(chart, person_id, seats, rule)) for rule in rules_of(_rank(seats))]


def beside(house: tuple[Chart, Calendar], actor: Actor) -> Beside:
    """What lies before the actor besides documents, by the house of today."""
    chart, _ = house
    open_ones = (row for row in chart.leaves if row.approved_at is None and row.refused_at is None)
    own = (row for row in chart.leaves if row.refused_at is not None and row.person_id == actor.person_id)
    return Beside(
        leaves=tuple(row.id for row in open_ones if not is_past(row) and gives(house, actor, row)),
        refused=tuple(row.id for row in own if row.starts_on >= chart.day),
        called=tuple(row.id for row in chart.ahead if row.to_person_id == actor.person_id),
    )


def gives(house: tuple[Chart, Calendar], actor: Actor, row: Any) -> bool:
    """Is it for the actor to decide on this absence? Nobody gives leave to themselves."""
    holder = asked(house, row.person_id, row).holder
    return holder is not None and holder.key in actor.keys and row.person_id != actor.person_id


def _before(chart: Chart, person_id: int, seats: Iterable[Seat], rule: Leave) -> Holder | None:
    """Before whom a leave lies by its rule. Where the proper one is away or is the person, whoever stands in by the
    same table as for documents; where there is none, the next above."""
    if rule.by is None:
        return None
    for role in ABOVE[ABOVE.index(rule.by) :]:
        try:
            return chart.holder(role, _department(seats), person_id, chart.names.get(person_id, ""), consents=True)
        except NobodyThereError:
            continue
    return None


def _together(calendar: Calendar, days: Any, others: list[Any]) -> tuple[Half, Half]:
    """From when until when somebody is away, with what adjoins: no half day is worked between the two."""
    first, last = halves(days)
    grown = True
    while grown:
        grown = False
        for begins, ends in map(halves, others):
            if ends < first and not calendar.half_days(_next(ends), _previous(first)):
                first, grown = begins, True
            elif begins > last and not calendar.half_days(_next(last), _previous(begins)):
                last, grown = ends, True
    return first, last


def _next(half: Half) -> Half:
    day, afternoon = half
    return (day + DAY, False) if afternoon else (day, True)


def _previous(half: Half) -> Half:
    day, afternoon = half
    return (day, False) if afternoon else (day - DAY, True)


def _rank(seats: Iterable[Seat]) -> Rank:
    """How high somebody stands by the posts held in their own right."""
    capacities = {seat.capacity for seat in seats if not seat.behalf}
    if Capacity.CHAIR in capacities:
        return Rank.CHAIR
    if Capacity.VICE_CHAIR in capacities:
        return Rank.VICE_CHAIR
    return Rank.HEAD if capacities & HEADS else Rank.STAFF


def _department(seats: Iterable[Seat]) -> int:
    """In which department somebody is: the one that they head before any other."""
    own = [seat for seat in seats if not seat.behalf]
    heads = [seat.department_id for seat in own if seat.capacity in HEADS]
    return next((one for one in (*heads, *(seat.department_id for seat in own)) if one), 0)
