"""补录 of one paper, and taking it back before it is filed. When it happened and when it was entered are kept apart."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, select

import workflows
from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveItem, ArchivePart, Department, Document, FilingRound, NumberSeries
from routing.services.advance import Draft, Order, Outcome, advance, begin
from routing.services.errors import InvalidChangeError, MissingRecordError
from routing.services.filing.rounds import EARLIEST, refuse_others
from routing.services.recorded import KINDS, Record
from workflows.case import INTERNAL
from workflows.errors import OpinionMissingError

KEPT: Final = "record_kept"
SECRECIES: Final = ("", INTERNAL)
NOT_HERE: Final = "本系统为非涉密系统，秘密、机密、绝密文件不能补录；密级只能是“内部”或空着"
REASONS: Final = ("系统启用前形成的文件", "未经系统办理的纸质文件", "其他单位移来的文件", "归档后补收的文件")


def enter(content: Record, department_id: int, actor: Actor, receipt: str = "") -> Outcome:
    """Enter a paper, so that it waits for the file. Raises InvalidChangeError at the column that cannot be so.

    Were the house to stop between the two steps, the entry would lie in the archivist's tray; the same form sent once
    more takes it up again.
    """
    refuse_others(actor)
    checked = check(content)
    name = department(department_id, actor)
    draft = Draft(workflows.get("record"), department_id, name, _series(actor))
    begun = begin(draft, checked, actor, f"{receipt}-begun" if receipt else "")
    return advance(begun.document_id, Order("confirm_entry", receipt=receipt), actor)


def check(content: Record) -> Record:
    """The columns as they are kept. Raises InvalidChangeError at the first that cannot be so."""
    for fault in faults(content):
        raise fault
    plain = {name: getattr(content, name).strip() for name in ("title", "number", "responsible", "remarks", "reason")}
    return replace(content, **plain)


def faults(content: Record) -> Iterator[InvalidChangeError]:
    """Whatever cannot be so, each at its column."""
    for column, asked in (
        ("title", "请填写题名"),
        ("responsible", "请填写责任者（谁写的、谁发的）"),
        ("dated", "请填写文件日期"),
        ("kind", "请选择文种"),
        ("reason", "请写明为什么补录"),
    ):
        if not getattr(content, column).strip():
            yield InvalidChangeError(asked, column)
    if content.kind and content.kind not in KINDS:
        yield InvalidChangeError(f"没有“{content.kind[:10]}”这个文种，请选择", "kind")
    if content.secrecy not in SECRECIES:
        yield InvalidChangeError(NOT_HERE, "secrecy")
    if content.dated:
        yield from _day_faults(content.dated)
    if content.pages is not None and not 0 < content.pages < 10_000:
        yield InvalidChangeError("页数请填1至9999", "pages")


def _day_faults(written: str) -> Iterator[InvalidChangeError]:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        yield InvalidChangeError("日期请写成年-月-日，如 2019-03-08", "dated")
        return
    if day > clock.today():
        yield InvalidChangeError("文件日期不能晚于今天", "dated")
    if day.year < EARLIEST:
        yield InvalidChangeError(f"文件日期不能早于{EARLIEST}年", "dated")


def withdraw(document_ids: Iterable[int], reason: str, actor: Actor) -> int:
    """作废: take back entries that are in no sealed round; return how many. Raises InvalidChangeError, naming those."""
    refuse_others(actor)
    if not reason.strip():
        raise OpinionMissingError("请写明作废的理由")
    wanted = list(dict.fromkeys(document_ids))
    rows = {row.id: row for row in _standing(wanted, actor)}
    sealed = [row for row in rows.values() if row.round_state in {"sealing", "sealed"} or "filed" in row.state]
    if sealed:
        raise InvalidChangeError(f"《{sealed[0].title[:40]}》已经封卷归档，不能再作废")
    waiting = [one for one in wanted if one in rows and rows[one].state == KEPT]
    _unpick([rows[one].item_id for one in waiting if rows[one].item_id])
    for document_id in waiting:
        advance(document_id, Order("withdraw_entry", opinion=reason.strip()), actor)
    return len(waiting)


def _standing(document_ids: list[int], actor: Actor) -> Iterable[Any]:
    for start in range(0, len(document_ids), 500):
        yield from reading().execute(
            select(
                Document.id, Document.title, Document.state, ArchivePart.item_id, FilingRound.state.label("round_state")
            )
            .outerjoin(ArchivePart, ArchivePart.document_id == Document.id)
            .outerjoin(ArchiveItem, ArchiveItem.id == ArchivePart.item_id)
            .outerjoin(FilingRound, FilingRound.id == ArchiveItem.round_id)
            .where(
                Document.id.in_(document_ids[start : start + 500]),
                Document.organisation_id == actor.organisation_id,
                Document.workflow == "record",
            )
        )


def _unpick(item_ids: list[int]) -> None:
    """Take entries out of the open round in which they are: each is an item by itself."""
    if not item_ids:
        return
    let_go()
    with writing() as connection:
        for start in range(0, len(item_ids), 500):
            some = item_ids[start : start + 500]
            open_ = (
                select(ArchiveItem.id).join(FilingRound).where(ArchiveItem.id.in_(some), FilingRound.state == "open")
            )
            ids = connection.execute(open_).scalars().all()
            connection.execute(delete(ArchivePart).where(ArchivePart.item_id.in_(ids)))
            connection.execute(delete(ArchiveItem).where(ArchiveItem.id.in_(ids)))


def department(department_id: int, actor: Actor) -> str:
    """The name of a department of the house. Raises InvalidChangeError where there is none such."""
    ours = (Department.id == department_id, Department.organisation_id == actor.organisation_id)
    name = reading().execute(select(Department.name).where(*ours)).scalar_one_or_none()
    if name is None:
        raise InvalidChangeError("请选择部室", "department_id")
    return str(name)


def _series(actor: Actor) -> int:
    """An entry takes no number, but every document hangs on a series of its house."""
    found = reading().execute(
        select(NumberSeries.id)
        .where(NumberSeries.organisation_id == actor.organisation_id)
        .order_by(NumberSeries.position, NumberSeries.id)
        .limit(1)
    )
    series = found.scalar_one_or_none()
    if series is None:
        raise MissingRecordError("number series")
    return int(series)
