"""常用传阅名单: saved under a name by the office, to be chosen whole where papers circulate."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from routing.actor import Actor
from routing.database import writing
from routing.models import Organisation, ReaderList
from routing.queries.chart import chart_of
from routing.queries.readers import people
from routing.services import turns
from routing.services.errors import InvalidChangeError, MissingRecordError
from workflows.errors import NotYoursError
from workflows.roles import Capacity

KEEPERS: Final = frozenset({Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR})
LONGEST: Final = 40  # characters of a name
MOST: Final = 200  # keys in a list
LISTS: Final = 50  # lists of a house


def save(actor: Actor, list_id: int | None, name: str, keys: Iterable[str]) -> int:
    """Add a list (None) or change one; return its id.

    Raises NotYoursError, MissingRecordError, and InvalidChangeError at `name` or `readers`.
    """
    _refuse_others(actor)
    name, chosen = name.strip(), [key for key in dict.fromkeys(keys) if not key.startswith("list:")]
    if not name:
        raise InvalidChangeError("请填写名单的名称", "name")
    if len(name) > LONGEST:
        raise InvalidChangeError(f"名称共{len(name)}字，最多{LONGEST}字", "name")
    if len(chosen) > MOST:
        raise InvalidChangeError(f"一份名单最多{MOST}个", "readers")
    with writing() as connection:
        turns.wait(connection, actor.organisation_id)
        ours = ReaderList.organisation_id == actor.organisation_id
        taken = select(ReaderList.id).where(ours, ReaderList.name == name, ReaderList.id != (list_id or 0))
        if connection.execute(taken).first() is not None:
            raise InvalidChangeError("已有同名的名单，请换一个名称", "name")
        version = connection.execute(
            select(Organisation.chart_version).where(Organisation.id == actor.organisation_id)
        ).scalar_one()
        if not people(connection, chart_of(connection, actor.organisation_id, version), chosen):
            raise InvalidChangeError("请至少选一个人、岗位或部室", "readers")
        if list_id is None:
            if len(connection.execute(select(ReaderList.id).where(ours)).all()) >= LISTS:
                raise InvalidChangeError(f"最多{LISTS}份名单，请先删去不用的", "name")
            _outdate(connection, actor)
            values = {"organisation_id": actor.organisation_id, "name": name, "keys": chosen}
            return int(connection.execute(insert(ReaderList).values(values).returning(ReaderList.id)).scalar_one())
        changed = connection.execute(
            update(ReaderList).where(ours, ReaderList.id == list_id).values(name=name, keys=chosen)
        )
        if not changed.rowcount:
            raise MissingRecordError(f"reader list {list_id}")
        _outdate(connection, actor)
        return list_id


def remove(actor: Actor, list_id: int) -> None:
    """Delete a list; what was circulated by it stays. Raises NotYoursError, MissingRecordError."""
    _refuse_others(actor)
    with writing() as connection:
        gone = connection.execute(
            delete(ReaderList).where(ReaderList.organisation_id == actor.organisation_id, ReaderList.id == list_id)
        )
        if not gone.rowcount:
            raise MissingRecordError(f"reader list {list_id}")
        _outdate(connection, actor)


def _outdate(connection: Connection, actor: Actor) -> None:
    """The lists are kept with the chart, which each page has at hand: it is worked out anew."""
    ours = Organisation.id == actor.organisation_id
    connection.execute(update(Organisation).where(ours).values(chart_version=Organisation.chart_version + 1))


def _refuse_others(actor: Actor) -> None:
    if actor.capacities.isdisjoint(KEEPERS):
        raise NotYoursError("常用名单由办公室文书、办公室主任维护")
