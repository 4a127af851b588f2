"""The files of a 件 in the order of filing: 正本, 发文稿纸 or 处理单, 定稿, attachments (DA/T 22-2015, 5.1).

How a sheet is filled in, the module that also shows it says (`register`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final, Self

from flask import Flask, current_app
from sqlalchemy import Row, select

from routing.actor import Actor
from routing.database import reading
from routing.files.store import Stored
from routing.models import ArchiveFile, ArchivePart, Attachment, Document
from routing.queries import documents, papers
from routing.queries.documents import DocumentView
from routing.queries.papers import Standing
from routing.services import copies, issuing, setting
from routing.services.errors import UnsettableError
from routing.services.preserving.subject import PDF, Known, depth, examine
from routing.services.setting import apart

AT_ONCE: Final = 2  # items that are put together at the same time
AHEAD: Final = 4  # items before those that are filed
KINDS: Final = {
    "original": "正本",
    "sheet": "处理单",
    "final": "定稿",
    "attachment": "附件",
    "scan": "收文",
    "log": "办理记录",
}
Sheet = Callable[[DocumentView, Actor], tuple[str, Any]]
Keep = Callable[[bytes], Stored]
_SHEETS: dict[str, Sheet] = {}


def register(workflow: str, sheet: Sheet) -> None:
    """Have the sheets of a workflow's documents filled in by `sheet`: its name and the form."""
    _SHEETS[workflow] = sheet


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of an item, kept in the store."""

    document_id: int
    kind: str
    name: str
    digest: str
    size: int
    media_type: str
    pages: int


@dataclass(frozen=True, slots=True)
class Made:
    """The files of an item (None: they are kept already), and what the PDFs among them say."""

    files: list[Filed] | None = None
    examined: Known = field(default_factory=dict)


class Ahead:
    """The files of items made and looked into a few ahead of those that are filed: the typesetter does two jobs at
    once, and who files waits for neither.

    Each is made on a connection of its own. Where they are kept already, nothing is made.
    """

    def __init__(self, item_ids: Iterable[int], actor: Actor) -> None:
        self._left, self._actor = iter(item_ids), actor
        self._app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="filing")
        self._made: dict[int, Future[Made]] = {}

    def __enter__(self) -> Self:
        for item_id in islice(self._left, AHEAD):
            self._begin(item_id)
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def made(self, item_id: int) -> Made:
        """The files of an item. Raises UnsettableError where a page cannot be set."""
        if item_id not in self._made:
            self._begin(item_id)
        made = self._made.pop(item_id)
        following = next(self._left, None)
        if following is not None:
            self._begin(following)
        return made.result()

    def _begin(self, item_id: int) -> None:
        self._made[item_id] = self._pool.submit(self._make, item_id)

    def _make(self, item_id: int) -> Made:
        with self._app.app_context():
            kept = reading().execute(select(ArchiveFile.id).where(ArchiveFile.item_id == item_id).limit(1)).first()
            if kept is not None:
                return Made()
            files = files_of(parts(item_id), self._actor)
            return Made(files, _examined(files))


def _examined(files: Sequence[Filed]) -> Known:
    """What the PDFs say: the check at filing asks for it next."""
    read = {(one.digest, depth(one.kind)): copies.read(one.digest) for one in files if one.media_type == PDF}
    there = {named: octets for named, octets in read.items() if octets is not None}
    found = examine([(octets, far) for (_, far), octets in there.items()])
    return dict(zip(there, found, strict=True))


def files_of(parts: Sequence[Row[Any]], actor: Actor, keep: Keep = copies.keep_file) -> list[Filed]:
    """Every file of an item's documents, made and kept. Raises UnsettableError where a page cannot be set."""
    found: list[Filed] = []
    for part in parts:
        found += _restricted(part) if part.restricted else _of(part, actor, keep)
    return found


