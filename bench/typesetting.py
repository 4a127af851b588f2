"""Measure typesetting beside LibreOffice and WeasyPrint, where they are installed, and add to bench/results.json.

    make bench-typeset               some five minutes
    BENCH_QUICK=1 make bench-typeset a try: results.quick.json

Documents of 1, 4 and 40 pages, no two alike, the engines taking turns. Measured is CPU, that of all processes and
threads, for it is the same on a busy machine. Cold is a process of its own for one
document; warm is one more document for a process that has set others.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

import psutil

from bench import others, report
from routing import ROOT
from routing.typeset.official import set_paper
from routing.typeset.paper import OfficialPaper
from routing.typeset.worker import run_apart, worker_id

QUICK: Final = bool(os.environ.get("BENCH_QUICK"))
PAGES: Final = (1, 4, 40)
ROUNDS: Final = 2 if QUICK else 5
MANY: Final = 100 if QUICK else 1_000
WHEN: Final = datetime(2026, 3, 8, 2, 0)
WARM, FASTER, PREVIEW, MEMORY = 60, 15, 100, 450  # the goals: ms, times, ms, megabytes
SENTENCE: Final = (
    "各市（区）妇联要把第{0}项工作摆在重要位置，结合实际制定方案，明确责任分工，"
    "于{1}月{2}日前将进展情况报送市妇联办公室。"
)

_serial = 0


def paper(pages: int) -> OfficialPaper:
    """A document of so many pages, unlike all before it."""
    global _serial  # noqa: PLW0603 - one more document
    _serial += 1
    count = {1: 2, 4: 22, 40: 286}[pages]
    body = "\n".join(
        SENTENCE.format(_serial * 1_000 + number, number % 12 + 1, number % 28 + 1) for number in range(count)
    )
    record = {
        "title": f"关于做好第{_serial}批重点工作的通知",
        "issuer": "泰州市妇女联合会",
        "recipients": "各市（区）妇联",
    }
    return OfficialPaper.from_corpus(
        {**record, "number": f"泰妇字〔2026〕{_serial}号", "date": "2026-03-08", "body": body}
    )


def main() -> None:
    """Measure, print, and put the figures beside those of the other benches."""
    results, start = report.Results(), time.monotonic()
    print(report.machine())
    engines = {"typst": lambda made: len(set_paper(made, when=WHEN).pdf), **others.there()}
    for pages in PAGES:
        _compared(pages, engines, results)
    _previewed(results)
    _settled(results)
    _crowded(results)
    path = ROOT / "bench" / ("results.quick.json" if QUICK else "results.json")
    results.write(path, keep=lambda name: not name.startswith("typeset_"))
    print(f"\n{time.monotonic() - start:.0f} s")


def _compared(pages: int, engines: dict[str, Callable[[OfficialPaper], Any]], results: report.Results) -> None:
    """Every engine's median for a document of so many pages, warm and cold."""
    set_pages = set_paper(paper(pages), when=WHEN).pages
    print(f"\n{set_pages} pages, CPU ms {'warm':>18}{'cold':>10}")
    warm = _medians(engines, lambda engine: others.timed(engine, [paper(pages) for _ in range(_batch(pages))]))
    cold = {name: _cold(name, pages) for name in engines} if pages == 4 else {}
    for name in engines:
        print(f"  {name:<24}{warm[name]:>10.0f}{cold.get(name, 0):>10.0f}")
    if pages == 4:
        results.add(f"typeset_4_pages_warm_cpu_vs_{WARM}ms", warm["typst"] / WARM, 1)
    for name in sorted(engines.keys() - {"typst"}):
        results.add(f"typeset_{pages}_pages_warm_{FASTER}_times_{name}", FASTER * warm["typst"] / warm[name], 1)
        if name in cold:  # how a server would ask LibreOffice: a process for a document
            results.add(f"typeset_{pages}_pages_{FASTER}_times_{name}_started", FASTER * warm["typst"] / cold[name], 1)


def _batch(pages: int) -> int:
    return 1 if pages == 40 else 3


