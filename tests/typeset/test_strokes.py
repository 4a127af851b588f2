"""A signature by hand: what is taken, what is refused, and what is drawn."""

import json
import re

import pytest

from routing.typeset.strokes import MOST_POINTS, MOST_STROKES, Strokes, StrokesError

WAVE = [[0.1, 0.5], [0.3, 0.2], [0.5, 0.8], [0.9, 0.5]]


def sent(strokes, aspect=2.5):
    return json.dumps({"aspect": aspect, "strokes": strokes})


def test_what_was_written_is_read_back_the_same_with_the_same_digest():
    strokes = Strokes.read(sent([WAVE, [[0.123456, 0.5]]]))
    again = Strokes.read(strokes.text)
    assert again == strokes
    assert again.digest == strokes.digest
    assert strokes.lines[1] == ((0.1235, 0.5),)
    assert Strokes.read(sent([WAVE])).digest != strokes.digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "完整"),
        ("[" * 100_000, "完整"),
        ('{"strokes": []}', "完整"),
        (sent([]), "完整"),
        (sent([[]]), "完整"),
        (sent([[[0, 1.2]]]), "完整"),
        (sent([[[0, float("nan")]]]), "完整"),
        (sent([[[0, True]]]), "完整"),
        (sent([[["0", "1"]]]), "完整"),
        (sent([[[0, 1, 2]]]), "完整"),
        (sent([WAVE], aspect=0), "完整"),
        (sent([[[0, 10**400]]]), "完整"),
        (sent([WAVE] * (MOST_STROKES + 1)), "太多"),
        (sent([[[0.5, 0.5]] * (MOST_POINTS + 1)]), "太多"),
        (sent([[[0.123456789, 0.5]] * 20_000]), "太多"),
    ],
)
def test_what_is_no_signature_is_refused_in_plain_words(text, said):
    with pytest.raises(StrokesError, match=said):
        Strokes.read(text)


def test_the_picture_shows_all_of_the_writing_and_little_else():
    strokes = Strokes.read(sent([[[0.4, 0.4], [0.5, 0.6], [0.6, 0.5]]]))
    left, top, width, height = map(float, strokes.view_box.split())
    numbers = [float(one) for path in strokes.paths for one in re.findall(r"[\d.]+", path)]
    pen = float(strokes.pen)
    assert left + pen / 2 <= min(numbers[::2])
    assert max(numbers[::2]) <= left + width - pen / 2
    assert top + pen / 2 <= min(numbers[1::2])
    assert max(numbers[1::2]) <= top + height - pen / 2
    assert width < 2500 * 0.4  # the pad itself is 2500 wide


def test_a_dot_is_drawn_too():
    assert Strokes.read(sent([[[0.5, 0.5]]])).paths == ("M1250 500L1250 500",)
