"""流程推演: the house's answers to a walk on paper. Reads the chart; writes nothing, touches no document."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from routing import clock
from routing.actor import Actor
from routing.models import Department, Holding, Person, Post
from routing.queries.chart import Chart, Holder, NobodyThereError
from routing.queries.parties import signers
from routing.queries.tenure import lasting, open_on
from workflows.model import Workflow
from workflows.roles import OFFICERS, Capacity, Role
from workflows.simulation import Asking, Found, Nobody, Step, Who, walk


@dataclass(frozen=True, slots=True)
class Asked:
    """A document as it might be: its columns, who drafts it, who signs with others, and which posts are away."""

    workflow: Workflow
    department_id: int
    drafter_id: int
    columns: Mapping[str, str]
    countersigners: tuple[int, ...] = ()
    away: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Simulation:
    """The way of such a document; or, in `refusal`, why it would not even be begun."""

    drafter: str
    department: str
    steps: tuple[Step, ...] = ()
    refusal: str = ""


def drafters(connection: Connection, actor: Actor) -> dict[int, str]:
    """Everybody who may draft, by id: the people who hold a post in a department today."""
    today = clock.today()
    rows = connection.execute(
        select(Person.id, Person.name, Department.name.label("department"))
        .join(Holding, Holding.person_id == Person.id)
        .join(Post, Post.id == Holding.post_id)
        .join(Department, Department.id == Post.department_id)
        .where(Person.organisation_id == actor.organisation_id, Person.active, lasting(Holding, today, today))
        .where(open_on(Post, today))
        .order_by(Department.position, Post.position, Person.id)
    )
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for row in rows:
        name, held = found.get(row.id, (row.name, ()))
        found[row.id] = (name, held if row.department in held else (*held, row.department))
    return {person: f"{name}（{'、'.join(held)}）" for person, (name, held) in found.items()}


def posts(house: Chart) -> dict[int, str]:
    """The posts that take part in the house's business, by id: each may be away."""
    return {
        seat.post_id: _named(seat.name, house.holder_people(f"post:{seat.post_id}"))
        for seat in house.seats.values()
        if seat.capacity not in OFFICERS
    }


def simulate(house: Chart, asked: Asked, drafter: str) -> Simulation:
    """Walk such a document through the house as it stands today."""
    department = house.departments.get(asked.department_id, "")
    held = {seat.department_id for seat in house.seats_of.get(asked.drafter_id, ()) if not seat.behalf}
    if asked.department_id not in held:
        return Simulation(drafter, department, refusal=f"{drafter}没有在{department}任职，不能以{department}名义拟稿")
    answers = _House(house, asked, drafter)
    return Simulation(drafter, department, walk(asked.workflow, Asking(answers.holder, answers.parties), asked.columns))


class _House:
    """Who would act: the house's own rules (routing.queries.seating) on a chart in which more people are away."""

    def __init__(self, house: Chart, asked: Asked, drafter: str) -> None:
        gone = {
            one.person_id for post in asked.away for one in house.sitters.get(post, ()) if not one.behalf
        }  # whoever is away is away in every post
        sitters = {
            post: tuple(replace(one, away=one.away or one.person_id in gone) for one in there)
            for post, there in house.sitters.items()
        }
        self.house, self.asked, self.drafter = replace(house, sitters=sitters), asked, drafter

    def holder(self, role: Role, consents: bool) -> Found:
        asked = self.asked
        try:
            holder = self.house.holder(
                role,
                asked.department_id,
                asked.drafter_id,
                self.drafter,
                kind=asked.columns.get("kind", ""),
                important=bool(asked.columns.get("importance")),
                consents=consents,
            )
        except NobodyThereError as error:
            return Nobody(error.message)
        return self._who(holder)

    def parties(self, parties: str) -> tuple[Found, ...]:
        names = [self.house.departments.get(department, "") for department in self.asked.countersigners]
        if parties in set(Capacity):
            return tuple(map(self._who, signers(self.house, parties, "")))
        return tuple(self._head(parties, name) for name in names)

    def _head(self, parties: str, department: str) -> Found:
        found = signers(self.house, parties, department)
        return self._who(found[0]) if found else Nobody(f"{department}没有在任的负责人，会签不经过它", missed=True)

    def _who(self, holder: Holder) -> Found:
        kind, _, number = holder.key.partition(":")
        if kind != "post":
            return Who(holder.name)
        there = self.house.sitters.get(int(number), ())
        if all(one.away for one in there):
            return Nobody(_waited_for(holder))
        people = tuple(f"{one}（外出）" if one.away else str(one) for one in there)
        return Who(holder.name, people, holder.reason)


def _waited_for(holder: Holder) -> str:
    """Why a slip stays where everybody is away."""
    away = f"{holder.name}外出，要等其回来办理"
    return away if not holder.reason or holder.reason.startswith(holder.name) else f"{away}：{holder.reason}"


def _named(post: str, people: str) -> str:
    return f"{post}（{people}）" if people else f"{post}（空缺）"
