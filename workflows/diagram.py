"""A workflow as a drawing: the main line one column, what goes back one folded rail at its left, ends aside.

Pure: a value with boxes and lines in units of one drawing, about 360 wide, so that it is legible in the hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from workflows.model import Action, State, Workflow
from workflows.roles import Role
from workflows.ways import Way, places, way_of

Point = tuple[float, float]

WIDTH, HEIGHT, GAP = 184.0, 48.0, 46.0  # of a box on the main line; between two
ASIDE_WIDTH, ASIDE_STEP = 78.0, 16.0  # of a box beside it; by how much the next is set off
LANE, TAG, EDGE = 13.0, 30.0, 4.0  # between two rails; for the count at a box; around the drawing
WORDS: Final = 10.0  # between the line and the boxes aside: a label's line has as many characters
LETTER: Final = 13.5
LINE_LETTERS, LINES = 10, 2
CORNER: Final = 7.0
EXIT, ENTRY, ASIDE_EXIT = 0.25, 0.5, 0.75  # of a box's height: where lines on its right begin and end


@dataclass(frozen=True, slots=True)
class Node:
    """A state as a box. `lines` are written in it; `title` says all of it in one sentence; `kind` is line or aside."""

    key: str
    x: float
    y: float
    w: float
    h: float
    kind: str
    number: int
    lines: tuple[str, ...]
    title: str
    final: bool

    @property
    def middle(self) -> Point:
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a box to a box. `way` is on, back or aside; `lines` its label, in the words of its actions.

    `tag` stands on it where there is no room for a label: how many places a way back leads to, or the letter of a note.
    `targets` are all states to which the actions folded into it may lead; it is drawn to the first.
    """

    source: str
    target: str
    way: Way
    points: tuple[Point, ...]
    title: str
    targets: tuple[str, ...]
    lines: tuple[str, ...] = ()
    at: Point = (0.0, 0.0)
    tag: str = ""
    tag_at: Point = (0.0, 0.0)

    @property
    def path(self) -> str:
        """The line as an SVG path with rounded corners."""
        return _path(self.points)


