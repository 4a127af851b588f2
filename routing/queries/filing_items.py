"""The items of a round as its pages show them: with their documents, their files, and what is missing."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, func, or_, select
from sqlalchemy import case as either

from routing.actor import Actor
from routing.models import (
    ArchiveBox,
    ArchiveFile,
    ArchiveItem,
    ArchivePart,
    ArchiveUnit,
    Attachment,
    Document,
    FilingRound,
    IncomingPaper,
    IssuedPaper,
    Revision,
)
from routing.services.errors import MissingRecordError

PAGE: Final = 50
WHICH: Final = ("proposed", "checked", "left_out", "all")


def rounds(connection: Connection, actor: Actor) -> Sequence[Row[Any]]:
    """All rounds of the house, the latest first, with how many items each holds."""
    number = select(func.count()).where(ArchiveItem.round_id == FilingRound.id, ArchiveItem.state != "left_out")
    left_out = select(func.count()).where(ArchiveItem.round_id == FilingRound.id, ArchiveItem.state == "left_out")
    return connection.execute(
        select(
            FilingRound.__table__,
            number.scalar_subquery().label("items"),
            left_out.scalar_subquery().label("left_out"),
        )
        .where(FilingRound.organisation_id == actor.organisation_id)
        .order_by(FilingRound.year.desc(), FilingRound.serial.desc())
        .limit(60)
    ).all()


def standing(connection: Connection, round_id: int) -> tuple[dict[str, int], int]:
    """How many items of a round are in which state; how many of the undecided have a proposal."""
    proposals = func.count(func.nullif(ArchiveItem.proposed_term, ""))
    rows = connection.execute(
        select(ArchiveItem.state, func.count(), proposals)
        .where(ArchiveItem.round_id == round_id)
        .group_by(ArchiveItem.state)
    ).all()
    return {row[0]: row[1] for row in rows}, sum(row[2] for row in rows if row[0] == "proposed")


def uncounted(connection: Connection, round_id: int) -> int:
    """How many items to be filed have pages that no file tells, and nobody counted them: a paper without a scan, a
    file without pages of its own (Word, Excel)."""
    paged = (Attachment.media_type == "application/pdf") | Attachment.media_type.like("image/%")
    files = (
        select(ArchivePart.item_id)
        .join(Attachment, Attachment.document_id == ArchivePart.document_id)
        .where(ArchivePart.item_id == ArchiveItem.id, ~paged)
    )
    scan = select(Attachment.id).where(Attachment.document_id == ArchivePart.document_id)
    unscanned = (
        select(ArchivePart.item_id)
        .join(Document, Document.id == ArchivePart.document_id)
        .where(ArchivePart.item_id == ArchiveItem.id, Document.workflow == "incoming", ~scan.exists())
    )
    untold = or_(files.exists(), unscanned.exists())
    which = (ArchiveItem.round_id == round_id, ArchiveItem.state == "checked", ArchiveItem.pages == 0, untold)
    return connection.execute(select(func.count()).select_from(ArchiveItem).where(*which)).scalar_one()


def listed(connection: Connection, round_id: int, which: str, unit_id: int, page: int) -> Sequence[Row[Any]]:
    """A page of a round's items, one more than is shown, in the order in which they will be numbered."""
    only = [ArchiveItem.round_id == round_id]
    if which == "checked":  # those that were filed since were decided, too
        only.append(ArchiveItem.state.not_in(("proposed", "left_out")))
    elif which != "all":
        only.append(ArchiveItem.state == which)
    if unit_id:
        only.append(ArchiveItem.unit_id == unit_id)
    waiting = either((ArchiveItem.proposed_term == "", 0), else_=1)
    return connection.execute(
        select(ArchiveItem.__table__, ArchiveUnit.name.label("unit"), ArchiveUnit.code.label("unit_code"))
        .join(ArchiveUnit, ArchiveUnit.id == ArchiveItem.unit_id)
        .where(*only)
        .order_by(
            waiting if which == "proposed" else ArchiveItem.code,  # in an open round nothing has a code yet
            ArchiveItem.year,
            ArchiveUnit.position,
            ArchiveItem.serial,
            ArchiveItem.dated,
            ArchiveItem.id,
        )
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()


def item(connection: Connection, item_id: int, actor: Actor) -> Row[Any]:
    """An item of the actor's house with its round and its unit. Raises MissingRecordError."""
    row = connection.execute(
        select(
            ArchiveItem.__table__,
            ArchiveUnit.name.label("unit"),
            FilingRound.state.label("round_state"),
            FilingRound.year.label("round_year"),
        )
        .join(ArchiveUnit, ArchiveUnit.id == ArchiveItem.unit_id)
        .join(FilingRound, FilingRound.id == ArchiveItem.round_id)
        .where(ArchiveItem.id == item_id, ArchiveItem.organisation_id == actor.organisation_id)
    ).one_or_none()
    if row is None:
        raise MissingRecordError(f"archive item {item_id}")
    return row


def beside(connection: Connection, row: Any) -> tuple[int | None, int | None]:
    """The undecided items of the round before and after one, in the order of their ids."""
    others = (ArchiveItem.round_id == row.round_id, ArchiveItem.state == "proposed")
    found = connection.execute(
        select(
            select(func.max(ArchiveItem.id)).where(*others, ArchiveItem.id < row.id).scalar_subquery(),
            select(func.min(ArchiveItem.id)).where(*others, ArchiveItem.id > row.id).scalar_subquery(),
        )
    ).one()
    return found[0], found[1]


def parts(connection: Connection, item_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The documents of items, in the order of filing, with what their files are made of."""
    issued = select(func.max(IssuedPaper.pages)).where(IssuedPaper.document_id == Document.id).scalar_subquery()
    rows = connection.execute(
        select(
            ArchivePart.item_id,
            ArchivePart.filed_at,
            Document.id.label("document_id"),
            Document.workflow,
            Document.title,
            Document.number,
            Document.restricted,
            Document.validity,
            Document.original_copies,
            Document.printed_copies,
            Document.revisions,
            IncomingPaper.holder_id,
            IncomingPaper.holder_name,
            IncomingPaper.pages.label("paper_pages"),
            Revision.content,
            Revision.serial.label("revision_serial"),
            issued.label("issued_pages"),
        )
        .join(Document, Document.id == ArchivePart.document_id)
        .join(Revision, Revision.id == Document.revision_id)
        .outerjoin(IncomingPaper, IncomingPaper.document_id == Document.id)
        .where(ArchivePart.item_id.in_(item_ids))
        .order_by(ArchivePart.item_id, ArchivePart.position)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def files(connection: Connection, item_id: int) -> Sequence[Row[Any]]:
    """The files of an item that was put together, in their order."""
    return connection.execute(
        select(ArchiveFile.__table__).where(ArchiveFile.item_id == item_id).order_by(ArchiveFile.position)
    ).all()


def boxes(connection: Connection, round_id: int) -> Sequence[Row[Any]]:
    """The boxes in which items of a round lie, with how many and how many pages they hold in all."""
    mine = select(ArchiveItem.box_id).where(ArchiveItem.round_id == round_id)
    return connection.execute(_BOXES.where(ArchiveBox.id.in_(mine))).all()


def box(connection: Connection, box_id: int, actor: Actor) -> Row[Any]:
    """A box of the actor's house. Raises MissingRecordError."""
    which = (ArchiveBox.id == box_id, ArchiveBox.organisation_id == actor.organisation_id)
    row = connection.execute(_BOXES.where(*which)).one_or_none()
    if row is None:
        raise MissingRecordError(f"archive box {box_id}")
    return row


def catalogue(connection: Connection, *which: Any) -> Sequence[Row[Any]]:
    """Items that are in the file, as the catalogue lists them."""
    return connection.execute(
        select(
            ArchiveItem.__table__,
            ArchiveUnit.name.label("unit"),
            ArchiveUnit.code.label("unit_code"),
            ArchiveBox.number.label("box"),
        )
        .join(ArchiveUnit, ArchiveUnit.id == ArchiveItem.unit_id)
        .outerjoin(ArchiveBox, ArchiveBox.id == ArchiveItem.box_id)
        .where(ArchiveItem.state.in_(("filed", "transferred")), *which)
        .order_by(ArchiveItem.year, ArchiveItem.period.desc(), ArchiveUnit.position, ArchiveItem.serial)
    ).all()


_BOXES: Final = (
    select(
        ArchiveBox.__table__,
        ArchiveUnit.name.label("unit"),
        ArchiveUnit.code.label("unit_code"),
        func.count(ArchiveItem.id).label("items"),
        func.coalesce(func.sum(ArchiveItem.pages), 0).label("pages"),
        func.min(ArchiveItem.serial).label("first"),
        func.max(ArchiveItem.serial).label("last"),
    )
    .join(ArchiveUnit, ArchiveUnit.id == ArchiveBox.unit_id)
    .outerjoin(ArchiveItem, ArchiveItem.box_id == ArchiveBox.id)
    .group_by(ArchiveBox.id, ArchiveUnit.id)
    .order_by(ArchiveBox.year, ArchiveBox.period.desc(), ArchiveUnit.position, ArchiveBox.number)
)
