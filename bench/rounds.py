"""Short rounds, one side after the other and again, so that what the machine does besides meets both alike."""

import statistics
from dataclasses import dataclass

from bench.scenes import ACTING, SCENES, Request, Side, Stage, settle
from bench.servers import Client

Figures = dict[str, list["Round"]]


@dataclass(frozen=True, slots=True)
class Round:
    """CPU in milliseconds a request; p50 and p99 in milliseconds; requests a second."""

    cpu: float
    p50: float
    p99: float
    rate: float


@dataclass(frozen=True, slots=True)
class Median:
    """The medians over all rounds of one side."""

    cpu: float
    p50: float
    p99: float
    rate: float


def play(
    client: Client, name: str, sides: list[tuple[Stage, Side]], connections: int, rounds: int, count: int
) -> list[Median]:
    """Play a scene on every side in turn, `rounds` times; return the medians in the order of the sides."""
    found: list[list[Round]] = [[] for _ in sides]
    for _ in range(rounds):
        for place, (stage, side) in enumerate(sides):
            found[place].append(_round(client, name, stage, side, connections, count))
    return [median(each) for each in found]


def warm_up(client: Client, stage: Stage, side: Side) -> None:
    """Let both workers make what they keep, and look at the pages once more closely."""
    for name in ("tray", "document"):
        client.ask(side.server, SCENES[name](stage, side, 48), 8)
    _round(client, "mixed", stage, side, 4, 50)


def median(rounds: list[Round]) -> Median:
    return Median(*(statistics.median(getattr(one, name) for one in rounds) for name in Round.__slots__))


def timed(client: Client, side: Side, requests: list[Request], connections: int = 1) -> Round:
    """Ask once, and tell what it took."""
    before = side.server.cpu()
    answer = client.ask(side.server, requests, connections)
    cpu = (side.server.cpu() - before) / len(requests)
    cuts = statistics.quantiles(answer["spent"], n=100, method="inclusive")
    return Round(cpu, cuts[49], cuts[98], len(requests) / answer["seconds"])


def _round(client: Client, name: str, stage: Stage, side: Side, connections: int, count: int) -> Round:
    found = timed(client, side, SCENES[name](stage, side, count), connections)
    if name in ACTING:
        settle(stage, side)
    return found
