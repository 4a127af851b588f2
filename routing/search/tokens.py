"""What the index stores of a document: characters, overlapping pairs of them, words of letters and digits, sounds.

``妇联2026年`` becomes 妇, 联, 妇联, 2026, 年.  Storing characters besides pairs makes the index a sixth larger than
storing only the last of a run and searching by prefix, but finds one character in 0.1 ms where the prefix takes
30 ms for every 4,000 documents, and an array of tokens has no prefixes at all.  All of it works on text from
`routing.search.characters.normalise` and on lines from `routing.search.sounds.sound_of`.

The rules may not depend on the Python release (its idea of a letter does): SQLite's contentless index can only forget
an entry that is taken out with exactly the tokens that went in.  Whoever changes a rule here or in `sounds` raises
`TOKENISER_VERSION`: the worker then writes the index anew (`routing.services.indexing`).
"""

import itertools
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import add

from routing.search.characters import normalise
from routing.search.sounds import NAME, NAME_LENGTH, cuts, is_letters

TOKENISER_VERSION = 3

QUERY_LENGTH = 200
"""Characters of a query that are read; what follows is cut off."""

TERM_COUNT = 12
TERM_TOKENS = 24

# ``detail=none`` keeps no columns apart: what is found in one of them alone begins with one of these.
TITLE = "\ufdd0"
"""Begins the second copy of a token from the title."""
INITIALS = "\ufdd1"
"""Three initials in a row: wqz of 维权周."""
SYLLABLES = "\ufdd2"
"""Two syllables in a row: weiquan."""
NAMED = "\ufdd3"
"""The first initials of a person's name, two at least."""
SURNAME = "\ufdd4"
"""The first syllable of a person's name."""

