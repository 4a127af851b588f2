"""Checks are asked of an item, or of all there are; what they find is kept as a report that nobody changes."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flask import current_app
from sqlalchemy import Connection, func, insert, select

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveItem, InspectedItem, Inspection, InspectionEnd
from routing.services import errands
from routing.services.errands import Assigned
from routing.services.errors import MissingRecordError
from routing.services.filing.catalogue import SEALED
from routing.services.keyed import keyed
from routing.services.preserving import checks, holdings, telling
from routing.services.preserving.checks import CHECKS, FAULT, OCCASIONS, SOUND, UNCHECKED, Check, Results
from routing.services.preserving.subject import Known, Subject, subject

KIND: Final = "inspection"
TOLD: Final = 1.0  # seconds between two signs of life
BARS: Final = ("digests", "opens", "unlocked", "harmless", "scanned")
NOTHING: Final[Known] = MappingProxyType({})
BATCH: Final = 100  # items whose ids are read at a time


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks of one item found. `faults` in words; what could not be looked into is no fault, and no proof."""

    item_id: int
    code: str
    occasion: str
    results: Results

    @property
    def passed(self) -> bool:
        return not self.faults

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(words for one in self.results.values() if one[0] == FAULT for words in one[1])

    @property
    def bars(self) -> tuple[str, ...]:
        """What keeps an item from being filed or handed over: a file that is gone, does not open, or does harm."""
        found = (self.results.get(key, [SOUND, []]) for key in BARS)
        return tuple(words for one in found if one[0] == FAULT for words in one[1])


def check_item(connection: Connection, item_id: int, occasion: str, known: Known = NOTHING) -> Verdict:
    """Ask every check of an item; only reads, and opens files, so call it outside of a transaction that writes.

    `known`: what PDFs say that were looked into just now. Raises MissingRecordError.
    """
    found = subject(connection, item_id, occasion, known)
    results = {check.key: _asked(check, found) for check in CHECKS}
    return Verdict(item_id, found.item.code, occasion, results)


def _asked(check: Check, found: Subject) -> list[Any]:
    """What a check finds. One that breaks over rows that are not what they were has found something, too."""
    if check.find is None:
        return [UNCHECKED, []]
    try:
        return checks.outcome(check.find(found))
    except Exception as error:
        current_app.logger.exception("check %s of item %s", check.key, found.item.id)
        return [FAULT, [f"检测没有做完：{type(error).__name__}"]]


def inspect(item_id: int, occasion: str, actor: Actor) -> Verdict:
    """Check an item of the actor's house now and keep the report. Raises MissingRecordError."""
    ours = (ArchiveItem.id == item_id, ArchiveItem.organisation_id == actor.organisation_id)
    if reading().execute(select(ArchiveItem.id).where(*ours)).first() is None:
        raise MissingRecordError(f"archive item {item_id}")
    verdict = check_item(reading(), item_id, occasion)
    let_go()
    with writing() as connection:
        keep(connection, [verdict], actor)
    return verdict


def keep(connection: Connection, verdicts: Sequence[Verdict], actor: Actor, scope: str = "") -> int:
    """Keep what was found, within the transaction that is open; return the number of the report.

    The archivist is told where something was found.
    """
    occasion = verdicts[0].occasion if verdicts else "demand"
    said = scope or (verdicts[0].code if len(verdicts) == 1 else f"{len(verdicts)}件")
    inspection = _begin(connection, actor, occasion, said)
    for verdict in verdicts:
        add(connection, inspection, actor, verdict)
    end(connection, inspection, actor, said)
    return inspection


def begun(assigned: Assigned, occasion: str, scope: str) -> int:
    """The report of an errand of another kind that checks items on its way; begun now, or by an earlier worker.

    Each item is put into it by `add`, within a transaction; `end` closes it.
    """
    row = reading().execute(select(Inspection.id).where(Inspection.errand_id == assigned.id)).one_or_none()
    let_go()
    if row is not None:
        return int(row.id)
    with writing() as connection:
        return _begin(connection, assigned.actor, occasion, scope, assigned.id)


def inspect_all(actor: Actor, occasion: str = "demand") -> int:
    """Ask for the whole holdings to be checked; return the errand's number. One under way is not doubled."""
    title = f"四性检测：{OCCASIONS[occasion]}，全部馆藏"
    return errands.ask(KIND, title, actor, subject_id=actor.organisation_id, back="/archive/checks", occasion=occasion)


