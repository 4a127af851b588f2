"""鉴定销毁: what is due, what stands in the way of it, the lists there are and how far each was carried out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from routing import clock, display, policy
from routing.actor import Actor
from routing.models import (
    ArchiveItem,
    ArchiveLoan,
    ArchiveLoanItem,
    ArchivePart,
    DisposalRegister,
    Document,
    Erasure,
    RetentionChange,
    Revision,
    Scope,
)
from routing.services.filing import terms

WORKFLOW: Final = "archive_disposal"
PAGE: Final = 200
AT_ONCE: Final = 500  # ids in one question to the database
_STATES: Final = {
    "transferred": "已移交进馆，不再由本会鉴定、销毁",
    "destroyed": "已经销毁",
}


def expired(connection: Connection, actor: Actor, page: int = 1) -> list[Row[Any]]:
    """Items whose period is over, the longest over first; one more than a page where there are more."""
    due = (*_ours(actor), ArchiveItem.state == "filed", ArchiveItem.expires_on <= clock.today())
    order = (ArchiveItem.expires_on, ArchiveItem.code)
    statement = select(ArchiveItem.__table__).where(*due).order_by(*order)
    return list(connection.execute(statement.limit(PAGE + 1).offset((page - 1) * PAGE)))


def count_expired(connection: Connection, actor: Actor) -> int:
    """How many these are."""
    due = (*_ours(actor), ArchiveItem.state == "filed", ArchiveItem.expires_on <= clock.today())
    return int(connection.execute(select(func.count()).select_from(ArchiveItem).where(*due)).scalar_one())


def items(
    connection: Connection, actor: Actor, ids: Collection[int] = (), codes: Collection[str] = ()
) -> list[Row[Any]]:
    """The items of those ids or 档号, by 档号."""
    found: dict[int, Row[Any]] = {}
    for column, wanted in ((ArchiveItem.id, list(ids)), (ArchiveItem.code, list(codes))):
        for start in range(0, len(wanted), AT_ONCE):
            some = column.in_(wanted[start : start + AT_ONCE])
            rows = connection.execute(select(ArchiveItem.__table__).where(*_ours(actor), some))
            found |= {row.id: row for row in rows}
    return sorted(found.values(), key=lambda row: row.code)


def hindrances(
    connection: Connection, rows: Sequence[Row[Any]], actor: Actor, people: Iterable[int], but: int = 0
) -> dict[int, str]:
    """Why items cannot be appraised for destruction, or destroyed, by item; what is not named can be.

    `people` see what is in them: restricted ones are theirs to handle only within the scope. `but`: the disposal that
    asks; an item stands on one running list at most.
    """
    ids = [row.id for row in rows]
    lent, listed = _lent(connection, ids), _listed(connection, actor, but) if ids else {}
    outside = _outside(connection, [row.id for row in rows if row.restricted], frozenset(people))
    return {row.id: reason for row in rows if (reason := _hindrance(row, lent, outside) or listed.get(row.id, ""))}


def _hindrance(row: Row[Any], lent: Mapping[int, str], outside: Collection[int]) -> str:
    if row.state != "filed":
        return _STATES.get(row.state, "还没有归档")
    if row.period == "Y" or row.expires_on is None:
        return "永久保管，不能销毁"
    if row.expires_on > clock.today():
        return f"保管到{display.day(terms.last_day(row.expires_on))}，还没有到期"
    if row.id in lent:
        return f"已借给{lent[row.id]}，归还以后再鉴定销毁"
    return "机要文件，须由知悉范围内的人办理" if row.id in outside else ""


def _lent(connection: Connection, ids: list[int]) -> dict[int, str]:
    """The items that somebody has, on paper or on the screen, and who."""
    found: dict[int, str] = {}
    running = (ArchiveLoan.lent_at.is_not(None), ArchiveLoan.returned_at.is_(None))
    for start in range(0, len(ids), AT_ONCE):
        rows = connection.execute(
            select(ArchiveLoanItem.item_id, ArchiveLoan.holder_name)
            .join(ArchiveLoan, ArchiveLoan.document_id == ArchiveLoanItem.loan_id)
            .where(ArchiveLoanItem.item_id.in_(ids[start : start + AT_ONCE]), *running)
        )
        found |= {row.item_id: row.holder_name for row in rows}
    return found


def _outside(connection: Connection, ids: list[int], people: frozenset[int]) -> set[int]:
    """The restricted items of which one of these people may not know."""
    scopes: dict[int, tuple[int, set[int | None]]] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = connection.execute(
            select(ArchivePart.item_id, ArchivePart.document_id, Scope.person_id)
            .join(Document, Document.id == ArchivePart.document_id)
            .outerjoin(Scope, Scope.document_id == ArchivePart.document_id)
            .where(ArchivePart.item_id.in_(ids[start : start + AT_ONCE]), Document.restricted)
        )
        for row in rows:
            scopes.setdefault(row.document_id, (row.item_id, set()))[1].add(row.person_id)
    return {item_id for item_id, scope in scopes.values() if not people <= scope}


def _listed(connection: Connection, actor: Actor, but: int) -> dict[int, str]:
    """The items on other lists that are under way, and on which."""
    under_way = (Document.organisation_id == actor.organisation_id, Document.workflow == WORKFLOW, Document.id != but)
    rows = connection.execute(
        select(Document.title, Document.number, Revision.content)
        .join(Revision, Revision.id == Document.revision_id)
        .where(*under_way, Document.state.not_in(("disposal_done", "disposal_cancelled")))
    )
    return {
        line["item_id"]: f"已列入《{row.number or row.title}》" for row in rows for line in row.content.get("lines", ())
    }


def disposals(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """The lists there are, the latest first."""
    ours = (Document.organisation_id == actor.organisation_id, Document.workflow == WORKFLOW)
    statement = (
        select(
            Document.id, Document.title, Document.number, Document.state, Document.created_at, Document.updated_at,
            Document.drafter_name, DisposalRegister.digest.label("register"), Revision.content,
        )
        .join(Revision, Revision.id == Document.revision_id)
        .outerjoin(DisposalRegister, DisposalRegister.disposal_id == Document.id)
        .where(*ours)
        .order_by(Document.id.desc())
        .limit(PAGE)
    )  # fmt: skip
    return list(connection.execute(statement))


def carried_out(connection: Connection, disposal_id: int) -> dict[int, str]:
    """What became of the items of a list: item → keep or destroy, and when."""
    kept = select(RetentionChange.item_id).where(RetentionChange.disposal_id == disposal_id).distinct()
    gone = select(Erasure.item_id).where(Erasure.disposal_id == disposal_id).distinct()
    return {
        **dict.fromkeys(connection.execute(kept).scalars(), "keep"),
        **dict.fromkeys(connection.execute(gone).scalars(), "destroy"),
    }


def documents_of(connection: Connection, items: Collection[int], actor: Actor) -> dict[int, int]:
    """The first document of each of these items that the actor may read; what was destroyed has its place still."""
    rows = connection.execute(
        select(ArchivePart.item_id, ArchivePart.document_id)
        .join(Document, Document.id == ArchivePart.document_id)
        .where(ArchivePart.item_id.in_(items), policy.readable(actor))
        .order_by(ArchivePart.position.desc())
    )
    return {row.item_id: row.document_id for row in rows}


def destroyed_by(connection: Connection, document_id: int) -> Row[Any] | None:
    """Of a destroyed document: when, and by which disposal."""
    disposal = Document.__table__.alias("disposal")
    return connection.execute(
        select(Erasure.at, Erasure.disposal_id, disposal.c.number, ArchiveItem.code)
        .join(disposal, disposal.c.id == Erasure.disposal_id)
        .join(ArchiveItem, ArchiveItem.id == Erasure.item_id)
        .where(Erasure.document_id == document_id)
    ).one_or_none()


def register(connection: Connection, disposal_id: int) -> Row[Any] | None:
    """The kept 销毁清册 of a list."""
    table = DisposalRegister.__table__
    return connection.execute(select(table).where(table.c.disposal_id == disposal_id)).one_or_none()


def _ours(actor: Actor) -> tuple[Any, ...]:
    return (ArchiveItem.organisation_id == actor.organisation_id,)
