"""A round of filing: opened by the archivist, filled with all that is due, each 件 put together by itself (DA-1).

Until it is sealed a round only holds what was proposed and decided: everything can be undone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveItem, ArchivePart, FilingRound
from routing.queries import filing as queries
from routing.services.errors import InvalidChangeError
from routing.services.filing import proposing, settings
from routing.services.filing.proposing import NOT_FILED, Paper, Proposal
from workflows.errors import NotYoursError
from workflows.roles import Capacity

SLIP: Final = 1  # page of the 处理单 that lies with a received paper
EARLIEST: Final = 1949  # before that year the house cannot have closed anything


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of looking for what is due: items that were added, papers that wait for their replies."""

    items: int
    waiting: int = 0


@dataclass(slots=True)
class _Bundle:
    """Documents that are one 件: a reply before its cause."""

    rows: list[Any] = field(default_factory=list)


def open_round(year: int, actor: Actor) -> int:
    """Open a round over what was closed until the end of that year, and collect. Raises InvalidChangeError."""
    refuse_others(actor)
    if not EARLIEST <= year <= clock.today().year:
        raise InvalidChangeError(f"请填写{EARLIEST}年到{clock.today().year}年之间的年度", "year")
    settings.ready(actor)
    ours = (FilingRound.organisation_id == actor.organisation_id, FilingRound.year == year)
    let_go()
    try:
        with writing() as connection:
            last = connection.execute(select(func.max(FilingRound.serial)).where(*ours)).scalar_one()
            row = {
                "organisation_id": actor.organisation_id,
                "year": year,
                "serial": (last or 0) + 1,
                "state": "open",
                "opened_by": actor.person_id,
                "opened_name": actor.name,
                "opened_at": clock.now(),
            }
            round_id = int(connection.execute(insert(FilingRound).returning(FilingRound.id), row).scalar_one())
    except IntegrityError as error:
        let_go()
        raise InvalidChangeError(f"{year}年的立卷归档已经开始，还没有封卷，请接着办", "year") from error
    collect(round_id, actor)
    return round_id


def collect(round_id: int, actor: Actor) -> Collected:
    """Put what is due and in no item yet into an open round, each 件 with the term that the table proposes."""
    refuse_others(actor)
    setting, connection = settings.ready(actor), reading()
    round_ = open_one(connection, round_id, actor)
    rows = queries.due(connection, actor, round_.year)
    received = [row.id for row in rows if row.workflow == "incoming"]
    waiting = queries.answered_in_work(connection, actor, received) if setting.reply_with_cause else set()
    bundles = _bundles([row for row in rows if row.id not in waiting], together=setting.reply_with_cause)
    made = _Proposer(actor, settings.units(connection, actor), settings.table(connection, actor), round_id)
    items = [(made.item(bundle), bundle) for bundle in bundles]
    let_go()
    with writing() as connection:
        open_one(connection, round_id, actor, lock=True)
        known = _already(connection, [row.id for bundle in bundles for row in bundle.rows])
        fresh = [(item, bundle) for item, bundle in items if not known & {row.id for row in bundle.rows}]
        for item, bundle in fresh:
            _keep(connection, item, bundle)
    return Collected(len(fresh), len(waiting))


def give_up(round_id: int, actor: Actor) -> None:
    """Undo a round that was not sealed: its items are let go, its documents wait as before."""
    refuse_others(actor)
    let_go()
    with writing() as connection:
        open_one(connection, round_id, actor, lock=True)
        items = select(ArchiveItem.id).where(ArchiveItem.round_id == round_id)
        connection.execute(delete(ArchivePart).where(ArchivePart.item_id.in_(items)))
        connection.execute(delete(ArchiveItem).where(ArchiveItem.round_id == round_id))
        connection.execute(delete(FilingRound).where(FilingRound.id == round_id))


def open_one(connection: Connection, round_id: int, actor: Actor, *, lock: bool = False) -> Any:
    """A round that is still open. Raises InvalidChangeError where it is being sealed or is sealed."""
    round_ = queries.round_(connection, round_id, actor, lock=lock)
    if round_.state != "open":
        said = "已经封卷" if round_.state == "sealed" else "正在封卷"
        raise InvalidChangeError(f"{round_.year}年这次立卷归档{said}，不能再改动")
    return round_


def refuse_others(actor: Actor) -> None:
    """Filing is the archivist's. Raises NotYoursError."""
    if actor.seat_as(Capacity.ARCHIVIST) is None:
        raise NotYoursError("立卷归档由档案员办理")


