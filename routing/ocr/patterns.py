"""What numbers, dates and the like look like on paper, and what recognition makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from routing.text.numerals import to_int

KINDS: Final = (
    # 条例, article 8; the longer words first.
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "纪要",
    "复函", "答复", "函", "令",
)  # fmt: skip
_FUNCTION: Final = {"复函": "函", "答复": "函", "令": "命令"}

_OPEN, _CLOSE = "〔［【｛﹝〖(（\\[{〈《「『", "〕］】｝﹞〗)）\\]}〉》」』"
_STRAY = "1lI|!iCLJtTrf"  # what a bracket is taken for
_NUMBER = re.compile(
    rf"(?P<stem>[一-鿿]{{1,16}}(?:[(（][一-鿿]{{1,6}}[)）])?[一-鿿]{{0,6}})"
    rf"(?:[{_OPEN}{_STRAY}])?(?P<year>(?:19|20)\d\d)(?:[{_CLOSE}{_STRAY}])?第?(?P<serial>\d{{1,5}})[号號]"
)
_ORDER = re.compile(r"第\s*(?P<serial>\d{1,5}|[一二三四五六七八九十百〇零]{1,7})\s*号")

_NUMERAL = "〇○零ОOo0一二三四五六七八九"
_ARABIC_DATE = re.compile(r"((?:19|20)\d\d)年(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])日")
_CHINESE_DATE = re.compile(
    rf"([一二][{_NUMERAL}]{{3}})年([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})日"
)
_SECRECY = re.compile(r"(绝密|机密|秘密)(?:[★☆*＊·•]?((?:\d{1,2}(?:年|个月|月)|长期)))?")
_URGENCY = re.compile(r"(特急|加急|特提|平急)")
_SPACE = re.compile(r"\s+")
_HAN = "一-鿿"


def bare(text: str) -> str:
    """Without any white space."""
    return _SPACE.sub("", text)


def number_in(text: str) -> str:
    """The document number in a line, written as the standard asks (国发〔2018〕41号), or nothing."""
    found = _NUMBER.search(_digits(bare(text)))
    if not found:
        return ""
    stem = found["stem"].replace("(", "（").replace(")", "）")
    return f"{stem}〔{found['year']}〕{int(found['serial'])}号"


def order_in(text: str) -> str:
    """The number of an order or announcement (第5号), where a whole line is one, or nothing."""
    found = _ORDER.fullmatch(bare(text).strip("（）()—-"))
    return f"第{found['serial']}号" if found else ""


def year_of(number: str) -> int | None:
    """The year of a document number."""
    found = re.search(r"〔(\d{4})〕", number)
    return int(found[1]) if found else None


def _digits(text: str) -> str:
    """Digits in one width; a letter O among digits is a nought."""
    text = text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    return re.sub(r"(?<=\d)[OoＯ]|[OoＯ](?=\d)", "0", text)


def dates_in(text: str) -> Iterator[tuple[date, int, int]]:
    """The dates in a text: the day, and where it begins and ends in the text without white space."""
    plain = _digits(bare(text))
    for found in _ARABIC_DATE.finditer(plain):
        yield from _day(int(found[1]), int(found[2]), int(found[3]), found)
    for found in _CHINESE_DATE.finditer(plain):
        year = int("".join(str(_figure(sign)) for sign in found[1]))
        try:
            month, day = to_int(found[2]), to_int(found[3])
        except ValueError:
            continue
        yield from _day(year, month, day, found)


def _figure(sign: str) -> int:
    return 0 if sign in "〇○零ОOo0" else NUMERALS_VALUE[sign]


NUMERALS_VALUE: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}


def _day(year: int, month: int, day: int, found: re.Match[str]) -> Iterator[tuple[date, int, int]]:
    try:
        yield date(year, month, day), found.start(), found.end()
    except ValueError:
        return


def is_date_line(text: str) -> date | None:
    """The date where a line is a date and hardly anything else: 署名 may run into it, the seal may add a sign."""
    plain = bare(text)
    for day, start, end in dates_in(plain):
        if len(plain) - end <= 1 and start <= 2:
            return day
    return None


def secrecy_in(text: str) -> str:
    """密级 and its term as printed (机密★1年), where a line begins with one."""
    found = _SECRECY.match(bare(text))
    if not found:
        return ""
    return f"{found[1]}★{found[2]}" if found[2] else found[1]


def urgency_in(text: str) -> str:
    """紧急程度, where a line is one or a secrecy and one."""
    plain = bare(text)
    found = _URGENCY.search(plain)
    return found[1] if found and len(plain) <= 10 else ""


def kind_of(title: str) -> str:
    """文种 from the end of a title; nothing where it ends otherwise."""
    end = re.sub(r"[（(][^（）()]*[）)]$", "", bare(title))
    word = next((kind for kind in KINDS if end.endswith(kind)), "")
    return _FUNCTION.get(word, word)


_WIDE: Final = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}


def wide(text: str) -> str:
    """Chinese text with its own marks: recognition mixes full and half width, and straightens quotes."""
    text = bare(text)
    out: list[str] = []
    opened = False
    for place, sign in enumerate(text):
        beside = text[max(place - 1, 0) : place + 2]
        if sign in _WIDE and re.search(rf"[{_HAN}《》“”〔〕]", beside):
            out.append(_WIDE[sign])
        elif sign in '"＂“”„‟':
            opened = sign != "”" if sign in "“”" else not opened
            out.append("“" if opened else "”")
        else:
            out.append(sign)
    return "".join(out)
