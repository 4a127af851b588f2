"""Long work that somebody asked for: done by the worker bit by bit, seen on the way, taken up after a power cut.

A module that knows such work registers it when it is imported (`register`). Its function takes an `Assigned` and
reports how far it has come; it opens its own transactions, and what it has done once it must not do again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import current_app
from sqlalchemy import Row, insert, or_, select, update

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import Errand
from routing.queries.people import actor_by_id
from routing.services import turns
from routing.services.errors import MissingRecordError
from workflows.errors import RuleError

QUIET: Final = timedelta(seconds=30)  # after which people are told that the work has probably broken off
SILENT: Final = timedelta(seconds=120)  # after which a worker that gave no sign of life is taken for dead
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


@dataclass(frozen=True, slots=True)
class Assigned:
    """An errand under way: what was asked for, by whom (with the rights of now), and the pen for its row."""

    id: int
    kind: str
    subject_id: int
    wanted: Mapping[str, Any]
    actor: Actor

    def at(self, done: int, total: int, message: str = "") -> None:
        """Say how far the work has come. Raises TakenOver where another worker has taken it up meanwhile."""
        ours = (Errand.id == self.id, Errand.state == RUNNING)
        values = {"done": done, "total": total, "message": message, "beat_at": clock.now()}
        let_go()
        with writing() as connection:
            if connection.execute(update(Errand).where(*ours).values(values)).rowcount != 1:
                raise TakenOver


class TakenOver(Exception):
    """Another worker took this one for dead, and does its work."""


Work = Callable[[Assigned], Mapping[str, Any] | None]
_KNOWN: dict[str, Work] = {}


def register(kind: str, work: Work) -> None:
    """Have errands of that kind done by `work`; what it returns is kept as the errand's report."""
    _KNOWN[kind] = work


def ask(kind: str, title: str, actor: Actor, *, subject_id: int = 0, back: str = "", **wanted: Any) -> int:
    """Ask for an errand and return its number. One of the same kind and subject that is not over is not doubled."""
    now = clock.now()
    row = {
        "organisation_id": actor.organisation_id,
        "kind": kind,
        "subject_id": subject_id,
        "title": title[:200],
        "back": back[:200],
        "wanted": wanted,
        "state": WAITING,
        "done": 0,
        "total": 0,
        "message": "",
        "report": {},
        "asked_by": actor.person_id,
        "asked_name": actor.name,
        "asked_at": now,
        "beat_at": now,
    }
    let_go()
    with writing() as connection:
        turns.wait(connection, actor.organisation_id)
        same = select(Errand.id).where(
            Errand.organisation_id == actor.organisation_id,
            Errand.kind == kind,
            Errand.subject_id == subject_id,
            Errand.state.in_((WAITING, RUNNING)),
        )
        known = connection.execute(same.limit(1)).scalar_one_or_none()
        if known is not None and subject_id:
            return int(known)
        return int(connection.execute(insert(Errand).returning(Errand.id), row).scalar_one())


def errand(errand_id: int, actor: Actor) -> Row[Any]:
    """An errand of the actor's house, as it stands. Raises MissingRecordError."""
    ours = (Errand.id == errand_id, Errand.organisation_id == actor.organisation_id)
    row = reading().execute(select(Errand.__table__).where(*ours)).one_or_none()
    if row is None:
        raise MissingRecordError(f"errand {errand_id}")
    return row


def latest(kind: str, subject_id: int, actor: Actor) -> Row[Any] | None:
    """The newest errand of a kind about a subject, or None."""
    which = (Errand.organisation_id == actor.organisation_id, Errand.kind == kind, Errand.subject_id == subject_id)
    return reading().execute(select(Errand.__table__).where(*which).order_by(Errand.id.desc()).limit(1)).one_or_none()


def run_next() -> bool:
    """Do one errand that waits, or that a dead worker left behind; False where there is none."""
    row = _taken()
    if row is None:
        return False
    assigned = Assigned(row.id, row.kind, row.subject_id, row.wanted, actor_by_id(reading(), row.asked_by))
    try:
        report = _KNOWN[row.kind](assigned)
    except TakenOver:
        let_go()
        return True
    except RuleError as refusal:  # the house's rules say no: the person is told in their words
        _end(row.id, FAILED, message=refusal.message)
    except Exception as error:
        current_app.logger.exception("errand %s %s", row.kind, row.id)
        _end(row.id, FAILED, message=f"没有办完：{type(error).__name__}。可以再办一次，已办好的不会重复")
    else:
        _end(row.id, DONE, report=dict(report or {}))
    return True


def _taken() -> Row[Any] | None:
    """Take the oldest errand that nobody does: of several workers one gets it."""
    known = tuple(_KNOWN)
    due = or_(Errand.state == WAITING, (Errand.state == RUNNING) & (Errand.beat_at < clock.now() - SILENT))
    waiting = select(Errand.__table__).where(due, Errand.kind.in_(known)).order_by(Errand.id).limit(1)
    row = reading().execute(waiting).one_or_none()
    let_go()
    if row is None:
        return None
    same = (Errand.id == row.id, Errand.state == row.state, Errand.beat_at == row.beat_at)
    with writing() as connection:
        ours = connection.execute(update(Errand).where(*same).values(state=RUNNING, beat_at=clock.now())).rowcount == 1
    return row if ours else None


def _end(errand_id: int, state: str, **values: Any) -> None:
    let_go()
    with writing() as connection:
        ended = {"state": state, "ended_at": clock.now(), "beat_at": clock.now(), **values}
        connection.execute(update(Errand).where(Errand.id == errand_id).values(ended))
