"""What is red on a page: marks and seals; and the page as it would be without its seal."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np

from routing.ocr.values import Box

Picture = np.ndarray[Any, Any]
"""Rows of dots, red, green and blue, a byte each."""

REDDER: Final = 55  # by so much is red ink redder than it is green or blue, whatever the paper
_SEAL: Final = (0.11, 0.42)  # of the page's breadth: the smallest and the largest seal, ring or square
_SEAL_INK: Final = 0.05  # of its box at least
_SMALL: Final = 600  # dots of the longer side on which seals are looked for


class Ink:
    """The red and the black of a picture."""

    def __init__(self, picture: Picture) -> None:
        self.rows, self.columns = picture.shape[:2]
        self._red = redness(picture)
        bright = picture.max(axis=2)
        self._black = bright < float(np.percentile(bright[::16, ::16], 80)) * 0.6

    def within(self, left: int, top: int, right: int, bottom: int) -> tuple[bool, bool]:
        """Is what stands there written in red; does red run through it?"""
        red, black = self._red[top:bottom, left:right], self._black[top:bottom, left:right]
        reddened, inked, dots = int(red.sum()), int(black.sum()), max(red.size, 1)
        return reddened > 2 * inked and reddened > 0.04 * dots, reddened > 0.01 * dots


def redness(picture: Picture) -> Picture:
    """Where the picture is red: red ink on any paper, not brown or pink paper itself."""
    red, green, blue = (picture[:, :, channel].astype(np.int16) for channel in range(3))
    found: Picture = (red - np.maximum(green, blue) > REDDER) & (np.abs(green - blue) < 60)
    return found


def seals(picture: Picture) -> list[Box]:
    """The boxes of what may be a seal: red, about as broad as high, neither a line of letters nor a rule."""
    scale = min(1.0, _SMALL / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rows, columns = small.shape[:2]
    reach = max(3, round(0.012 * columns))
    red = redness(small).astype(np.uint8)
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, found, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = []
    for left, top, width, height, _ in found[1:count].tolist():
        size = max(width, height) / columns
        ink = red[top : top + height, left : left + width].mean()
        if _SEAL[0] < size < _SEAL[1] and 0.55 < width / height < 1.8 and ink > _SEAL_INK:
            boxes.append((left / columns, top / rows, (left + width) / columns, (top + height) / rows))
    return boxes


def without_red(picture: Picture, scale: float, dark: float) -> Picture:
    """What a seal covers, without the seal: the red light alone, enlarged, spread from black to white.

    `dark` (0 to 1) is how much of what is half dark is taken for ink.
    """
    red = cv2.resize(picture[:, :, 0], None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    low, paper = np.percentile(red, (0.3, 70))
    high = low + (paper - low) * (0.5 + 0.5 * dark)
    spread = np.clip((red - low) * (255 / max(high - low, 1.0)), 0, 255).astype(np.uint8)
    whole: Picture = np.repeat(spread[:, :, None], 3, axis=2)
    return whole
