"""What registration asks: organs written before, the same paper here already, who can stand in a scope, labels."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, or_, select

from routing import policy
from routing.actor import Actor
from routing.models import Attachment, Document, DraftCopy, IncomingPaper, Organisation, Task
from routing.queries.chart import Chart, chart_of
from routing.services.received import source_key
from workflows.roles import OFFICERS, Capacity

RECEIVERS: Final = frozenset({Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR})  # who receives papers (CY-1)
LATELY: Final = 2_000  # papers among which the organs are looked for
ORGANS: Final = 200
TWINS: Final = 5
LABELS: Final = 80  # ten sheets
MANY: Final = "many-"  # how the keys of papers begin that are registered in one go
TOGETHER: Final = 40


@dataclass(frozen=True, slots=True)
class Twin:
    """A paper that is here already and looks the same: by its number and organ, or by the digest of a file."""

    document_id: int
    number: str
    title: str
    organ: str
    source_number: str
    dated: Any
    received_on: Any
    state: str
    holder_name: str
    drafter_name: str
    by_number: bool


def receives(actor: Actor) -> bool:
    """Is it the actor's work to receive papers, in their own right or as a deputy?"""
    return any(seat.capacity in RECEIVERS for seat in actor.seats)


def organs(connection: Connection, actor: Actor) -> tuple[str, ...]:
    """The organs that papers came from lately, the latest first."""
    rows = connection.execute(
        select(IncomingPaper.organ)
        .where(IncomingPaper.organisation_id + 0 == actor.organisation_id)  # from the last one back, by no index
        .order_by(IncomingPaper.document_id.desc())
        .limit(LATELY)
    )
    return tuple(dict.fromkeys(organ for organ in rows.scalars() if organ))[:ORGANS]


def twins(
    connection: Connection, actor: Actor, organ: str, number: str, digests: Sequence[str], but: int | None = None
) -> tuple[Twin, ...]:
    """The papers that look the same as far as the actor may read them: nothing tells of one that is restricted."""
    key, found = source_key(number), dict[int, tuple[Row[Any], bool]]()
    house = {"organisation": actor.organisation_id}
    # Almost never is there one: that is found out before it is asked who may read it.
    if not (key and connection.execute(_SAME_NUMBER, house | {"key": key}).first()) and not (
        digests and connection.execute(_SAME_FILE, {"digests": list(digests)}).first()
    ):
        return ()
    base = select(*_TWIN).join(IncomingPaper, IncomingPaper.document_id == Document.id)
    base = base.where(policy.readable(actor), Document.restricted.is_(False), Document.id != (but or 0))
    if key:
        same = and_(IncomingPaper.organisation_id == actor.organisation_id, IncomingPaper.source_key == key)
        rows = connection.execute(base.where(same).order_by(Document.id).limit(LATELY))
        found = {row.document_id: (row, True) for row in rows if _alike(organ, row.organ)}
    if digests:
        held = select(Attachment.document_id).where(Attachment.digest.in_(list(digests)))
        rows = connection.execute(base.where(Document.id.in_(held)).order_by(Document.id).limit(TWINS))
        found |= {row.document_id: (row, False) for row in rows if row.document_id not in found}
    return tuple(Twin(**row._mapping, by_number=by_number) for row, by_number in list(found.values())[:TWINS])


def _alike(one: str, other: str) -> bool:
    """The same organ, as far as it is written: 省妇联 in 江苏省妇联 counts, blanks do not."""
    left, right = ("".join(unicodedata.normalize("NFKC", name).split()) for name in (one, other))
    return left in right or right in left


def people(connection: Connection, actor: Actor) -> dict[str, str]:
    """Everybody who takes part in the work, by holder key, in the house's order: 顾明月（副主席）."""
    chart = house_chart(connection, actor)
    found: dict[int, str] = {}
    for seat in chart.seats.values():
        for one in chart.sitters.get(seat.post_id, ()):
            if seat.capacity not in OFFICERS and not one.behalf:
                found.setdefault(one.person_id, one.name)
    return {f"person:{one}": f"{name}（{_posts(chart, one)}）" for one, name in found.items()}


def _posts(chart: Chart, person_id: int) -> str:
    return "、".join(seat.name for seat in chart.seats_of[person_id] if not seat.behalf)


def house_chart(connection: Connection, actor: Actor) -> Chart:
    """The chart of the actor's house as of now."""
    version = connection.execute(_CHART_VERSION, {"organisation": actor.organisation_id}).scalar_one()
    return chart_of(connection, actor.organisation_id, version)


def begun(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The papers of one go that the actor has not registered yet, in the order in which they were read."""
    return list(
        connection.execute(
            select(DraftCopy.key, DraftCopy.content, DraftCopy.saved_at)
            .where(DraftCopy.person_id == actor.person_id, DraftCopy.key.like(f"{MANY}%"))
            .order_by(DraftCopy.id)
            .limit(TOGETHER)
        )
    )


def labelled(connection: Connection, actor: Actor, ids: Iterable[int]) -> list[Row[Any]]:
    """The papers of those ids for their labels: what the actor may read, and for the office every number of its own.

    Of a restricted paper a label tells no more than that it is one (CY-2).
    """
    office = Document.organisation_id == actor.organisation_id if receives(actor) else policy.readable(actor)
    rows = connection.execute(
        select(
            Document.id, Document.number, Document.title, Document.secrecy, Document.urgency, Document.restricted,
            IncomingPaper.organ, IncomingPaper.source_number, IncomingPaper.received_on, IncomingPaper.due_on,
        )
        .join(IncomingPaper, IncomingPaper.document_id == Document.id)
        .where(or_(policy.readable(actor), office), Document.id.in_(list(ids)[:LABELS]))
    )  # fmt: skip
    order = {one: place for place, one in enumerate(ids)}
    return sorted(rows, key=lambda row: order[row.id])


def tasks(connection: Connection, document_id: int) -> list[Row[Any]]:
    """Who acts on a paper, and what came of it; what was cancelled is left out."""
    return list(
        connection.execute(
            select(Task.lead_name, Task.helpers, Task.reported_by, Task.result, Task.due_at, Task.parent_id)
            .where(Task.document_id == document_id, Task.state != "cancelled")
            .order_by(Task.serial)
        )
    )


_CHART_VERSION: Final = select(Organisation.chart_version).where(Organisation.id == bindparam("organisation"))
_SAME_NUMBER: Final = (
    select(IncomingPaper.document_id)
    .where(IncomingPaper.organisation_id == bindparam("organisation"), IncomingPaper.source_key == bindparam("key"))
    .limit(1)
)
_SAME_FILE: Final = (
    select(Attachment.document_id)
    .where(Attachment.digest.in_(bindparam("digests", expanding=True)), Attachment.document_id.is_not(None))
    .limit(1)
)
_TWIN: Final = (
    Document.id.label("document_id"), Document.number, Document.title, IncomingPaper.organ, IncomingPaper.source_number,
    IncomingPaper.dated, IncomingPaper.received_on, Document.state, IncomingPaper.holder_name, Document.drafter_name,
)  # fmt: skip
