"""Whether two names mean one organ: a short form (省妇联 of 江苏省妇女联合会), or a slip of the pen.

Names of organs are alike anyway: place, 市人民政府, 办公室 and 局 recur, so likeness of letters says nothing.
"""

import re
from typing import Final

from routing.search.sounds import runs
from routing.text.organs import Standing, standing

LONG: Final = 5  # letters of a name in which one that is missing or doubled is a slip
_WORDS: Final = (
    ("中国共产党", ""), ("中共", ""), ("中华人民共和国", ""), ("中华全国", "全国"), ("共青团", "团"),
    ("人民政府", "政府"), ("人民代表大会", "人大"), ("政治协商会议", "政协"),
    ("常务委员会", "常委"), ("常委会", "常委"), ("委员会", "委"), ("联合会", "联"),
    ("协会", "协"), ("办公室", "办"), ("办公厅", "办"),
)  # fmt: skip
_MARKS: Final = re.compile(r"[\s（）()〔〕\[\]·、，,。.]")


def same(one: str, other: str) -> bool:
    """May both names be meant for one organ?"""
    left, right = _MARKS.sub("", one), _MARKS.sub("", other)
    if left == right or _slip(left, right) or _slip(right, left):
        return True
    left, right = _brief(left), _brief(right)
    return left == right or _short(left, right) or _short(right, left)


def _brief(name: str) -> str:
    """A name with the usual words of it in their short forms."""
    for word, short in _WORDS:
        name = name.replace(word, short)
    return name


def _short(short: str, long: str) -> bool:
    """Is one the short form of the other: of the same place, from the same first to the same last letter?"""
    here, there = standing(short), standing(long)
    if here is None:
        here = Standing(there.rank if there else 0, "", short, "")
    there = there or Standing(here.rank, "", long, "")
    if here.rank != there.rank or here.led != there.led or (here.place and here.place != there.place):
        return False
    rest, whole = here.rest, there.rest
    if rest == whole:
        return True
    return len(rest) > 1 and rest[0] == whole[:1] and rest[-1] == whole[-1] and _in_order(rest, whole)


def _in_order(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _slip(one: str, other: str) -> bool:
    """Another character of the same sound, or one that is missing or doubled within."""
    if len(one) == len(other):
        differing = [place for place in range(len(one)) if one[place] != other[place]]
        sounds, others = _sounds(one), _sounds(other)
        heard = all(place in sounds and sounds[place] == others.get(place) for place in differing)
        return len(differing) == 1 and heard
    if len(one) < LONG or len(one) + 1 != len(other):
        return False
    return any(other[:place] + other[place + 1 :] == one for place in range(1, len(one)))


def _sounds(name: str) -> dict[int, str]:
    """The reading of each character, by its place."""
    return {place: sound for places, run in runs(name) for place, (_, sound) in zip(places, run, strict=True)}
