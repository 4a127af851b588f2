"""Measure the reading of scans on 50 real documents at 150 and 300 dpi, and add to bench/results.json.

    make bench-ocr               some twenty minutes, of which scanning is the smaller part
    BENCH_QUICK=1 make bench-ocr a try on eight: results.quick.json

The reading was developed on other documents (`bench.scans.developed_on`): `python -m bench.ocr developed` shows those.
Exactly right is meant letter by letter; what the source does not have (three numbers) is right where nothing is said.
"""

import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import psutil

from bench import report, scans
from routing import ROOT
from routing.ocr.worker import read_apart, worker_id

QUICK: Final = bool(os.environ.get("BENCH_QUICK"))
RESOLUTIONS: Final = (150, 300)
GOALS: Final = {"source_number": 0.95, "dated": 0.95, "organ": 0.95, "title": 0.90}
FIELDS: Final = (*GOALS, "recipients", "secrecy", "urgency")


@dataclass
class Account:
    """What was found of the documents at one resolution."""

    documents: int = 0
    right: Counter[str] = field(default_factory=Counter)
    wrong_though_sure: Counter[str] = field(default_factory=Counter)
    blank: Counter[str] = field(default_factory=Counter)
    read: int = 0
    cpu: float = 0.0
    wall: float = 0.0
    most: float = 0.0

    def count(self, truth: dict[str, str], found: dict[str, tuple[str, bool]], *, told: bool) -> None:
        self.documents += 1
        for name in FIELDS:
            value, sure = found.get(name, ("", False))
            self.right[name] += value == truth[name]
            self.blank[name] += not value and bool(truth[name])
            self.wrong_though_sure[name] += sure and value != truth[name]
            if told and value != truth[name]:
                print(f"    {name}{'!' if sure else ''}: {value}\n    {' ' * len(name)}  {truth[name]}", flush=True)


def main(records: list[dict[str, str]], *, told: bool = False) -> dict[int, Account]:
    """Scan and read every document at every resolution; the accounts by resolution."""
    accounts = {dpi: Account() for dpi in RESOLUTIONS}
    process = psutil.Process(worker_id())
    for record in records:
        for dpi, account in accounts.items():
            scan = scans.scanned(record, dpi)
            if told:
                print(f"{record['id']} {dpi} {scan.pages} pages {record['title'][:30]}", flush=True)
            before, begun = _cpu(process), time.perf_counter()
            paper = read_apart(scan.data, scan.media_type, timeout=300)
            account.wall += time.perf_counter() - begun
            account.cpu += _cpu(process) - before
            account.read += paper.pages if paper.pages == 1 else _read_of(paper.notes, paper.pages)
            account.most = max(account.most, process.memory_info().rss / 1024**2)
            found = {name: (one.value, one.sure) for name, one in paper.fields.items()}
            account.count(scan.truth, found, told=told)
    for dpi, account in accounts.items():
        _print(dpi, account)
    return accounts


def _read_of(notes: tuple[str, ...], pages: int) -> int:
    """How many pages were read, as the reading's own note tells."""
    note = next((note for note in notes if "只识别了第" in note), "")
    return note.count("、") + 1 if note else pages


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _print(dpi: int, account: Account) -> None:
    print(f"\n{dpi} dpi, {account.documents} documents, {account.read} pages read")
    print(f"  {'':<16}{'right':>7}{'blank':>7}{'wrong though sure':>20}")
    for name in FIELDS:
        share = account.right[name] / account.documents
        goal = f"   goal {GOALS[name]:.0%}" if name in GOALS else ""
        print(f"  {name:<16}{share:>7.0%}{account.blank[name]:>7}{account.wrong_though_sure[name]:>20}{goal}")
    print(
        f"  a page read: {account.cpu / account.read:.2f} s of CPU, {account.wall / account.read:.2f} s of time;"
        f" a document: {account.wall / account.documents:.1f} s; memory {account.most:.0f} MB at the most"
    )


def written(accounts: dict[int, Account]) -> None:
    """Keep the figures: a share of misses beside the share that is allowed, and CPU seconds a page beside 4."""
    results = report.Results()
    print()
    for dpi, account in accounts.items():
        for name, goal in GOALS.items():
            missed = 1 - account.right[name] / account.documents
            results.add(f"ocr_{dpi}dpi_{name}_missed_vs_allowed", missed / (1 - goal), 1)
        results.add(f"ocr_{dpi}dpi_cpu_seconds_a_page", account.cpu / account.read, 4)
    path = ROOT / "bench" / ("results.quick.json" if QUICK else "results.json")
    results.write(path, keep=lambda name: not name.startswith("ocr_"))


if __name__ == "__main__":
    print(report.machine())
    if sys.argv[1:] == ["developed"]:
        main(scans.developed_on(), told=True)
    else:
        chosen = scans.measured()
        written(main(chosen[:: len(chosen) // 8] if QUICK else chosen, told="--told" in sys.argv))
