"""The organisation on one half of a day, as a value: who sits where, and before whom a step's slip lies."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row

from routing.actor import Seat
from workflows.roles import Capacity, Role
from workflows.standing_in import RESERVED, Cause, Place, StandIn, is_reserved, rule_for

# How a stand-in is called who acts as the vice-chair that oversees the department.
IN_CHARGE = Capacity.VICE_CHAIR.label
# The office's head is its director.
HEADS = frozenset({Capacity.DEPARTMENT_HEAD, Capacity.OFFICE_DIRECTOR})


@dataclass(frozen=True, slots=True)
class Holder:
    """Before whom a slip lies: the key that the tray looks for, and how the house calls it.

    `reason` says why it lies here and not where the rule first says; empty where it lies there.
    """

    key: str
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody in a post now: in their own right, or as a deputy (`behalf`: for whom). `away`: excused now.

    `kinds`: a deputy for documents of these 文种 alone; none: for all.
    """

    person_id: int
    name: str
    behalf: str = ""
    away: bool = False
    kinds: tuple[str, ...] = ()

    def sees_to(self, kind: str) -> bool:
        """Do documents of that 文种 concern them here?"""
        return not self.kinds or kind in self.kinds

    def __str__(self) -> str:
        return f"{self.name}（代{self.behalf}）" if self.behalf else self.name


