"""封卷: 件号 for all at once, then every 件 put together, filed through the door, and sealed with its digest (DA-1).

The long part is an errand. Each step is a transaction of its own and looks first at what is there: whoever takes
the work up after a power cut goes on where it broke off, and nothing is lost or done twice.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, insert, select, update

import workflows
from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveFile, ArchiveItem, FilingRound
from routing.queries import filing as queries
from routing.services import errands, preserving
from routing.services.advance import Order, advance
from routing.services.errands import Assigned
from routing.services.errors import InvalidChangeError
from routing.services.filing import assembling, boxing, catalogue, numbering, reporting, settings, terms
from routing.services.filing.assembling import Ahead, Filed
from routing.services.filing.rounds import open_one, refuse_others
from routing.services.keeping import Filing
from workflows.errors import RuleError

KIND: Final = "seal_round"
TOLD: Final = 1.0  # seconds between two signs of life
NAMED: Final = 5  # items that a refusal names


def seal(round_id: int, actor: Actor) -> int:
    """Check a round, give 件号 and 档号, ask for the rest; return the errand's number.

    Raises InvalidChangeError, naming what is undecided, and where it is sealed already. One whose sealing broke off
    is taken up again.
    """
    refuse_others(actor)
    setting = settings.ready(actor)
    round_ = queries.round_(reading(), round_id, actor)
    if round_.state != "sealing":
        units = {unit.id: unit for unit in settings.units(reading(), actor)}
        let_go()
        with writing() as connection:
            open_one(connection, round_id, actor, lock=True)
            items = _items(connection, round_id)
            refuse_unready(setting, items)
            numbering.give(connection, setting, [item for item in items if item.state == "checked"], units)
            connection.execute(update(FilingRound).where(FilingRound.id == round_id).values(state="sealing"))
    title = f"{round_.year}年立卷归档：封卷"
    return errands.ask(KIND, title, actor, subject_id=round_id, back=f"/archive/rounds/{round_id}")


def refuse_unready(setting: Any, items: Sequence[Any]) -> None:
    """What must be decided before a round can be sealed. Raises InvalidChangeError, naming it."""
    if not setting.fonds_number:
        raise InvalidChangeError("还没有填写全宗号，请先在“档案设置”中填写（由档案馆给定）", "fonds_number")
    if not items:
        raise InvalidChangeError("这次立卷归档里还没有文件")
    open_ = [item for item in items if item.state == "proposed"]
    if open_:
        named = "、".join(f"《{item.title[:40]}》" for item in open_[:NAMED])
        more = "等" if len(open_) > NAMED else ""
        raise InvalidChangeError(f"还有{len(open_)}件没有定保管期限：{named}{more}。请逐件定好，或写明理由不归档")


def work(assigned: Assigned) -> Mapping[str, Any]:
    """Do what is left of a sealing (the errand)."""
    actor, round_id = assigned.actor, assigned.subject_id
    round_ = queries.round_(reading(), round_id, actor)
    if round_.state == "sealed":
        return dict(round_.report)
    items = _items(reading(), round_id)
    total, done = sum(item.state != "left_out" for item in items), 0  # what is left out is no 件 of the file
    failed: list[str] = []
    told = 0.0
    inspection = preserving.begun(assigned, "filing", f"{round_.year}年立卷归档")
    with assembling.Ahead([item.id for item in items if item.state == "checked"], actor) as ahead:
        for item in items:
            if time.monotonic() - told > TOLD:
                assigned.at(done, total, item.code or item.title[:40])
                told = time.monotonic()
            done += item.state != "left_out"
            try:
                _left_out(item, actor) if item.state == "left_out" else _file(item, actor, ahead, inspection)
            except RuleError as error:
                failed.append(f"《{item.title[:40]}》：{error.message}")
    if failed:
        more = f"等{len(failed)}件" if len(failed) > NAMED else ""
        raise InvalidChangeError(f"{'；'.join(failed[:NAMED])}{more}没有归档。其余已办好，处理后再点“接着封卷”")
    assigned.at(total, total, "装盒、编目录")
    return _close(round_, actor, inspection)


errands.register(KIND, work)


def _items(connection: Any, round_id: int) -> Sequence[Row[Any]]:
    """All items of a round, in the order of their classes."""
    return connection.execute(  # type: ignore[no-any-return]
        select(ArchiveItem.__table__)
        .where(ArchiveItem.round_id == round_id)
        .order_by(ArchiveItem.year, ArchiveItem.period, ArchiveItem.unit_id, ArchiveItem.serial, ArchiveItem.id)
    ).all()


def _file(item: Row[Any], actor: Actor, ahead: Ahead, inspection: int) -> None:
    """One 件: its files, its check (四性检测), its documents through the door, its digest.

    Raises InvalidChangeError where the check found a file that cannot be kept.
    """
    if item.state != "checked":
        return
    parts = assembling.parts(item.id)
    made = ahead.made(item.id)
    pages = _keep_files(item, made.files)
    verdict = preserving.check_item(reading(), item.id, "filing", made.examined)
    if verdict.bars:
        raise InvalidChangeError(f"归档检测没有通过：{'；'.join(verdict.bars[:NAMED])}")
    filing = Filing(item.id, item.code, terms.written(item.period, item.house_term), pages)
    for part in parts:
        if part.filed_at is not None:
            continue
        today = workflows.get(part.workflow)
        if part.workflow_digest != today.digest:
            advance(part.document_id, Order("take_over", change=today), actor)
        advance(part.document_id, Order("file", change=filing), actor)
    let_go()
    with writing() as connection:
        filed = {
            "state": "filed",
            "filed_at": clock.now(),
            "filed_by": actor.name,
            "expires_on": terms.expires(item.period, item.year),
        }
        which = (ArchiveItem.id == item.id, ArchiveItem.state == "checked")
        if connection.execute(update(ArchiveItem).where(*which).values(filed)).rowcount == 1:
            catalogue.seal(connection, item.id)
            preserving.add(connection, inspection, actor, verdict)


def _keep_files(item: Row[Any], files: Sequence[Filed] | None) -> int:
    """Keep an item's files (None: they are kept already); return its pages. What a person counted stands."""
    if files is None:
        return int(reading().execute(select(ArchiveItem.pages).where(ArchiveItem.id == item.id)).scalar_one())
    pages = item.pages or sum(file.pages for file in files)
    rows = [
        {
            "organisation_id": item.organisation_id,
            "item_id": item.id,
            "document_id": file.document_id,
            "position": position,
            "kind": file.kind,
            "name": file.name,
            "digest": file.digest,
            "size": file.size,
            "media_type": file.media_type,
            "pages": file.pages,
            "made_at": clock.now(),
        }
        for position, file in enumerate(files, 1)
    ]
    let_go()
    with writing() as connection:
        if rows:
            connection.execute(insert(ArchiveFile), rows)
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == item.id).values(pages=pages))
    return pages


def _left_out(item: Row[Any], actor: Actor) -> None:
    """Not filed: each document says why in its log (GD-8)."""
    for part in assembling.parts(item.id):
        if part.state != queries.WAITING[part.workflow]:
            continue
        today = workflows.get(part.workflow)
        if part.workflow_digest != today.digest:
            advance(part.document_id, Order("take_over", change=today), actor)
        advance(part.document_id, Order("leave_out", opinion=item.leave_out_reason), actor)


def _close(round_: Row[Any], actor: Actor, inspection: int) -> Mapping[str, Any]:
    """Put the items into boxes, keep the report, close the round: in one transaction."""
    let_go()
    with writing() as connection:
        boxing.fill(connection, round_.id, actor)
        report = reporting.report(connection, round_)
        values = {
            "state": "sealed",
            "sealed_at": clock.now(),
            "sealed_by": actor.person_id,
            "sealed_name": actor.name,
            "report": report,
        }
        which = (FilingRound.id == round_.id, FilingRound.state == "sealing")
        connection.execute(update(FilingRound).where(*which).values(values))
        preserving.end(connection, inspection, actor, f"{round_.year}年立卷归档")
    return report
