"""How titles and names sound: 维权周 is found by weiquanzhou and by wqz, 单晓云 by sxy.

A line for each run of Chinese characters: its initials in capitals, then its syllables between blanks. In a heading
quotation marks, 《》 and middle dots do not part a run: "三八"维权周 is found by sbwqz. A person's
lines begin with @ and have a surname read as one. Readings are kept in ``sounds.txt``, written by
``python -m routing.search.readings``: loading pypinyin costs a web worker 30 MB, and its data change between releases.
What is asked for is plain ASCII and needs the list of syllables alone.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

SOUNDS = Path(__file__).with_name("sounds.txt")
NAME = "@"
LONGEST = 4  # characters of a phrase that is read as a whole
NAME_LENGTH = 4
ASKED = 40  # letters of one word that are taken for sounds
PASSED = frozenset("\"'《》〈〉「」『』·")  # in headings, normalised: nobody types them for sounds
WAYS = 4  # ways to cut letters into syllables: xian is 西安 and 先

# As a surname read otherwise than as a word; two where both are in use.
SURNAMES = {
    "单": ("shan",), "曾": ("zeng",), "仇": ("qiu",), "解": ("xie",), "任": ("ren",), "华": ("hua",), "查": ("zha",),
    "区": ("ou",), "朴": ("piao",), "盖": ("ge", "gai"), "缪": ("miao",), "翟": ("zhai", "di"), "乐": ("yue", "le"),
    "覃": ("qin", "tan"), "冼": ("xian",), "洗": ("xian",), "员": ("yun",), "种": ("chong",), "召": ("shao",),
    "宓": ("mi", "fu"), "黑": ("he",), "逄": ("pang",), "折": ("she",), "尉": ("wei",), "祭": ("zhai",), "秘": ("bi",),
    "牟": ("mou", "mu"), "应": ("ying",), "都": ("du",), "郇": ("xun", "huan"), "车": ("che",), "卜": ("bu",),
    "幺": ("yao",), "过": ("guo",), "褚": ("chu",), "阚": ("kan",), "隗": ("wei", "kui"), "柏": ("bai",),
    "石": ("shi",), "曲": ("qu",), "谌": ("chen", "shen"), "臧": ("zang",), "佘": ("she",), "晁": ("chao",),
    "宿": ("su",), "燕": ("yan",), "葛": ("ge",), "纪": ("ji",), "贾": ("jia",), "沈": ("shen",), "重": ("chong",),
    "盛": ("sheng",), "薄": ("bo",), "鲜": ("xian",), "相": ("xiang",), "哈": ("ha",), "那": ("na",), "会": ("gui",),
    "句": ("gou",), "泷": ("shuang",), "撒": ("sa",), "适": ("kuo",), "繁": ("po",), "行": ("xing",), "殷": ("yin",),
    "长": ("chang",), "调": ("diao",), "沙": ("sha",), "万": ("wan",),
}  # fmt: skip
COMPOUND = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "令狐": ("ling", "hu"), "澹台": ("tan", "tai"),
    "长孙": ("zhang", "sun"), "单于": ("chan", "yu"), "夏侯": ("xia", "hou"), "呼延": ("hu", "yan"),
}  # fmt: skip
_LETTERS = re.compile("[a-z]{2,}")
_VOWELS = frozenset("aeiouv")  # 呣 and 嗯 are no syllables that anybody types


def sound_of(title: str, organs: Iterable[str] = (), people: Iterable[str] = ()) -> str:
    """The lines for a title, for organs and for people, all of them normalised."""
    lines: list[str] = []
    for heading in (title, *organs):
        for _, readings in runs(heading, PASSED):
            _add(lines, readings, "")
            other = _as_surnames(heading, readings)
            if other:
                _add(lines, other, "")
    for name in people:
        for readings in _name(name):
            _add(lines, readings, NAME)
    return "".join(f"{line}\n" for line in dict.fromkeys(lines))


def runs(text: str, passed: frozenset[str] = frozenset()) -> Iterator[tuple[list[int], list[tuple[str, str]]]]:
    """Each run of characters with a reading: where they stand, and they with their readings.

    What is in `passed` parts no run.
    """
    readings, phrases, _ = _table()
    run: list[tuple[str, str]] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        phrase = next((piece for n in range(LONGEST, 1, -1) if (piece := text[at : at + n]) in phrases), "")
        found = [*zip(phrase, phrases[phrase], strict=True)] if phrase else []
        if not found and text[at] in readings:
            found = [(text[at], readings[text[at]])]
        if not found and run and text[at] not in passed:
            yield places, run
            run, places = [], []
        run += found
        places += range(at, at + len(found))
        at += len(found) or 1
    if run:
        yield places, run


def spans_of_sound(title: str, asked: Iterable[str]) -> list[tuple[int, int]]:
    """Where in a normalised title stands what sounds as asked: initials in capitals, or syllables after a blank."""
    wanted, found = list(asked), []
    for places, readings in runs(title, PASSED) if wanted else ():
        syllables = [reading for _, reading in readings]
        initials = "".join(one[0] for one in syllables).upper()
        spoken = " " + " ".join(syllables) + " "
        for one in wanted:
            blank = one.startswith(" ")
            at = (spoken if blank else initials).find(one)
            if at >= 0:
                first = spoken[:at].count(" ") if blank else at
                last = first + (len(one.split()) if blank else len(one)) - 1
                found.append((places[first], places[last] + 1))
    return found


def is_letters(text: str) -> bool:
    """May a word of a query be meant for sounds?"""
    return len(text) <= ASKED and _LETTERS.fullmatch(text) is not None


@lru_cache(maxsize=1_024)
def cuts(letters: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The ways to cut letters into whole syllables and the beginning of another one, which may be empty."""
    found: list[tuple[tuple[str, ...], str]] = []
    _cut(letters, (), found)
    # Those without a rest first, then those with fewer syllables.
    return tuple(sorted(found, key=lambda way: (len(way[1]), len(way[0])))[:WAYS])


