"""One form for every way of writing a character, so that 婦聯 finds 妇联 and （2026） finds 〔2026〕.

The form always has the length of the original: an offset in the one is an offset in the other, and a hit can be
marked in the text as it was written.

Loading OpenCC costs a web worker 7 MB and its data change between releases, which would make an index written last
year deaf to this year's query.  The pairs are therefore kept in ``variants.txt``, written by
``python -m routing.search.variants`` and read on first use (3 ms, half a megabyte).
"""

from functools import cache
from pathlib import Path

VARIANTS = Path(__file__).with_name("variants.txt")

# What OpenCC leaves alone or tells apart by context, folded to what an office writes.  Both the text and the query
# pass through the table, so folding too much costs a stray hit (了望 for 瞭望); folding too little loses a document.
OVERRIDES = {
    "藉": "借",
    "瞭": "了",
    "像": "象",
    "覆": "复",
    "著": "着",
    "祇": "只",
    "衹": "只",
    "倣": "仿",
    "妳": "你",
    "牠": "它",
    "帐": "账",
    "帳": "账",
    "甯": "宁",
    "蒐": "搜",
    "○": "〇",  # 二○○四年 and 二〇〇四年 are both common in older documents
    "◯": "〇",
}

# Marks written for one another.  The full-width forms of ASCII (，：；（） …) follow by rule in `_widths`.
MARKS = {
    "〔［【｛﹝〖": "(",
    "〕］】｝﹞〗": ")",
    "“”„‟〝〞": '"',
    "‘’‚‛": "'",
    "‐‑‒–—―−": "-",
    "•‧∙・": "·",
    "\u3000\xa0\t\u2002\u2003\u2009": " ",
}

_CASED = ((0x41, 0x5B), (0xC0, 0x250), (0x370, 0x530))  # Latin, Greek, Cyrillic
_NONCHARACTERS = range(0xFDD0, 0xFDF0)  # one of them marks title tokens: no text may bring its own
_SURROGATES = range(0xD800, 0xE000)  # half a character cannot be stored


def normalise(text: str) -> str:
    """Return the form of ``text`` that is indexed and compared; it has the same length as ``text``."""
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    table = _controls() | _widths() | _cases() | _variants()
    for written, folded in OVERRIDES.items():
        table[ord(written)] = folded
    for marks, mark in MARKS.items():
        table |= dict.fromkeys(map(ord, marks), mark)
    # 薴 leads to 苧 and 苧 to 苎: what is folded must stay as it is when folded again.
    return {code: folded.translate(table).translate(table) for code, folded in table.items()}


def _controls() -> dict[int, str]:
    """NUL ends a string in both databases' C code, and neither can store half a surrogate pair."""
    return dict.fromkeys((0, *_NONCHARACTERS), " ") | dict.fromkeys(_SURROGATES, "\ufffd")


def _widths() -> dict[int, str]:
    return {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}


def _cases() -> dict[int, str]:
    """Lower case where it is one character: İ would become two and shift every offset after it."""
    capitals = (code for start, end in _CASED for code in range(start, end))
    return {code: low for code in capitals if len(low := chr(code).lower()) == 1 and ord(low) != code}


def _variants() -> dict[int, str]:
    lines = VARIANTS.read_text(encoding="utf-8").splitlines()
    return {ord(pair[0]): pair[1] for line in lines if not line.startswith("#") for pair in line.split()}
