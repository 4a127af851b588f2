"""The worker: sends what is in the outbox and does the periodic work, turn after turn, until it is told to end.

Embedded: a light process forked from the web server's master, with whom it shares memory and dies (gunicorn.conf.py);
where it dies alone, it is started again.
Apart: `flask --app wsgi worker`, as often and on as many hosts as one likes.
"""

import ctypes
import os
import signal
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Any, Final

import click
from flask import Flask

from routing.services import (  # noqa: F401 - they register their work
    borrowing,
    destroying,
    digesting,
    errands,
    extracting,
    indexing,
    jobs,
    preserving,
    reminding,
)
from routing.services.dispatching import Dispatcher, take_back
from routing.services.expanding import expand
from routing.services.handing import packing, taking, transferring  # noqa: F401 - they register their long work

PAUSE: Final = 2.0  # seconds between two looks at an empty outbox
FIRST_WAIT: Final = 1.0  # seconds until an embedded worker that ended by itself is started again
LONGEST_WAIT: Final = 60.0
LONG_ENOUGH: Final = 60.0  # seconds after which it did not end as soon as it began
AT_ONCE: Final = 20  # deliveries between two looks at the outbox: an urgent one waits no longer
_PR_SET_PDEATHSIG: Final = 1  # prctl(2)


def run(app: Flask, stop: threading.Event) -> None:
    """Work until `stop` is set; what is being sent then is finished first. No error ends it."""
    with app.app_context():
        hand = Dispatcher()
    longer = threading.Thread(target=_run_errands, args=(app, stop), name="errands", daemon=True)
    longer.start()  # beside: what takes minutes holds up no message
    while not stop.is_set():
        busy = False
        try:
            with app.app_context():
                busy = turn(hand, stop)
        except Exception:  # the database is down, say: it is asked again
            app.logger.exception("worker")
        if not busy:
            stop.wait(PAUSE)


def _run_errands(app: Flask, stop: threading.Event) -> None:
    """Do the long work that somebody asked for, and what search asks for: attachments read, the index written anew.

    What is cut short by the end is taken up again by the next worker.
    """
    while not stop.is_set():
        busy = False
        try:
            with app.app_context():
                busy = errands.run_next() or indexing.catch_up() or extracting.run_next()
        except Exception:
            app.logger.exception("errands")
        if not busy:
            stop.wait(PAUSE)


def turn(hand: Dispatcher, stop: threading.Event | None = None) -> bool:
    """One look at everything; True where there was something to send."""
    jobs.run_due()
    take_back()
    expanded = expand()
    for sent in range(AT_ONCE):
        if stop is not None and stop.is_set():
            return True
        if not hand.one():
            return bool(expanded or sent)
    return True


def until_told(app: Flask) -> None:
    """Work until SIGTERM or Ctrl-C."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    run(app, stop)


class Embedded:
    """The worker beside a web server's own, started again where it ends by itself (killed for want of memory, say).

    `server` is gunicorn's arbiter: its main loop asks every second, and when a child ends, whether all are there.
    """

    def __init__(self, app: Flask, server: Any) -> None:
        self.app, self.server = app, server
        self.process: int | None = None
        self.began = self.again_at = 0.0
        self.wait = FIRST_WAIT

    def start(self) -> None:
        """Start it, unless workers run apart."""
        self.began = time.monotonic()
        self.process = embed(self.app, self.server.LISTENERS)

    def keep(self) -> None:
        """Start it again where it is gone; one that ends as soon as it begins waits longer each time."""
        now = time.monotonic()
        if self.process is not None and _gone(self.process):
            self.process = None
            self.wait = FIRST_WAIT if now - self.began > LONG_ENOUGH else min(self.wait * 2, LONGEST_WAIT)
            self.again_at = now + self.wait
            self.server.log.error("The worker that sends notifications has ended; again in %.0f s", self.wait)
        elif self.process is None and self.again_at and now >= self.again_at:
            self.again_at = 0.0
            self.start()

    def stop(self) -> None:
        """It finishes what it is sending, and ends."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGTERM)


def _gone(process: int) -> bool:
    try:
        return os.waitpid(process, os.WNOHANG)[0] != 0
    except ChildProcessError:  # the server has reaped it already
        return True


def embed(app: Flask, listeners: list[Any]) -> int | None:
    """Fork a worker beside a web server's own; return its process id, None where workers run apart.

    The child gives the listening sockets back, and is ended by the kernel when its parent is gone, however it went.
    """
    if os.environ.get("HONGTOU_WORKER", "embedded") != "embedded":
        return None
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        for number in (signal.SIGQUIT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGTTIN, signal.SIGTTOU,
                       signal.SIGWINCH, signal.SIGCHLD):  # fmt: skip
            signal.signal(number, signal.SIG_DFL if number == signal.SIGCHLD else signal.SIG_IGN)
        for listener in listeners:
            listener.close()
        with suppress(OSError, AttributeError):  # another system: on_exit alone ends it
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == parent:
            _own_connections(app)
            until_told(app)
            status = 0
    finally:
        os._exit(status)  # nothing of the parent's is tidied up here


def _own_connections(app: Flask) -> None:
    from routing.extensions import db

    with app.app_context():
        db.engine.dispose(close=False)


@click.command("worker")
def command() -> None:
    """Send notifications and do the periodic work, until SIGTERM (production: as a service of its own)."""
    from flask import current_app

    until_told(current_app._get_current_object())  # type: ignore[attr-defined]
