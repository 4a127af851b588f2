"""件号 and 档号 of a round's items, all at once and in their order (DA/T 22-2015, 5.3, 5.4)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, update

from routing.models import ArchiveItem

DIGITS: Final = re.compile(r"[0-9]+")


def prefix(setting: Any, year: int, period: str, unit_code: str) -> str:
    """全宗号-门类代码·年度-保管期限-机构代码, in the order that the house has chosen."""
    classes = (period, unit_code) if setting.scheme == "retention-unit" else (unit_code, period)
    return f"{setting.fonds_number}-{setting.category}·{year}-{'-'.join(classes)}"


def code(setting: Any, year: int, period: str, unit_code: str, serial: int) -> str:
    """档号: Z109-WS·2011-Y-BGS-0001."""
    return f"{prefix(setting, year, period, unit_code)}-{serial:04d}"


def give(connection: Connection, setting: Any, items: Sequence[Any], units: dict[int, Any]) -> None:
    """Give the items their 件号, after those that their classes have already."""
    given: list[dict[str, Any]] = []
    for (year, period, unit_id), members in _classes(items):
        serial = _last(connection, setting.organisation_id, prefix(setting, year, period, units[unit_id].code))
        for item in sorted(members, key=in_order):
            serial += 1
            named = code(setting, year, period, units[unit_id].code, serial)
            given.append({"this": item.id, "given_serial": serial, "given_code": named})
    if given:
        connection.execute(_GIVE, given)


def in_order(item: Any) -> tuple[Any, ...]:
    """By date, then by number (泰妇字…第9号 before 第10号), then as they came."""
    digits = tuple(int(run[:12]) for run in DIGITS.findall(item.number))
    return item.dated or date.max, digits, item.id


def _classes(items: Iterable[Any]) -> list[tuple[tuple[int, str, int], list[Any]]]:
    found: dict[tuple[int, str, int], list[Any]] = {}
    for item in items:
        found.setdefault((item.year, item.period, item.unit_id), []).append(item)
    return sorted(found.items())


def _last(connection: Connection, organisation_id: int, before: str) -> int:
    """The last 件号 of a class; those whose period was extended since have kept their 档号."""
    last = select(func.max(ArchiveItem.serial)).where(
        ArchiveItem.organisation_id == organisation_id,
        ArchiveItem.code.startswith(f"{before}-", autoescape=True),
    )
    return connection.execute(last).scalar_one() or 0


_GIVE: Final = (
    update(ArchiveItem)
    .where(ArchiveItem.id == bindparam("this"))
    .values(serial=bindparam("given_serial"), code=bindparam("given_code"))
)
