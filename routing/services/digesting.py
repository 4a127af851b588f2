"""每周汇总 as a message: on the first working day of the week, once to each of those who supervise (CY-4).

The outbox itself says who has had it this week: whichever worker comes first writes it. Whoever is on leave has it
when they are back in the same week.
"""

from typing import Final

from sqlalchemy import Connection, select

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import Organisation, Outbox
from routing.queries import digest as weeks
from routing.queries.calendar import calendar_of
from routing.queries.chart import chart_of
from routing.queries.digest import Digest
from routing.queries.seating import Chart
from routing.services import jobs, notifying, turns
from routing.services.notifying import Notice
from workflows.escalation import WATCHERS

EVERY: Final = 600  # seconds between two looks
EVENT: Final = "digest"
NAMED: Final = 10  # departments in one message, those with most that is overdue


def tell() -> int:
    """Write this week's digest to everybody who has not had it; return how many it went to."""
    now, told = clock.now(), 0
    houses = reading().execute(select(Organisation.id, Organisation.name, Organisation.chart_version)).all()
    for house in houses:
        calendar = calendar_of(reading(), house.id, house.chart_version)
        opens = weeks.begins(calendar, clock.local(now).date())
        if opens is None or now < opens or calendar.after(now, 0) != now:
            continue
        chart = chart_of(reading(), house.id, house.chart_version)
        had = _had(reading(), house.id)
        waiting = [one for one in _supervisors(chart, house.name) if one.person_id not in had]
        made = [_notice(one, weeks.digest(reading(), one)) for one in waiting]
        let_go()
        told += _put(house.id, made) if made else 0
    let_go()
    return told


def _put(organisation_id: int, made: list[Notice]) -> int:
    """Write those that nobody else has written meanwhile."""
    with writing() as connection:
        turns.wait(connection, organisation_id)
        had = _had(connection, organisation_id)
        left = [one for one in made if int(one.holders[0].partition(":")[2]) not in had]
        notifying.put(connection, left)
    return len(left)


def _had(connection: Connection, organisation_id: int) -> set[int]:
    """Who has had the digest of this week."""
    since = weeks.midnight(weeks.monday_of(clock.today()))
    holders = connection.execute(
        select(Outbox.holders).where(
            Outbox.organisation_id == organisation_id, Outbox.event == EVENT, Outbox.created_at >= since
        )
    ).scalars()
    return {int(holder.partition(":")[2]) for holder in holders}


def _supervisors(chart: Chart, organisation: str) -> list[Actor]:
    """Those who supervise the house or a department in their own right, and are not on leave."""
    away = {one.person_id for there in chart.sitters.values() for one in there if one.away}
    found = []
    for person, seats in chart.seats_of.items():
        actor = Actor(person, chart.names[person], chart.organisation_id, organisation, seats)
        if person not in away and actor.capacities.intersection(WATCHERS):
            found.append(actor)
    return sorted(found, key=lambda actor: actor.person_id)


def _notice(actor: Actor, week: Digest) -> Notice:
    """The message: counts alone, for it may be read in a group. What they are of is on the page."""
    total = week.total
    year, number, _ = week.monday.isocalendar()
    lines = [
        f"{year}年第{number}周",
        f"办件：超期{total.overdue}件，本周到期{total.due}件，上周办结{total.done}件",
        f"领导批示：超期{len(week.overdue)}项，本周到期{len(week.due)}项，上周销号{len(week.closed)}项",
    ]
    ranked = sorted(week.departments.items(), key=lambda item: (-item[1].overdue, item[0]))[:NAMED]
    for key, one in ranked:
        lines.append(f"{week.names.get(key, '')}：超期{one.overdue}件，本周到期{one.due}件，上周办结{one.done}件")
    lines.append("详见“督办—每周汇总”。")
    subject = f"每周汇总：超期{total.overdue}件，本周到期{total.due}件"
    holder = f"person:{actor.person_id}"
    return Notice(actor.organisation_id, EVENT, (holder,), subject, "\n".join(lines))


jobs.register("digest", EVERY, tell)
