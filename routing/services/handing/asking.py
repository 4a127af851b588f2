"""Asking for a package: which items, what for, under which number; and writing down that it was handed over."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from routing import clock
from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveItem, ArchivePackage, PackageItem
from routing.queries import handing as queries
from routing.queries import lending
from routing.queries.handing import Chosen
from routing.services import errands, turns
from routing.services.errors import InvalidChangeError
from routing.services.filing import settings
from routing.services.handing import listing
from workflows.errors import NotYoursError
from workflows.roles import Capacity

TRANSFER, COPY = "transfer", "copy"
PURPOSES: Final = listing.PURPOSES
_SIGNS: Final = {TRANSFER: "YJ", COPY: "FB"}
PACK: Final = "pack"
HAND: Final = "hand_over"
_TITLES: Final = {PACK: "制作数据包", HAND: "登记移交"}
MOST: Final = 20_000  # items in one package
NAMED: Final = 5  # items that a refusal names


def refuse_others(actor: Actor) -> None:
    """Packages are the archivist's. Raises NotYoursError."""
    if Capacity.ARCHIVIST not in actor.capacities:
        raise NotYoursError("数据包由档案员制作、移交和导入")


def ask(chosen: Chosen, purpose: str, actor: Actor) -> tuple[int, int]:
    """Ask for a package of the chosen items; return its id and the errand's. Raises InvalidChangeError."""
    refuse_others(actor)
    if purpose not in PURPOSES:
        raise InvalidChangeError("请选择数据包的用途", "purpose")
    setting = settings.ready(actor)
    if not setting.fonds_number:
        raise InvalidChangeError("还没有填写全宗号，请先在“档案设置”中填写（由档案馆给定）")
    items = queries.chosen_items(reading(), actor, chosen, transfer=purpose == TRANSFER, limit=MOST + 1)
    if not items:
        raise InvalidChangeError("没有选中可以打包的档案", "chosen")
    if len(items) > MOST:
        raise InvalidChangeError(f"一次最多打包{MOST}件，请按年度或机构分几次", "chosen")
    what = queries.described(chosen, len(items))
    away = lending.whereabouts(reading(), (item.id for item in items)) if purpose == TRANSFER else {}
    let_go()
    with writing() as connection:
        package_id, number = _begin(connection, purpose, what, setting.fonds_number, actor)
        connection.execute(insert(PackageItem), [_listed(package_id, item, away.get(item.id)) for item in items])
    return package_id, _errand(PACK, package_id, number, actor)


def again(package_id: int, actor: Actor) -> int:
    """Have a package made, or its hand-over written down, that broke off; return the errand's number."""
    refuse_others(actor)
    package = queries.package(reading(), package_id, actor)
    if package.state not in {"making", "handing"}:
        raise InvalidChangeError("这个数据包没有未办完的工作")
    return _errand(PACK if package.state == "making" else HAND, package_id, package.number, actor)


def hand_over(package_id: int, receiver: str, received_by: str, handed_on: date, actor: Actor) -> int:
    """移交: the receiving archive has checked the package and signed. Return the errand that writes it down."""
    refuse_others(actor)
    package = queries.package(reading(), package_id, actor)
    if package.purpose != TRANSFER or package.state not in {"made", "handing"}:
        raise InvalidChangeError("这个数据包不在等待移交")
    if handed_on > clock.today() or handed_on < clock.local(package.made_at).date():
        raise InvalidChangeError("移交日期应在数据包做好之后、今天以前", "handed_on")
    if away := queries.away(reading(), package_id):
        raise InvalidChangeError(f"纸质件还没有收回，不能移交：{_named(reading(), away)}。请先收回，或重新制作数据包")
    values = {"receiver": receiver, "received_by": received_by, "handed_on": handed_on, "handed_by": actor.name}
    let_go()
    with writing() as connection:
        which = (ArchivePackage.id == package_id, ArchivePackage.state.in_(("made", "handing")))
        connection.execute(update(ArchivePackage).where(*which).values(state="handing", **values))
    return _errand(HAND, package_id, package.number, actor)


def _named(connection: Connection, away: Sequence[Any]) -> str:
    """Which items are not on their shelf, and where they are."""
    where = lending.whereabouts(connection, (one.id for one in away[:NAMED]))
    said = "；".join(f"{one.code}{where[one.id].words}" for one in away[:NAMED] if one.id in where)
    return f"{said}等{len(away)}件" if len(away) > NAMED else said


def _begin(connection: Connection, purpose: str, what: str, fonds: str, actor: Actor) -> tuple[int, str]:
    """The package's row, with the next number of the year."""
    year = clock.today().year
    turns.wait(connection, actor.organisation_id)
    ours = (ArchivePackage.organisation_id == actor.organisation_id, ArchivePackage.year == year)
    last = connection.execute(select(func.max(ArchivePackage.serial)).where(*ours)).scalar_one_or_none() or 0
    number = f"{fonds}-{_SIGNS[purpose]}-{year}-{last + 1:03}"
    row = {
        "organisation_id": actor.organisation_id,
        "year": year,
        "serial": last + 1,
        "number": number,
        "purpose": purpose,
        "what": what[:200],
        "asked_by": actor.person_id,
        "asked_name": actor.name,
        "asked_at": clock.now(),
    }
    return connection.execute(insert(ArchivePackage).returning(ArchivePackage.id), row).scalar_one(), number


def _listed(package_id: int, item: Any, away: lending.Whereabouts | None) -> dict[str, Any]:
    """The item's line; of a restricted paper nothing leaves this way (CY-2), nor is handed over what is not there."""
    left_out = f"纸质件{away.words}，收回以后再移交" if away else ""
    if item.restricted:
        left_out = "机要文件不进数据包，按规定另行移交"
    return {
        "organisation_id": item.organisation_id,
        "package_id": package_id,
        "item_id": item.id,
        "code": item.code,
        "left_out": left_out,
    }


def _errand(kind: str, package_id: int, number: str, actor: Actor) -> int:
    title = f"{_TITLES[kind]} {number}"
    errand_id = errands.ask(kind, title, actor, subject_id=package_id, back=f"/archive/packages/{package_id}")
    let_go()
    with writing() as connection:
        connection.execute(update(ArchivePackage).where(ArchivePackage.id == package_id).values(errand_id=errand_id))
    return errand_id


def items_of(connection: Connection, package_id: int) -> Sequence[Any]:
    """The items of a package that are in it, in the order of its catalogue."""
    return connection.execute(
        select(ArchiveItem.__table__, PackageItem.left_out)
        .join(PackageItem, PackageItem.item_id == ArchiveItem.id)
        .where(PackageItem.package_id == package_id)
        .order_by(ArchiveItem.year, ArchiveItem.period, ArchiveItem.unit_id, ArchiveItem.serial, ArchiveItem.id)
    ).all()
