"""Measure a round of filing: 1,000 documents opened, decided and sealed, every page typeset; add to bench/results.json.

    make bench-filing               a minute or two, on SQLite
    BENCH_QUICK=1 make bench-filing a try with 100 documents: results.quick.json

Sealing sets 发文稿纸 and 定稿, keeps them in the file store, takes each document through the door. 正本 is set when a
document is printed, long before; how long it takes where nobody ever printed any of them (正本 with its check by
GB/T 9704 as well) is measured on a tenth and told beside. Memory is that of the process and of the typesetter's.
"""

import os
import shutil
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil
from flask import Flask, current_app
from sqlalchemy import delete, event, select

from bench import report
from bench.databases import Database, Size, copy_of, prepare
from routing import ROOT, clock, create_app
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.extensions import db
from routing.models import ArchiveItem, ArchivePart, Document, FilingRound
from routing.queries import documents as queries
from routing.queries.people import actor_called
from routing.services import errands, issuing
from routing.services.filing import deciding, rounds, sealing, verifying
from routing.typeset.worker import worker_id

QUICK: Final = bool(os.environ.get("BENCH_QUICK"))
ITEMS, UNPRINTED = (100, 20) if QUICK else (1_000, 100)
SECONDS, UNPRINTED_SECONDS, GROWTH = 60, 10, 1.15  # the goals; by how much the memory of both processes may grow
ARCHIVIST: Final = "hesufen"


def main() -> None:
    """Seed, file, and put the figures beside those of the other benches."""
    results, size = report.Results(), Size(ITEMS + UNPRINTED, 0)
    print(report.machine())
    prepare(size, ("sqlite",))
    with copy_of(size, "sqlite", "filing") as database:
        files = database.instance / "filing-files"
        shutil.rmtree(files, ignore_errors=True)
        try:
            _filed(database, files, results)
        finally:
            shutil.rmtree(files, ignore_errors=True)
    path = ROOT / "bench" / ("results.quick.json" if QUICK else "results.json")
    results.write(path, keep=lambda name: not name.startswith("filing_"))


def _printed(documents: Iterable[int], actor: Actor) -> None:
    """Have 正本 made, as the page does from which a document is printed."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def printed(document_id: int) -> None:
        with app.app_context():
            view = queries.view(reading(), document_id, actor)
            issuing.shown(view, view.document.revision_serial)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(printed, documents))


def _filed(database: Database, files: Path, results: report.Results) -> None:
    app = create_app({"SQLALCHEMY_DATABASE_URI": database.url, "FILES": str(files)}, database.instance)
    with app.app_context():
        archivist, memory = actor_called(reading(), ARCHIVIST), _Memory()
        documents = list(reading().execute(select(Document.id).order_by(Document.id)).scalars())
        unprinted = documents[:UNPRINTED]
        print(f"printing {ITEMS} documents …", flush=True)
        _printed(documents[UNPRINTED:], archivist)
        clear = _round(archivist, set(documents[UNPRINTED:]), memory)
        _report(f"{ITEMS} printed documents", clear, memory)
        results.add(f"filing_{ITEMS}_items_seconds_vs_{SECONDS}", clear.seconds / SECONDS, 1)
        results.add("filing_memory_growth", memory.growth, GROWTH)
        memory = _Memory()
        told = _round(archivist, set(unprinted), memory)
        _report(f"{UNPRINTED} documents that nobody ever printed", told, memory)
        results.add(f"filing_{UNPRINTED}_unprinted_items_seconds_vs_{UNPRINTED_SECONDS}",
                    told.seconds / UNPRINTED_SECONDS, 1)  # fmt: skip
        faults = list(verifying.faults(reading()))
        if faults:
            raise RuntimeError(f"not as it was sealed: {faults[:3]}")


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds from the opening of a round to its end, and the CPU of both processes in them."""

    opened: float
    decided: float
    seconds: float
    cpu: float


def _round(archivist: Actor, wanted: set[int], memory: "_Memory") -> _Spent:
    """Open a round, decide about the documents that are wanted, give the others back, seal it."""
    process, setter = psutil.Process(), psutil.Process(worker_id())
    before, began = _cpu(process, setter), time.perf_counter()
    round_id = rounds.open_round(clock.today().year, archivist)
    opened = time.perf_counter()
    rows = reading().execute(select(ArchiveItem.id, ArchiveItem.document_id).where(ArchiveItem.round_id == round_id))
    items = {row.document_id: row.id for row in rows}
    ids = [items[one] for one in items if one in wanted]
    for start in range(0, len(ids), deciding.AT_ONCE):
        deciding.accept(round_id, ids[start : start + deciding.AT_ONCE], archivist, "长期")
    _give_back([item for document, item in items.items() if document not in wanted])
    decided = time.perf_counter()
    event.listen(db.engine, "commit", memory.look)
    sealing.seal(round_id, archivist)
    if not errands.run_next():
        raise RuntimeError("there was no sealing to be done")
    event.remove(db.engine, "commit", memory.look)
    state = reading().execute(select(FilingRound.state).where(FilingRound.id == round_id)).scalar_one()
    if state != "sealed" or len(ids) != len(wanted):
        raise RuntimeError(f"{len(ids)} items, round {state}")
    ended = time.perf_counter()
    return _Spent(opened - began, decided - opened, ended - began, _cpu(process, setter) - before)


def _give_back(item_ids: list[int]) -> None:
    let_go()
    with writing() as connection:
        connection.execute(delete(ArchivePart).where(ArchivePart.item_id.in_(item_ids)))
        connection.execute(delete(ArchiveItem).where(ArchiveItem.id.in_(item_ids)))


def _cpu(*processes: psutil.Process) -> float:
    """Of whole processes; a typesetter that a fresh one took over from counts for nothing more."""
    total = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def _report(what: str, spent: _Spent, memory: "_Memory") -> None:
    print(
        f"{what}: {spent.seconds:.1f} s (opened {spent.opened:.1f}, decided {spent.decided:.1f}), "
        f"CPU {spent.cpu:.1f} s; {memory}",
        flush=True,
    )


class _Memory:
    """What this process and the typesetter's hold together, in megabytes, as the work goes on."""

    def __init__(self) -> None:
        self.seen: list[float] = []
        self._last = 0.0

    def look(self, _connection: Any) -> None:
        now = time.monotonic()
        if now - self._last > 1:
            self._last = now
            held = psutil.Process().memory_info().rss
            with suppress(psutil.NoSuchProcess):  # a fresh one takes over where it has grown
                held += psutil.Process(worker_id()).memory_info().rss
            self.seen.append(held / 2**20)

    @property
    def growth(self) -> float:
        """The highest of the last fifth over the highest of those before it, the first fifth left out: it warms up."""
        fifth = max(len(self.seen) // 5, 1)
        return max(self.seen[-fifth:]) / max(self.seen[fifth:-fifth] or self.seen[:-fifth] or self.seen)

    def __str__(self) -> str:
        first, most, last = self.seen[0], max(self.seen), self.seen[-1]
        return f"memory {first:.0f} MB at first, {most:.0f} MB at the most, {last:.0f} MB at the end"


if __name__ == "__main__":
    main()
