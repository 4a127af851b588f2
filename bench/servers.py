"""The servers that are measured, as they run in production, and what they use."""

import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench.databases import Database
from routing import ROOT

GUNICORN = Path(sys.executable).parent / "gunicorn"
PRODUCT = ("-c", "gunicorn.conf.py", "wsgi:app")
FLOOR = ("-c", "bench/floor_gunicorn.py", "bench.floor:app")


def _free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


@dataclass
class Server:
    """Two web workers under gunicorn, on a port of their own."""

    database: Database
    what: tuple[str, ...]
    port: int = field(default_factory=_free_port)

    def __enter__(self) -> "Server":
        environment = {
            **os.environ,
            "PORT": str(self.port),
            "HONGTOU_DATABASE": self.database.url,
            "HONGTOU_INSTANCE": str(self.database.instance),
            "HONGTOU_WORKERS": "2",
            "HONGTOU_WORKER": "apart",  # what is measured are the two web workers
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "",  # compiling the whole house at each start leaves 2 MB behind
        }
        self.process = subprocess.Popen(
            [str(GUNICORN), "--log-level", "warning", *self.what], cwd=ROOT, env=environment
        )
        for _ in range(300):
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start: {self.what}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)

    @property
    def processes(self) -> list[psutil.Process]:
        master = psutil.Process(self.process.pid)
        return [master, *master.children()]

    def cpu(self) -> float:
        """Milliseconds of CPU, user and system, that all threads of the server have used.

        From the scheduler's own account in nanoseconds; psutil's ticks of 10 ms where the kernel keeps none.
        """
        try:
            tasks = [task for process in self.processes for task in Path(f"/proc/{process.pid}/task").iterdir()]
            return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6
        except FileNotFoundError:
            return sum(sum(process.cpu_times()[:2]) for process in self.processes) * 1000

    def memory(self) -> tuple[float, float]:
        """Megabytes of the two workers together, and of their master; what they share is shared out (PSS)."""
        master, *workers = (process.memory_full_info().pss / 1e6 for process in self.processes)
        return sum(workers), master


class Client:
    """The process that asks."""

    def __enter__(self) -> "Client":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.client"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()  # type: ignore[union-attr]
        self.process.wait(10)

    def ask(self, server: Server, requests: list[dict[str, Any]], connections: int) -> dict[str, Any]:
        """Have it ask everything. Raises RuntimeError when one answer is not what it should be."""
        job = {"port": server.port, "connections": connections, "requests": requests}
        self.process.stdin.write(json.dumps(job) + "\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())  # type: ignore[union-attr]
        if answer["faults"]:
            raise RuntimeError(f"wrong answers from {server.what[-1]}: {answer['faults']}")
        return answer
