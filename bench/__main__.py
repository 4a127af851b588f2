"""Measure the product side by side with a bare floor, and write bench/results.json.

    python -m bench                  within ten minutes
    BENCH_QUICK=1 python -m bench    a try: smaller databases, fewer rounds, results.quick.json
    BENCH_LARGE=1 python -m bench    with a million documents filed as well
    BENCH_CYCLES=8000                life cycles for the memory's growth: 16 actions each

What counts is the CPU of the server processes a request, as a ratio to the floor's in the same run.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench import crowd, numbering, received, report
from bench.databases import VICE_CHAIR, Database, Size, copy_of, has_postgresql, prepare
from bench.rounds import play, warm_up
from bench.scenes import SCENES, Stage, first_lines, set_up, verify, versions_of
from bench.servers import FLOOR, PRODUCT, Client, Server
from routing import ROOT

QUICK: Final = bool(os.environ.get("BENCH_QUICK"))
LARGE: Final = bool(os.environ.get("BENCH_LARGE"))
CONNECTIONS: Final = (1, 8, 32)
MEMORY: Final = 150  # megabytes for two web workers
QUERIES: Final = 8
VERSIONS: Final = 20  # of the rules, under which documents run at the same time
RATE, WAIT = 500, 500  # numbers a second; milliseconds


@dataclass(frozen=True)
class Plan:
    """How much is measured: the sizes of the databases, the rounds, the requests a round, the life cycles."""

    few: Size
    many: Size
    busy: Size
    million: Size
    numbers: Size
    one_rules: Size
    many_rules: Size
    rounds: int
    count: int
    cycles: int
    papers: int

    @property
    def sizes(self) -> tuple[Size, ...]:
        sizes = (self.few, self.many, self.busy, self.numbers, self.one_rules, self.many_rules)
        return (*sizes, *((self.million,) if LARGE else ()))


def planned() -> Plan:
    """What the environment asks for."""
    running = 2_000 if QUICK else 10_000
    return Plan(
        few=Size(1_000, 640),
        many=Size(5_000, 640) if QUICK else Size(100_000, 640),
        busy=Size(1_000, 5_000) if QUICK else Size(1_000, 20_000),
        million=Size(1_000_000, 640),
        numbers=Size(1_000, 800 if QUICK else 4_000, (("numbering", 1),)),
        one_rules=Size(1_000, running),
        many_rules=Size(1_000, running, versions=VERSIONS),
        rounds=3 if QUICK else 7,
        count=60 if QUICK else 120,
        papers=5_000 if QUICK else received.MANY,
        cycles=int(os.environ.get("BENCH_CYCLES", "60" if QUICK else "300")),
    )


def main() -> None:
    """Measure on each database that is there."""
    plan, results, start = planned(), report.Results(), time.monotonic()
    kinds = ("sqlite", "postgresql") if has_postgresql() else ("sqlite",)
    print(report.machine())
    for size in plan.sizes:
        prepare(size, kinds)
    for kind in kinds:
        with Client() as client:
            _against_the_floor(client, kind, plan, results)
            _as_it_grows(client, kind, plan, results)
            _crowded(client, kind, plan, results)
            _under_many_rules(client, kind, plan, results)
            _received(client, kind, plan, results)
        _numbers(kind, plan, results)
        _inside(kind, plan, results)
    path = ROOT / "bench" / ("results.quick.json" if QUICK else "results.json")
    # What the other targets (`make bench-typeset`, `bench-ocr`, `bench-filing`, `bench-search`) have measured stays.
    results.write(path, keep=lambda name: name.startswith(("typeset_", "ocr_", "filing_", "search_")))
    print(f"\n{time.monotonic() - start:.0f} s")


def _against_the_floor(client: Client, kind: str, plan: Plan, results: report.Results) -> None:
    """Every scene at 1, 8 and 32 connections; the ratio is that of the CPU at one."""
    with ExitStack() as stack:
        stage = _open(stack, client, kind, plan.many, with_floor=True)
        report.heading(f"{kind}, {plan.many.filed:,} filed, {plan.many.pending} pending")
        ratios = {}
        for name in SCENES:
            for connections in CONNECTIONS:
                sides = [(stage, side) for side in stage.sides]
                rounds = plan.rounds if connections == 1 else max(plan.rounds // 2, 2)
                figures = play(client, name, sides, connections, rounds, plan.count)
                for side, figure in zip(stage.sides, figures, strict=True):
                    report.row(f"{name} ×{connections}", side.name, figure)
                if connections == 1:
                    ratios[name] = figures[0].cpu / figures[1].cpu
        memory, master = stage.sides[0].server.memory()
        print(f"{verify(stage)} logs verified; two workers use {memory:.0f} MB together, their master {master:.0f} MB")
        for name, ratio in ratios.items():
            results.add(f"{name}_cpu_vs_floor_{kind}", ratio, 1.5)
        results.add(f"memory_two_workers_vs_{MEMORY}mb_{kind}", memory / MEMORY, 1)


def _as_it_grows(client: Client, kind: str, plan: Plan, results: report.Results) -> None:
    """The tray of the product with more documents filed, and with more pending."""
    sizes = [plan.few, plan.many, plan.busy, *([plan.million] if LARGE else [])]
    with ExitStack() as stack:
        stages = [_open(stack, client, kind, size) for size in sizes]
        sides = [(stage, stage.sides[0]) for stage in stages]
        figures = play(client, "tray", sides, 1, plan.rounds * 2, plan.count)
        report.heading(f"{kind}, the tray as the house grows")
        for size, figure in zip(sizes, figures, strict=True):
            report.row(f"{size.filed:,} filed", f"{size.pending:,}", figure)
        base = figures[0].cpu
        results.add(f"tray_cpu_1000_to_{_short(plan.many.filed)}_filed_{kind}", figures[1].cpu / base, 1.15)
        results.add(f"tray_cpu_640_to_{_short(plan.busy.pending)}_pending_{kind}", figures[2].cpu / base, 1.15)
        if LARGE:
            results.add(f"tray_cpu_1000_to_1m_filed_{kind}", figures[3].cpu / base, 1.15)


def _crowded(client: Client, kind: str, plan: Plan, results: report.Results) -> None:
    """One of thirty signs, beside the floor's approval; a full tray beside one that is nearly empty."""
    with ExitStack() as stack:
        stage = _open(stack, client, kind, plan.few, with_floor=True)
        signed, approved = crowd.signing(client, stage, VICE_CHAIR, plan.rounds, plan.count)
    with ExitStack() as stack:
        full, sparse = crowd.trays(client, _open(stack, client, kind, plan.few), plan.rounds, plan.count)
    report.heading(f"{kind}, many slips")
    report.row(f"one of {crowd.SIGNERS} signs", "product", signed)
    report.row("approval", "floor", approved)
    report.row("tray", f"{crowd.FULL} slips", full)
    report.row("tray", f"{crowd.SPARSE} slips", sparse)
    results.add(f"action_with_{crowd.SIGNERS}_open_slips_vs_floor_{kind}", signed.cpu / approved.cpu, 3)
    results.add(f"tray_{crowd.FULL}_vs_{crowd.SPARSE}_open_slips_{kind}", full.cpu / sparse.cpu, 1.5)


