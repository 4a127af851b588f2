"""Which of those who share a post gets a slip alone, where a step says so: by turns, the least busy, or by chance."""

import secrets
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select

from routing.models import Slip
from routing.queries.chart import Chart, Holder
from workflows.model import State

RULES: Final = {"turn": "轮流", "shortest": "待办最少", "chance": "随机"}


def picked(connection: Connection, chart: Chart, state: State, holder: Holder, document: Any) -> Holder:
    """One of the people in the post, or the post itself where there is no choice."""
    post = holder.key.partition(":")
    if post[0] != "post":
        return holder
    people = {
        f"person:{one.person_id}": one.name
        for one in chart.sitters.get(int(post[2]), ())
        if not (one.away or one.behalf or one.person_id == document.drafter_id)
    }
    if len(people) < 2:
        return holder
    keys = sorted(people, key=lambda key: int(key.partition(":")[2]))
    key = {"turn": _in_turn, "shortest": _shortest, "chance": _by_chance}[state.pick](connection, state, keys)
    return Holder(key, people[key], f"{holder.name}不止一人，按“{RULES[state.pick]}”分给{people[key]}")


def _in_turn(connection: Connection, state: State, keys: list[str]) -> str:
    last = connection.execute(_LAST, {"state": state.key, "keys": keys}).scalar_one_or_none()
    return keys[0] if last is None else keys[(keys.index(last) + 1) % len(keys)]


def _shortest(connection: Connection, _state: State, keys: list[str]) -> str:
    lying = dict(connection.execute(_LYING, {"keys": keys}).tuples().all())
    return min(keys, key=lambda key: lying.get(key, 0))


def _by_chance(_connection: Connection, _state: State, keys: list[str]) -> str:
    return secrets.choice(keys)


_LAST: Final = (
    select(Slip.holder)
    .where(Slip.state == bindparam("state"), Slip.holder.in_(bindparam("keys", expanding=True)))
    .order_by(Slip.id.desc())
    .limit(1)
)
_LYING: Final = (
    select(Slip.holder, func.count())
    .where(Slip.holder.in_(bindparam("keys", expanding=True)), Slip.closed_at.is_(None))
    .group_by(Slip.holder)
)
