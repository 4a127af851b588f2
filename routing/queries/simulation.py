"""流程推演: the house's answers to a walk on paper. Reads the chart; writes nothing, touches no document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from routing.queries.chart import Chart, Holder, NobodyThereError
from routing.queries.parties import can_consent, signers
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


@dataclass(frozen=True, slots=True)
class Drafter:
    """Somebody who may draft in the name of a department."""

    person_id: int
    name: str
    department_id: int
    department: str


def drafters(house: Chart, departments: Mapping[int, str]) -> tuple[Drafter, ...]:
    """Who may draft, department by department: who holds a post in it, and last the vice-chair who oversees it."""
    found = []
    for key, name in departments.items():
        posts = [seat.post_id for seat in house.seats.values() if seat.department_id == key]
        sitting = (one for post in (*posts, house.overseer.get(key, 0)) for one in house.sitters.get(post, ()))
        people = dict.fromkeys((one.person_id, one.name) for one in sitting if not one.behalf)
        found += [Drafter(person, called, key, name) for person, called in people]
    return tuple(found)


def posts(house: Chart) -> dict[int, str]:
    """The posts that take part in the house's business, by id: each may be away."""
    return {
        seat.post_id: _named(seat.name, house.holder_people(f"post:{seat.post_id}"))
        for seat in house.seats.values()
        if seat.capacity not in OFFICERS
    }


def away_today(house: Chart) -> tuple[int, ...]:
    """The posts in which nobody is on duty today: what an officer will suppose unless they say otherwise."""
    own = {post: [one for one in house.sitters.get(post, ()) if not one.behalf] for post in house.seats}
    return tuple(post for post, there in own.items() if there and all(one.away for one in there))


def simulate(house: Chart, asked: Asked, drafters: Iterable[Drafter]) -> Simulation:
    """Walk such a document through the house as it stands today, with nobody away but who is said to be."""
    department = house.departments.get(asked.department_id, "")
    may = [one for one in drafters if one.person_id == asked.drafter_id]
    drafter = may[0].name if may else ""
    if asked.department_id not in {one.department_id for one in may}:
        refusal = f"{drafter}没有在{department}任职，也不分管{department}，不能以{department}名义拟稿"
        return Simulation(drafter, department, refusal=refusal)
    answers = _House(house, asked, drafter)
    return Simulation(drafter, department, walk(asked.workflow, Asking(answers.holder, answers.parties), asked.columns))


class _House:
    """Who would act: the house's own rules (routing.queries.seating) on a chart in which just those are away."""

    def __init__(self, house: Chart, asked: Asked, drafter: str) -> None:
        gone = {
            one.person_id for post in asked.away for one in house.sitters.get(post, ()) if not one.behalf
        }  # whoever is away is away in every post
        sitters = {
            post: tuple(replace(one, away=one.person_id in gone) for one in there)
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
        if parties in set(Capacity):
            return tuple(map(self._who, filter(self._may_consent, signers(self.house, parties, ""))))
        names = [self.house.departments.get(department, "") for department in self.asked.countersigners]
        return tuple(one for name in names for one in self._head(parties, name))

    def _head(self, parties: str, department: str) -> tuple[Found, ...]:
        found = signers(self.house, parties, department)
        if not found:
            return (Nobody(f"{department}没有在任的负责人，会签不经过它", missed=True),)
        return tuple(map(self._who, filter(self._may_consent, found[:1])))

    def _may_consent(self, holder: Holder) -> bool:
        """Nobody signs a draft of their own."""
        return can_consent(self.house, holder.key, self.asked.drafter_id, self.asked.columns.get("kind", ""))

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
    if holder.reason.startswith(f"{holder.name}外出"):
        return holder.reason
    away = f"{holder.name}外出，要等其回来办理"
    return f"{away}：{holder.reason}" if holder.reason else away


def _named(post: str, people: str) -> str:
    return f"{post}（{people}）" if people else f"{post}（空缺）"