@dataclass(frozen=True, slots=True)
class Diagram:
    """The drawing of one workflow. `notes` say what the lettered lines are: (letter, sentence)."""

    title: str
    description: str
    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Ways drawn as one line."""

    way: Way
    source: str
    targets: tuple[str, ...]
    actions: tuple[Action, ...]


def draw(workflow: Workflow) -> Diagram:
    """Lay a workflow out."""
    place = places(workflow)
    bundles = _bundles(workflow, place)
    backs = _lanes([(place[b.targets[0]], place[b.source], b.targets[0]) for b in bundles if b.way is Way.BACK])
    skips = _lanes([_span(b, place) for b in bundles if b.way is not Way.BACK and _bracket(b, place)])
    left = EDGE + TAG + LANE * (max(backs.values(), default=-1) + 1)
    right = left + WIDTH + WORDS + LANE * (max(skips.values(), default=-1) + 1)
    nodes = _nodes(workflow, bundles, left, max(right, left + WIDTH / 2 + LETTER * (LINE_LETTERS + 1) + WORDS))
    edges = [_edge(workflow, bundle, nodes, place, backs, skips) for bundle in bundles]
    return Diagram(
        f"{workflow.label}流程图",
        f"主线共{len(workflow.line)}步：{'、'.join(state.step for state in workflow.line)}。"
        "左边是退回、撤回，右边是越过步骤和中途结束；全部内容见图下的表。",
        max(node.x + node.w for node in nodes.values()) + EDGE,
        max(node.y + node.h for node in nodes.values()) + EDGE,
        tuple(nodes.values()),
        tuple(edges),
        tuple((edge.tag, edge.title) for edge in edges if edge.tag.isalpha()),
    )


def _bundles(workflow: Workflow, place: dict[str, int]) -> list[_Bundle]:
    """Ways on and aside folded by their pair, ways back by where they begin."""
    found: dict[tuple[Way, str, str], dict[str, list[Action]]] = {}
    for action in workflow.actions:
        for source, target in action.ways:
            way = way_of(workflow, action, source, target)
            if way is not Way.STAY:
                key = (way, source, "" if way is Way.BACK and source in place else target)
                found.setdefault(key, {}).setdefault(target, []).append(action)
    return [
        _Bundle(
            way,
            source,
            tuple(sorted(targets, key=lambda target: place.get(target, len(place)))),
            tuple({action.key: action for actions in targets.values() for action in actions}.values()),
        )
        for (way, source, _), targets in found.items()
    ]


def _bracket(bundle: _Bundle, place: dict[str, int]) -> bool:
    """Is it drawn as a bracket on the right: over a step, or from beside the main line?"""
    source, target = place.get(bundle.source), place.get(bundle.targets[0])
    return source is None or (target is not None and target != source + 1)


def _span(bundle: _Bundle, place: dict[str, int]) -> tuple[int, int, str]:
    rows = [place.get(key, len(place)) for key in (bundle.source, bundle.targets[0])]
    return min(rows), max(rows), f"{bundle.source} {bundle.targets[0]}"


def _lanes(spans: list[tuple[int, int, str]]) -> dict[str, int]:
    """A rail for each name, the fewer the better: rails that lie one above the other share one."""
    whole: dict[str, tuple[int, int]] = {}
    for first, last, name in spans:
        low, high = whole.get(name, (first, last))
        whole[name] = min(low, first, last), max(high, first, last)
    lanes, taken = dict[str, int](), list[list[tuple[int, int]]]()
    for name, (first, last) in sorted(whole.items(), key=lambda item: (item[1][1] - item[1][0], item[1])):
        free = (n for n, row in enumerate(taken) if all(last < low or first > high for low, high in row))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((first, last))
        lanes[name] = lane
    return lanes


def _nodes(workflow: Workflow, bundles: list[_Bundle], left: float, right: float) -> dict[str, Node]:
    line = {
        state.key: _node(workflow, state, left, _row(n), WIDTH, "line", n + 1) for n, state in enumerate(workflow.line)
    }
    place = places(workflow)
    rows = {
        state.key: {place[b.source] for b in bundles if state.key in b.targets and b.source in place}
        for state in workflow.states
        if state.key not in place
    }
    row, later = 0, sorted(rows, key=lambda key: max(rows[key], default=-1))
    for n, key in enumerate(later):
        passing = set[int]().union(*(rows[other] for other in later[n + 1 :]))  # lines to the rails further out
        row = max(row, max(rows[key], default=-1) + 1)
        while row in passing:
            row += 1
        line[key] = _node(workflow, workflow.state(key), right + ASIDE_STEP * n, _row(row), ASIDE_WIDTH, "aside", 0)
        row += 1
    return line


def _row(row: int) -> float:
    return EDGE + row * (HEIGHT + GAP)


def _node(workflow: Workflow, state: State, x: float, y: float, width: float, kind: str, number: int) -> Node:
    facts = [state.role.label] if state.role is not Role.NOBODY else ["办结"] if state.final else []
    facts += [f"{state.days}日"] if state.days else []
    facts += ["先会签"] if state.joint else []
    here = [action.label for action in workflow.actions_from(state.key) if state.key in action.leads_from(state.key)]
    title = "，".join([state.label, *facts]) + (f"；在这一步可以：{'、'.join(here)}" if here else "")
    return Node(state.key, x, y, width, HEIGHT, kind, number, (state.label, " · ".join(facts)), title, state.final)


def _edge(
    workflow: Workflow,
    bundle: _Bundle,
    nodes: dict[str, Node],
    place: dict[str, int],
    backs: dict[str, int],
    skips: dict[str, int],
) -> Edge:
    first = bundle.targets[0]
    source, target = nodes[bundle.source], nodes[first]
    names = "、".join(action.label for action in bundle.actions)
    ends = "、".join(workflow.state(key).label for key in bundle.targets)
    title = f"{workflow.state(bundle.source).label} → {ends}：{names}"

    def edge(points: Iterable[Point], **more: object) -> Edge:
        return Edge(bundle.source, first, bundle.way, tuple(points), title, bundle.targets, **more)  # type: ignore[arg-type]

    if bundle.way is Way.BACK and bundle.source in place:
        return edge(
            _beside(source.x, source.middle[1] + 9, target.x, target.middle[1] - 9, _rail(nodes, backs[first])),
            tag=f"↩{len(bundle.targets)}",
            tag_at=(source.x - TAG / 2, source.middle[1] + 9),
        )
    if _bracket(bundle, place):
        number = list(skips).index(f"{bundle.source} {first}")
        lane = nodes[workflow.line[0].key].x + WIDTH + LANE / 2 + LANE * skips[f"{bundle.source} {first}"]
        starts, ends_at = _facing(source, EXIT), _facing(target, ENTRY)
        down = 1 if ends_at[1] > starts[1] else -1
        tag_at = (lane, starts[1] + down * (HEIGHT / 2 + CORNER))
        return edge(_beside(*starts, *ends_at, lane), tag=_letters(number), tag_at=tag_at)
    if bundle.way is Way.ON:
        x, lines = source.middle[0], _wrapped(names)
        at = (x + 9, source.y + source.h + GAP / 2 + 4 - (len(lines) - 1) * 8)
        return edge([(x, source.y + source.h), (x, target.y)], lines=lines, at=at)
    return edge(_aside(source, target, nodes))


def _aside(source: Node, target: Node, nodes: dict[str, Node]) -> list[Point]:
    """From the right of a step down to the head of an end; past the ends that stand above it."""
    first = min(node.x for node in nodes.values() if node.kind == "aside")
    rail = target.x + (target.w / 2 if target.x == first else target.w - 6)
    y = source.y + source.h * ASIDE_EXIT
    return [(source.x + source.w, y), (rail, y), (rail, target.y)]


def _rail(nodes: dict[str, Node], lane: int) -> float:
    return min(node.x for node in nodes.values()) - TAG - LANE * lane - LANE / 2 + 2


def _facing(node: Node, part: float) -> Point:
    """The point on a box's side that faces the space between the main line and what stands beside it."""
    return (node.x + node.w if node.kind == "line" else node.x), node.y + node.h * part


