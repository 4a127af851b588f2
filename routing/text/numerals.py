"""Chinese counting numerals (一, 十二, 一百零三) and the integers they stand for."""

from __future__ import annotations

DIGITS = "〇一二三四五六七八九"
NUMERALS = "〇○零一二三四五六七八九十百千两"
"""Every character that may stand in a counting numeral; ○ is the geometric circle often typed for 〇."""

_VALUE = {**{sign: value for value, sign in enumerate(DIGITS)}, "○": 0, "零": 0, "两": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000}


def to_int(numeral: str) -> int:
    """Read a counting numeral below 10,000, or a row of digits in any width (12, １２).

    Raises ValueError where a character is no numeral.
    """
    if numeral.isdecimal():
        return int(numeral)
    total = pending = 0
    for sign in numeral:
        if sign in _UNIT:
            total += (pending or 1) * _UNIT[sign]
            pending = 0
        elif sign in _VALUE:
            pending = _VALUE[sign]
        else:
            raise ValueError(f"not a numeral: {numeral!r}")
    return total + pending


def to_chinese(number: int) -> str:
    """Write 0 to 9,999 as a heading counts: 十, 二十一, 一百零三. Raises ValueError outside that range."""
    if not 0 <= number < 10_000:
        raise ValueError(f"out of range: {number}")
    if number == 0:
        return DIGITS[0]
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += ("零" if gap else "") + DIGITS[digit] + name
            gap = False
        elif written:
            gap = True
    return written.removeprefix("一") if written.startswith("一十") else written
