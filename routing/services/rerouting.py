"""移交办件: when posts, people, oversight or departments change, open work moves by rule, through the door, on record.

What is closed and what is in the log stays as it was, with the names of then (条例 art. 36).
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import delete, or_, select, update

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading
from routing.models import Department, Holding, Oversight, Post
from routing.queries import leftovers, tenure
from routing.queries.chart import Holder
from routing.queries.leftovers import Move, plan
from routing.services.administration.office import Desk, Done, administering
from routing.services.advance import Order, advance
from routing.services.errors import InvalidChangeError
from routing.services.orders import Reassignment
from workflows.errors import NotYoursError, RuleError
from workflows.roles import Capacity

__all__ = ["BATCH", "Merged", "Move", "carry_out", "merge", "plan"]

BATCH: Final = 200  # moved at one press of the button: some seconds; the page says how many are left


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merger: the change of the house, and the work that moved with it."""

    done: Done
    moves: tuple[Move, ...]


def carry_out(actor: Actor) -> tuple[Move, ...]:
    """Move what the plan says, up to BATCH slips; return these, each with its refusal where it stayed.

    What nobody can take stays where it is and comes back with the reason. Raises NotYoursError for everybody but the
    security officer.
    """
    if actor.seat_as(Capacity.SECURITY_OFFICER) is None:
        raise NotYoursError(f"这项由{Capacity.SECURITY_OFFICER.label}办理")
    moves = plan(reading(), actor.organisation_id)
    stuck = tuple(move for move in moves if move.goes is None)
    return _carry([move for move in moves if move.goes is not None][:BATCH], actor) + stuck


def merge(from_id: int, to_id: int, actor: Actor) -> Merged:
    """并入其他部室: close a department as of today; its open work goes to the other one, its documents stay its own.

    The department's running documents keep its name. So that each of them still finds its head and its overseer at
    every further step, the closed department's head post stays, held from today by the other department's head, and
    the other department's overseer oversees it. Raises InvalidChangeError, saying what is to be put in order first.
    """
    today = clock.today()
    with administering(actor, Capacity.SECURITY_OFFICER, chart=True) as desk:
        source, target = desk.row(Department, from_id), desk.row(Department, to_id)
        head = _mergeable(desk, source, target, today)
        heads = _heads_of(desk, target, today)
        overseer = _overseer_of(desk, target, today)
        desk.change(Department, from_id, closed_on=today)
        others = Post.department_id == from_id, Post.closed_on.is_(None), Post.id != head.id
        desk.connection.execute(update(Post).where(*others).values(closed_on=today))
        for person_id in heads:
            desk.add(Holding, post_id=head.id, person_id=person_id, starts_on=today)
        _oversee(desk, from_id, overseer, today)
        done = desk.record(
            f"并入其他部室：{source.name}并入{target.name}",
            after=f"{source.name}自{today:%Y-%m-%d}起撤销；“{head.name}”由{target.name}负责人兼任，办结原有文件",
        )
    let_go()
    lying = leftovers.before(reading(), actor.organisation_id, f"department:{from_id}")
    to = Holder(f"department:{to_id}", target.name)
    moves = [leftovers.move_of(row, state, to, f"{source.name}并入{target.name}") for row, state in lying]
    moves += [move for move in plan(reading(), actor.organisation_id, from_id) if move.goes is not None]
    return Merged(done, _carry(moves, actor))


def _carry(moves: list[Move], actor: Actor) -> tuple[Move, ...]:
    """Each through the door, and one line in the administration log for all that moved."""
    taken: Counter[int] = Counter()  # each move raises its document's version by one
    carried = []
    for move in moves:
        refusal = _refused(move, move.version + taken[move.document_id], actor)
        taken[move.document_id] += not refusal
        carried.append(replace(move, refusal=refusal))
    moved = [move for move in carried if not move.refusal]
    if moved:
        with administering(actor, Capacity.SECURITY_OFFICER) as desk:
            desk.record(f"移交办件{len(moved)}件", "；".join(map(_was, moved)), "；".join(map(_is, moved)))
    return tuple(carried)


