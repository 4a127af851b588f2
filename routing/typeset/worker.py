"""Typesetting in a process of its own: Typst, fontTools and pyHanko are 400 MB that no web worker should carry."""

import threading
from contextlib import suppress
from typing import Any, Final

from routing.apart.calling import Helper, Words
from routing.typeset.errors import TypesetError, WorkerError

SECONDS: Final = 60.0  # one job's time, and what a web worker is granted by gunicorn.conf.py

HELPER: Final = Helper(
    "routing.typeset.working",
    Words(
        WorkerError,
        late="排版超过 {seconds} 秒没有完成，已经停止。请稍后再试。",
        gone="排版程序连续几次中途停止。请稍后再试；还是不行时告诉系统管理员。",
        absent="排版程序没有启动起来。请稍后再试；还是不行时告诉系统管理员。",
    ),
)


def run_apart(called: str, *values: Any, seconds: float = SECONDS, **named: Any) -> Any:
    """Call a public function of the typesetting tools or the judge ("routing.judge:judge") in the other process.

    Values, result and errors are pickled on their way. Raises whatever the function raises, and WorkerError where it
    took longer than `seconds` (the process is ended then), where the process died of it again and again, and where it
    could not be started.
    """
    return HELPER.call(called, values, named, seconds)


def warm(called: str, *values: Any, **named: Any) -> threading.Thread:
    """Have such a call done in the background and its result thrown away: whoever asks for one next need not wait
    for the process to start and to load what it takes.
    """

    def call() -> None:
        with suppress(TypesetError):
            run_apart(called, *values, **named)

    thread = threading.Thread(target=call, name="typeset-warm", daemon=True)
    thread.start()
    return thread


def worker_id() -> int:
    """The process' id; starts it where it is not running."""
    return HELPER.process()


_started = HELPER.started
