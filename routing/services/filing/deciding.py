"""A person decides about each 件: how long it is kept, or why it is not filed; to be undone until the seal (DA-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from routing import clock
from routing.actor import Actor
from routing.database import let_go, writing
from routing.models import ArchiveItem, ArchiveUnit
from routing.services.errors import InvalidChangeError, MissingRecordError
from routing.services.filing import settings, terms
from routing.services.filing.proposing import NOT_FILED
from routing.services.filing.rounds import open_one, refuse_others
from workflows.errors import OpinionMissingError

AT_ONCE: Final = 1_000  # items that may be ticked together
MOST_PAGES: Final = 9_999


@dataclass(frozen=True, slots=True)
class Decision:
    """What the archivist decides about one 件; what is None stays as it was proposed."""

    term: str
    period: str = ""
    unit_id: int | None = None
    title: str | None = None
    responsible: str | None = None
    number: str | None = None
    dated: date | None = None
    secrecy: str | None = None
    pages: int | None = None
    remarks: str | None = None


def decide(item_id: int, decision: Decision, actor: Actor) -> None:
    """Keep what was decided about an item of an open round. Raises InvalidChangeError at the column that cannot be."""
    refuse_others(actor)
    term, period = terms.checked(settings.ready(actor), decision.term, decision.period)
    let_go()
    with writing() as connection:
        item = _open_item(connection, item_id, actor)
        said = _said(connection, item, decision, actor)
        _change(connection, [item.id], actor, state="checked", house_term=term, period=period, **said)


def accept(round_id: int, item_ids: Iterable[int], actor: Actor, term: str = "") -> int:
    """Decide about several items at once: as the table proposes, or with one term for all. Returns how many.

    What the table proposes to leave out is left out with its reason; what it proposes nothing for stays undecided.
    """
    refuse_others(actor)
    setting = settings.ready(actor)
    chosen = (terms.checked(setting, term, "")) if term else None
    wanted = list(dict.fromkeys(item_ids))[:AT_ONCE]
    let_go()
    with writing() as connection:
        open_one(connection, round_id, actor, lock=True)
        return _settle(connection, _undecided(connection, round_id, wanted), chosen, actor)


def accept_all(round_id: int, actor: Actor) -> int:
    """Decide about every item of a round for which the table proposes something, as it proposes. Returns how many."""
    refuse_others(actor)
    let_go()
    with writing() as connection:
        open_one(connection, round_id, actor, lock=True)
        proposed = (ArchiveItem.round_id == round_id, ArchiveItem.state == "proposed", ArchiveItem.proposed_term != "")
        rows = connection.execute(select(ArchiveItem.__table__).where(*proposed)).all()
        return _settle(connection, rows, None, actor)


def _settle(connection: Connection, rows: Sequence[Row[Any]], chosen: tuple[str, str] | None, actor: Actor) -> int:
    """Keep one term for all, or for each what is proposed; return how many were decided about."""
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    for row in rows:
        if chosen is not None:
            groups.setdefault(("checked", *chosen, ""), []).append(row.id)
        elif row.proposed_term == NOT_FILED:
            groups.setdefault(("left_out", "", "", row.proposed_because), []).append(row.id)
        elif row.proposed_term:
            groups.setdefault(("checked", row.proposed_term, row.proposed_period, ""), []).append(row.id)
    for (state, house_term, period, reason), ids in groups.items():
        decided = {"state": state, "house_term": house_term, "period": period, "leave_out_reason": reason}
        _change(connection, ids, actor, **decided)
    return sum(map(len, groups.values()))


def leave_out(item_ids: Iterable[int], reason: str, actor: Actor) -> int:
    """Not filed, and why (GD-8). Raises OpinionMissingError without a reason."""
    refuse_others(actor)
    wanted, let = list(dict.fromkeys(item_ids))[:AT_ONCE], reason.strip()
    if not let:
        raise OpinionMissingError("请写明不归档的理由")
    if len(reason) > 500:
        raise InvalidChangeError(f"理由共{len(reason)}字，最多500字", "reason")
    let_go()
    with writing() as connection:
        ids = [_open_item(connection, one, actor).id for one in wanted]
        _change(connection, ids, actor, state="left_out", house_term="", period="", leave_out_reason=let)
    return len(wanted)


def undo(item_ids: Iterable[int], actor: Actor) -> int:
    """Take back what was decided: the item waits for a decision again."""
    refuse_others(actor)
    wanted = list(dict.fromkeys(item_ids))[:AT_ONCE]
    let_go()
    with writing() as connection:
        ids = [_open_item(connection, one, actor).id for one in wanted]
        nobody = {"decided_by": None, "decided_name": "", "decided_at": None}
        values = {"state": "proposed", "house_term": "", "period": "", "leave_out_reason": "", **nobody}
        connection.execute(update(ArchiveItem).where(ArchiveItem.id.in_(ids)).values(values))
    return len(wanted)


def _open_item(connection: Connection, item_id: int, actor: Actor) -> Row[Any]:
    """An item of an open round. Raises MissingRecordError, InvalidChangeError."""
    ours = (ArchiveItem.id == item_id, ArchiveItem.organisation_id == actor.organisation_id)
    row = connection.execute(select(ArchiveItem.__table__).where(*ours)).one_or_none()
    if row is None or row.round_id is None:
        raise MissingRecordError(f"archive item {item_id}")
    open_one(connection, row.round_id, actor, lock=True)
    return row


def _undecided(connection: Connection, round_id: int, item_ids: list[int]) -> list[Row[Any]]:
    found: list[Row[Any]] = []
    for start in range(0, len(item_ids), 500):
        which = (ArchiveItem.id.in_(item_ids[start : start + 500]), ArchiveItem.round_id == round_id)
        found += connection.execute(select(ArchiveItem.__table__).where(*which, ArchiveItem.state == "proposed")).all()
    return found


def _change(connection: Connection, ids: list[int], actor: Actor, **values: Any) -> None:
    decided = {"decided_by": actor.person_id, "decided_name": actor.name, "decided_at": clock.now()}
    for start in range(0, len(ids), 500):
        some = ArchiveItem.id.in_(ids[start : start + 500])
        connection.execute(update(ArchiveItem).where(some).values(**values, **decided))


def _said(connection: Connection, item: Row[Any], decision: Decision, actor: Actor) -> dict[str, Any]:
    """The columns that the filer wrote otherwise than they were proposed."""
    names = ("title", "responsible", "number", "dated", "secrecy", "pages", "remarks")
    said = {name: value for name in names if (value := getattr(decision, name)) is not None}
    for name, most in (("title", 400), ("responsible", 120), ("number", 80), ("secrecy", 10), ("remarks", 500)):
        if name in said:
            said[name] = said[name].strip()
            if len(said[name]) > most:
                raise InvalidChangeError(f"太长了，最多{most}字", name)
    if "title" in said:
        said["title"] = titled(item.title, said["title"])
    if not 0 <= said.get("pages", 0) <= MOST_PAGES:
        raise InvalidChangeError(f"页数请填0到{MOST_PAGES}", "pages")
    if "dated" in said and said["dated"] > clock.today():
        raise InvalidChangeError("文件日期不能晚于今天", "dated")
    if decision.unit_id is not None:
        unit = (ArchiveUnit.id == decision.unit_id, ArchiveUnit.organisation_id == actor.organisation_id)
        if connection.execute(select(ArchiveUnit.id).where(*unit)).one_or_none() is None:
            raise InvalidChangeError("请选择机构（问题）", "unit_id")
        said["unit_id"] = decision.unit_id
    return {**said, "leave_out_reason": ""}


def titled(known: str, written: str) -> str:
    """A title that the filer made or changed stands in [ ] (DA/T 22-2015, 5.5.2). Raises InvalidChangeError."""
    if not written:
        raise InvalidChangeError("请填写题名；原文没有题名的，自拟一个", "title")
    bare = written.removeprefix("[").removesuffix("]")
    return written if known in {written, bare} else f"[{bare}]"
