"""移交进馆: what was handed over is written into the log of each document, and into each item (条例 art. 27)."""

import time
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row, update

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveItem, ArchivePackage
from routing.queries import handing as queries
from routing.services import errands
from routing.services.advance import Order, advance
from routing.services.errands import Assigned
from routing.services.handing.asking import HAND, items_of
from workflows.errors import RuleError

TOLD: Final = 1.0  # seconds between two signs of life
NAMED: Final = 20  # items that the report names


def work(assigned: Assigned) -> Mapping[str, Any]:
    """Write a hand-over down (the errand). Each document has its receipt: taken up again, nothing is written twice."""
    actor, package = assigned.actor, queries.package(reading(), assigned.subject_id, assigned.actor)
    items = [item for item in items_of(reading(), package.id) if not item.left_out]
    away = {row.id for row in queries.away(reading(), package.id)}  # lent while this waited for its turn
    opinion, told, refused = _opinion(package), 0.0, []
    for done, item in enumerate(items):
        if time.monotonic() - told > TOLD:
            assigned.at(done, len(items), item.code)
            told = time.monotonic()
        if item.state != "filed":
            continue
        if item.id in away:
            refused.append(f"{item.code}：纸质件借出在外")
            continue
        try:
            _hand(item, package, opinion, actor)
        except RuleError as error:
            refused.append(f"{item.code}：{error.message}")
    assigned.at(len(items), len(items), "写明移交")
    lines = [["已登记移交", f"{len(items) - len(refused)}件，{package.receiver}"]]
    if refused:
        lines.append(["没有登记", "；".join(refused[:NAMED])])
    let_go()
    with writing() as connection:
        values = {"state": "handed", "report": {"lines": [*package.report.get("lines", ()), *lines]}}
        which = (ArchivePackage.id == package.id, ArchivePackage.state == "handing")
        connection.execute(update(ArchivePackage).where(*which).values(values))
    return {"lines": lines}


errands.register(HAND, work)


def _hand(item: Row[Any], package: Row[Any], opinion: str, actor: Actor) -> None:
    for document_id in queries.documents_of(reading(), item.id):
        advance(document_id, Order("transfer_out", opinion, receipt=f"hand-{package.id}-{document_id}"), actor)
    let_go()
    with writing() as connection:
        which = (ArchiveItem.id == item.id, ArchiveItem.state == "filed")
        connection.execute(update(ArchiveItem).where(*which).values(state="transferred"))


def _opinion(package: Row[Any]) -> str:
    day = package.handed_on
    when = f"{day.year}年{day.month}月{day.day}日" if day else str(clock.today())
    return f"数据包{package.number}，{when}移交{package.receiver}，{package.received_by}接收；封印{package.seal[:16]}"