# ASCII letters and digits make words; beyond ASCII everything is a run but spaces, punctuation and joiners.
_SEPARATORS = (
    "\x80-\xbf\xd7\xf7\u2000-\u206f\u20d0-\u20ff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30fb"
    "\ufdd0-\ufdef\ufe00-\ufe1f\ufe30-\ufe6f\ufeff\uff00-\uff0f\uff5f-\uff65\ufff0-\uffff"
)
_RUN = re.compile(f"[a-z0-9]+|[^\x00-\x7f{_SEPARATORS}]+")
_PARTS = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')
_WORD = re.compile("[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Texts:
    """What is kept of a document, normalised: a candidate is checked against it, and its tokens come from it alone."""

    title: str
    body: str
    labels: str = ""
    """Names of people and organs, and numbers, a line each."""
    files: str = ""
    """The text of its attachments."""
    sound: str = ""


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


def sound_tokens(sound: str) -> set[str]:
    """Return the tokens of the lines that say how a document's title and people sound."""
    return {token for line in sound.split("\n") for token in _of_line(line)}


def _of_line(line: str) -> Iterator[str]:
    syllables = line.strip(f"{NAME} ").split(" ")
    spoken = line.endswith(" ")
    if line.startswith(NAME):
        if spoken:
            yield SURNAME + syllables[0]
        else:
            letters = line.removeprefix(NAME)
            yield from (NAMED + letters[:end] for end in range(2, min(len(letters), NAME_LENGTH) + 1))
    elif spoken:
        yield from (SYLLABLES + one + other for one, other in itertools.pairwise(syllables))
    else:
        letters = line.lower()
        yield from (INITIALS + letters[at : at + 3] for at in range(len(letters) - 2))


def document_tokens(texts: Texts) -> set[str]:
    """Return the tokens of a document from its fields: no pair reaches from one field into another.

    The number that the house gives is not among them: it is asked for by its B-tree, and giving one need not touch
    the text's index.
    """
    heading = text_tokens(texts.title)
    found = text_tokens(texts.body)
    found |= heading
    found.update(TITLE + token for token in heading)
    found |= text_tokens(texts.labels)
    found |= sound_tokens(texts.sound)
    if texts.files:
        found |= text_tokens(texts.files)
    return found


def _in_plane(token: str) -> bool:
    return len(token) <= 2 and max(token) <= "\uffff"


def packed_token(token: str) -> int:
    """Return a token as the signed 32-bit number PostgreSQL keeps for it.

    Two characters of the basic plane fit exactly.  Longer tokens are hashed into the numbers whose upper half is a
    surrogate, where characters beyond the plane lie too, so that an exact token never shares its number.
    """
    if len(token) <= 2 and max(token) <= "\uffff":
        packed = ord(token[0]) << 16 | (ord(token[1]) if len(token) == 2 else 0)
    else:
        units = token.encode("utf-16-be")
        packed = int.from_bytes(units, "big") if len(units) <= 4 else 0xD8000000 | zlib.crc32(units) & 0x07FFFFFF
    return packed - (1 << 32) if packed >= 1 << 31 else packed


def packed_tokens(tokens: Iterable[str]) -> list[int]:
    """Return many tokens as `packed_token` does, those of one and two characters all at once."""
    found = list(tokens)
    short = "".join([token if len(token) == 2 else token + "\0" for token in found if len(token) <= 2])
    octets = short.encode("utf-16-be")
    if len(octets) != 2 * len(short):  # characters beyond the plane: each token by itself
        return list(map(packed_token, found))
    return [
        *struct.unpack(f">{len(short) // 2}i", octets),
        *[packed_token(token) for token in found if len(token) > 2],
    ]


@dataclass(frozen=True)
class Sound:
    """One way to take letters for sounds: what must stand in the lines of sounds, and the tokens it gives."""

    text: str
    tokens: tuple[str, ...]
    of_people: bool
    exact: bool = False
    """Having the tokens is having the sound."""


@dataclass(frozen=True)
class Term:
    """One word or quoted phrase of a query: a document matches when every term stands in one of its fields."""

    text: str
    """The normalised words, to be found letter by letter."""
    tokens: tuple[str, ...]
    """Tokens that every document holding the text has; none where the text is punctuation only."""
    sounds: tuple[Sound, ...] = ()
    """Or else the title, an organ or a person sounds so."""
    spoken_only: bool = False
    """No document has these letters themselves."""

    @property
    def exact(self) -> bool:
        """Say whether having the tokens is having the text, so that nothing is left to check."""
        literal = self.spoken_only or self.tokens == (self.text,)
        return literal and all(sound.exact for sound in self.sounds)

    @property
    def packed_exact(self) -> bool:
        """Say the same of the packed tokens, some of which are hashes."""
        return self.exact and not self.sounds and _in_plane(self.text)

    @property
    def bounded(self) -> bool:
        """Say whether the text begins or ends in a word: 1号 is not in 11号."""
        return not self.spoken_only and bool(_WORD.match(self.text[0]) or _WORD.match(self.text[-1]))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The text where it counts as found: words of letters and digits are met whole."""
        before = "(?<![a-z0-9])" if _WORD.match(self.text[0]) else ""
        after = "(?![a-z0-9])" if _WORD.match(self.text[-1]) else ""
        return re.compile(before + re.escape(self.text) + after)

    def stands_in(self, fields: Iterable[str], sound: str, *, people: bool = True) -> bool:
        """Say whether it stands whole in one of the fields, or is how the title, an organ or a person sounds."""
        if not self.spoken_only and any(self.pattern.search(field) for field in fields):
            return True
        return any(one.text in sound for one in self.sounds if people or not one.of_people)


def query_terms(text: str) -> tuple[Term, ...]:
    """Return the terms of what a reader typed; words between quotation marks stay together.  Never an error."""
    found: dict[str, bool] = {}
    for quoted, word in _PARTS.findall(normalise(text[:QUERY_LENGTH])):
        part = quoted.strip() or word
        if part:
            found.setdefault(part, not quoted)
    return tuple(_term(part, spoken=spoken) for part, spoken in list(found.items())[:TERM_COUNT])


def _term(text: str, *, spoken: bool) -> Term:
    tokens: dict[str, None] = {}
    for run in _RUN.findall(text):
        whole = len(run) == 1 or run[0] < "\x80"
        tokens |= dict.fromkeys([run] if whole else map(add, run, run[1:]))
    sounds = tuple(_sounds(text)) if spoken and is_letters(text) else ()
    return Term(text, tuple(tokens)[:TERM_TOKENS], sounds)


def _sounds(letters: str) -> Iterator[Sound]:
    """Every way to take letters for sounds: initials of a title or a name, syllables of either."""
    if len(letters) >= 3:
        three = tuple(dict.fromkeys(INITIALS + letters[at : at + 3] for at in range(len(letters) - 2)))
        yield Sound(letters.upper(), three[:TERM_TOKENS], of_people=False, exact=len(letters) == 3)
    if len(letters) <= NAME_LENGTH:
        yield Sound(NAME + letters, (NAMED + letters,), of_people=True, exact=True)
    for syllables, rest in cuts(letters):
        said = " ".join((*syllables, rest))
        pairs = tuple(SYLLABLES + one + other for one, other in itertools.pairwise(syllables))
        if pairs:
            yield Sound(" " + said, pairs[:TERM_TOKENS], of_people=False)
        alone = len(syllables) == 1 and not rest
        yield Sound(NAME + said, (SURNAME + syllables[0],), of_people=True, exact=alone)
