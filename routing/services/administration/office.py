"""The transaction in which an officer changes something: who may, the lock, the log line, the stale chart."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from routing import clock, display
from routing.actor import Actor
from routing.database import writing
from routing.models import AdministrationLog, Organisation
from routing.queries import administration as queries
from routing.services.errors import InvalidChangeError
from workflows.errors import NotYoursError
from workflows.roles import Capacity

UNCHANGED = "没有改动，未作保存"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, as the log has it and as the page says it; what the officer should look to next.

    `record_id` is the row's; `token` a one-time token, told this once.
    """

    message: str
    warnings: tuple[str, ...] = ()
    record_id: int = 0
    token: str = ""

    def and_warn(self, *warnings: str) -> "Done":
        return replace(self, warnings=(*self.warnings, *filter(None, warnings)))


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer's desk while a change is made: the connection, and the pen for the log."""

    connection: Connection
    actor: Actor
    post_name: str

    def row(self, model: Any, record_id: int) -> Row[Any]:
        """A row of this organisation. Raises MissingRecordError."""
        return queries.record(self.connection, model, record_id, self.actor)

    def add(self, model: Any, **values: Any) -> int:
        """Insert a row of this organisation and return its id."""
        statement = insert(model).values(organisation_id=self.actor.organisation_id, **values).returning(model.id)
        return int(self.connection.execute(statement).scalar_one())

    def change(self, model: Any, record_id: int, **values: Any) -> None:
        self.connection.execute(update(model).where(model.id == record_id).values(**values))

    def refuse_double(self, column: Any, value: str, but: int | None, message: str) -> None:
        """Refuse a value that another row of this organisation has. Raises InvalidChangeError at the column's field."""
        table = column.class_
        taken = select(table.id).where(
            table.organisation_id == self.actor.organisation_id, column == value, table.id != (but or 0)
        )
        if self.connection.execute(taken.limit(1)).first() is not None:
            raise InvalidChangeError(message, column.key)

    def record(self, done: str, before: str = "", after: str = "", record_id: int = 0) -> Done:
        """Write the line in the administration log."""
        self.connection.execute(
            insert(AdministrationLog).values(
                organisation_id=self.actor.organisation_id,
                at=clock.now(),
                person_id=self.actor.person_id,
                person_name=self.actor.name,
                post_name=self.post_name,
                done=done,
                before=before,
                after=after,
            )
        )
        return Done(done, record_id=record_id)


@contextmanager
def administering(actor: Actor, capacity: Capacity, *, chart: bool = False) -> Iterator[Desk]:
    """One change by an officer, in one transaction. Raises NotYoursError for everybody else.

    The organisation's row is locked first, so that what is checked still holds when it is written. `chart`: the
    change concerns departments, posts, holdings, people or phrases, and whatever was worked out from them is stale.
    """
    seat = actor.seat_as(capacity)
    post_name = seat.name if seat is not None else None
    if post_name is None:
        raise NotYoursError(f"这项由{capacity.label}办理")
    ours = Organisation.id == actor.organisation_id
    with writing() as connection:
        connection.execute(select(Organisation.id).where(ours).with_for_update())
        yield Desk(connection, actor, post_name)
        if chart:
            connection.execute(update(Organisation).where(ours).values(chart_version=Organisation.chart_version + 1))


def facts(labels: Mapping[str, str], values: Mapping[Any, Any]) -> str:
    """The columns that were kept, in words: 名称：权益部；简称：权益部."""
    return "；".join(f"{label}：{_word(values[name])}" for name, label in labels.items())


def refuse_oneself(actor: Actor, person_id: int, what: str) -> None:
    """Nobody changes their own account or posts (trust.md, "Three officers")."""
    if person_id == actor.person_id:
        raise InvalidChangeError(f"{what}，请由另一位管理员办理", "person_id")


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return display.day(value)
    return "无" if value is None or value == "" else str(value)
