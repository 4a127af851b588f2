"""A signature written by hand: strokes as vectors, as the pen went. A value; it draws itself as SVG."""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final

MOST_STROKES: Final = 200
MOST_POINTS: Final = 6_000  # over all strokes
LONGEST: Final = 150_000  # characters of JSON
ASPECTS: Final = (0.2, 20.0)  # width : height of the pad that was written on
PEN: Final = 0.03  # width of the line, as a share of the longer side
MARGIN: Final = 0.03  # white around the writing, as a share of the longer side
WRONG: Final = "手写签名没有完整传到，请清除后重签，或不手写，直接办理"


class StrokesError(ValueError):
    """What was sent is no signature. The message is for the person who signed."""


@dataclass(frozen=True)
class Strokes:
    """Polylines of points (x, y), each 0 to 1 of the pad's width and height; `aspect` is its width : height."""

    lines: tuple[tuple[tuple[float, float], ...], ...]
    aspect: float

    @classmethod
    def read(cls, text: str) -> "Strokes":
        """Read what `text` wrote, or what the pad sent. Raises StrokesError."""
        if len(text) > LONGEST:
            raise StrokesError("手写签名笔画太多，请清除后重签")
        try:
            given = json.loads(text)
            lines = tuple(tuple(_point(point) for point in line) for line in given["strokes"])
            aspect = _number(given["aspect"])
        except (ValueError, TypeError, KeyError, RecursionError):
            raise StrokesError(WRONG) from None
        if not all(lines) or not lines or not ASPECTS[0] <= aspect <= ASPECTS[1]:
            raise StrokesError(WRONG)
        if len(lines) > MOST_STROKES or sum(map(len, lines)) > MOST_POINTS:
            raise StrokesError("手写签名笔画太多，请清除后重签")
        return cls(lines, aspect)

    @cached_property
    def text(self) -> str:
        """The strokes as canonical JSON: the same strokes, the same text."""
        return json.dumps({"aspect": self.aspect, "strokes": self.lines}, separators=(",", ":"), sort_keys=True)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical text, hex."""
        return sha256(self.text.encode()).hexdigest()

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the writing, with some white around it; the pad's height is 1."""
        across = [x * self.aspect for line in self.lines for x, _ in line]
        down = [y for line in self.lines for _, y in line]
        wide, high = max(across) - min(across), max(down) - min(down)
        white = MARGIN * max(wide, high, 0.1) + self._pen
        return min(across) - white, min(down) - white, wide + 2 * white, high + 2 * white

    @property
    def ratio(self) -> float:
        """Width : height of the writing itself."""
        return self.box[2] / self.box[3]

    @property
    def _pen(self) -> float:
        across = [x * self.aspect for line in self.lines for x, _ in line]
        down = [y for line in self.lines for _, y in line]
        return PEN * max(max(across) - min(across), max(down) - min(down), 0.3)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The strokes as SVG path data, smoothed: through the middles, each point pulls the line towards it."""
        return tuple(_path([(x * self.aspect * 1000, y * 1000) for x, y in line]) for line in self.lines)

    @cached_property
    def view_box(self) -> str:
        """The `viewBox` that shows the writing and no more."""
        return " ".join(_short(side * 1000) for side in self.box)

    @property
    def pen(self) -> str:
        """The width of the line, in the units of the view box."""
        return _short(self._pen * 1000)

    def svg(self, ink: str = "#111") -> str:
        """The signature as a picture of its own."""
        drawn = "".join(f'<path d="{path}"/>' for path in self.paths)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{self.view_box}"><g fill="none" stroke="{ink}" '
            f'stroke-width="{self.pen}" stroke-linecap="round" stroke-linejoin="round">{drawn}</g></svg>'
        )


def _point(given: Any) -> tuple[float, float]:
    x, y = given
    point = _number(x), _number(y)
    if not all(0 <= part <= 1 for part in point):
        raise ValueError("a point outside the pad")
    return point


def _number(given: Any) -> float:
    """A number to four decimals. JSON's true and false, NaN and Infinity are none."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not -1e6 < given < 1e6:
        raise ValueError("no number")
    return round(float(given), 4)


def _path(points: list[tuple[float, float]]) -> str:
    first = f"M{_pair(points[0])}"
    if len(points) < 3:
        return f"{first}L{_pair(points[-1])}"
    middles = [((x + u) / 2, (y + v) / 2) for (x, y), (u, v) in pairwise(points[1:])]
    curves = "".join(f"Q{_pair(point)} {_pair(middle)}" for point, middle in zip(points[1:-1], middles, strict=True))
    return f"{first}{curves}L{_pair(points[-1])}"


def _pair(point: tuple[float, float]) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
