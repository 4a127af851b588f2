"""What the checks look at: an item (件) with its documents, its files, and what these say when they are opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from routing.files.checks import check
from routing.files.errors import FileError
from routing.models import ArchiveFile, ArchiveItem, ArchivePart, Document, Revision, Transition
from routing.services import contents, copies
from routing.services.attaching import store
from routing.services.errors import MissingRecordError, UnsettableError
from routing.services.setting import apart
from routing.typeset.soundness import Depth, Examined

PDF: Final = "application/pdf"
ORIGINAL: Final = "original"
DEPTHS: Final[Mapping[str, Depth]] = {ORIGINAL: "words", "sheet": "opened", "final": "opened"}
"""How far a file is looked into, by its kind: what the house set itself opens, and is what was set if its digest holds;
正本 must say what the catalogue says; of what came from elsewhere a page is read."""
LIMIT: Final = 1024 * 1024 * 1024  # bytes of a file that was kept once
Known = Mapping[tuple[str, Depth], Examined]
"""What PDFs say, by their digest and how far they were looked into."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What a check could not look into: said, and never taken for sound."""

    words: str


class Look(Unchecked):
    """What was looked into and is no fault, and what a person should look at."""


class Absent(Unchecked):
    """There is nothing of what the check asks for."""


@dataclass
class Opened:
    """A file of an item. `examined`: what the pages of a PDF say; None of other files, and of those that are gone."""

    row: Row[Any]
    examined: Examined | None = None

    @cached_property
    def octets(self) -> bytes | None:
        """The bytes, where they are what they were when they were kept."""
        return copies.read(self.row.digest)

    @cached_property
    def is_there(self) -> bool:
        return store().exists(self.row.digest)

    @cached_property
    def refusal(self) -> str:
        """Why a file like this would not be taken in today: another content than its name says, macros, a password."""
        if self.octets is None:
            return ""
        try:
            with store().open(self.row.digest) as stream:
                check(self.row.name, stream, limit=LIMIT)
        except FileError as error:
            return str(error)
        return ""


@dataclass(frozen=True)
class Part:
    """A document of the item: its row, its present text (None: there is none), the lines of its log."""

    row: Row[Any]
    filed_at: Any
    content: Any
    lines: Sequence[Row[Any]]


@dataclass(frozen=True)
class Subject:
    """All of one item."""

    connection: Connection
    item: Row[Any]
    parts: tuple[Part, ...]
    files: tuple[Opened, ...]
    occasion: str
    first: Part | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", self.parts[0] if self.parts else None)

    @property
    def sealed(self) -> bool:
        return bool(self.item.mac)

    def of(self, document_id: int, kind: str = "") -> list[Opened]:
        """The files of a document, of one kind or of any."""
        return [one for one in self.files if one.row.document_id == document_id and kind in {"", one.row.kind}]


def subject(connection: Connection, item_id: int, occasion: str, known: Known) -> Subject:
    """Read an item for its checks; what is known of its PDFs is not asked again. Raises MissingRecordError."""
    item = connection.execute(select(ArchiveItem.__table__).where(ArchiveItem.id == item_id)).one_or_none()
    if item is None:
        raise MissingRecordError(f"archive item {item_id}")
    rows = connection.execute(
        select(Document.__table__, ArchivePart.filed_at, Revision.content, Revision.body)
        .join(ArchivePart, ArchivePart.document_id == Document.id)
        .outerjoin(Revision, Revision.id == Document.revision_id)
        .where(ArchivePart.item_id == item_id)
        .order_by(ArchivePart.position)
    ).all()
    files = connection.execute(
        select(ArchiveFile.__table__).where(ArchiveFile.item_id == item_id).order_by(ArchiveFile.position)
    )
    opened = tuple(map(Opened, files))
    _examine(opened, known)
    parts = tuple(Part(row, row.filed_at, _content(row), _lines(connection, row.id)) for row in rows)
    return Subject(connection, item, parts, opened, occasion)


def _examine(files: Sequence[Opened], known: Known) -> None:
    """Know what the PDFs among them say."""
    asked = [one for one in files if one.row.media_type == PDF and one.octets is not None]
    unknown = [one for one in asked if _named(one.row) not in known]
    found = examine([(one.octets or b"", depth(one.row.kind)) for one in unknown])
    new = {_named(one.row): examined for one, examined in zip(unknown, found, strict=True)}
    for one in asked:
        one.examined = new.get(_named(one.row)) or known[_named(one.row)]


def _named(row: Row[Any]) -> tuple[str, Depth]:
    return row.digest, depth(row.kind)


def depth(kind: str) -> Depth:
    """How far a file of that kind is looked into."""
    return DEPTHS.get(kind, "read")


def examine(pdfs: Sequence[tuple[bytes, Depth]]) -> list[Examined]:
    """Have PDFs looked into: in the worker's process, in one go."""
    if not pdfs:
        return []
    try:
        return list(apart("routing.typeset.soundness:examine_all", pdfs))
    except UnsettableError as error:
        return [Examined(trouble=error.message) for _ in pdfs]


def _content(row: Row[Any]) -> Any:
    """The present text, or None where it is gone or cannot be read any more."""
    if row.content is None:
        return None
    try:
        return contents.read(row.workflow, row.content, row.body)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _lines(connection: Connection, document_id: int) -> Sequence[Row[Any]]:
    return connection.execute(
        select(Transition.serial, Transition.action, Transition.from_state, Transition.to_state)
        .where(Transition.document_id == document_id)
        .order_by(Transition.serial)
    ).all()
