"""Typesetting in a process of its own: Typst, fontTools and pyHanko are 400 MB that no web worker should carry.

The process is started by the first call and shared by all web workers of a server: they were forked from one process
that made `_HOUSE`, the name and the key of a socket that nobody else knows. It ends by itself when nobody holds a
connection any more, and makes room for a fresh one when it has grown. `run_apart` starts it again whenever it is
gone: the work is pure (values in, values out) and may be done twice.
"""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any, NamedTuple

SECONDS = 60.0  # one job's time, and what a web worker is granted by gunicorn.conf.py
STARTING = 20.0
TRIES = 3
ROOT = Path(__file__).resolve().parent.parent.parent


class WorkerError(Exception):
    """The work could not be done apart. The message is for the user; `detail` is for the log."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message, detail)
        self.message, self.detail = message, detail

    def __str__(self) -> str:
        return self.message


class _House(NamedTuple):
    """What the web workers of one server share from before they were forked: a socket of Linux' abstract kind."""

    address: str
    key: bytes


class _Line(NamedTuple):
    """A connection to the process, and the process' id."""

    connection: Connection
    process: int


_HOUSE = _House(f"\0hongtou-{secrets.token_hex(16)}", secrets.token_bytes(32))
_free: list[_Line] = []
_started: list["subprocess.Popen[bytes]"] = []
_starting = threading.Lock()


def typeset_apart(template: str, data: Any, *, when: datetime, **settings: Any) -> Any:
    """`routing.typeset.engine.typeset`, with the same arguments, result and errors, done apart."""
    return run_apart("routing.typeset.engine:typeset", template, data, when=when, **settings)


def run_apart(called: str, *values: Any, seconds: float = SECONDS, **named: Any) -> Any:
    """Call a public function of the typesetting tools or the judge ("routing.judge:judge") in the other process.

    Values, result and errors are pickled on their way. Raises whatever the function raises, and WorkerError where it
    took longer than `seconds` (the process is ended then), where the process died of it again and again, and where it
    could not be started.
    """
    for _ in range(TRIES):
        line = _take()
        try:
            line.connection.send((called, values, named))
            if not line.connection.poll(seconds):
                _end(line)
                raise WorkerError(f"排版超过 {seconds:g} 秒没有完成，已经停止。请稍后再试。", called)
            result, error = line.connection.recv()
        except (EOFError, ConnectionError):
            line.connection.close()  # it ended: grown too large, killed, or ended for a job that took too long
            continue
        except WorkerError:
            raise
        except BaseException:
            line.connection.close()  # an answer may still come: nobody is to take it for that of the next call
            raise
        _free.append(line)
        if error is not None:
            raise error
        return result
    raise WorkerError("排版程序连续几次中途停止。请稍后再试；还是不行时告诉系统管理员。", called)


def worker_id() -> int:
    """The process' id; starts it where it is not running."""
    line = _take()
    _free.append(line)
    return line.process


def _take() -> _Line:
    """A connection that nobody uses, or a new one; starts the process where nobody answers."""
    with suppress(IndexError):
        return _free.pop()
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        with suppress(ConnectionError, EOFError, AuthenticationError):
            connection: Connection = Client(_HOUSE.address, "AF_UNIX", _HOUSE.key)
            return _Line(connection, connection.recv())
        _start()
        time.sleep(0.02)
    raise WorkerError("排版程序没有启动起来。请稍后再试；还是不行时告诉系统管理员。")


def _start() -> None:
    """Start the process, unless one that this process started is still running.

    Two web workers may do so at once: only one process gets the address, the other one ends.
    """
    with _starting:
        _started[:] = [process for process in _started if process.poll() is None]
        if _started:
            return
        process = subprocess.Popen(  # noqa: S603 - this program's own interpreter and module
            [sys.executable, "-m", "routing.typeset.working", _HOUSE.address[1:]],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"},
            start_new_session=True,  # the server's Ctrl-C is not for it: it ends when the last connection does
        )
        if process.stdin:
            with process.stdin as pipe, suppress(BrokenPipeError):
                pipe.write(_HOUSE.key)
        _started.append(process)


def _end(line: _Line) -> None:
    """End the process: Typst cannot be interrupted. Whoever else had work in it has it done by the next one."""
    line.connection.close()
    with suppress(ProcessLookupError):
        os.kill(line.process, signal.SIGKILL)


def _forget() -> None:
    """A forked process opens connections of its own, and did not start what its parent started."""
    for line in _free:
        line.connection.close()
    _free.clear()
    _started.clear()


os.register_at_fork(after_in_child=_forget)
