"""Characters that may not stand in an official document because a reader cannot see or trust them.

Emoji, rare Han characters and every other visible character of Unicode are fine and are kept.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_NEWLINES = re.compile("\r\n|[\r\u2028\u2029]")

CONTROL, INVISIBLE, ZERO_WIDTH = "不可见的控制字符", "不可见的字符", "不可见的零宽字符"
PRIVATE, BROKEN = "只在个别电脑上能显示的字符", "损坏的字符"
_UNSEEN = frozenset({CONTROL, INVISIBLE, ZERO_WIDTH})

_NAMED = {
    0x00: (CONTROL, "空字符"),
    0x09: (CONTROL, "制表符"),
    0x0A: ("换行", "换行符"),
    0x0B: (CONTROL, "垂直制表符"),
    0x0C: (CONTROL, "换页符"),
    0x0D: (CONTROL, "回车符"),
    0x1B: (CONTROL, "转义符"),
    0x7F: (CONTROL, "删除符"),
    0x85: (CONTROL, "下一行符"),
    0xAD: (INVISIBLE, "软连字符"),
    0x034F: (INVISIBLE, "组合连接符"),
    0x061C: (CONTROL, "阿拉伯字母方向标记"),
    0x115F: (INVISIBLE, "谚文填充符"),
    0x1160: (INVISIBLE, "谚文填充符"),
    0x180E: (ZERO_WIDTH, "蒙古文元音分隔符"),
    0x200B: (ZERO_WIDTH, "零宽空格"),
    0x200C: (ZERO_WIDTH, "零宽不连字"),
    0x200D: (ZERO_WIDTH, "零宽连字"),
    0x200E: (CONTROL, "从左向右标记"),
    0x200F: (CONTROL, "从右向左标记"),
    0x2028: (CONTROL, "行分隔符"),
    0x2029: (CONTROL, "段分隔符"),
    0x202A: (CONTROL, "从左向右嵌入符"),
    0x202B: (CONTROL, "从右向左嵌入符"),
    0x202C: (CONTROL, "方向控制结束符"),
    0x202D: (CONTROL, "从左向右控制符"),
    0x202E: (CONTROL, "从右向左控制符"),
    0x2060: (ZERO_WIDTH, "词连接符"),
    0x2066: (CONTROL, "从左向右隔离符"),
    0x2067: (CONTROL, "从右向左隔离符"),
    0x2068: (CONTROL, "首字方向隔离符"),
    0x2069: (CONTROL, "方向隔离结束符"),
    0x3164: (INVISIBLE, "谚文填充符"),
    0xFEFF: (ZERO_WIDTH, "字节顺序标记"),
    0xFFA0: (INVISIBLE, "半角谚文填充符"),
    0xFFFC: (BROKEN, "对象占位符，原处可能是图片"),
    0xFFFD: (BROKEN, "替代字符，原字已经丢失"),
}

_RANGES = (
    (0x00, 0x9F, CONTROL, "控制符"),
    (0xD800, 0xDFFF, BROKEN, "不成对的代理码"),
    (0xE000, 0xF8FF, PRIVATE, "私用区字符"),
    (0xF0000, 0x10FFFF, PRIVATE, "私用区字符"),
    (0xE0000, 0xE007F, INVISIBLE, "标签字符"),
    (0xA0, 0xFFFF, INVISIBLE, "格式控制符"),
)

_ODD = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
    + "\U000e0000-\U000e007f\U000f0000-\U0010ffff"
    "]"
)
_EMOJI_JOINABLE = frozenset("\u200d\ufe0f\ufe0e\u20e3")


@dataclass(frozen=True, slots=True)
class Oddity:
    """One such character: where it stands (line and column count characters from 1), and its Chinese name."""

    line: int
    column: int
    character: str
    name: str
    multiline: bool = field(default=True, repr=False)

    @property
    def message(self) -> str:
        """What a user reads, such as 第3行第5个字是不可见的控制字符 U+202E（从右向左控制符），请删去后再保存."""
        where = f"第{self.line}行第{self.column}个字" if self.multiline else f"第{self.column}个字"
        if self.character == "\n":
            return f"{where}处换了行，这里只能写一行，请删去换行后再保存"
        return f"{where}是{_kind(self.character)} U+{ord(self.character):04X}（{self.name}），请删去后再保存"


def clean(text: str) -> str:
    r"""Write every line break as \n (from \r\n, \r, U+2028 and U+2029); nothing else is touched."""
    return _NEWLINES.sub("\n", text)


def oddities(text: str, *, multiline: bool, limit: int = 5) -> list[Oddity]:
    """The first `limit` characters that may not stand in the text.

    In a `multiline` text line feeds and tabs are allowed, otherwise they are named too.
    """
    found: list[Oddity] = []
    line, counted, line_start = 1, 0, 0
    for match in _ODD.finditer(text):
        character, at = match[0], match.start()
        if (multiline and character in "\n\t") or (character == "\u200d" and _joins_emoji(text, at)):
            continue
        if len(found) == limit:
            break
        if multiline:
            line += text.count("\n", counted, at)
            counted, line_start = at, text.rfind("\n", 0, at) + 1
        found.append(Oddity(line, at - line_start + 1, character, _name(character), multiline))
    return found


def is_unseen(text: str) -> bool:
    """Is something written of which a reader would see nothing: zero-width and control characters, blanks between?"""
    return bool(text.strip()) and all(one.isspace() or (_ODD.match(one) and _kind(one) in _UNSEEN) for one in text)


def _joins_emoji(text: str, at: int) -> bool:
    """Whether a zero-width joiner stands inside one emoji (a family, a profession), where it belongs."""
    return _emoji(text[at - 1 : at]) and _emoji(text[at + 1 : at + 2])


def _emoji(character: str) -> bool:
    return bool(character) and (
        (character in _EMOJI_JOINABLE and character != "\u200d")
        or unicodedata.category(character) == "So"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or character in "♀♂"
    )


def _kind(character: str) -> str:
    return _described(ord(character))[0]


def _name(character: str) -> str:
    return _described(ord(character))[1]


def _described(code: int) -> tuple[str, str]:
    """Kind and name of a code point that `_ODD` matches."""
    if code in _NAMED:
        return _NAMED[code]
    if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
        return BROKEN, "非字符码"
    return next((kind, name) for first, last, kind, name in _RANGES if first <= code <= last)
