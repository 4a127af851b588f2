"""Lines of a log for those who have not our key: as JSON, each with a plain digest over it and the line before."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from tools.verify_package import link


def told(value: Any) -> Any:
    """A column as JSON takes it; times to the microsecond, as the keyed chain has them."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def as_json(line: Mapping[str, Any]) -> str:
    """One line, always written the same way."""
    plain = {name: told(value) for name, value in line.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(lines: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The lines with their plain chain."""
    before = ""
    for line in lines:
        plain = {name: told(value) for name, value in line.items()}
        before = link(before, plain)
        yield plain | {"chain": before}


def written(lines: Iterable[Mapping[str, Any]]) -> bytes:
    """JSON Lines."""
    return "".join(f"{as_json(line)}\n" for line in lines).encode()
