"""What concerns the holdings as such: the run of 件号, what was destroyed, earlier reports, database and backup."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy import Connection, and_, exists, select, tuple_
from sqlalchemy import case as either

from routing import clock, display
from routing.models import ArchiveItem, ArchivePart, Document, InspectedItem, Inspection, InspectionEnd
from routing.services.filing import catalogue
from routing.services.preserving import checks, reports
from routing.services.preserving.subject import Unchecked

Found = Iterator[str | Unchecked]
BACKUP_DAYS: Final = 7
BATCH: Final = 1_000  # rows read at a time
NAMED: Final = 20  # gaps that a report names


def results(connection: Connection, organisation_id: int, inspection: int) -> checks.Results:
    """What each check of the whole found."""
    found = {
        "run": _run(connection, organisation_id),
        "destroyed": _destroyed(connection, organisation_id),
        "reports": _reports(connection, organisation_id, inspection),
        "database": _database(connection),
        "backup": _backup(),
    }
    return {key: checks.outcome(one) for key, one in found.items()}


def _run(connection: Connection, organisation_id: int) -> Found:
    """Every class from 1 on without a gap; and no document that its log calls filed is without an item."""
    last, named = dict[str, int](), 0
    for code, number in _numbered(connection, organisation_id):
        prefix = code.rpartition("-")[0]
        for serial in range(last.get(prefix, 0) + 1, number):
            named += 1
            if named <= NAMED:
                yield f"缺{prefix}-{serial:04d}"
        last[prefix] = number
    if named > NAMED:
        yield f"共缺{named}件"
    lost = select(Document.id, Document.number, Document.title).where(
        Document.organisation_id == organisation_id,
        Document.state.like("%filed"),
        ~exists().where(ArchivePart.document_id == Document.id, ArchivePart.item_id == ArchiveItem.id),
    )
    for document in connection.execute(lost.order_by(Document.id).limit(NAMED)):
        yield f"文件已归档而目录里没有：{document.number or document.title}"


def _numbered(connection: Connection, organisation_id: int) -> Iterator[tuple[str, int]]:
    """Every 档号 with its 件号, the lowest 件号 first, read by the thousand."""
    after = (0, 0)
    ours = (ArchiveItem.organisation_id == organisation_id, ArchiveItem.code != "", ArchiveItem.serial.is_not(None))
    while rows := connection.execute(
        select(ArchiveItem.code, ArchiveItem.serial, ArchiveItem.id)
        .where(*ours, tuple_(ArchiveItem.serial, ArchiveItem.id) > after)
        .order_by(ArchiveItem.serial, ArchiveItem.id)
        .limit(BATCH)
    ).all():
        yield from ((row.code, row.serial) for row in rows)
        after = (rows[-1].serial, rows[-1].id)


def _destroyed(connection: Connection, organisation_id: int) -> Found:
    gone = (ArchiveItem.organisation_id == organisation_id, ArchiveItem.state == "destroyed")
    for row in connection.execute(select(ArchiveItem.__table__).where(*gone).order_by(ArchiveItem.id)).all():
        if not catalogue.holds(connection, row):
            yield f"{row.code}已销毁，目录被改动"


def _reports(connection: Connection, organisation_id: int, inspection: int) -> Found:
    """The last report of the whole before this one; where there was none yet, the last of any part of it."""
    table = InspectionEnd.__table__
    before = (table.c.organisation_id == organisation_id, table.c.inspection_id < inspection)
    whole = and_(Inspection.occasion.in_(checks.OF_ALL), Inspection.errand_id.is_not(None))
    earlier = select(table).join(Inspection, Inspection.id == table.c.inspection_id).where(*before)
    latest = (either((whole, 1), else_=0).desc(), table.c.inspection_id.desc())
    last = connection.execute(earlier.order_by(*latest).limit(1)).one_or_none()
    if last is None:
        yield Unchecked("还没有以前的报告")
        return
    if not reports.end_holds(last):
        yield f"{display.moment(last.at)}的检测报告被改动"
    rows = InspectedItem.__table__
    kept = connection.execute(select(rows).where(rows.c.inspection_id == last.inspection_id)).all()
    if len(kept) != last.items:
        yield f"{display.moment(last.at)}的检测报告少了{last.items - len(kept)}件"
    changed = [row.code for row in kept if not reports.item_holds(row)]
    yield from (f"{code}的检测报告被改动" for code in changed[:NAMED])


def _database(connection: Connection) -> Found:
    if connection.dialect.name == "sqlite":
        said = connection.exec_driver_sql("PRAGMA quick_check(5)").scalars().all()
        if said != ["ok"]:
            yield f"数据库文件有损坏：{'；'.join(map(str, said))[:200]}"
    elif connection.exec_driver_sql("SHOW data_checksums").scalar_one() != "on":
        yield Unchecked("数据库没有开启数据页校验（initdb --data-checksums），介质损坏不能及时发现")


def _backup() -> Found:
    """The operator's backup touches a file when it is through; without one nobody here knows."""
    stamp = str(current_app.config.get("BACKUP_STAMP") or "")
    if not stamp:
        yield Unchecked("不知道最近一次备份的时间（没有设置备份标记），请运维人员确认")
        return
    path = Path(stamp)
    if not path.exists():
        yield Unchecked("还没有备份的标记，请运维人员确认备份是否在做")
        return
    age = timedelta(seconds=time.time() - path.stat().st_mtime)
    if age > timedelta(days=BACKUP_DAYS):
        yield f"最近一次备份在{display.moment(clock.now() - age)}，已超过{BACKUP_DAYS}天"
