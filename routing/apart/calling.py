"""Calling a function in a process of its own (docs/adr/0009).

The process is started by the first call and shared by all web workers of a server: they were forked from one process
that made the `Helper`, the name and the key of a socket that nobody else knows. `Helper.call` starts it again whenever
it is gone: the work is pure (values in, values out) and may be done twice.
"""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any, NamedTuple

STARTING = 20.0
TRIES = 3
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Words:
    """What is said to the user where the process failed, and the error that says it: (message, detail).

    `late` may name {seconds}.
    """

    error: type[Exception]
    late: str
    gone: str
    absent: str


class _Line(NamedTuple):
    """A connection to the process, and the process' id."""

    connection: Connection
    process: int


class Helper:
    """One such process: `module` is run with `python -m`, and serves by `routing.apart.serving`."""

    def __init__(self, module: str, words: Words) -> None:
        self._module, self._words = module, words
        # A socket of Linux' abstract kind.
        self._address, self._key = f"\0hongtou-{secrets.token_hex(16)}", secrets.token_bytes(32)
        self._free: list[_Line] = []
        self.started: list[subprocess.Popen[bytes]] = []
        self._starting = threading.Lock()
        os.register_at_fork(after_in_child=self._forget)

    def call(self, called: str, values: tuple[Any, ...], named: dict[str, Any], seconds: float) -> Any:
        """Call a public function ("routing.judge:judge") in the process.

        Values, result and errors are pickled on their way. Raises whatever the function raises, and the error of
        `words` where it took longer than `seconds` (the process is ended then), where the process died of it again
        and again, and where it could not be started.
        """
        for _ in range(TRIES):
            line = self._take()
            try:
                line.connection.send((called, values, named))
                if not line.connection.poll(seconds):
                    self._end(line)
                    raise self._words.error(self._words.late.format(seconds=f"{seconds:g}"), called)
                result, error = line.connection.recv()
            except (EOFError, ConnectionError):
                self._drop(line)  # it ended: idle, grown too large, killed, or ended for a job that took too long
                continue
            except self._words.error:
                raise
            except BaseException:
                line.connection.close()  # an answer may still come: nobody is to take it for that of the next call
                raise
            self._free.append(line)
            if error is not None:
                raise error
            return result
        raise self._words.error(self._words.gone, called)

    def process(self) -> int:
        """The process' id; starts it where it is not running."""
        line = self._take()
        self._free.append(line)
        return line.process

    def _take(self) -> _Line:
        """A connection that nobody uses, or a new one; starts the process where nobody answers."""
        with suppress(IndexError):
            return self._free.pop()
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            with suppress(ConnectionError, EOFError, AuthenticationError):
                connection: Connection = Client(self._address, "AF_UNIX", self._key)
                return _Line(connection, connection.recv())
            self._start()
            time.sleep(0.02)
        raise self._words.error(self._words.absent)

    def _start(self) -> None:
        """Start the process, unless one that this process started is still running.

        Two web workers may do so at once: only one process gets the address, the other one ends.
        """
        with self._starting:
            self.started[:] = [process for process in self.started if process.poll() is None]
            if self.started:
                return
            process = subprocess.Popen(  # noqa: S603 - this program's own interpreter and module
                [sys.executable, "-m", self._module, self._address[1:]],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"},
                start_new_session=True,  # the server's Ctrl-C is not for it: it ends when the last connection does
            )
            if process.stdin:
                with process.stdin as pipe, suppress(BrokenPipeError):
                    pipe.write(self._key)
            self.started.append(process)

    def _end(self, line: _Line) -> None:
        """End the process: its work cannot be interrupted. Whoever else had work in it has it done by the next one."""
        line.connection.close()
        with suppress(ProcessLookupError):
            os.kill(line.process, signal.SIGKILL)

    def _drop(self, line: _Line) -> None:
        """Close this connection and the others to the same process, which is gone: none of them costs a try."""
        line.connection.close()
        for other in [one for one in self._free if one.process == line.process]:
            with suppress(ValueError):  # another thread has just taken it, and will find out
                self._free.remove(other)
                other.connection.close()

    def _forget(self) -> None:
        """A forked process opens connections of its own, and did not start what its parent started."""
        for line in self._free:
            line.connection.close()
        self._free.clear()
        self.started.clear()
