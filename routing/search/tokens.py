"""What the index stores of a text: characters, overlapping pairs of them, and words of letters and digits.

``妇联2026年`` becomes 妇, 联, 妇联, 2026, 年.  Storing characters besides pairs makes the index a sixth larger than
storing only the last of a run and searching by prefix, but finds one character in 0.1 ms where the prefix takes
30 ms for every 4,000 documents, and an array of tokens has no prefixes at all.  All of it works on text from
`routing.search.characters.normalise`.

The rules may not depend on the Python release (its idea of a letter does): SQLite's contentless index can only forget
an entry that is taken out with exactly the tokens that went in.  Whoever changes a rule here raises
`TOKENISER_VERSION` and rebuilds the index in the same release.
"""

import re
import zlib
from dataclasses import dataclass
from functools import cached_property
from operator import add

from routing.search.characters import normalise

TOKENISER_VERSION = 1

QUERY_LENGTH = 200
"""Characters of a query that are read; what follows is cut off."""

TERM_COUNT = 12
TERM_TOKENS = 24

TITLE = "\ufdd0"
"""Begins the second copy of a token from the title: ``detail=none`` keeps no columns apart."""

# ASCII letters and digits make words; beyond ASCII everything is a run but spaces, punctuation and joiners.
_SEPARATORS = (
    "\x80-\xbf\xd7\xf7\u2000-\u206f\u20d0-\u20ff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30fb"
    "\ufdd0-\ufdef\ufe00-\ufe1f\ufe30-\ufe6f\ufeff\uff00-\uff0f\uff5f-\uff65\ufff0-\uffff"
)
_RUN = re.compile(f"[a-z0-9]+|[^\x00-\x7f{_SEPARATORS}]+")
_PARTS = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')
_WORD = re.compile("[a-z0-9]")


def text_tokens(text: str) -> set[str]:
    """Return the tokens of one normalised field."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        if run[0] < "\x80":
            found.add(run)
        else:
            found.update(run)
            found.update(map(add, run, run[1:]))
    return found


def document_tokens(title: str, body: str) -> set[str]:
    """Return the tokens of a document from its normalised fields: no pair reaches from one field into another.

    The number is not among them: it is asked for by its B-tree, and giving one need not touch the text's index.
    """
    heading = text_tokens(title)
    return heading | text_tokens(body) | {TITLE + token for token in heading}


def _in_plane(token: str) -> bool:
    return len(token) <= 2 and max(token) <= "\uffff"


def packed_token(token: str) -> int:
    """Return a token as the signed 32-bit number PostgreSQL keeps for it.

    Two characters of the basic plane fit exactly.  Longer tokens are hashed into the numbers whose upper half is a
    surrogate, where characters beyond the plane lie too, so that an exact token never shares its number.
    """
    units = token.encode("utf-16-be")
    if len(units) > 4:
        units = (0xD8000000 | zlib.crc32(units) & 0x07FFFFFF).to_bytes(4, "big")
    return int.from_bytes(units.ljust(4, b"\0"), "big", signed=True)


@dataclass(frozen=True)
class Term:
    """One word or quoted phrase of a query: a document matches when every term stands in one of its fields."""

    text: str
    """The normalised words, to be found letter by letter."""
    tokens: tuple[str, ...]
    """Tokens that every document holding the text has; none where the text is punctuation only."""

    @property
    def exact(self) -> bool:
        """Say whether having the tokens is having the text, so that nothing is left to check."""
        return self.tokens == (self.text,)

    @property
    def packed_exact(self) -> bool:
        """Say the same of the packed tokens, some of which are hashes."""
        return self.exact and _in_plane(self.text)

    @property
    def bounded(self) -> bool:
        """Say whether the text begins or ends in a word: 1号 is not in 11号."""
        return bool(_WORD.match(self.text[0]) or _WORD.match(self.text[-1]))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The text where it counts as found: words of letters and digits are met whole."""
        before = "(?<![a-z0-9])" if _WORD.match(self.text[0]) else ""
        after = "(?![a-z0-9])" if _WORD.match(self.text[-1]) else ""
        return re.compile(before + re.escape(self.text) + after)


def query_terms(text: str) -> tuple[Term, ...]:
    """Return the terms of what a reader typed; words between quotation marks stay together.  Never an error."""
    parts = (quoted.strip() or word for quoted, word in _PARTS.findall(normalise(text[:QUERY_LENGTH])))
    return tuple(_term(part) for part in list(dict.fromkeys(filter(None, parts)))[:TERM_COUNT])


def _term(text: str) -> Term:
    tokens: dict[str, None] = {}
    for run in _RUN.findall(text):
        whole = len(run) == 1 or run[0] < "\x80"
        tokens |= dict.fromkeys([run] if whole else map(add, run, run[1:]))
    return Term(text, tuple(tokens)[:TERM_TOKENS])