class NobodyThereError(LookupError):
    """No post, or nobody in the post, that a step needs. `message` says which, in Chinese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Chart:
    """The organisation on one half of a day: before noon, or in the `afternoon`.

    By post: `people` are the names of those who hold it in their own right, `sitters` these and then their deputies.
    `away`: who is excused now, and until which day (inclusive). `reader_lists`: saved readers, as (id, name, keys).
    `leaves`: absences to come, under way or just over, granted or not; `ahead`: delegations that are to come.
    """

    organisation_id: int
    version: int
    day: date
    afternoon: bool
    departments: dict[int, str]
    names: dict[int, str]
    seats: dict[int, Seat]
    people: dict[int, tuple[str, ...]]
    sitters: dict[int, tuple[Sitter, ...]]
    seats_of: dict[int, tuple[Seat, ...]]
    overseer: dict[int, int]
    phrases: dict[str, tuple[str, ...]]
    away: dict[int, date] = field(default_factory=dict)
    reader_lists: tuple[tuple[int, str, tuple[str, ...]], ...] = ()
    leaves: tuple[Row[Any], ...] = ()
    ahead: tuple[Row[Any], ...] = ()

    def holder(
        self,
        role: Role,
        department_id: int,
        drafter_id: int,
        drafter_name: str,
        *,
        kind: str = "",
        important: bool = False,
        consents: bool = False,
    ) -> Holder:
        """Before whom a step in that role lies. Raises NobodyThereError rather than lose a document.

        `consents`: the step consents to the text, and nobody consents to a text of their own. Where the proper people
        cannot act, workflows.standing_in says who does; `kind` and `important` say whether the chief must.
        """
        match role:
            case Role.DRAFTER:
                return Holder(f"person:{drafter_id}", drafter_name)
            case Role.DRAFTING_DEPARTMENT:
                return Holder(f"department:{department_id}", self.departments[department_id])
        barred = drafter_id if consents else 0
        seat = self._proper(role, department_id, barred, kind)
        if seat is None:
            where = self.departments.get(department_id, "")
            raise NobodyThereError(f"还没有设置{where}的{role.label}，请安全管理员在“岗位”中设置")
        if self._able(seat, barred, kind):
            return _before(seat)
        rule = rule_for(role, cause := self._cause(seat, barred))
        if rule is None:
            return _waiting(seat, cause)
        if rule.reserved and is_reserved(kind, important=important):
            return _before(seat, RESERVED)
        return self._stand_in(rule, seat, department_id, barred, kind) or _waiting(seat, cause, looked=True)

    def people_of(self, key: str, kind: str = "") -> tuple[tuple[int, str], ...]:
        """Who finds a holder key's slips, of documents of that 文种, in their tray: (person id, name), a deputy as
        顾明月（代谢玉兰）."""
        sort, _, digits = key.partition(":")
        number = int(digits)
        if sort == "person":
            return ((number, self.names[number]),) if number in self.names else ()
        if sort == "reader":  # somebody who is to read, and who stands in for them (`Actor.read_for`)
            deputies = (one for one, seats in self.seats_of.items() for seat in seats if seat.principal == number
                        and (not seat.kinds or kind in seat.kinds))  # fmt: skip
            own = self.people_of(f"person:{number}")
            return (*own, *((one, f"{self.names[one]}（代{own[0][1]}）") for one in dict.fromkeys(deputies) if own))
        posts = (
            [number] if sort == "post" else [one.post_id for one in self.seats.values() if one.department_id == number]
        )
        there = (one for post in posts for one in self.sitters.get(post, ()) if one.sees_to(kind))
        return tuple(dict.fromkeys((one.person_id, str(one)) for one in there))

    def holder_people(self, key: str, kind: str = "") -> str:
        """The names of the people behind a post's key, for 'who gets it next'."""
        return "、".join(name for _, name in self.people_of(key, kind)) if key.startswith("post:") else ""

    def _stand_in(self, rule: StandIn, seat: Seat, department_id: int, barred: int, kind: str) -> Holder | None:
        """Who acts by that rule in the place of those in the proper post; None where nobody can."""
        others = [one for place in rule.places for one in self._at(place, department_id) if one != seat]
        able = [one for one in others if self._able(one, barred, kind)]
        if not able and rule.cause is not Cause.AWAY:  # it has to go to somebody else, and waits for them to come back
            able = [one for one in others if any(there.person_id != barred for there in self._own(one))]
        if not able:
            return None
        in_charge = Place.OVERSEER in rule.places and able[0].post_id == self.overseer.get(department_id)
        other = IN_CHARGE if in_charge else able[0].name
        post = Capacity(rule.role.value).label if rule.cause is Cause.OWN else seat.name
        return _before(able[0], rule.said.format(post=post, other=other))

    def _proper(self, role: Role, department_id: int, barred: int, kind: str) -> Seat | None:
        """The post that the rule names first; of several, one in which somebody can act."""
        match role:
            case Role.VICE_CHAIR:
                return self.seats.get(self.overseer.get(department_id, 0))
            case Role.DEPARTMENT_HEAD:
                seats = [one for one in self._all(*HEADS) if one.department_id == department_id]
            case _:
                seats = self._all(Capacity(role.value))
        able = (one for one in seats if self._able(one, barred, kind))
        held = (one for one in seats if self._own(one))
        return next((one for found in (able, held, seats) for one in found), None)

    def _at(self, place: Place, department_id: int) -> Iterable[Seat]:
        match place:
            case Place.OVERSEER:
                overseer = self.seats.get(self.overseer.get(department_id, 0))
                return () if overseer is None else (overseer,)
            case Place.VICE_CHAIRS:
                return self._all(Capacity.VICE_CHAIR)
            case Place.FIRST_VICE_CHAIR:
                return self._all(Capacity.VICE_CHAIR)[:1]
            case Place.OFFICE_DIRECTOR:
                return self._all(Capacity.OFFICE_DIRECTOR)
            case Place.CHAIR:
                return self._all(Capacity.CHAIR)

    def _all(self, *capacities: Capacity) -> list[Seat]:
        return [seat for seat in self.seats.values() if seat.capacity in capacities]

    def _own(self, seat: Seat) -> list[Sitter]:
        """Those in the post in their own right."""
        return [one for one in self.sitters.get(seat.post_id, ()) if not one.behalf]

    def _able(self, seat: Seat, barred: int, kind: str) -> bool:
        """Is there anybody in the post now, deputies too, who is not away, nor the one barred or their deputy?"""
        own = self.names.get(barred)
        return any(
            not one.away and one.sees_to(kind) and one.person_id != barred and (not one.behalf or one.behalf != own)
            for one in self.sitters.get(seat.post_id, ())
        )

    def _cause(self, seat: Seat, barred: int) -> Cause:
        own = self._own(seat)
        if not own:
            return Cause.VACANT
        return Cause.OWN if all(one.person_id == barred for one in own) else Cause.AWAY


def _before(seat: Seat, reason: str = "") -> Holder:
    return Holder(f"post:{seat.post_id}", seat.name, reason)


def _waiting(seat: Seat, cause: Cause, *, looked: bool = False) -> Holder:
    """Where nobody stands in, the absent are waited for, and an empty post is said. `looked`: a stand-in was due."""
    match cause:
        case Cause.AWAY:
            nobody = "，又没有别人可以代办" if looked else ""
            return _before(seat, f"{seat.name}外出{nobody}，等其回来办理")
        case Cause.OWN if not looked:
            return _before(seat)
        case Cause.OWN:
            raise NobodyThereError(f"{seat.name}就是拟稿人，不能审核本人文稿，又没有别人可以代办，请安全管理员安排")
        case Cause.VACANT:
            raise NobodyThereError(f"“{seat.name}”目前没有人任职，请安全管理员在“任职”中安排")
