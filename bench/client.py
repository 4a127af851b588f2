"""The one who asks: a process of its own that reads a job a line from stdin, and writes what came of it to stdout.

    {"port": …, "connections": 8, "requests": [{"raw": "GET /tray …", "status": 200, "marker": "…", "times": 1}, …]}

Connections are kept alive; each takes the next request as soon as it has its answer, and looks whether it is right.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

FAULTS_TOLD = 5


async def run(job: dict[str, Any]) -> dict[str, Any]:
    """Ask everything, and return the milliseconds of each answer, the seconds of all, and what was wrong."""
    requests, spent, faults = iter(job["requests"]), [], []
    lines = [await asyncio.open_connection("127.0.0.1", job["port"]) for _ in range(job["connections"])]
    start = time.perf_counter()
    await asyncio.gather(*(_ask(reader, writer, requests, spent, faults) for reader, writer in lines))
    seconds = time.perf_counter() - start
    for _, writer in lines:
        writer.close()
    return {"spent": spent, "seconds": seconds, "faults": faults[:FAULTS_TOLD]}


async def _ask(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    requests: Iterator[dict[str, Any]],
    spent: list[float],
    faults: list[str],
) -> None:
    for request in requests:
        start = time.perf_counter()
        writer.write(request["raw"].encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        body = (await reader.readexactly(int(fields.get("content-length", 0)))).decode()
        spent.append((time.perf_counter() - start) * 1000)
        status = int(head[9:12])
        if status != request["status"] or body.count(request["marker"]) < request["times"]:
            faults.append(f"{request['raw'].splitlines()[0]}: {status}, {request['marker']!r} not there: {body[:200]}")


def main() -> None:
    """Serve jobs until stdin ends."""
    for line in sys.stdin:
        print(json.dumps(asyncio.run(run(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
