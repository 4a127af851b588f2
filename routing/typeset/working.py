"""The process that `routing.typeset.worker` starts: takes calls from a socket, does them, and answers.

`python -m routing.typeset.working NAME` with the key on its standard input.
"""

import os
import pickle
import resource
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from importlib import import_module
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from routing.typeset.worker import WorkerError

AT_ONCE = 2  # as many as the machine has cores; each keeps a Typst compiler
PERMITTED = ("routing.typeset.", "routing.judge")
# What two threads may do at once. PDFium, with which pages are read and drawn, allows one.
TOGETHER = ("routing.typeset.engine", "routing.typeset.official", "routing.typeset.forms")
LIMIT = 450 * 1024 * 1024  # bytes of memory; above it, a fresh process takes over
MOST = 3 * 1024 * 1024 * 1024  # bytes of addresses: a job that asks for more fails, and the machine does not
LINGER = 3.0  # seconds without a connection before it ends: web workers hold theirs as long as they live

_PAGE = os.sysconf("SC_PAGE_SIZE")


class Working:
    """The jobs in hand and the connections they came by."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._alone = threading.Lock()
        self._count = threading.Lock()
        self._connections = 0
        self._busy = 0
        self._left = time.monotonic()

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
        finally:
            with self._count:
                self._connections -= 1
                self._left = time.monotonic()

    def _run(self, called: str, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, BaseException | None]:
        try:
            module, _, name = called.partition(":")
            if not module.startswith(PERMITTED) or name.startswith("_"):
                raise WorkerError("排版程序不做这件事。", called)
            function = getattr(import_module(module), name)
            with nullcontext() if module.startswith(TOGETHER) else self._alone:
                return function(*values, **named), None
        except Exception as error:
            return None, _sendable(error)

    def _answer(self, connection: Connection, answer: tuple[Any, BaseException | None]) -> None:
        """Send the answer, or an error where its result cannot be sent."""
        try:
            whole = pickle.dumps(answer)
        except Exception as error:
            whole = pickle.dumps((None, _sendable(error)))
        connection.send_bytes(whole)

    def _keep_watch(self) -> None:
        """End the process when nobody needs it, or when it has grown and nobody waits for an answer."""
        while True:
            time.sleep(0.5)
            with self._count:
                unneeded = not self._connections and time.monotonic() - self._left > LINGER
                if unneeded or (not self._busy and _memory() > LIMIT):
                    os._exit(0)


def _sendable(error: Exception) -> Exception:
    """An error with a note of where it arose; told as text where it would not arrive as it is."""
    told = "".join(traceback.format_exception(error))
    error.add_note(told)
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - just made here
    except Exception:
        return WorkerError("排版没有完成。请稍后再试；还是不行时告诉系统管理员。", told)
    return error


def _memory() -> int:
    """What the process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def main() -> None:
    """Serve at the address, or end at once where another process serves there already."""
    key = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
    try:
        listener = Listener(f"\0{sys.argv[1]}", "AF_UNIX", backlog=64, authkey=key)
    except OSError:
        return
    threading.Thread(target=_prepare, daemon=True).start()
    Working(listener).serve()


def _prepare() -> None:
    """Load what the first job will ask for."""
    from routing.typeset import titles
    from routing.typeset.fonts import FontSet

    FontSet.own().loaded.standing_in(["妇"], "fangsong")
    titles.prepare()


if __name__ == "__main__":
    main()
