"""A saved list of readers as a form shows it."""

from collections.abc import Iterable
from typing import Any

from routing.presenting.picking import reader_groups
from routing.queries.picking import Picks


def box(picks: Picks, chosen: list[str], errors: Iterable[str]) -> dict[str, Any]:
    """Everybody of the house by department, those on the list ticked."""
    return {
        "kind": "people",
        "name": "readers",
        "legend": "名单上的人",
        "required": True,
        "groups": list(reader_groups(picks, chosen)),
        "wrong": "；".join(errors),
    }
