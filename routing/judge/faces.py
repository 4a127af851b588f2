"""Which of the standard's faces a font is, told by its name.

A PDF knows a font only by name (`ABCDEF+FandolFang-Regular`), so the usual names of free, Microsoft, Founder,
Apple and Arphic fonts are listed. A heavy Song face stands for 小标宋, as long as that is how it is used.
"""

import re
from enum import StrEnum
from functools import lru_cache


class Face(StrEnum):
    """The faces that the standard names, in its own words."""

    FANGSONG = "仿宋"
    KAITI = "楷体"
    HEITI = "黑体"
    BIAOSONG = "小标宋"
    SONGTI = "宋体"
    OTHER = "其他字体"


_SUBSET = re.compile(r"^[A-Z]{6}\+")
_HEAVY = re.compile(r"bold|black|heavy|semibold|demi|粗", re.IGNORECASE)
_NAMES = (
    (Face.FANGSONG, re.compile(r"fang|仿宋|fzfs|cesi_?fs|jffs", re.IGNORECASE)),
    (Face.BIAOSONG, re.compile(r"xbs|xiaobiao|biaosong|小标宋|dbs|大标宋|zhongsong|中宋", re.IGNORECASE)),
    (Face.KAITI, re.compile(r"kai|楷|ukai|fzkt", re.IGNORECASE)),
    (
        Face.HEITI,
        re.compile(
            r"hei|黑|notosans|sourcehansans|source ?han ?sans|noto ?sans|droidsansfallback|pingfang|dengxian|fzht",
            re.IGNORECASE,
        ),
    ),
    (
        Face.SONGTI,
        re.compile(
            r"song|sun|宋|noto ?serif|source ?han ?serif|ming|times|liberation ?serif|tinos|nimbusrom|fzss",
            re.IGNORECASE,
        ),
    ),
)


@lru_cache(maxsize=512)
def face_of(name: str) -> Face:
    """The face that a font's name tells, with or without the prefix of a subset."""
    plain = _SUBSET.sub("", name)
    for face, pattern in _NAMES:
        if pattern.search(plain):
            return Face.BIAOSONG if face is Face.SONGTI and is_heavy(plain) else face
    return Face.OTHER


def is_rare(char: str) -> bool:
    """Whether a character is beyond GB 2312, as 堃 and 玥 are: the usual 仿宋 fonts lack it, and another lends it."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@lru_cache(maxsize=512)
def is_heavy(name: str) -> bool:
    """Whether the font's name says that it is a bold one."""
    return _HEAVY.search(_SUBSET.sub("", name)) is not None
