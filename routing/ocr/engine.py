"""Recognition by RapidOCR's models on the CPU: a picture in, its lines out, upright and with their colours.

One thread at a time; nothing is fetched, the models are in the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from rapidocr import RapidOCR
from rapidocr.utils.process_img import get_rotate_crop_image

from routing.ocr.colour import Ink, Picture
from routing.ocr.values import Box, Line

THREADS: Final = 1
SOUGHT_ON: Final = 1_320  # dots of the longer side on which lines are looked for; they are read from the picture itself
LEAST: Final = 0.5  # score of a line that is kept
UPRIGHT: Final = 0.82  # mean score of lines that stand upright
SAMPLE: Final = 5  # lines read to learn how a page stands


@cache
def _engine() -> RapidOCR:
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.max_side_len": SOUGHT_ON,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def prepare() -> None:
    """Load the models: a word on a white sheet is looked for and read."""
    recognise(np.full((64, 320, 3), 255, dtype=np.uint8))
    _read([np.full((48, 320, 3), 255, dtype=np.uint8)])


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of a picture, the degrees it was turned (clockwise), the degrees its lines still slope."""

    lines: tuple[Line, ...]
    turned: int
    slope: float
    picture: Picture
    """As it was read: upright."""


def recognise(picture: Picture, *, turn: bool = True) -> Found:
    """Read a picture. With `turn`, one that stands on its head or side is turned first."""
    turned = 0
    boxes = _boxes(picture)
    if turn and len(boxes):
        turned, picture, boxes = _upright(picture, boxes)
    if not len(boxes):
        return Found((), 0, 0.0, picture)
    texts = _read([get_rotate_crop_image(_bgr(picture), box.astype(np.float32)) for box in boxes])
    slope = _slope(boxes)
    ink = Ink(picture)
    lines = [
        _line(text, score, box, slope, ink, turned)
        for box, (text, score) in zip(boxes, texts, strict=True)
        if score >= LEAST and text.strip()
    ]
    return Found(tuple(sorted(lines, key=lambda line: (line.middle, line.left))), turned, slope, picture)


def _bgr(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[:, :, ::-1])


def _boxes(picture: Picture) -> Picture:
    """The corners of each line: from the top left one clockwise."""
    found = _engine()(_bgr(picture), use_det=True, use_cls=False, use_rec=False)
    boxes = getattr(found, "boxes", None)
    return np.empty((0, 4, 2)) if boxes is None else np.asarray(boxes, dtype=np.float64)


def _read(crops: list[Picture]) -> list[tuple[str, float]]:
    done = _engine().recognize_txt(crops)
    return list(zip(done.txts or (), done.scores or (), strict=True))


def _upright(picture: Picture, boxes: Picture) -> tuple[int, Picture, Picture]:
    """The picture turned so that its lines can be read, and their corners in it."""
    best: tuple[float, int, Picture, Picture] = (-1.0, 0, picture, boxes)
    standing = _standing(boxes)
    for turned in (90, 270, 0, 180) if standing else (0, 180, 90, 270):
        seen = np.ascontiguousarray(np.rot90(picture, -turned // 90))
        places = boxes if not turned else _boxes(seen)
        if not len(places) or _standing(places):
            continue
        score = _sampled(seen, places)
        if score > best[0]:
            best = (score, turned, seen, places)
        if score >= UPRIGHT:
            break
    return best[1], best[2], best[3]


def _sides(boxes: Picture) -> tuple[Picture, Picture]:
    """How long and how high the lines are."""
    return np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1), np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)


def _standing(boxes: Picture) -> bool:
    """Do most lines run from top to bottom?"""
    wide, high = _sides(boxes)
    return bool(np.sum(high[high > 1.5 * wide]) > np.sum(wide[wide > 1.5 * high]))


def _sampled(picture: Picture, boxes: Picture) -> float:
    """The mean score of some of the longest lines."""
    wide, _ = _sides(boxes)
    longest = np.argsort(wide)[::-1][:SAMPLE]
    read = _read([get_rotate_crop_image(_bgr(picture), boxes[place].astype(np.float32)) for place in longest])
    return float(np.mean([score for _, score in read])) if read else 0.0


def _slope(boxes: Picture) -> float:
    """Degrees by which the long lines slope: more than 0 where they fall to the right."""
    wide, high = _sides(boxes)
    long = boxes[wide > 6 * high]
    if not len(long):
        return 0.0
    across = long[:, 1] - long[:, 0]
    return float(np.median(np.degrees(np.arctan2(across[:, 1], across[:, 0]))))


def _line(text: str, score: float, box: Picture, slope: float, ink: Ink, turned: int) -> Line:
    rows, columns = ink.rows, ink.columns
    straight = _straightened(box, slope, columns / 2, rows / 2)
    left, top = np.maximum(box.min(axis=0), 0).astype(int)
    right, bottom = np.ceil(box.max(axis=0)).astype(int)
    red, sealed = ink.within(left, top, right, bottom)
    return Line(
        text=text,
        score=float(score),
        left=float(straight[[0, 3], 0].mean()),
        top=float(straight[[0, 1], 1].mean()),
        right=float(straight[[1, 2], 0].mean()),
        bottom=float(straight[[2, 3], 1].mean()),
        box=as_handed_in((left / columns, top / rows, right / columns, bottom / rows), turned),
        red=red,
        sealed=sealed,
    )


def _straightened(box: Picture, slope: float, across: float, down: float) -> Picture:
    """The corners turned back by the slope of the lines, about the middle of the picture."""
    angle = np.radians(-slope)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (box - (across, down)) @ turn.T + (across, down)


def as_handed_in(box: Box, turned: int) -> Box:
    """A place on the picture that was turned clockwise, as a place on the picture before."""
    left, top, right, bottom = (min(max(float(part), 0.0), 1.0) for part in box)
    for _ in range(turned // 90):
        left, top, right, bottom = top, 1 - right, bottom, 1 - left
    return round(left, 4), round(top, 4), round(right, 4), round(bottom, 4)
