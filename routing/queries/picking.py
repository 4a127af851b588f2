"""Whom a received paper may be sent to: readers, leads, helpers, leaders; a restricted one within its scope alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from routing.actor import Seat
from routing.models import Scope
from routing.queries.absent import Away, absent
from routing.queries.calendar import calendar_of
from routing.queries.chart import Chart
from routing.queries.documents import DocumentView
from routing.queries.readers import people
from routing.queries.story import Story
from routing.services.facts import keeps_papers
from routing.working import Calendar
from workflows.model import CIRCULATE
from workflows.roles import LEADERS, OFFICERS

LEADING: Final = "主席室"  # where the leaders sit, who belong to no department


@dataclass(frozen=True, slots=True)
class Place:
    """A department with its people, each once: (person id, name, post); `key` empty for the leaders."""

    name: str
    key: str
    people: tuple[tuple[int, str, str], ...]
    posts: tuple[tuple[str, str, str], ...]  # (key, post, the names of those in it)


@dataclass(frozen=True, slots=True)
class Picks:
    """Who there is to choose from. `known`: who reads it already; `lists`: saved lists with how many people."""

    places: tuple[Place, ...]
    leaders: tuple[tuple[str, str], ...]
    lists: tuple[tuple[int, str, int], ...]
    known: frozenset[int]
    away: Mapping[int, Away]
    calendar: Calendar


def picks(connection: Connection, view: DocumentView, story: Story) -> Picks:
    """Everybody who may be chosen for that paper today."""
    chart, document = view.chart, view.document
    within = _scope(connection, document.id) if document.restricted else None
    lists = () if document.restricted else chart.reader_lists
    return Picks(
        tuple(_places(chart, within)),
        tuple(
            (f"post:{seat.post_id}", f"{seat.name}（{chart.holder_people(f'post:{seat.post_id}')}）")
            for seat in chart.seats.values()
            if seat.capacity in LEADERS and chart.sitters.get(seat.post_id)
        ),
        tuple((one, name, len(people(connection, chart, keys))) for one, name, keys in lists),
        _known(view, story),
        absent(chart),
        calendar_of(connection, chart.organisation_id, chart.version),
    )


def house(connection: Connection, chart: Chart) -> Picks:
    """Everybody of the house, for a saved list."""
    calendar = calendar_of(connection, chart.organisation_id, chart.version)
    return Picks(tuple(_places(chart, None)), (), (), frozenset(), {}, calendar)


def holders(connection: Connection, chart: Chart, document: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    """Whom the original may be given to, by department: of a restricted paper its readers and the office alone."""
    within = _scope(connection, document.id) if document.restricted else None
    places = ((place.name, place.people) for place in _places(chart, None))
    shown = [
        (name, [(one, who) for one, who, _ in people if within is None or one in within or keeps_papers(chart, one)])
        for name, people in places
    ]
    return [(name, people) for name, people in shown if people]


def _places(chart: Chart, within: frozenset[int] | None) -> Iterator[Place]:
    """The leaders, then the departments in the order of the house's posts."""
    seats: dict[int | None, list[Seat]] = {None: []}
    for seat in chart.seats.values():
        if seat.capacity not in OFFICERS:
            seats.setdefault(seat.department_id, []).append(seat)
    for department, there in seats.items():
        found: dict[int, tuple[int, str, str]] = {}
        for seat in there:
            for one in chart.sitters.get(seat.post_id, ()):
                if not one.behalf and (within is None or one.person_id in within):
                    found.setdefault(one.person_id, (one.person_id, one.name, seat.name))
        posts = tuple(_posts(chart, there, within))
        if found or posts:
            name = chart.departments.get(department, "") if department is not None else LEADING
            key = f"department:{department}" if department is not None and within is None else ""
            yield Place(name, key, tuple(found.values()), posts)


def _posts(chart: Chart, seats: Sequence[Seat], within: frozenset[int] | None) -> Iterator[tuple[str, str, str]]:
    for seat in seats:
        key = f"post:{seat.post_id}"
        there = chart.people_of(key)
        if there and (within is None or all(person in within for person, _ in there)):
            yield key, seat.name, "、".join(name for _, name in there)


def _scope(connection: Connection, document_id: int) -> frozenset[int]:
    return frozenset(connection.execute(select(Scope.person_id).where(Scope.document_id == document_id)).scalars())


def _known(view: DocumentView, story: Story) -> frozenset[int]:
    """Who has read it, is to read it, or comes next."""
    keys = {
        slip.holder
        for slip in view.slips
        if slip.kind == CIRCULATE and (slip.closed_at is None or slip.closed_by is not None)
    }
    waiting = {one for row in story.circulations if row.closed_at is None for one, _ in row.waiting}
    return frozenset({int(key.partition(":")[2]) for key in keys if key.startswith("person:")} | waiting)
