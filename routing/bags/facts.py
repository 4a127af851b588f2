"""What a package tells of an item (件), as values: gathered from the house's rows or read back from a package."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of an item: where it stands in the order of filing, what it is, its bytes by digest."""

    position: int
    kind: str
    label: str
    name: str
    digest: str
    size: int
    media_type: str
    pages: int
    made_at: str
    document: int


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document of an item: what it was, and how long its log and how many its texts are."""

    key: int
    workflow: str
    workflow_label: str
    state: str
    title: str
    number: str
    kind: str
    dated: str
    department: str
    drafter: str
    begun_at: str
    texts: int
    lines: int
    chain: str


@dataclass(frozen=True, slots=True)
class Act:
    """A line of a log as the metadata tells it (业务实体)."""

    key: str
    person: str
    document: int
    done: str
    at: str
    basis: str
    described: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acted (机构人员实体), in the post that they held then."""

    key: str
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item with everything that its metadata says."""

    code: str
    electronic: str
    fonds: str
    fonds_name: str
    organisation: str
    category: str
    year: int
    period: str
    period_label: str
    house_term: str
    unit_code: str
    unit: str
    department: str
    serial: int
    title: str
    number: str
    responsible: str
    dated: str
    kind: str
    urgency: str
    recipients: str
    copies_to: str
    secrecy: str
    pages: int
    remarks: str
    box: str
    expires_on: str
    filed_at: str
    filed_by: str
    entered_at: str
    decided_by: str
    decided_at: str
    files: tuple[FileFacts, ...] = ()
    documents: tuple[DocumentFacts, ...] = ()
    acts: tuple[Act, ...] = ()
    people: tuple[Person, ...] = ()

    def changed(self, values: Mapping[str, Any]) -> bool:
        """Does any of these values differ from what is told here?"""
        return any(getattr(self, name) != value for name, value in values.items())