def _bundles(rows: Sequence[Any], *, together: bool) -> list[_Bundle]:
    """Each document for itself; a reply with the paper that it answers, the reply first (DA/T 22-2015, 4.1)."""
    by_id = {row.id: row for row in rows}
    found: dict[int, _Bundle] = {}
    for row in rows:
        cause = by_id.get(row.answers_id) if together and row.answers_id else None
        joined = cause is not None and not (cause.restricted or row.restricted)
        key = row.answers_id if joined else row.id
        bundle = found.setdefault(key, _Bundle())
        bundle.rows.append(row)
    for bundle in found.values():  # replies in their order, then their cause
        bundle.rows.sort(key=lambda row: (row.workflow == "incoming", row.id))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Proposer:
    actor: Actor
    units: Sequence[Any]
    rules: Sequence[Any]
    round_id: int

    def item(self, bundle: _Bundle) -> dict[str, Any]:
        """The columns of an item as the house proposes them."""
        first = bundle.rows[0]
        department = (first.workflow == "incoming" and first.lead_department_id) or first.department_id
        said = self._proposal(bundle, department)
        return {
            "organisation_id": self.actor.organisation_id,
            "round_id": self.round_id,
            "document_id": first.id,
            "state": "proposed",
            "unit_id": self._unit(department),
            "department_id": department,
            "proposed_period": said.period,
            "proposed_term": NOT_FILED if said.leave_out else said.term,
            "proposed_because": (said.leave_out or said.because)[:200],
            "entered_at": clock.now(),
            **described(first, self.actor),
        }

    def _proposal(self, bundle: _Bundle, department: int) -> Proposal:
        """Of a reply with its cause the longer term: they are kept together."""
        said = [proposing.propose(self.rules, self._paper(row, department)) for row in bundle.rows]
        longest = ("Y", "D30", "D10")
        return min(said, key=lambda one: longest.index(one.period) if one.period in longest else len(longest))

    def _paper(self, row: Any, department: int) -> Paper:
        origins = {row.workflow}
        if row.workflow == "incoming":
            origins |= {row.origin, "to_read" if row.category == "阅件" else "to_act"}
        if row.workflow == "record":
            own = self.actor.organisation_name in row.content.get("responsible", "")
            origins |= {"outgoing" if own else "incoming"}
        return Paper(frozenset(origins), row.kind, row.title, department)

    def _unit(self, department: int) -> int:
        own = (unit.id for unit in self.units if unit.department_id == department and not unit.closed)
        return int(next(own, self.units[0].id))


def described(row: Any, actor: Actor) -> dict[str, Any]:
    """What the catalogue says of a document (DA/T 22-2015, 5.5.2). Of a restricted one: that it is there."""
    content = {} if row.restricted else row.content
    if row.workflow == "incoming":
        closed = clock.local(row.closed_at).date()
        told = (closed.year, row.source_number, row.organ, row.dated or row.received_on, _of_paper(row, content))
    elif row.workflow == "record":
        day = date.fromisoformat(row.content["dated"])
        told = (day.year, content.get("number", ""), content.get("responsible", ""), day, content.get("pages") or 0)
    else:
        organs = "、".join((actor.organisation_name, *filter(None, [content.get("joint_organs", "")])))
        told = (row.signed_on.year, row.number, organs, row.signed_on, 0)
    year, number, responsible, dated, pages = told
    return {
        "year": year,
        "title": row.title,
        "number": (number or "")[:80],
        "responsible": (responsible or "")[:120],
        "kind": row.kind,
        "dated": dated,
        "secrecy": content.get("secrecy", "") or "",
        "restricted": row.restricted,
        "pages": pages,
        "remarks": (content.get("remarks", "") or "")[:500] if row.workflow == "record" else "",
    }


def _of_paper(row: Any, content: Mapping[str, Any]) -> int:
    """The pages of a received paper with its 处理单, as far as registration told them; a scan is counted at 封卷."""
    if content.get("attachments") or not row.pages:
        return 0
    return int(row.pages) if row.restricted else int(row.pages) + SLIP


def _already(connection: Connection, document_ids: Sequence[int]) -> set[int]:
    """Which of those somebody has put into an item meanwhile."""
    found: set[int] = set()
    for start in range(0, len(document_ids), 500):
        some = ArchivePart.document_id.in_(document_ids[start : start + 500])
        found.update(connection.execute(select(ArchivePart.document_id).where(some)).scalars())
    return found


def _keep(connection: Connection, item: dict[str, Any], bundle: _Bundle) -> None:
    item_id = connection.execute(insert(ArchiveItem).returning(ArchiveItem.id), item).scalar_one()
    connection.execute(
        insert(ArchivePart),
        [
            {
                "organisation_id": item["organisation_id"],
                "item_id": item_id,
                "document_id": row.id,
                "position": position,
            }
            for position, row in enumerate(bundle.rows, 1)
        ],
    )
