"""Who acts: a person, seen through the posts they hold today. A value; the services' `actor` argument."""

from dataclasses import dataclass
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
    """A post, as a value."""

    post_id: int
    name: str
    capacity: Capacity
    department_id: int | None


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

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.session

    @cached_property
    def departments(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(seat.department_id for seat in self.seats if seat.department_id))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The holder keys of all trays that are this person's."""
        return (
            f"person:{self.person_id}",
            *(f"post:{seat.post_id}" for seat in self.seats),
            *(f"department:{department}" for department in self.departments),
        )

    @cached_property
    def capacities(self) -> frozenset[Capacity]:
        return frozenset(seat.capacity for seat in self.seats)

    @cached_property
    def post_names(self) -> str:
        return "、".join(seat.name for seat in self.seats)

    @cached_property
    def has_business(self) -> bool:
        return any(seat.capacity not in OFFICERS for seat in self.seats)

    @property
    def sees_all(self) -> bool:
        return bool(self.capacities & SEE_ALL)

    def post_for(self, holder: str) -> str:
        """The name of the post in which this person acts on a slip that lies before `holder`."""
        for seat in self.seats:
            if holder in {f"post:{seat.post_id}", f"department:{seat.department_id}"}:
                return seat.name
        return self.seats[0].name if self.seats else ""

    def post_as(self, capacity: Capacity) -> str | None:
        """The name of the post held in that capacity, or None."""
        return next((seat.name for seat in self.seats if seat.capacity is capacity), None)
