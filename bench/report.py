"""The figures as a table for people, and as ratios for machines."""

import json
import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.rounds import Median

HEADINGS = ("", "", "CPU ms", "p50 ms", "p99 ms", "req/s")
ROW = "{:<22}{:<10}{:>9}{:>9}{:>9}{:>9}"


@dataclass
class Results:
    """What is written to results.json: a ratio a name, lower is better, and the goal that it is held against."""

    found: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, ratio: float, goal: float) -> None:
        """Keep a ratio and print it."""
        self.found[name] = {"ratio": round(ratio, 3), "goal": goal}
        print(f"  {name:<44}{ratio:>8.2f}   goal {goal:<6}{'' if ratio <= goal else '  over'}", flush=True)

    def write(self, path: Path, *, keep: Callable[[str], bool]) -> None:
        """Write the file whole or not at all; figures of another run, whose names `keep` tells, stay in it."""
        before = json.loads(path.read_text()) if path.exists() else {}
        kept = {name: figure for name, figure in before.items() if keep(name)}
        draft = path.with_suffix(".json.tmp")
        draft.write_text(json.dumps({**kept, **self.found}, indent=2, sort_keys=True) + "\n")
        draft.replace(path)


def heading(text: str) -> None:
    print(f"\n{text}\n{ROW.format(*HEADINGS)}", flush=True)


def row(scene: str, side: str, figures: Median) -> None:
    numbers = (f"{figures.cpu:.2f}", f"{figures.p50:.2f}", f"{figures.p99:.2f}", f"{figures.rate:.0f}")
    print(ROW.format(scene, side, *numbers), flush=True)


def machine() -> str:
    """Where the figures are from."""
    import os

    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
