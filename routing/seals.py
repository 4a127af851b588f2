"""A 印章图样 for the demo house, drawn: a ring, a star, the name on the arc, and 样 where nobody can miss it."""

from math import cos, pi, radians, sin
from typing import Final

RED: Final = "#d7000f"
STAR: Final = 6.2  # from the middle of the star to its points
ARC: Final = 250  # degrees over which the name runs


def specimen(name: str) -> bytes:
    """The specimen seal of an organ as SVG, 42 units wide: as many millimetres as it is printed (GB/T 9704, 7.3.5)."""
    step = ARC / max(1, len(name) - 1)
    letters = "".join(_letter(letter, -ARC / 2 + step * place) for place, letter in enumerate(name))
    star = " ".join(map(_corner, range(10)))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="42mm" height="42mm" viewBox="0 0 42 42">'
        f'<circle cx="21" cy="21" r="20.2" fill="none" stroke="{RED}" stroke-width="1.1"/>'
        f'<polygon points="{star}" fill="{RED}"/>'
        f'<g fill="{RED}" font-family="Noto Serif SC" text-anchor="middle">{letters}'
        '<text x="21" y="36.6" font-size="6">样</text></g></svg>'
    ).encode()


def _corner(number: int) -> str:
    """A corner of the star: its points and what lies between them take turns."""
    reach = STAR if number % 2 == 0 else STAR * sin(radians(18)) / sin(radians(126))
    return f"{21 + reach * sin(number * pi / 5):.2f},{21 - reach * cos(number * pi / 5):.2f}"


def _letter(letter: str, degrees: float) -> str:
    return f'<text x="21" y="8.2" font-size="5" transform="rotate({degrees:.2f} 21 21)">{letter}</text>'
