"""Open work that lies before somebody who is no longer there, or no longer the right one, and where it belongs.

Pure reading: the rules are the chart's (queries/seating.py) and the table of stand-ins (workflows/standing_in.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from routing.models import Document, Organisation, Post, Scope, Slip
from routing.queries.chart import Chart, Holder, NobodyThereError, chart_of
from routing.queries.seating import IN_CHARGE
from routing.services.facts import workflow_of
from workflows.model import CONSULT, MAIN, State
from workflows.roles import OFFICERS, Capacity, Role

# A slip that was moved because of the oversight says so in these words, and follows the oversight again.
OVERSIGHT: Final = "分管调整"
# So does one that says that its holder stands in as the vice-chair in charge (queries/seating.py).
AS_OVERSEER: Final = f"由{IN_CHARGE}"
MOVING: Final = "reassign"
OLDER: Final = "这份文件按较早的流程办理，那时还没有移交：请系统管理员先为它改用新流程"
WITHIN: Final = "机要文件只限知悉范围内的人，不能移交他人：请办公室结束传阅，或由交办的人撤销交办"
_OWN: Final = frozenset({Role.DRAFTER, Role.DRAFTING_DEPARTMENT})
_ROLE_OF: Final = {
    Capacity.CHAIR: Role.CHAIR,
    Capacity.VICE_CHAIR: Role.VICE_CHAIR,
    Capacity.OFFICE_DIRECTOR: Role.DEPARTMENT_HEAD,
    Capacity.DEPARTMENT_HEAD: Role.DEPARTMENT_HEAD,
    Capacity.OFFICE_CLERK: Role.OFFICE_CLERK,
}


@dataclass(frozen=True, slots=True)
class Move:
    """An open slip that belongs before somebody else: from whom, to whom, why (in Chinese).

    `version` is the document's as it was read. `goes` is None, and `refusal` says why, where nobody can take it.
    """

    document_id: int
    version: int
    title: str
    slip_id: int
    kind: str
    step: str
    lies: Holder
    goes: Holder | None
    why: str
    refusal: str = ""


def plan(connection: Connection, organisation_id: int, department_id: int | None = None) -> tuple[Move, ...]:
    """Every open slip of the house (or of one department's documents) that is to move, in the order of the slips."""
    chart = chart_now(connection, organisation_id)
    gone = _gone(connection, chart)
    posts = _posts(connection, gone)
    found = []
    for row in _rows(connection, chart, gone, department_id):
        workflow = workflow_of(connection, row.workflow, row.workflow_digest)
        if workflow.state(row.document_state).final:
            continue  # it has come to its end: nobody waits for who has not read it
        state, why = workflow.state(row.state), _why(chart, gone, row, workflow.state(row.state))
        if not why:
            continue
        consents = workflow.consent_of(row.state) is not None
        try:
            goes = _proper(chart, row, state, consents) if row.kind == MAIN else _beside(chart, row, posts)
        except NobodyThereError as error:
            found.append(move_of(row, state, None, why, error.message))
            continue
        if goes.key == row.holder:
            continue
        if row.restricted and row.kind != MAIN and not _within(connection, chart, goes.key, row.document_id):
            found.append(move_of(row, state, None, why, WITHIN))
            continue
        if all(action.key != MOVING for action in workflow.actions_from(row.document_state)):
            found.append(move_of(row, state, None, why, OLDER))
            continue
        taken = f"由{goes.name}接办" if row.kind == MAIN and state.role in _OWN else goes.reason
        found.append(move_of(row, state, goes, "；".join(filter(None, (why, taken)))))
    return tuple(found)


def chart_now(connection: Connection, organisation_id: int) -> Chart:
    """The house as it is today."""
    version = select(Organisation.chart_version).where(Organisation.id == organisation_id)
    return chart_of(connection, organisation_id, connection.execute(version).scalar_one())


def before(connection: Connection, organisation_id: int, holder: str) -> list[tuple[Row[Any], State]]:
    """What lies before a holder, of documents that are at work."""
    rows = connection.execute(_OPEN.where(Slip.organisation_id == organisation_id, Slip.holder == holder)).all()
    found = []
    for row in rows:
        workflow = workflow_of(connection, row.workflow, row.workflow_digest)
        if not workflow.state(row.document_state).final:
            found.append((row, workflow.state(row.state)))
    return found


def move_of(row: Any, state: State, goes: Holder | None, why: str, refusal: str = "") -> Move:
    return Move(
        row.document_id,
        row.version,
        row.title or "（无标题）",
        row.id,
        row.kind,
        state.step or state.label,
        Holder(row.holder, row.holder_name),
        goes,
        why,
        refusal,
    )


def _gone(connection: Connection, chart: Chart) -> dict[str, str]:
    """The holders of open slips behind whom there is nobody, and how that is said, with {name} left open."""
    mine = Slip.organisation_id == chart.organisation_id, Slip.closed_at.is_(None)
    holders = connection.execute(select(Slip.holder).where(*mine).distinct()).scalars()
    return {key: said for key in holders if (said := _absent(chart, key))}


def _absent(chart: Chart, key: str) -> str:
    kind, _, digits = key.partition(":")
    number = int(digits)
    if kind == "person":
        own = [seat for seat in chart.seats_of.get(number, ()) if not seat.behalf and seat.capacity not in OFFICERS]
        return "" if own else "{name}已停用账号或不再任职"
    if chart.people_of(key):
        return ""
    there = number in chart.seats if kind == "post" else any(s.department_id == number for s in chart.seats.values())
    return "“{name}”目前没有人任职" if there else "“{name}”已撤销"


def _posts(connection: Connection, gone: Mapping[str, str]) -> dict[str, Row[Any]]:
    """The posts among those holders, closed ones too."""
    ids = [int(key.partition(":")[2]) for key in gone if key.startswith("post:")]
    if not ids:
        return {}
    rows = connection.execute(select(Post.id, Post.capacity, Post.department_id).where(Post.id.in_(ids)))
    return {f"post:{row.id}": row for row in rows}


def _rows(connection: Connection, chart: Chart, gone: Mapping[str, str], department_id: int | None) -> list[Row[Any]]:
    """The slips before those who are gone, and the steps before a vice-chair who does not oversee their department."""
    overseen: dict[int, list[int]] = {seat.post_id: [] for seat in _vice_chairs(chart)}
    for department, post in chart.overseer.items():
        overseen.setdefault(post, []).append(department)
    which: list[ColumnElement[bool]] = [Slip.holder.in_(list(gone))] if gone else []
    which += [
        and_(Slip.kind == MAIN, Slip.holder == f"post:{post}", Document.department_id.not_in(departments))
        for post, departments in overseen.items()
    ]
    if not which:
        return []
    statement = _OPEN.where(Slip.organisation_id == chart.organisation_id, or_(*which)).order_by(Slip.id)
    if department_id is not None:
        statement = statement.where(Document.department_id == department_id)
    return list(connection.execute(statement))


def _vice_chairs(chart: Chart) -> list[Any]:
    return [seat for seat in chart.seats.values() if seat.capacity is Capacity.VICE_CHAIR]


def _why(chart: Chart, gone: Mapping[str, str], row: Any, state: State) -> str:
    """Why a slip is to move; empty where it lies well.

    What somebody passed on (转交) stays with whom it was passed on to, and what lies before a stand-in stays there:
    only what went to the vice-chair in charge as such, in her own step or in a head's place, follows the oversight.
    """
    if row.holder in gone:
        return gone[row.holder].format(name=row.holder_name)
    passed_on = row.from_state == row.state and row.sender_id is not None
    proper = state.role is Role.VICE_CHAIR and (not row.reason or row.reason.startswith(OVERSIGHT))
    if passed_on or not (proper or AS_OVERSEER in row.reason):
        return ""
    overseer = chart.seats.get(chart.overseer.get(row.department_id, 0))
    now = f"现由{overseer.name}分管" if overseer else "现无人分管"
    return f"{OVERSIGHT}：{row.department_name}{now}"


def _proper(chart: Chart, row: Any, state: State, consents: bool) -> Holder:
    """Before whom a step lies today. What lay with the drafter or the department is for the department's head."""
    own = state.role in _OWN
    return chart.holder(
        Role.DEPARTMENT_HEAD if own else state.role,
        row.department_id,
        row.drafter_id,
        row.drafter_name,
        kind=row.document_kind,
        important=bool(row.important),
        consents=consents and not own,
    )


def _beside(chart: Chart, row: Any, posts: Mapping[str, Row[Any]]) -> Holder:
    """Who signs, advises or reads in the place of a post: its stand-in by the table, or else the office director.

    Nobody is asked for the advice that they asked for themselves.
    """
    stand_in, director = _stand_in(chart, row, posts.get(row.holder)), _director(chart)
    found = [one for one in (stand_in, director) if one is not None]
    if not found:
        raise NobodyThereError("没有人可以接替，办公室主任也没有人任职，请先安排任职")
    able = [one for one in found if not asked_by(chart, one.key, row)]
    if not able:
        raise NobodyThereError("可以接替的就是征求意见的人自己；不必移交，请其另外征求别人的意见")
    return able[0]


def _within(connection: Connection, chart: Chart, holder: str, document_id: int) -> bool:
    """Are all behind a holder in the restricted document's scope?"""
    scope = set(connection.execute(select(Scope.person_id).where(Scope.document_id == document_id)).scalars())
    return all(person in scope for person, _ in chart.people_of(holder))


def asked_by(chart: Chart, holder: str, slip: Any) -> bool:
    """Was the advice that a slip asks for asked for by somebody behind that holder?"""
    return slip.kind == CONSULT and any(person == slip.sender_id for person, _ in chart.people_of(holder))


def _stand_in(chart: Chart, row: Any, post: Any) -> Holder | None:
    role = _ROLE_OF.get(Capacity(post.capacity)) if post is not None else None
    if role is None:
        return None
    overseen = [department for department, overseer in chart.overseer.items() if overseer == post.id]
    department = next(iter(overseen), row.department_id) if role is Role.VICE_CHAIR else post.department_id or 0
    try:
        return chart.holder(role, department, 0, "")
    except NobodyThereError:
        return None


def _director(chart: Chart) -> Holder | None:
    director = next((seat for seat in chart.seats.values() if seat.capacity is Capacity.OFFICE_DIRECTOR), None)
    if director is None or not chart.people_of(f"post:{director.post_id}"):
        return None
    return Holder(f"post:{director.post_id}", director.name)


_OPEN: Final = (
    select(
        Slip.id,
        Slip.document_id,
        Slip.kind,
        Slip.state,
        Slip.holder,
        Slip.holder_name,
        Slip.from_state,
        Slip.sender_id,
        Slip.reason,
        Document.version,
        Document.title,
        Document.kind.label("document_kind"),
        Document.important,
        Document.restricted,
        Document.state.label("document_state"),
        Document.workflow,
        Document.workflow_digest,
        Document.department_id,
        Document.department_name,
        Document.drafter_id,
        Document.drafter_name,
    )
    .join(Document, Document.id == Slip.document_id)
    .where(Slip.closed_at.is_(None))
)
