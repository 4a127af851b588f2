"""原件: who has the paper itself. One holder at any time, handed over on record (CY-3). A part of the door."""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from routing import display
from routing.database import all_named
from routing.models import Custody, IncomingPaper, Scope
from routing.services.context import Context
from routing.services.errors import InvalidChangeError
from routing.services.facts import keeps_papers
from routing.services.orders import HandOver
from routing.services.slips import Work

OUTSIDE: Final = "来文单位"


def first(context: Context) -> None:
    """A paper is handed in or registered: who does it has the original (`effects.keep_paper` tells its row)."""
    row = _row(context, context.actor.person_id, context.actor.name, "")
    context.along.append((_FIRST, {f"custody_{name}": value for name, value in row.items()}))


def hand_over(connection: Connection, work: Work) -> None:
    """原件交接: from its holder to another, said by either of them or by the office.

    Raises InvalidChangeError where the paper is not theirs to give, or would leave its scope (CY-2).
    """
    context, chart = work.context, work.facts.chart
    to = context.change if isinstance(context.change, HandOver) else HandOver(None)
    now = connection.execute(_NOW, {"document": context.document.id}).one_or_none()
    office = keeps_papers(chart, context.actor.person_id)
    if to.person_id is None:
        if not office:
            raise InvalidChangeError("原件由办公室清退", "person")
        _give(connection, context, None, OUTSIDE, now.name if now else "")
        context.details.append(f"原件清退{OUTSIDE}")
        return
    name = chart.names.get(to.person_id)
    if name is None or not chart.seats_of.get(to.person_id):
        raise InvalidChangeError("请选择把原件交给谁", "person")
    if now is not None and now.person_id == to.person_id:
        raise InvalidChangeError(f"原件{display.since(now.since)}起就在{name}手里", "person")
    if context.actor.person_id not in {to.person_id, now.person_id if now else None} and not office:
        raise InvalidChangeError(
            f"原件在{now.name if now else OUTSIDE}手里，由其本人、接收人或办公室登记交接", "person"
        )
    if context.document.restricted and not (
        keeps_papers(chart, to.person_id) or to.person_id in scope(connection, work)
    ):
        raise InvalidChangeError(f"{name}不在知悉范围内，机要文件的原件不能交给其本人", "person")
    _give(connection, context, to.person_id, name, now.name if now else "")
    context.details.append(f"{now.name if now else OUTSIDE}→{name}")


def take_over(connection: Connection, earlier: int, document_id: int) -> None:
    """The same paper is registered anew: its original lies where it lay, and is the new registration's from now on."""
    held = connection.execute(_NOW, {"document": earlier}).one_or_none()
    at = connection.execute(_NOW, {"document": document_id}).one().since
    connection.execute(_CLOSE, {"document": earlier, "closed_at": at})
    gone: dict[str, Any] = {"holder_id": None, "holder_name": "", "held_since": None}
    connection.execute(update(IncomingPaper).where(IncomingPaper.document_id == earlier).values(gone))
    if held is None or held.person_id is None:
        return
    lies = update(Custody).where(Custody.document_id == document_id, Custody.closed_at.is_(None))
    connection.execute(lies.values(person_id=held.person_id, name=held.name))
    shown = update(IncomingPaper).where(IncomingPaper.document_id == document_id)
    connection.execute(shown.values(holder_id=held.person_id, holder_name=held.name))


def scope(connection: Connection, work: Work) -> frozenset[int]:
    """The people in a restricted document's scope."""
    return frozenset(connection.execute(_SCOPE, {"document": work.context.document.id}).scalars())


def _give(connection: Connection, context: Context, person_id: int | None, name: str, giver: str) -> None:
    document = context.document
    connection.execute(_CLOSE, {"document": document.id, "closed_at": context.at})
    connection.execute(insert(Custody), _row(context, person_id, name, giver))
    shown: dict[str, Any] = {"holder_id": person_id, "holder_name": name, "held_since": context.at}
    connection.execute(update(IncomingPaper).where(IncomingPaper.document_id == document.id).values(shown))


def _row(context: Context, person_id: int | None, name: str, giver: str) -> dict[str, Any]:
    return {
        "organisation_id": context.document.organisation_id,
        "document_id": context.document.id,
        "person_id": person_id,
        "name": name,
        "given_by": giver,
        "since": context.at,
        "closed_at": None,
    }


_FIRST: Final = all_named(Custody, "custody_")
_NOW: Final = select(Custody.person_id, Custody.name, Custody.since).where(
    Custody.document_id == bindparam("document"), Custody.closed_at.is_(None)
)
_CLOSE: Final = update(Custody).where(Custody.document_id == bindparam("document"), Custody.closed_at.is_(None))
_SCOPE: Final = select(Scope.person_id).where(Scope.document_id == bindparam("document"))