def _cut(letters: str, before: tuple[str, ...], found: list[tuple[tuple[str, ...], str]]) -> None:
    _, _, syllables = _table()
    if len(found) >= 4 * WAYS:
        return
    if not letters:
        found.append((before, ""))
        return
    for length in range(min(6, len(letters)), 0, -1):
        if letters[:length] in syllables:
            _cut(letters[length:], (*before, letters[:length]), found)
    if before and letters in _beginnings():
        found.append((before, letters))


@cache
def _beginnings() -> frozenset[str]:
    """The beginnings of syllables: what stands in the box while one types."""
    _, _, syllables = _table()
    return frozenset(one[:length] for one in syllables for length in range(1, len(one)))


def _add(lines: list[str], readings: list[tuple[str, str]], mark: str) -> None:
    syllables = [reading for _, reading in readings]
    initials = "".join(one[0] for one in syllables)
    lines.append(mark + (initials if mark else initials.upper()))
    lines.append(mark + ("" if mark else " ") + " ".join(syllables) + " ")


def _as_surnames(heading: str, readings: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same run with every character that is a surname, too, read as one; none where that is no difference."""
    other = [(one, SURNAMES[one][0] if one in SURNAMES else reading) for one, reading in readings]
    named = "任" in heading or "免" in heading or "同志" in heading  # 关于单晓云同志任职的通知
    return other if named and other != readings else []


def _name(name: str) -> list[list[tuple[str, str]]]:
    """A person's name in every reading that is in use."""
    found = [readings for _, readings in runs(name)]
    if len(found) != 1 or len(found[0]) != len(name) or not 2 <= len(name) <= NAME_LENGTH:
        return found
    plain, first = found[0], name[0]
    if name[:2] in COMPOUND:
        return [[*zip(name[:2], COMPOUND[name[:2]], strict=True), *plain[2:]]]
    given = next(iter(runs(name[1:])))[1]
    return [[(first, surname), *given] for surname in SURNAMES.get(first, (_table()[0][first],))]


@cache
def _table() -> tuple[dict[str, str], dict[str, tuple[str, ...]], frozenset[str]]:
    """Readings of characters, of phrases, and the syllables that there are."""
    readings: dict[str, str] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    for line in SOUNDS.read_text(encoding="utf-8").splitlines():
        said, _, written = line.partition(" ")
        if said == "#":
            continue
        if said.isascii():
            readings |= dict.fromkeys(written, said)
        else:
            phrases[said] = tuple(written.split())
    return readings, phrases, frozenset(one for one in readings.values() if not _VOWELS.isdisjoint(one))
