"""Lengths on the page of the Word copy, in points, as Word and LibreOffice keep them with fixed line pitch.

GB/T 9704-2012, 5.2: 版心 156 mm x 225 mm with 22 lines of 28 characters. Word rounds line pitch to a twentieth of a
point; 28.95 pt and characters drawn closer by a quarter point fill the 版心 without passing it.
"""

from __future__ import annotations

import unicodedata

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
TOP, LEFT, RIGHT, BOTTOM = 37 * MM, 28 * MM, 26 * MM, 35 * MM
WIDTH = 156 * MM
BODY, TITLE, SMALL = 16.0, 22.0, 14.0
"""三号, 二号 and 四号."""
PITCH = 28.95
CLOSER = -0.25
"""What is added to the width of every character."""
CHARACTER = BODY + CLOSER
MARK = 42.0
"""发文机关标志 where it fits (its size is free: 7.2.4)."""


def twips(points: float) -> int:
    """Twentieths of a point, in which Word counts lengths."""
    return round(points * 20)


def width_of(text: str, size: float = BODY) -> float:
    """How wide a line of text is: full-width characters are as wide as the size, all others half of it."""
    return sum((size if unicodedata.east_asian_width(one) in "WFA" else size / 2) + CLOSER for one in text)


def fitting(text: str, largest: float, width: float = WIDTH) -> float:
    """The size up to `largest`, in half points as Word counts them, at which the text keeps to one line."""
    return min(largest, max(BODY, int(2 * width / max(1.0, width_of(text, 1.0) - len(text) * CLOSER)) / 2))
