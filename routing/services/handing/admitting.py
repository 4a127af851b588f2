"""May a verified package come into this house, and where do its items belong? Asked before anything is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import select, update

from routing.actor import Actor
from routing.bags import metadata
from routing.bags.facts import ItemFacts
from routing.database import let_go, reading
from routing.models import (
    ArchiveItem,
    ArchiveSetting,
    ArchiveUnit,
    Department,
    ImportedFile,
    ImportedPackage,
    NumberSeries,
)
from routing.queries.handing import KEPT
from routing.services.administration.office import administering
from routing.services.errors import InvalidChangeError
from routing.services.filing import settings
from routing.services.filing.terms import PERIODS
from tools.verify_package import ITEMS, METADATA, Package, Report
from workflows.roles import Capacity

# The columns that have an end, in characters.
LIMITS: Final = {
    "code": 60, "fonds": 20, "title": 400, "number": 80, "responsible": 120, "kind": 10, "secrecy": 10, "remarks": 500,
    "house_term": 5, "unit_code": 10, "unit": 60, "filed_by": 40, "decided_by": 40,
}  # fmt: skip
_SECRET: Final = ("秘密", "机密", "绝密")


@dataclass(slots=True)
class Admitted:
    """What the package needs of the house: its 全宗, and its 机构 by code."""

    fonds: str = ""
    fonds_name: str = ""
    units: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Homes:
    """Where items go: units by code, departments by name with the one for those that are not here, a series."""

    units: dict[str, int]
    departments: dict[str, tuple[int, str]]
    office: tuple[int, str]
    series_id: int


def admit(package: Package, rows: Sequence[dict[str, str]], told: Report, actor: Actor) -> Admitted:
    """Look at every item. Raises InvalidChangeError with the first reason why the package may not come in."""
    if not re.fullmatch(r"[^\s/\\]{1,60}", told.number):
        raise InvalidChangeError("数据包的编号写法不对")
    setting = settings.ready(actor)
    refuse_a_house_with_its_own(actor)
    known = _codes_of_others(told, actor)
    admitted = Admitted()
    for row in rows:
        facts = metadata.read(package.octets(f"{ITEMS}{row['目录']}/{METADATA}"), row["档号"])
        _refuse(facts)
        if facts.code in known:
            raise InvalidChangeError(f"档号{facts.code}在本系统已经有了")
        if setting.fonds_number and setting.fonds_number != facts.fonds:
            raise InvalidChangeError(f"数据包的全宗号是{facts.fonds}，本单位设置的是{setting.fonds_number}，请先核对")
        if admitted.fonds and admitted.fonds != facts.fonds:
            raise InvalidChangeError(f"数据包里有两个全宗：{admitted.fonds}、{facts.fonds}")
        admitted.fonds, admitted.fonds_name = facts.fonds, facts.fonds_name[:80]
        admitted.units.setdefault(facts.unit_code, facts.unit)
    return admitted


def refuse_a_house_with_its_own(actor: Actor) -> None:
    """A package comes only where nothing was filed yet. Raises InvalidChangeError."""
    came = select(ImportedFile.item_id).where(ImportedFile.item_id == ArchiveItem.id)
    ours = ArchiveItem.organisation_id == actor.organisation_id
    own = select(ArchiveItem.code).where(ours, ArchiveItem.state.in_(KEPT), ~came.exists())
    if (found := reading().execute(own.limit(1)).scalar_one_or_none()) is not None:
        raise InvalidChangeError(f"本单位已有自己归档的文件（{found}）。数据包只能导入还没有归档文件的系统", "package")


def prepare(admitted: Admitted, told: Report, actor: Actor) -> Homes:
    """Make the units that are not there yet, and the 全宗号 where none was set: on the administration log."""
    connection = reading()
    unit = (ArchiveUnit.organisation_id == actor.organisation_id,)
    units = {row.code: row.id for row in connection.execute(select(ArchiveUnit.code, ArchiveUnit.id).where(*unit))}
    rows = connection.execute(
        select(Department.id, Department.name)
        .where(Department.organisation_id == actor.organisation_id)
        .order_by(Department.position, Department.id)
    ).all()
    departments = {row.name: (row.id, row.name) for row in rows}
    if not departments:
        raise InvalidChangeError("本单位还没有部室，请先由系统管理员设置部室")
    office = next(
        (one for one in departments.values() if one[0] in actor.departments), next(iter(departments.values()))
    )
    series = select(NumberSeries.id).where(NumberSeries.organisation_id == actor.organisation_id)
    series_id = connection.execute(series.order_by(NumberSeries.id).limit(1)).scalar_one()
    setting = settings.ready(actor)
    missing = {code: name for code, name in admitted.units.items() if code not in units}
    if missing or not setting.fonds_number:
        let_go()
        with administering(actor, Capacity.ARCHIVIST) as desk:
            for code, name in missing.items():
                home = departments.get(name)
                department_id = home[0] if home else None
                units[code] = desk.add(ArchiveUnit, code=code, name=name, department_id=department_id, position=900)
            if not setting.fonds_number:
                ours = ArchiveSetting.organisation_id == actor.organisation_id
                values = {"fonds_number": admitted.fonds, "fonds_name": admitted.fonds_name}
                desk.connection.execute(update(ArchiveSetting).where(ours).values(values))
            made = "、".join(f"{code} {name}" for code, name in missing.items()) or "无"
            desk.record(f"导入数据包{told.number}：新增机构（问题）{made}；全宗号{admitted.fonds}")
    return Homes(units, departments, office, series_id)


def _codes_of_others(told: Report, actor: Actor) -> set[str]:
    """The 档号 that are there already, but for those that an import of this very package left half done."""
    package = select(ImportedPackage.id).where(
        ImportedPackage.organisation_id == actor.organisation_id, ImportedPackage.seal == told.seal
    )
    this = select(ImportedFile.item_id).where(ImportedFile.package_id.in_(package))
    taken = select(ArchiveItem.code).where(
        ArchiveItem.organisation_id == actor.organisation_id, ArchiveItem.code != "", ArchiveItem.id.not_in(this)
    )
    return set(reading().execute(taken).scalars())


def _refuse(facts: ItemFacts) -> None:
    """What would not fit into our columns, is no date, or may not be here at all. Raises InvalidChangeError."""
    for name, limit in LIMITS.items():
        if len(getattr(facts, name)) > limit:
            raise InvalidChangeError(f"{facts.code[:60]}：元数据的一栏超过{limit}字，本系统装不下")
    if facts.secrecy.startswith(_SECRET):  # 保守国家秘密法 art. 31
        raise InvalidChangeError(f"{facts.code}标为{facts.secrecy}：本系统为非涉密系统，不能导入")
    if facts.period not in PERIODS or facts.period_label != PERIODS[facts.period]:
        raise InvalidChangeError(f"{facts.code}：没有“{facts.period_label[:10]}”这个保管期限")
    if not (facts.fonds and facts.unit_code and facts.serial and 1900 <= facts.year <= 2200):
        raise InvalidChangeError(f"{facts.code}：档号的组成部分不全")
    try:
        for day in (facts.dated, facts.expires_on, *(one.dated for one in facts.documents)):
            as_day(day)
        for moment in (facts.filed_at, facts.entered_at, facts.decided_at, *(file.made_at for file in facts.files)):
            as_moment(moment)
    except ValueError as error:
        raise InvalidChangeError(f"{facts.code}：元数据里的日期写法不对") from error
    if any(len(file.name) > 200 or len(file.kind) > 12 or len(file.media_type) > 120 for file in facts.files):
        raise InvalidChangeError(f"{facts.code}：文件名过长")
    if any(len(one.title) > LIMITS["title"] or len(one.kind) > LIMITS["kind"] for one in facts.documents):
        raise InvalidChangeError(f"{facts.code}：组成文件的题名或文种过长")
    if len({one.key for one in facts.documents}) != len(facts.documents):
        raise InvalidChangeError(f"{facts.code}：同一份组成文件列了两次")
    if {file.document for file in facts.files} - {one.key for one in facts.documents}:
        raise InvalidChangeError(f"{facts.code}：有文件不属于任何一份组成文件")


def as_day(text: str) -> date | None:
    """The day that eight digits say. Raises ValueError."""
    return datetime.strptime(text, "%Y%m%d").date() if text else None  # noqa: DTZ007 - a day has no zone


def as_moment(text: str) -> datetime | None:
    """A moment as it is stored (naive UTC): one that names no offset is UTC already. Raises ValueError."""
    found = datetime.fromisoformat(text) if text else None
    if found is None or found.tzinfo is None:
        return found
    try:
        return found.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError(text) from error


def kept(connection: Any, code: str, actor: Actor) -> Any:
    """The item of that 档号 that a broken-off import left, or None."""
    ours = (ArchiveItem.organisation_id == actor.organisation_id, ArchiveItem.code == code)
    return connection.execute(select(ArchiveItem.__table__).where(*ours)).one_or_none()
