"""A document as the index sees it, and what it is in the tables."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from routing.search.characters import normalise
from routing.search.numbers import parse_number
from routing.search.sounds import sound_of
from routing.search.tokens import TOKENISER_VERSION, Texts, document_tokens


@dataclass(frozen=True)
class Entry:
    """A document as the index sees it."""

    document_id: int
    day: date
    """The day it was signed, or else begun: newest first goes by it."""
    title: str
    body: str
    number: str = ""
    """发文字号 as written; empty before it is given."""
    organisation_id: int | None = None
    department_id: int | None = None
    kind: str | None = None
    year: int | None = None
    people: tuple[str, ...] = ()
    """Who drafted and signed it."""
    organs: tuple[str, ...] = ()
    """来文单位, 责任者."""
    numbers: tuple[str, ...] = ()
    """Further numbers: 来文字号, 档号."""
    files: str = ""
    """The text of its attachments."""

    @cached_property
    def texts(self) -> Texts:
        """What is kept of it to be searched."""
        title = normalise(self.title)
        people, organs = map(normalise, self.people), tuple(map(normalise, self.organs))
        named = tuple(filter(None, people))
        labels = "\n".join(filter(None, (*named, *organs, *map(normalise, self.numbers))))
        return Texts(title, normalise(self.body), labels, normalise(self.files), sound_of(title, organs, named))


@dataclass(frozen=True)
class Rows:
    """What an entry is in the tables, for whoever writes many at once."""

    entry: dict[str, Any]
    text: dict[str, Any]
    numbers: list[dict[str, Any]]
    tokens: set[str]


def rows_of(entry: Entry, key: int) -> Rows:
    """Return the rows of an entry under a key."""
    texts = entry.texts
    return Rows(
        columns_of(entry) | {"key": key, "document_id": entry.document_id, "tokeniser_version": TOKENISER_VERSION},
        {"key": key, **text_columns(texts)},
        further_numbers(entry),
        document_tokens(texts),
    )


def columns_of(entry: Entry) -> dict[str, Any]:
    return {
        "organisation_id": entry.organisation_id,
        "department_id": entry.department_id,
        "kind": entry.kind,
        "year": entry.year,
        **number_columns(entry.number),
    }


def number_columns(text_of_number: str) -> dict[str, Any]:
    number = parse_number(text_of_number)
    return {
        "number_normal": number.normal,
        "number_stem": number.stem,
        "number_year": number.year,
        "number_serial": number.serial,
    }


def further_numbers(entry: Entry) -> list[dict[str, Any]]:
    return [
        {"document_id": entry.document_id, "position": position, **number_columns(number)}
        for position, number in enumerate(filter(None, entry.numbers))
    ]


def text_columns(texts: Texts) -> dict[str, str]:
    return {
        "title_normal": texts.title,
        "labels_normal": texts.labels,
        "sound": texts.sound,
        "body_normal": texts.body,
        "files_normal": texts.files,
    }
