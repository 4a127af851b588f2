"""The process that `routing.apart.calling` starts: takes calls from a socket, does them, and answers.

It is run as `python -m MODULE NAME` with the key on its standard input.
"""

import os
import pickle
import resource
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Trade:
    """What the process does, and within which bounds."""

    permitted: tuple[str, ...]
    """Modules whose public functions may be called, by their beginnings."""
    together: tuple[str, ...]
    """Modules whose functions two threads may do at once; all others are done one at a time."""
    at_once: int
    limit: int
    """Bytes of memory above which a fresh process takes over."""
    most: int
    """Bytes of addresses: a job that asks for more fails, and the machine does not."""
    linger: float
    """Seconds without a connection before it ends: web workers hold theirs as long as they live."""
    idle: float | None
    """Seconds without a job before it ends all the same, or None."""
    error: type[Exception]
    """Says what went wrong where the error itself cannot be sent: (message, detail)."""
    not_done: str
    not_finished: str
    prepare: Callable[[], None]
    """Loads what the first job will ask for."""


class Working:
    """The jobs in hand and the connections they came by."""

    def __init__(self, listener: Listener, trade: Trade) -> None:
        self._listener, self._trade = listener, trade
        self._pool = ThreadPoolExecutor(trade.at_once)
        self._alone = threading.Lock()
        self._count = threading.Lock()
        self._connections = 0
        self._busy = 0
        self._left = self._done = time.monotonic()

    def serve(self) -> None:
        """Take connections for ever; `_keep_watch` ends the process."""
        threading.Thread(target=self._keep_watch, daemon=True).start()
        while True:
            with suppress(OSError, EOFError, Exception):  # whoever does not know the key is nobody
                connection = self._listener.accept()
                with self._count:
                    self._connections += 1
                threading.Thread(target=self._attend, args=(connection,), daemon=True).start()

    def _attend(self, connection: Connection) -> None:
        try:
            with connection, suppress(EOFError, ConnectionError):
                connection.send(os.getpid())
                while True:
                    called, values, named = connection.recv()
                    with self._count:
                        self._busy += 1
                    try:
                        self._answer(connection, self._pool.submit(self._run, called, values, named).result())
                    finally:
                        with self._count:
                            self._busy -= 1
                            self._done = time.monotonic()
        finally:
            with self._count:
                self._connections -= 1
                self._left = time.monotonic()

    def _run(self, called: str, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, BaseException | None]:
        try:
            module, _, name = called.partition(":")
            if not module.startswith(self._trade.permitted) or name.startswith("_"):
                raise self._trade.error(self._trade.not_done, called)
            function = getattr(import_module(module), name)
            with nullcontext() if module.startswith(self._trade.together) else self._alone:
                return function(*values, **named), None
        except Exception as error:
            return None, self._sendable(error)

    def _answer(self, connection: Connection, answer: tuple[Any, BaseException | None]) -> None:
        """Send the answer, or an error where its result cannot be sent."""
        try:
            whole = pickle.dumps(answer)
        except Exception as error:
            whole = pickle.dumps((None, self._sendable(error)))
        connection.send_bytes(whole)

    def _sendable(self, error: Exception) -> Exception:
        """An error with a note of where it arose; told as text where it would not arrive as it is."""
        told = "".join(traceback.format_exception(error))
        error.add_note(told)
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - just made here
        except Exception:
            return self._trade.error(self._trade.not_finished, told)
        return error

    def _keep_watch(self) -> None:
        """End the process when nobody needs it, or when it has grown and nobody waits for an answer."""
        while True:
            time.sleep(0.5)
            with self._count:
                now = time.monotonic()
                unneeded = not self._connections and now - self._left > self._trade.linger
                idle = self._trade.idle is not None and now - self._done > self._trade.idle
                if unneeded or (not self._busy and (idle or _memory() > self._trade.limit)):
                    os._exit(0)


def _memory() -> int:
    """What the process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def main(trade: Trade) -> None:
    """Serve at the address, or end at once where another process serves there already."""
    key = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (trade.most, trade.most))
    try:
        listener = Listener(f"\0{sys.argv[1]}", "AF_UNIX", backlog=64, authkey=key)
    except OSError:
        return
    threading.Thread(target=trade.prepare, daemon=True).start()
    Working(listener, trade).serve()
