"""Who acts: a person, seen through the posts they hold today. A value; the services' `actor` argument."""

from dataclasses import dataclass, replace
from functools import cached_property

from workflows.roles import OFFICERS, Capacity

# Whose work is with every document of the house.
SEE_ALL = frozenset(
    {
        Capacity.CHAIR,
        Capacity.VICE_CHAIR,
        Capacity.OFFICE_DIRECTOR,
        Capacity.OFFICE_CLERK,
        Capacity.ARCHIVIST,
    }
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A post, as a value. `behalf` is for whom it is held by a deputy (代理), and empty where it is one's own;
    `principal` is their id.

    `kinds`: a deputy sits in it for documents of these 文种 alone; none: for all.
    """

    post_id: int
    name: str
    capacity: Capacity
    department_id: int | None
    behalf: str = ""
    kinds: tuple[str, ...] = ()
    principal: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies before a person besides documents, by ids: absences that wait for their word (KQ-3), their own that
    were refused, and delegations to them; the latter two as long as the days are to come."""

    leaves: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    called: tuple[int, ...] = ()


NOTHING = Beside()


@dataclass(frozen=True)
class Actor:
    """A logged-in person. Flask-Login's user, too: `get_id` is the session, not the person."""

    person_id: int
    name: str
    organisation_id: int
    organisation_name: str = ""
    seats: tuple[Seat, ...] = ()
    session: str = ""
    must_change_password: bool = False
    overseen: tuple[int, ...] = ()  # the departments that they oversee today
    beside: Beside = NOTHING
    automatic: bool = False  # the house itself, doing what a rule says comes by itself

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.session

    @cached_property
    def own(self) -> tuple[Seat, ...]:
        """The posts held in one's own right: they alone give capacities, departments and a view of the house."""
        return tuple(seat for seat in self.seats if not seat.behalf)

    @cached_property
    def departments(self) -> tuple[int, ...]:
        """The departments one belongs to, and drafts for."""
        return tuple(dict.fromkeys(seat.department_id for seat in self.own if seat.department_id))

    @property
    def may_draft(self) -> bool:
        """A document is drafted in the name of a department: one's own, or one that one oversees."""
        return bool(self.departments or self.overseen)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The holder keys of all trays that are this person's, also those that a deputy looks after, each once."""
        whole = [seat for seat in self.seats if not seat.kinds]
        departments = (seat.department_id for seat in (*self.own, *whole) if seat.department_id)
        return (
            f"person:{self.person_id}",
            *dict.fromkeys(f"post:{seat.post_id}" for seat in whole),
            *dict.fromkeys(f"department:{department}" for department in departments),
        )

    @cached_property
    def own_keys(self) -> frozenset[str]:
        """The trays that are this person's in their own right."""
        posts = (f"post:{seat.post_id}" for seat in self.own)
        return frozenset({f"person:{self.person_id}", *posts, *(f"department:{one}" for one in self.departments)})

    @cached_property
    def narrow(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Further trays of which a deputy looks after some 文种 alone: (holder key, 文种)."""
        found: dict[str, tuple[str, ...]] = {}
        for seat in self.seats:
            keys = (f"post:{seat.post_id}", f"department:{seat.department_id}" if seat.department_id else "")
            for key in keys if seat.kinds else ():
                if key and key not in self.keys:
                    found[key] = tuple(dict.fromkeys((*found.get(key, ()), *seat.kinds)))
        return tuple(found.items())

    @cached_property
    def read_for(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The readers for whom one signs as their deputy: (holder key, 文种; none: all).

        Their 传阅 alone: what else lies before a person themselves (a draft that came back) goes with no post.
        """
        found: dict[str, tuple[str, ...]] = {}
        for seat in self.seats:
            if seat.principal:
                key, kinds = f"person:{seat.principal}", found.get(f"person:{seat.principal}")
                whole = not seat.kinds or kinds == ()
                found[key] = () if whole else tuple(dict.fromkeys((*(kinds or ()), *seat.kinds)))
        return tuple(found.items())

    @cached_property
    def reader_keys(self) -> frozenset[str]:
        """The readers for whom one signs documents of every 文种."""
        return frozenset(key for key, kinds in self.read_for if not kinds)

    def regarding(self, kind: str) -> "Actor":
        """This person as they stand to a document of that 文种: a deputy for others alone has no part in it."""
        if not any(seat.kinds for seat in self.seats):
            return self
        return replace(
            self, seats=tuple(replace(seat, kinds=()) for seat in self.seats if not seat.kinds or kind in seat.kinds)
        )

    @cached_property
    def capacities(self) -> frozenset[Capacity]:
        return frozenset(seat.capacity for seat in self.own)

    @cached_property
    def post_names(self) -> str:
        return "、".join(seat.name for seat in self.own)

    @cached_property
    def stands_in_for(self) -> str:
        """Whom one is the deputy of today, as the head of every page says it: 顾明月（副主席）; mostly empty."""
        posts: dict[str, list[str]] = {}
        for seat in self.seats:
            if seat.behalf:
                scope = f"，限{'、'.join(seat.kinds)}" if seat.kinds else ""
                posts.setdefault(seat.behalf, []).append(seat.name + scope)
        return "，".join(f"{name}（{'、'.join(names)}）" for name, names in posts.items())

    @cached_property
    def has_business(self) -> bool:
        return any(seat.capacity not in OFFICERS for seat in self.own)

    @property
    def sees_all(self) -> bool:
        return bool(self.capacities & SEE_ALL)

    def seat_for(self, holder: str) -> Seat | None:
        """The seat in which this person acts on a slip that lies before `holder`: one's own before a deputy's."""
        own = sorted(self.seats, key=lambda seat: bool(seat.behalf))
        for seat in own:
            if holder in {f"post:{seat.post_id}", f"department:{seat.department_id}"}:
                return seat
            if seat.principal and holder == f"person:{seat.principal}":
                return seat
        return own[0] if own else None

    def seat_as(self, capacity: Capacity) -> Seat | None:
        """The post held in that capacity in one's own right, or None."""
        return next((seat for seat in self.seats if seat.capacity is capacity and not seat.behalf), None)
