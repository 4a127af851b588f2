"""Document numbers as people write them: 泰妇字(2026)第1号, 泰妇字〔2026〕1号, 泰妇字 12, 2026 12号."""

import re
from dataclasses import dataclass

from routing.search.characters import normalise

_NUMBER = re.compile(
    r"(?P<stem>[^\d()\"]{0,40}?)"
    r"(?:\((?P<bracketed>(?:19|20)\d\d)\)|(?P<year>(?:19|20)\d\d)(?=年|第|\D*\d))?年?"
    r"第?(?P<serial>\d{1,6})(?P<unit>号?)"
)
# 收文编号: 上级收2026-0012; without the word the serial is written in full, or it would be a month.
_REGISTERED = re.compile(r"(?P<stem>[^\d()\"-]{1,40}|(?=\d{4}-\d{4}))(?P<year>(?:19|20)\d\d)-(?P<serial>\d{1,6})号?")
_BEGINNING = re.compile(r"[^\d()\"]{1,20}(?:字|字?\((?:19|20)\d\d\)?)")
_CODE = re.compile(r"[a-z0-9]+-[a-z0-9·.]+(?:-[a-z0-9]+)*")
_BRACKETS = re.compile(r"[()]")
_SPACES = re.compile(r"\s+")
_LENGTH = 120  # longer than any number, short enough for a B-tree


@dataclass(frozen=True)
class Number:
    """The parts of a document number; a query may leave out all but the serial number."""

    normal: str
    """As one string: 泰妇字(2026)1号."""
    stem: str
    year: int | None
    serial: int | None


def parse_number(text: str) -> Number:
    """Return a document number taken apart; parts that cannot be made out are empty, which is never an error."""
    plain = _SPACES.sub("", normalise(text))[:_LENGTH]
    match = _NUMBER.fullmatch(plain)
    registered = _REGISTERED.fullmatch(plain) if match is None else None
    if registered is not None:
        year: int | None = int(registered["year"])
        stem, serial = registered["stem"], int(registered["serial"])
    elif match is not None:
        year = int(found) if (found := match["bracketed"] or match["year"]) else None
        stem, serial = match["stem"], int(match["serial"])
    else:
        return Number(plain, "", None, None)
    return Number(f"{stem}({year}){serial}号" if year else f"{stem}{serial}号", stem, year, serial)


def asked_number(text: str) -> Number | None:
    """Return the number a query may mean; `None` where it is a plain figure or no number at all."""
    number = parse_number(text)
    if number.serial is None:  # a piece cut out of a number, as 2026)第3, leaves a bracket open
        number = parse_number(_BRACKETS.sub("", normalise(text)))
    if number.serial is None:
        return None
    figure_only = not number.stem and number.year is None and not text.strip().endswith(("号", "號"))
    return None if figure_only else number


def asked_beginning(text: str) -> str:
    """Return the beginning of a number asked for without its serial, as 泰妇字 or 泰妇字(2026); else nothing."""
    plain = _SPACES.sub("", normalise(text))[:_LENGTH]
    return plain if _BEGINNING.fullmatch(plain) else ""


def asked_code(text: str) -> str:
    """Return a 档号, or its beginning (Z109-WS·2011-Y), asked for; else nothing."""
    plain = _SPACES.sub("", normalise(text))[:_LENGTH].rstrip("-·")
    return plain if _CODE.fullmatch(plain) else ""