def _under_many_rules(client: Client, kind: str, plan: Plan, results: report.Results) -> None:
    """Approvals while the running documents go by many versions of the rules, and while all go by one."""
    sizes = (plan.many_rules, plan.one_rules)
    with ExitStack() as stack:
        stages = [_open(stack, client, kind, size) for size in sizes]
        sides = [(stage, stage.sides[0]) for stage in stages]
        play(client, "action", sides, 8, 2, plan.count)  # both workers read every version once
        many, one = play(client, "action", sides, 1, plan.rounds * 2, plan.count)
        for size, stage in zip(sizes, stages, strict=True):
            if len(versions_of(stage)) != size.versions:
                raise RuntimeError(f"only {len(versions_of(stage))} versions of the rules were acted under")
            verify(stage)
    report.heading(f"{kind}, {plan.many_rules.pending:,} running, versions of the rules")
    for size, figure in zip(sizes, (many, one), strict=True):
        report.row("action", f"{size.versions}", figure)
    name = f"action_{VERSIONS}_workflows_{plan.many_rules.pending}_running_vs_one_{kind}"
    results.add(name, many.cpu / one.cpu, 1.1)


def _received(client: Client, kind: str, plan: Plan, results: report.Results) -> None:
    """收文: registering and sending around beside the floor's approval; its lists as papers come in."""
    with ExitStack() as stack:
        stage = _open(stack, client, kind, plan.few, with_floor=True)
        found = received.acting(client, stage, plan.rounds, min(plan.count, 60))
    report.heading(f"{kind}, papers that come in")
    for name, figure in found.items():
        report.row(name, "floor" if name == "approval" else "product", figure)
    for name in ("registration", "circulation"):
        label = f"{name}_to_{received.READERS}" if name == "circulation" else name
        results.add(f"{label}_cpu_vs_floor_{kind}", found[name].cpu / found["approval"].cpu, 3)
    with ExitStack() as stack:
        sizes = (received.FEW, plan.papers)
        stages = [_open(stack, client, kind, plan.few, papers=papers) for papers in sizes]
        for name, figures in received.lists(client, stages, plan.rounds, plan.count).items():
            for papers, figure in zip(sizes, figures, strict=True):
                report.row(name, f"{papers:,}", figure)
            ratio = figures[1].cpu / figures[0].cpu
            results.add(f"{name}_cpu_1000_to_{_short(plan.papers)}_papers_{kind}", ratio, 1.2)