def work(assigned: Assigned) -> Mapping[str, Any]:
    """Check all that is filed, from where an earlier worker left off."""
    actor, occasion = assigned.actor, str(assigned.wanted.get("occasion", "demand"))
    inspection, last, total = _begun(assigned, occasion)
    done, told = total[0], 0.0
    while ids := _next(actor.organisation_id, last):
        for item_id in ids:
            verdict = check_item(reading(), item_id, occasion)
            let_go()
            with writing() as connection:
                add(connection, inspection, actor, verdict)
            done, last = done + 1, item_id
            if time.monotonic() - told > TOLD:
                assigned.at(done, total[1], verdict.code)
                told = time.monotonic()
    assigned.at(done, total[1], "全部馆藏的件号、备份和以前的报告")
    found = holdings.results(reading(), actor.organisation_id, inspection)
    let_go()
    with writing() as connection:
        return end(connection, inspection, actor, "全部馆藏", found)


errands.register(KIND, work)


def _begun(assigned: Assigned, occasion: str) -> tuple[int, int, tuple[int, int]]:
    """The report of an errand, begun now or before; the last item in it, and how many are done of how many."""
    row = reading().execute(select(Inspection.id).where(Inspection.errand_id == assigned.id)).one_or_none()
    house = ArchiveItem.organisation_id == assigned.actor.organisation_id
    count = select(func.count()).select_from(ArchiveItem).where(house, ArchiveItem.state.in_(SEALED))
    total = int(reading().execute(count).scalar_one())
    if row is not None:
        of_it = select(func.max(InspectedItem.item_id), func.count()).where(InspectedItem.inspection_id == row.id)
        last, done = reading().execute(of_it).one()
        return row.id, last or 0, (done, total)
    let_go()
    with writing() as connection:
        return _begin(connection, assigned.actor, occasion, "全部馆藏", assigned.id), 0, (0, total)


def _next(organisation_id: int, last: int) -> Sequence[int]:
    following = (
        select(ArchiveItem.id)
        .where(ArchiveItem.organisation_id == organisation_id, ArchiveItem.id > last, ArchiveItem.state.in_(SEALED))
        .order_by(ArchiveItem.id)
        .limit(BATCH)
    )
    return reading().execute(following).scalars().all()


def _begin(connection: Connection, actor: Actor, occasion: str, scope: str, errand_id: int | None = None) -> int:
    row = {
        "organisation_id": actor.organisation_id,
        "occasion": occasion,
        "scope": scope[:200],
        "errand_id": errand_id,
        "begun_by": actor.person_id,
        "begun_name": actor.name,
        "begun_at": clock.now(),
    }
    return int(connection.execute(insert(Inspection).returning(Inspection.id), row).scalar_one())


def add(connection: Connection, inspection: int, actor: Actor, verdict: Verdict) -> None:
    """Put what was found in an item into a report, once."""
    table = InspectedItem.__table__
    there = select(table.c.id).where(table.c.inspection_id == inspection, table.c.item_id == verdict.item_id)
    if connection.execute(there).first() is not None:
        return
    row = {
        "organisation_id": actor.organisation_id,
        "inspection_id": inspection,
        "item_id": verdict.item_id,
        "code": verdict.code,
        "faults": checks.count(verdict.results, FAULT),
        "unchecked": checks.count(verdict.results, UNCHECKED, checks.LOOK),
        "results": verdict.results,
        "at": clock.now(),
    }
    connection.execute(insert(InspectedItem), {**row, "mac": keyed("inspected", row)})


def end(
    connection: Connection, inspection: int, actor: Actor, scope: str, found: Results | None = None
) -> Mapping[str, Any]:
    """Close a report, once; tell the archivist where something was found. `found`: of the holdings as such."""
    found = found or {}
    table = InspectionEnd.__table__
    if connection.execute(select(table.c.at).where(table.c.inspection_id == inspection)).first() is not None:
        return _told(inspection)
    rows = select(func.count(), func.count().filter(InspectedItem.faults > 0))
    items, faulty = connection.execute(rows.where(InspectedItem.inspection_id == inspection)).one()
    row = {
        "inspection_id": inspection,
        "organisation_id": actor.organisation_id,
        "items": items,
        "faulty": faulty,
        "faults": checks.count(found, FAULT),
        "results": found,
        "at": clock.now(),
    }
    connection.execute(insert(InspectionEnd), {**row, "mac": keyed("inspection", row)})
    if faulty or row["faults"]:
        telling.tell(connection, inspection, actor.organisation_id, scope, faulty)
    whole = [(checks.BY_KEY[key].sentence, "；".join(one[1])) for key, one in found.items() if one[0] != checks.SOUND]
    return {**_told(inspection), "lines": [("检测", f"{items}件"), ("有问题", f"{faulty}件"), *whole]}


def _told(inspection: int) -> Mapping[str, Any]:
    """Where the report is to be read: the page of an errand links to it."""
    return {"more": (f"/archive/checks/{inspection}", "看检测报告")}