def _beside(x: float, y: float, to_x: float, to_y: float, lane: float) -> list[Point]:
    return [(x, y), (lane, y), (lane, to_y), (to_x, to_y)]


def _letters(number: int) -> str:
    """A, B, … Z, AA, AB, …"""
    rest, letter = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + letter)


def _wrapped(text: str) -> tuple[str, ...]:
    """A label in short lines, broken at a comma where one stands well; what is too long ends in an ellipsis."""
    lines = list[str]()
    while text and len(lines) < LINES:
        cut = LINE_LETTERS if len(text) > LINE_LETTERS else len(text)
        comma = max(text[:cut].rfind("，"), text[:cut].rfind("、")) + 1
        if len(text) > cut and comma > 2:
            cut = comma
        lines.append(text[:cut])
        text = text[cut:]
    if text:
        lines[-1] = lines[-1][: LINE_LETTERS - 1] + "…"
    return tuple(lines)


def _path(points: tuple[Point, ...]) -> str:
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for (before, here), (_, after) in zip(pairwise(points), pairwise(points[1:]), strict=False):
        a, b = _toward(here, before), _toward(here, after)
        parts.append(f"L{a[0]:g} {a[1]:g}Q{here[0]:g} {here[1]:g} {b[0]:g} {b[1]:g}")
    return "".join([*parts, f"L{points[-1][0]:g} {points[-1][1]:g}"])


def _toward(here: Point, there: Point) -> Point:
    """A point a corner's radius away from `here`, or half the way where that is less."""
    dx, dy = there[0] - here[0], there[1] - here[1]
    length = abs(dx) + abs(dy)  # lines run level or upright
    part = min(CORNER, length / 2) / length if length else 0
    return here[0] + dx * part, here[1] + dy * part