def _medians(engines: dict[str, Callable[[OfficialPaper], Any]], measure: Callable[[Any], float]) -> dict[str, float]:
    """The engines in turn, round after round; a first round warms them up."""
    found: dict[str, list[float]] = {name: [] for name in engines}
    for number in range(ROUNDS + 1):
        for name, engine in engines.items():
            took = measure(engine)
            if number:
                found[name].append(took)
    return {name: statistics.median(values) for name, values in found.items()}


def _cold(name: str, pages: int) -> float:
    """CPU milliseconds of a process that sets one document and ends."""
    took = []
    for _ in range(3):
        begun = others.cpu()
        subprocess.run([sys.executable, "-m", "bench.typesetting", name, str(pages)], check=True, cwd=ROOT)
        took.append(others.cpu() - begun)
    return statistics.median(took)


def _previewed(results: report.Results) -> None:
    """The page of a draft of four pages in whose middle a word was typed, as the web server asks for it."""
    waited, before = [], 0.0
    for number in range(-2, ROUNDS * 6):
        if not number:
            before = _cpu_of_worker()
        body = "\n".join(SENTENCE.format(line if line != 11 else f"{line}之{number}", 3, 8) for line in range(22))
        draft = OfficialPaper.from_corpus(
            {"title": "关于做好重点工作的通知", "issuer": "泰州市妇女联合会", "body": body}
        )
        begun = time.perf_counter()
        run_apart("routing.typeset.pictures:preview", draft, f"11之{number}项工作", 0.5, when=WHEN)
        waited.append((time.perf_counter() - begun) * 1000)
    used = (_cpu_of_worker() - before) / (ROUNDS * 6)
    print(f"\npreview of a changed paragraph: CPU {used:.0f} ms; waited for: first {waited[0]:.0f} ms, then (median)"
          f" {statistics.median(waited[2:]):.0f} ms")  # fmt: skip
    results.add(f"typeset_preview_cpu_vs_{PREVIEW}ms", used / PREVIEW, 1)


def _cpu_of_worker() -> float:
    times = psutil.Process(worker_id()).cpu_times()
    return (times.user + times.system) * 1000


def _settled(results: report.Results) -> None:
    """The memory of the typesetting process after many documents."""
    process, most = worker_id(), 0.0
    for number in range(MANY):
        run_apart("routing.typeset.official:set_paper", paper(4), when=WHEN)
        if number % 20 == 19 and psutil.pid_exists(process):
            most = max(most, psutil.Process(process).memory_info().rss / 1024**2)
    time.sleep(1)
    held = psutil.Process(worker_id()).memory_info().rss / 1024**2
    again = "the same process" if worker_id() == process else "a fresh process took over"
    print(f"\nafter {MANY:,} documents: {held:.0f} MB, {most:.0f} MB at the most, {again}")
    results.add(f"typeset_memory_vs_{MEMORY}mb", max(held, most) / MEMORY, 1)


def _crowded(results: report.Results) -> None:
    """Eight threads at once, in this process and at the worker: no error is the goal."""
    errors: list[Exception] = []

    def work(call: Callable[[OfficialPaper], Any], papers: Iterator[OfficialPaper]) -> None:
        try:
            for made in papers:
                call(made)
        except Exception as error:
            errors.append(error)

    for call in (
        lambda made: set_paper(made, when=WHEN),
        lambda made: run_apart("routing.typeset.official:set_paper", made, when=WHEN),
    ):
        batches = [[paper(4) for _ in range(5)] for _ in range(8)]
        threads = [threading.Thread(target=work, args=(call, iter(batch))) for batch in batches]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(f"8 threads, 40 documents of 4 pages: {time.perf_counter() - begun:.1f} s, {len(errors)} errors")
    results.add("typeset_errors_of_8_threads", len(errors), 0)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        name, pages = sys.argv[1], int(sys.argv[2])
        set_one = others.ENGINES.get(name, lambda made: set_paper(made, when=WHEN))
        set_one(paper(pages))
    else:
        main()
