"""原件 of a received paper, in words: who has it, the way it took, what waits for it, and handing it over (CY-3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from routing import display
from routing.actor import Actor
from routing.queries.chart import Chart
from routing.services.facts import KEEPERS, keeps_papers
from workflows.model import Action


def original(paper: Any, custody: Iterable[Any]) -> dict[str, Any]:
    """Who has the original, and its way, latest first."""
    return {
        "held": held(paper),
        "holder_id": paper.holder_id,
        "way": [
            {
                "name": row.name,
                "from": row.given_by,
                "since": display.moment(row.since),
                "until": display.moment(row.closed_at),
            }
            for row in custody
        ],
    }


def held(paper: Any) -> str:
    """Who has it now, and since when."""
    if paper.held_since is None:
        renewed = getattr(paper, "renewed", None)
        return f"随{renewed}一起管理" if renewed else "没有纸质原件的记录"
    if paper.holder_id is None:
        return f"{display.moment(paper.held_since)}已退还{paper.holder_name}"
    return f"在{paper.holder_name}手里（{display.since(paper.held_since)}起）"


def held_up(action: Action, chart: Chart, paper: Any) -> str:
    """Why an action that needs the paper original in the office's hands must wait; empty where it need not."""
    if "original_back" not in action.needs or keeps_papers(chart, paper.holder_id):
        return ""
    where = f"原件现在{paper.holder_name}处" if paper.holder_name else "没有登记原件在谁手里"
    return f"{where}，先登记原件交接。"


def handing(
    paper: Any, actor: Actor, people: list[tuple[str, list[tuple[int, str]]]], typed: Mapping[str, str]
) -> dict[str, Any]:
    """原件交接 in two taps: I have it, or I give it to somebody; nothing where it is not theirs to say."""
    if not people or paper.holder_id is None:
        return {}
    keeps = any(seat.capacity in KEEPERS and not seat.behalf for seat in actor.seats)
    mine = paper.holder_id == actor.person_id
    may_have = any(person == actor.person_id for _, there in people for person, _ in there)
    refused = typed.get("key") == "hand_over"
    return {
        "me": actor.person_id if may_have and not mine else 0,
        "groups": [
            (place, [(one, name, str(one) == typed.get("person")) for one, name in there if one != paper.holder_id])
            for place, there in people
        ]
        if mine or keeps
        else [],
        "wrong": typed.get("said", "") if refused else "",
    }
