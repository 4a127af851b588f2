"""From the outbox to deliveries: who is behind the holders today, and by which ways each of them wants to be told."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from flask import current_app
from sqlalchemy import Connection, Row, insert, select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import Delivery, Document, NotificationSetting, Organisation, Outbox, Robot, Scope
from routing.queries.chart import Chart, chart_of

BATCH: Final = 50  # events in one transaction
MAIL: Final = "mail"
ROBOT: Final = "robot:"


def expand() -> int:
    """Make the deliveries of the events that have none yet; return how many events these were.

    In one transaction, and each event is locked first: of several workers one makes its deliveries, once.
    """
    if reading().execute(_FRESH.limit(1)).first() is None:
        return 0
    let_go()
    with writing() as connection:
        events = connection.execute(_FRESH.limit(BATCH).with_for_update(of=Outbox, skip_locked=True)).all()
        at = clock.now()
        made = [row for event, people in _readers(connection, events) for row in _of(connection, event, people, at)]
        if made:
            connection.execute(insert(Delivery), made)
        done = [event.id for event in events]
        connection.execute(update(Outbox).where(Outbox.id.in_(done)).values(expanded_at=at))
    return len(events)


def _readers(connection: Connection, events: Iterable[Row[Any]]) -> Iterator[tuple[Row[Any], list[int]]]:
    """Each event with the people who are to be told: those behind its holders on this day, but not who did it."""
    charts: dict[int, Chart] = {}
    for event in events:
        if event.organisation_id not in charts:
            charts[event.organisation_id] = chart_of(connection, event.organisation_id, event.chart_version)
        chart = charts[event.organisation_id]
        found = (person for key in event.holders.split() for person, _ in chart.people_of(key, event.kind or ""))
        people = [person for person in dict.fromkeys(found) if person != event.actor_id]
        if event.confidential or event.restricted:  # that there is such a document is known within its scope alone
            within = select(Scope.person_id).where(Scope.document_id == event.document_id, Scope.person_id.in_(people))
            people = list(connection.execute(within.order_by(Scope.person_id)).scalars())
        yield event, people


def _of(connection: Connection, event: Row[Any], people: list[int], at: datetime) -> Iterator[dict[str, Any]]:
    if not people:
        return
    robots = set(
        connection.execute(
            select(Robot.id).where(Robot.organisation_id == event.organisation_id, Robot.active)
        ).scalars()
    )
    wishes = connection.execute(
        select(NotificationSetting.__table__)
        .where(NotificationSetting.person_id.in_(people))
        .order_by(NotificationSetting.person_id)
    )
    for wish in wishes:
        if event.event not in wish.events.split():
            continue
        for channel, address in _ways(wish, robots):
            yield {
                "organisation_id": event.organisation_id,
                "outbox_id": event.id,
                "person_id": wish.person_id,
                "channel": channel,
                "address": address,
                "state": "waiting",
                "attempts": 0,
                "since": at,
                "next_at": at - timedelta(hours=event.urgency),  # what waits longest goes first: urgent ones at once
                "last_error": "",
                "claim": "",
            }


def _ways(wish: Row[Any], robots: set[int]) -> Iterator[tuple[str, str]]:
    if wish.by_mail and wish.email and current_app.config["SMTP"]:
        yield MAIL, wish.email
    yield from (("robot", f"{ROBOT}{robot}") for robot in map(int, wish.robots.split()) if robot in robots)


_FRESH: Final = (
    select(
        Outbox.id, Outbox.organisation_id, Outbox.event, Outbox.holders, Outbox.actor_id, Outbox.urgency,
        Outbox.confidential, Outbox.document_id, Document.kind, Document.restricted, Organisation.chart_version,
    )
    .join(Organisation, Organisation.id == Outbox.organisation_id)
    .outerjoin(Document, Document.id == Outbox.document_id)
    .where(Outbox.expanded_at.is_(None))
    .order_by(Outbox.id)
)  # fmt: skip