def _numbers(kind: str, plan: Plan, results: report.Results) -> None:
    with copy_of(plan.numbers, kind, "run") as database:
        taken = numbering.measure(database, plan.numbers.pending)
    print(f"\n{kind}: {taken.rate:.0f} numbers/s from {numbering.WRITERS} writers, longest wait {taken.longest:.0f} ms")
    results.add(f"numbers_{RATE}_per_second_{kind}", RATE / taken.rate, 1)
    results.add(f"numbers_longest_wait_vs_{WAIT}ms_{kind}", taken.longest / WAIT, 1)


def _inside(kind: str, plan: Plan, results: report.Results) -> None:
    with copy_of(plan.few, kind, "inside") as database:
        queries = _ask("queries", database)
        memory = _ask("cycles", database, str(plan.cycles))
    most = max(queries, key=lambda page: queries[page])
    print(f"\n{kind}: queries a page {queries}")
    results.add(f"queries_of_the_fullest_page_vs_{QUERIES}_{kind}", queries[most] / QUERIES, 1)
    print(f"{plan.cycles} life cycles, {memory['actions']:,} actions: {memory['start']:.1f} → {memory['end']:.1f} MB")
    results.add(f"memory_growth_over_life_cycles_{kind}", memory["end"] / memory["start"], 1.05)


def _open(
    stack: ExitStack, client: Client, kind: str, size: Size, *, with_floor: bool = False, papers: int = 0
) -> Stage:
    """Servers on a copy of the database, with so many `papers` received in it, warmed up and looked at."""
    database = stack.enter_context(copy_of(size, kind, f"run{papers or ''}"))
    if papers:
        received.fill(database, papers)
    product = stack.enter_context(Server(database, PRODUCT))
    floor = stack.enter_context(Server(database, FLOOR)) if with_floor else None
    stage = set_up(database, product, floor)
    for side in stage.sides:
        client.ask(side.server, first_lines(stage, side), 1)
        warm_up(client, stage, side)
    return stage


def _ask(what: str, database: Database, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.inside", what, database.url, str(database.instance), *arguments]
    done = subprocess.run(command, cwd=Path(ROOT), check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _short(number: int) -> str:
    return f"{number // 1_000}k"


if __name__ == "__main__":
    main()
