"""Periodic work: what is to be done every so often, by one worker of however many there are.

A module that has such work registers it when it is imported (`register`); the web application imports them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import current_app
from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import Delivery, JobRun, Outbox

LEASE: Final = 900  # seconds after which a job whose worker died over it is another's
ALIVE: Final = "alive"
KEPT: Final = timedelta(days=180)  # how long what was sent is kept to be looked up


@dataclass(frozen=True, slots=True)
class Job:
    """A function without arguments, called within an application context every `seconds`."""

    name: str
    seconds: int
    run: Callable[[], object]


_JOBS: dict[str, Job] = {}


def register(name: str, seconds: int, run: Callable[[], object]) -> None:
    """Have `run` called every so many seconds, by one worker. It opens its own transactions, and may be repeated."""
    _JOBS[name] = Job(name, seconds, run)


def run_due() -> int:
    """Run every job that is due and that no other worker has taken; return how many these were."""
    known = {row.name: row.next_at for row in reading().execute(select(JobRun.name, JobRun.next_at))}
    let_go()
    now = clock.now()
    due = [job for job in _JOBS.values() if known.get(job.name, now) <= now]
    return sum(_run(job) for job in due if _taken(job, new=job.name not in known))


def _taken(job: Job, *, new: bool) -> bool:
    """Take a job that is due: of several workers one does."""
    now = clock.now()
    until = now + timedelta(seconds=max(job.seconds, LEASE))
    try:
        with writing() as connection:
            if new:
                connection.execute(insert(JobRun), {"name": job.name, "next_at": until, "last_error": ""})
                return True
            due = (JobRun.name == job.name, JobRun.next_at <= now)
            return connection.execute(update(JobRun).where(*due).values(next_at=until)).rowcount == 1
    except IntegrityError:
        return False  # another worker was the first to know of it


def _run(job: Job) -> bool:
    at, error = clock.now(), ""
    try:
        job.run()
    except Exception as failed:
        current_app.logger.exception("job %s", job.name)
        error = f"{type(failed).__name__}: {failed}"[:300]
    let_go()
    coming = {"next_at": at + timedelta(seconds=job.seconds), "last_error": error}
    with writing() as connection:
        done = coming if error else {**coming, "ran_at": at}
        connection.execute(update(JobRun).where(JobRun.name == job.name).values(done))
    return True


def _sweep() -> None:
    """Forget what was sent long ago; what did not arrive stays until an officer has seen to it."""
    old = clock.now() - KEPT
    with writing() as connection:
        connection.execute(delete(Delivery).where(Delivery.state == "sent", Delivery.sent_at < old))
        left = exists().where(Delivery.outbox_id == Outbox.id)
        connection.execute(delete(Outbox).where(Outbox.expanded_at < old, ~left))


register(ALIVE, 60, lambda: None)  # its row tells the system officer that a worker is there
register("sweep", 86_400, _sweep)