def parts(item_id: int) -> Sequence[Row[Any]]:
    """The documents of an item in the order of filing, with what becomes of them in the file."""
    return (
        reading()
        .execute(
            select(
                ArchivePart.document_id,
                ArchivePart.position,
                ArchivePart.filed_at,
                Document.workflow,
                Document.workflow_digest,
                Document.state,
                Document.restricted,
                Document.title,
            )
            .join(Document, Document.id == ArchivePart.document_id)
            .where(ArchivePart.item_id == item_id)
            .order_by(ArchivePart.position)
        )
        .all()
    )


def _of(part: Row[Any], actor: Actor, keep: Keep) -> Iterator[Filed]:
    view = documents.view(reading(), part.document_id, actor)
    match part.workflow:
        case "outgoing":
            yield _original(view)
            yield _sheet(view, actor, keep)
            yield _final(view, keep)
            yield from _attached(view, "attachment", "attachment")
        case "incoming":
            yield _sheet(view, actor, keep)
            yield from _attached(view, "scan", "scan")
        case _:
            yield from _attached(view, "original", "attachment")


def _restricted(part: Row[Any]) -> Iterator[Filed]:
    """Of a restricted paper nothing is set here, and of its files nothing is told but that they are there (CY-2)."""
    rows = reading().execute(
        select(Attachment.__table__).where(Attachment.document_id == part.document_id).order_by(Attachment.id)
    )
    for number, row in enumerate(rows, 1):
        ending = row.name.rpartition(".")[2]
        yield _kept(part.document_id, "scan", f"机要文件-{number}.{ending}", row)


def _original(view: DocumentView) -> Filed:
    shown = issuing.shown(view, view.document.revision_serial)
    if shown.copy is None or shown.withheld:
        raise UnsettableError(shown.trouble or f"{view.document.number}没有可以归档的正式文件")
    copy = shown.copy
    digest, size = (copy.signed_digest, copy.signed_size) if copy.signed_digest else (copy.digest, copy.size)
    name = papers.file_name(f"正本 {copy.number}", view.document.title, "pdf")
    return Filed(view.document.id, "original", name, digest, size, PDF, copy.pages)


def _sheet(view: DocumentView, actor: Actor, keep: Keep) -> Filed:
    name, form = _SHEETS[view.document.workflow](view, actor)
    when = view.document.updated_at.replace(microsecond=0)
    done = apart("routing.typeset.forms:set_form", form, when=when, fonts=setting.fonts())
    return _put(view, "sheet", name, done, keep)


def _final(view: DocumentView, keep: Keep) -> Filed:
    """定稿: the text that was signed, as a page without number and seal."""
    document = view.document
    looks = papers.looks(reading(), document.series_id)
    standing = Standing("", document.signed_on, document.signed_by, None, draft=False)
    paper = setting.build(view.content, replace(looks, seal_mode="none", seal_digest=""), standing)
    when = papers.moment_of(view, document.revision_serial).replace(microsecond=0)
    done = apart("routing.typeset.official:set_final", paper, when=when, fonts=setting.fonts())
    return _put(view, "final", "定稿", done, keep)


def _put(view: DocumentView, kind: str, name: str, done: Any, keep: Keep) -> Filed:
    kept = keep(done.pdf)
    told = papers.file_name(f"{name} {view.document.number}", view.document.title, "pdf")
    return Filed(view.document.id, kind, told, kept.digest, kept.size, PDF, done.pages)


def _attached(view: DocumentView, first: str, further: str) -> Iterator[Filed]:
    ids = [file.attachment_id for file in view.content.attachments]
    if not ids:
        return
    rows = reading().execute(select(Attachment.__table__).where(Attachment.id.in_(ids)))
    known = {row.id: row for row in rows}
    for number, one in enumerate(ids):
        yield _kept(view.document.id, first if number == 0 else further, known[one].name, known[one])


def _kept(document_id: int, kind: str, name: str, row: Row[Any]) -> Filed:
    return Filed(document_id, kind, name, row.digest, row.size, row.media_type, _pages(row))


def _pages(row: Row[Any]) -> int:
    """How many pages a file has; 0 where it has none of its own, or cannot be read now."""
    if row.media_type.startswith("image/"):
        return 1
    if row.media_type != PDF:
        return 0
    octets = copies.read(row.digest)
    return int(apart("routing.typeset.pictures:count", octets)) if octets is not None else 0
