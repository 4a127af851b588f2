"""传阅: each reader signs once; all at once or one after the other; a restricted paper within its scope alone.

A part of the door: called by `advance` alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from routing.models import Circulation, Slip
from routing.queries.chart import Holder
from routing.queries.readers import people
from routing.services import deadlines, slips
from routing.services.custody import scope
from routing.services.errors import InvalidChangeError
from routing.services.holders import named_holder
from routing.services.orders import Circulating
from routing.services.slips import Work
from workflows.model import CIRCULATE, PROPOSAL
from workflows.roles import Role

MOST: Final = 200  # readers at once

Reader = tuple[int, str]


def circulate(connection: Connection, work: Work) -> None:
    """送传阅. Where readers may be named and none is, nothing circulates; where they must be, that is refused."""
    change = work.context.change
    if not isinstance(change, Circulating) or not change.readers:
        if "instruct" in work.action.effects:
            return
        raise InvalidChangeError("请选择送给谁传阅", "readers")
    chosen = people(connection, work.facts.chart, change.readers)
    if not chosen:
        raise InvalidChangeError("所选的岗位、部室或名单现在没有人，请重新选择", "readers")
    if len(chosen) > MOST:
        raise InvalidChangeError(f"一次最多送{MOST}人传阅", "readers")
    _send(connection, work, _new_ones(connection, work, chosen), in_turn=change.in_turn)


def open_scope(connection: Connection, work: Work) -> None:
    """机要: whoever is in the scope is to read, and nobody else (CY-2)."""
    names = work.facts.chart.names
    _send(connection, work, [(one, names.get(one, "")) for one in sorted(scope(connection, work))], in_turn=False)


def read(connection: Connection, work: Work) -> None:
    """阅签: the reader's signature; in turn, the next one's slip is laid."""
    slips.close(connection, work)
    _go_on(connection, work, work.slip.circulation_id)


def propose_reader(connection: Connection, work: Work) -> None:
    """建议增加传阅人: the office decides."""
    change = work.context.change
    named = people(connection, work.facts.chart, change.readers) if isinstance(change, Circulating) else []
    if len(named) != 1:
        raise InvalidChangeError("请选择建议请谁阅，一次一人", "readers")
    ((key, name),) = _new_ones(connection, work, named)
    slips.hand_on(
        work.context,
        work.facts.workflow.state(work.facts.document.state),
        named_holder(work.facts, Role.OFFICE_CLERK),
        sender=slips.named(work.context),
        sender_id=work.context.actor.person_id,
        kind=PROPOSAL,
        circulation_id=work.slip.circulation_id,
        asked=f"建议请{name}阅。{work.context.opinion}"[:500],
        about=f"person:{key}",
    )
    work.context.details.append(name)


def admit_reader(connection: Connection, work: Work) -> None:
    """加入传阅: the reader that was proposed."""
    slips.close(connection, work)
    chosen = people(connection, work.facts.chart, (work.slip.about,))
    _send(connection, work, _new_ones(connection, work, chosen), in_turn=False)


def end_circulation(connection: Connection, work: Work) -> None:
    """结束传阅: what was written stays, who has not read need not."""
    still = [slip for slip in work.facts.slips if slip.kind == CIRCULATE]
    waiting = [name for row in _under_way(connection, work) for _, name in row.waiting]
    if not still and not waiting:
        raise InvalidChangeError("没有正在进行的传阅")
    slips.lapse(connection, work.context, Slip.id.in_([slip.id for slip in still]))
    work.context.closed.update(slip.id for slip in still)
    stop(connection, work.facts.document.id, work.context.at)
    work.context.details.append(f"未阅：{'、'.join([*(slip.holder_name for slip in still), *waiting])}")


def stop(connection: Connection, document_id: int, at: datetime) -> None:
    """No round of reading goes on."""
    connection.execute(
        update(Circulation)
        .where(Circulation.document_id == document_id, Circulation.closed_at.is_(None))
        .values(closed_at=at, waiting=[])
    )


def _new_ones(connection: Connection, work: Work, chosen: Sequence[Reader]) -> list[Reader]:
    """Those who have not read yet, nor are about to. Raises InvalidChangeError where nobody is left, or one may not."""
    document = work.facts.document
    if document.restricted:
        allowed = scope(connection, work)
        if any(one not in allowed for one, _ in chosen):
            raise InvalidChangeError("机要文件严格按知悉范围传阅，不能增加范围以外的人", "readers")
    known = {row.holder for row in connection.execute(_READERS, {"document": document.id})}
    known |= {f"person:{one}" for row in _under_way(connection, work) for one, _ in row.waiting}
    left = [(one, name) for one, name in chosen if f"person:{one}" not in known]
    if not left:
        raise InvalidChangeError(f"{_listed(chosen)}已在传阅名单中", "readers")
    return left


def _send(connection: Connection, work: Work, readers: Sequence[Reader], *, in_turn: bool) -> None:
    context = work.context
    due = _due(work)
    circulation_id = connection.execute(
        insert(Circulation).returning(Circulation.id),
        {
            "organisation_id": context.document.organisation_id,
            "document_id": context.document.id,
            "in_turn": in_turn,
            "waiting": [list(one) for one in readers[1:]] if in_turn else [],
            "note": context.opinion[:500],
            "begun_by": context.actor.person_id,
            "begun_name": slips.named(context),
            "begun_at": context.at,
            "due_at": due,
            "closed_at": None,
        },
    ).scalar_one()
    _lay(work, readers[:1] if in_turn else readers, circulation_id, due)
    restricted = context.document.restricted
    context.details.append(
        f"送{len(readers)}人传阅" if restricted else f"送{_listed(readers)}{'按次序' if in_turn else ''}传阅"
    )


def _lay(work: Work, readers: Iterable[Reader], circulation_id: int, due: datetime) -> None:
    context = work.context
    for one, name in readers:
        slips.hand_on(
            context,
            work.facts.workflow.state(work.facts.document.state),
            Holder(f"person:{one}", name),
            sender=slips.named(context),
            sender_id=context.actor.person_id,
            kind=CIRCULATE,
            circulation_id=circulation_id,
            asked=context.opinion[:500] if "circulate" in work.action.effects else "",
            due_at=due,
        )


def _go_on(connection: Connection, work: Work, circulation_id: int) -> None:
    """Whose turn is next, or is this round of reading over?"""
    row = next((one for one in _under_way(connection, work) if one.id == circulation_id), None)
    if row is None:
        return
    waiting = list(row.waiting)
    this = {"this": circulation_id}
    if waiting:
        one, name = waiting.pop(0)
        _lay(work, [(one, name)], circulation_id, _due(work))
        connection.execute(_ROUND, this | {"waiting": waiting})
        return
    others = [
        slip
        for slip in work.facts.slips
        if slip.kind == CIRCULATE and slip.circulation_id == circulation_id and slip.id not in work.context.closed
    ]
    if not others:
        connection.execute(_ROUND, this | {"closed_at": work.context.at})


def _due(work: Work) -> datetime:
    return deadlines.of_reading(work.context.calendar, work.facts.document.urgency, work.context.at)


def _under_way(connection: Connection, work: Work) -> Sequence[Any]:
    return connection.execute(_OPEN, {"document": work.facts.document.id}).all()


def _listed(readers: Sequence[Reader]) -> str:
    names = [name for _, name in readers]
    return "、".join(names[:8]) + (f"等{len(names)}人" if len(names) > 8 else "")


_OPEN: Final = (
    select(Circulation.id, Circulation.waiting)
    .where(Circulation.document_id == bindparam("document"), Circulation.closed_at.is_(None))
    .order_by(Circulation.id)
)
_READERS: Final = select(Slip.holder).where(
    Slip.document_id == bindparam("document"),
    Slip.kind == CIRCULATE,
    (Slip.closed_at.is_(None)) | (Slip.closed_by.is_not(None)),
)
_ROUND: Final = update(Circulation).where(Circulation.id == bindparam("this"))
