"""超期上报: what is late with others rises, by workflows.escalation, into the tray of the next one above."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row

from routing import clock
from routing.actor import Actor
from routing.models import Document, Slip
from routing.queries.deadlines import KEPT, SLIP, Scope, house_of, late_slips, scopes, urgent_first, watches
from routing.queries.tray import COUNTED

RISEN: Final = 5  # lines in the tray; the others are on the list


@dataclass(frozen=True, slots=True)
class Risen:
    """What has risen into somebody's tray because it is late with others: 急件, then the longest late, and how many.

    `lines` are (slip, working minutes past its date, clause).
    """

    lines: tuple[tuple[Row[Any], int, str], ...] = ()
    number: int = 0


def risen(connection: Connection, actor: Actor) -> Risen:
    """What is so late with others that it has risen to the actor by the table of escalation: a minute old at most."""
    if not any(watch.rises for watch in watches(actor)):
        return Risen()
    key, now = (str(connection.engine.url), actor.person_id), clock.now()
    kept = _risen.get(key)
    if kept is None or now - kept[0] > KEPT:
        kept = _risen[key] = (now, _rise(connection, actor, now))
    return kept[1]


def _rise(connection: Connection, actor: Actor, now: datetime) -> Risen:
    chart, calendar = house_of(connection, actor)
    seen = [scope for scope in scopes(chart, calendar, actor, now) if scope.rises]
    if not seen:
        return Risen()
    late = late_slips(actor, seen, Slip.id, *SLIP, Document.department_id)
    others = late.where(Slip.holder.not_in(actor.keys))
    rows = urgent_first(connection, others, actor, COUNTED)
    lines = (
        (row, calendar.minutes_between(row.due_at, now), next(one.clause for one in seen if _reaches(one, row)))
        for row in rows[:RISEN]
    )
    return Risen(tuple(lines), len(rows))


def _reaches(scope: Scope, row: Row[Any]) -> bool:
    mine = scope.departments is None or row.department_id in scope.departments
    return mine and bool(row.due_at <= scope.before)


_risen: dict[tuple[str, int], tuple[datetime, Risen]] = {}
