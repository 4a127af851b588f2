"""Delegations and absences: one's own, those that concern one, and what a new one is checked against."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import aliased

from routing import clock
from routing.actor import Actor
from routing.models import Absence, Delegation, Organisation, Person, Post
from routing.queries.chart import Chart, chart_of
from routing.queries.tenure import Half, halves, lasting
from routing.services.errors import MissingRecordError
from routing.working import is_afternoon
from workflows.roles import OFFICERS, Capacity

CHIEFS: Final = frozenset({Capacity.CHAIR, Capacity.VICE_CHAIR})  # 机关负责人
SHOWN: Final = 50  # of one's own delegations and absences, the latest first


def chart_today(connection: Connection, actor: Actor) -> Chart:
    """The house as it is today."""
    version = select(Organisation.chart_version).where(Organisation.id == actor.organisation_id)
    return chart_of(connection, actor.organisation_id, connection.execute(version).scalar_one())


def delegations(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The delegations that the actor gave or received, the latest first."""
    mine = (Delegation.from_person_id == actor.person_id) | (Delegation.to_person_id == actor.person_id)
    return list(connection.execute(_delegations(actor).where(mine).limit(SHOWN)))


def delegation(connection: Connection, delegation_id: int, actor: Actor) -> Row[Any]:
    """One that the actor gave. Raises MissingRecordError."""
    mine = _delegations(actor).where(Delegation.id == delegation_id, Delegation.from_person_id == actor.person_id)
    row = connection.execute(mine).one_or_none()
    if row is None:
        raise MissingRecordError(f"delegation {delegation_id}")
    return row


def given(connection: Connection, person_id: int, first: date, last: date) -> list[Row[Any]]:
    """What a person has delegated in a period, as far as it was not taken back."""
    return list(
        connection.execute(
            select(Delegation.__table__).where(
                Delegation.from_person_id == person_id,
                Delegation.ended_at.is_(None),
                lasting(Delegation, first, last),
            )
        )
    )


def absences(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The actor's own, the latest first."""
    return list(connection.execute(_absences(actor).where(Absence.person_id == actor.person_id).limit(SHOWN)))


def absence(connection: Connection, absence_id: int, actor: Actor) -> Row[Any]:
    """One of the house. Raises MissingRecordError."""
    row = connection.execute(_absences(actor).where(Absence.id == absence_id)).one_or_none()
    if row is None:
        raise MissingRecordError(f"absence {absence_id}")
    return row


def absent(connection: Connection, person_id: int, first: Half, last: Half) -> Row[Any] | None:
    """An absence of a person, announced or approved, that touches a period of half days."""
    rows = connection.execute(
        select(Absence.__table__)
        .where(
            Absence.person_id == person_id,
            Absence.cancelled_at.is_(None),
            Absence.refused_at.is_(None),
            lasting(Absence, first[0], last[0]),
        )
        .order_by(Absence.starts_on)
    )
    return next((row for row in rows if halves(row)[0] <= last and first <= halves(row)[1]), None)


def is_past(period: Any) -> bool:
    """Has the last half day of a period gone by?"""
    now = clock.now()
    return halves(period)[1] < (clock.local(now).date(), is_afternoon(now))


def is_over(row: Any) -> bool:
    """Has an absence been called off, or gone by?"""
    return row.cancelled_at is not None or is_past(row)


def to_approve(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """待批外出: what lies before the actor for approval, the earliest first."""
    return _of(connection, _absences, Absence.id, actor, actor.beside.leaves)


def refused(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The actor's own absences to come that were refused."""
    return _of(connection, _absences, Absence.id, actor, actor.beside.refused)


def called(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The delegations to the actor that are to come."""
    return _of(connection, _delegations, Delegation.id, actor, actor.beside.called)


def _of(
    connection: Connection, every: Callable[[Actor], Any], key: Any, actor: Actor, ids: tuple[int, ...]
) -> list[Row[Any]]:
    """The rows of those ids, the earliest first. Where there are none nothing is asked, nor is the question put
    together, which takes longer than the rest of a tray.
    """
    return list(connection.execute(every(actor).where(key.in_(ids))).all()[::-1]) if ids else []


def possible_deputies(chart: Chart, actor: Actor) -> dict[int, str]:
    """Everybody else who may stand in for the actor in one of their posts, by id, with the posts they hold."""
    mine = delegable(actor)
    return {
        person_id: f"{chart.names[person_id]}（{'、'.join(seat.name for seat in seats if not seat.behalf)}）"
        for person_id, seats in chart.seats_of.items()
        if person_id != actor.person_id
        and has_business(chart, person_id)
        and any(may_sign_for(chart, person_id, {post}) for post in mine)
    }


def has_business(chart: Chart, person_id: int) -> bool:
    """Has somebody business of their own in the house, and none of the officers'?"""
    own = [seat for seat in chart.seats_of.get(person_id, ()) if not seat.behalf]
    return bool(own) and not any(seat.capacity in OFFICERS for seat in own)


def may_sign_for(chart: Chart, person_id: int, posts: Iterable[int]) -> bool:
    """May somebody be the deputy in these posts? The chair's signature is given by another chief alone (TL-22)."""
    if not any(chart.seats[post].capacity is Capacity.CHAIR for post in posts):
        return True
    own = {seat.capacity for seat in chart.seats_of.get(person_id, ()) if not seat.behalf}
    return bool(own & CHIEFS)


def delegable(actor: Actor) -> dict[int, str]:
    """The posts that the actor may delegate, by id: their own, and none that they look after for somebody else."""
    return {seat.post_id: seat.name for seat in actor.own if seat.capacity not in OFFICERS}


def _delegations(actor: Actor) -> Any:
    giver, taker = aliased(Person), aliased(Person)
    return (
        select(
            Delegation.__table__,
            giver.name.label("giver"),
            taker.name.label("taker"),
            Post.name.label("post_name"),
        )
        .join(giver, giver.id == Delegation.from_person_id)
        .join(taker, taker.id == Delegation.to_person_id)
        .outerjoin(Post, Post.id == Delegation.post_id)
        .where(Delegation.organisation_id == actor.organisation_id)
        .order_by(Delegation.starts_on.desc(), Delegation.id.desc())
    )


def _absences(actor: Actor) -> Any:
    approving, refusing = aliased(Person), aliased(Person)
    return (
        select(
            Absence.__table__,
            Person.name.label("person_name"),
            approving.name.label("approver"),
            refusing.name.label("refuser"),
        )
        .join(Person, Person.id == Absence.person_id)
        .outerjoin(approving, approving.id == Absence.approved_by)
        .outerjoin(refusing, refusing.id == Absence.refused_by)
        .where(Absence.organisation_id == actor.organisation_id)
        .order_by(Absence.starts_on.desc(), Absence.id.desc())
    )