def _refused(move: Move, version: int, actor: Actor) -> str:
    """Try a move; why it was refused, or nothing. Somebody may have acted since the plan was made."""
    if move.goes is None:
        return move.refusal
    change = Reassignment(move.slip_id, move.goes.key, move.goes.name, move.why)
    try:
        advance(move.document_id, Order(leftovers.MOVING, version=version, change=change), actor)
    except RuleError as error:
        return error.message
    return ""


def _was(move: Move) -> str:
    return f"《{move.title}》{move.step}：{move.lies.name}"


def _is(move: Move) -> str:
    return f"《{move.title}》{move.step}：{move.goes.name if move.goes else ''}（{move.why}）"


def _mergeable(desk: Desk, source: Any, target: Any, today: date) -> Any:
    """The head post of a department that can be merged into another; refused where it cannot."""
    if source.id == target.id:
        raise InvalidChangeError("请选择另一个部室", "department_id")
    for row in (source, target):
        if row.closed_on is not None:
            raise InvalidChangeError(f"{row.name}已撤销", "department_id")
    held = tenure.holdings_from(desk.connection, Post.department_id == source.id, today)
    if held:
        names = "、".join(f"{each.person_name}（{each.post_name}）" for each in held[:5])
        raise InvalidChangeError(
            f"{source.name}还有{len(held)}人在任：{names}。请先安排新的任职，并把原任职结束到昨天", "department_id"
        )
    posts = _open_posts(desk, source.id, today)
    if any(post.capacity in {Capacity.OFFICE_DIRECTOR, Capacity.OFFICE_CLERK} for post in posts):
        raise InvalidChangeError(f"{source.name}承担核稿、编号、用印，不能并入其他部室", "department_id")
    head = next((post for post in posts if post.capacity == Capacity.DEPARTMENT_HEAD), None)
    if head is None:
        raise InvalidChangeError(f"{source.name}没有负责人岗位，在办文件无从审核，请先设置", "department_id")
    return head


def _open_posts(desk: Desk, department_id: int, today: date) -> list[Any]:
    theirs = Post.department_id == department_id, tenure.open_on(Post, today)
    return list(desk.connection.execute(select(Post.__table__).where(*theirs).order_by(Post.position, Post.id)))


def _heads_of(desk: Desk, department: Any, today: date) -> list[int]:
    """Those who head a department today. Raises InvalidChangeError where nobody does."""
    capacities = {Capacity.DEPARTMENT_HEAD, Capacity.OFFICE_DIRECTOR}
    posts = [post.id for post in _open_posts(desk, department.id, today) if post.capacity in capacities]
    held = tenure.holdings_from(desk.connection, Post.id.in_(posts), today)
    heads = list(dict.fromkeys(each.person_id for each in held if each.active and each.starts_on <= today))
    if not heads:
        raise InvalidChangeError(f"{department.name}目前没有负责人，请先安排任职", "department_id")
    return heads


def _overseer_of(desk: Desk, department: Any, today: date) -> int:
    """The post that oversees a department today. Raises InvalidChangeError where none does."""
    now = Oversight.department_id == department.id, tenure.lasting(Oversight, today, today)
    found = desk.connection.execute(select(Oversight.post_id).where(*now).order_by(Oversight.starts_on.desc())).first()
    if found is None:
        raise InvalidChangeError(f"{department.name}目前无人分管，请先在“分管”中安排", "department_id")
    return int(found.post_id)


def _oversee(desk: Desk, department_id: int, post_id: int, today: date) -> None:
    """From today on the department is overseen by that post and no other."""
    of_it = Oversight.department_id == department_id
    desk.connection.execute(delete(Oversight).where(of_it, Oversight.starts_on >= today))
    lasting = or_(Oversight.ends_on.is_(None), Oversight.ends_on >= today)
    desk.connection.execute(update(Oversight).where(of_it, lasting).values(ends_on=today - timedelta(days=1)))
    desk.add(Oversight, post_id=post_id, department_id=department_id, starts_on=today)
