"""What the archive is kept by is changed; each change is on the administration log.

The office edits its table of periods: its archivist, its director, its clerks.
"""

import re
from typing import Any, Final

from sqlalchemy import delete, func, select, update

from routing.actor import Actor
from routing.models import ArchiveItem, ArchiveSetting, ArchiveUnit, Department, RetentionRule
from routing.services.administration.office import UNCHANGED, Desk, Done, administering, facts
from routing.services.errors import InvalidChangeError
from routing.services.filing import settings, terms
from routing.services.filing.proposing import NARROWED
from workflows.roles import Capacity

SCHEMES: Final = {
    "retention-unit": "年度—保管期限—机构（问题）",
    "unit-retention": "年度—机构（问题）—保管期限",
}
FIXED: Final = ("fonds_number", "category", "scheme")  # what 档号 are made of: no longer changed once there are any
KEEPERS: Final = (Capacity.ARCHIVIST, Capacity.OFFICE_DIRECTOR, Capacity.OFFICE_CLERK)
_CODE: Final = re.compile(r"[A-Z0-9]{1,10}")
_SETTING: Final = {
    "fonds_number": "全宗号",
    "fonds_name": "全宗名称",
    "category": "门类代码",
    "scheme": "分类方案",
    "reply_with_cause": "来文与复文为一件",
    "long_as": "长期",
    "short_as": "短期",
}
_UNIT: Final = {"code": "代码", "name": "名称", "department": "部室", "position": "排列", "closed": "停用"}
_RULE: Final = {
    "basis": "条款",
    "origin": "来源",
    "kind": "文种",
    "words": "题名含",
    "department": "部室",
    "house_term": "保管期限",
    "leave_out": "不归档的理由",
}


def _capacity(actor: Actor) -> Capacity:
    """As what the actor keeps the settings. Whoever is none of these is refused in the archivist's name."""
    return next((one for one in KEEPERS if actor.seat_as(one) is not None), Capacity.ARCHIVIST)


def is_fixed(desk: Any, actor: Actor) -> bool:
    """Has the house given any 档号 yet? `desk`: a connection."""
    given = select(ArchiveItem.id).where(ArchiveItem.organisation_id == actor.organisation_id, ArchiveItem.code != "")
    return desk.execute(given.limit(1)).first() is not None


def save_setting(actor: Actor, values: dict[str, Any]) -> Done:
    """Change 全宗号 and the rest. Raises InvalidChangeError where 档号 that were given would no longer be right."""
    before = settings.ready(actor)
    for name, form in (("fonds_number", "全宗号"), ("category", "门类代码")):
        if not re.fullmatch(r"[A-Za-z0-9]{1,10}", values[name]):
            raise InvalidChangeError(f"{form}用字母和数字，1至10个，如“Z109”", name)
    if values["scheme"] not in SCHEMES:
        raise InvalidChangeError("请选择分类方案", "scheme")
    for name in ("long_as", "short_as"):
        if values[name] not in terms.PERIODS:
            raise InvalidChangeError("没有这个保管期限", name)
    with administering(actor, _capacity(actor)) as desk:
        changed = [name for name in FIXED if before._mapping[name] != values[name]]
        if changed and is_fixed(desk.connection, actor):
            raise InvalidChangeError(f"已有编好的档号，{_SETTING[changed[0]]}不能再改", changed[0])
        if all(before._mapping[name] == value for name, value in values.items()):
            return Done(UNCHANGED)
        ours = ArchiveSetting.organisation_id == actor.organisation_id
        desk.connection.execute(update(ArchiveSetting).where(ours).values(**values))
        return desk.record("修改档案设置", _told(before._mapping), _told(values))


def _told(values: Any) -> str:
    periods = {name: terms.PERIODS.get(values[name], values[name]) for name in ("long_as", "short_as")}
    return facts(_SETTING, {**values, "scheme": SCHEMES.get(values["scheme"], values["scheme"]), **periods})


def save_unit(actor: Actor, unit_id: int | None, values: dict[str, Any]) -> Done:
    """Add a 机构（问题） (None) or change one. Its code stays as it is once a 档号 bears it."""
    settings.ready(actor)
    code = values["code"].upper()
    if not _CODE.fullmatch(code):
        raise InvalidChangeError("代码用大写字母和数字，1至10个，如“BGS”", "code")
    values = {**values, "code": code}
    with administering(actor, _capacity(actor)) as desk:
        desk.refuse_double(ArchiveUnit.code, code, unit_id, "已有这个代码，请换一个")
        department = desk.row(Department, values["department_id"]).name if values["department_id"] else ""
        after = facts(_UNIT, {**values, "department": department})
        if unit_id is None:
            return desk.record(
                f"新增机构（问题）：{values['name']}", after=after, record_id=desk.add(ArchiveUnit, **values)
            )
        row = desk.row(ArchiveUnit, unit_id)
        if row.code != code and _bears(desk, ArchiveItem.unit_id == unit_id):
            raise InvalidChangeError("已有档号用了这个代码，不能再改；需要时停用它，另增一个", "code")
        if all(row._mapping[name] == value for name, value in values.items()):
            return Done(UNCHANGED)
        _keep_one_open(desk, unit_id, closed=values["closed"])
        known = desk.row(Department, row.department_id).name if row.department_id else ""
        desk.change(ArchiveUnit, unit_id, **values)
        before = facts(_UNIT, {**row._mapping, "department": known})
        return desk.record(f"修改机构（问题）：{values['name']}", before, after)


def save_rule(actor: Actor, rule_id: int | None, values: dict[str, Any]) -> Done:
    """Add a line to the table of periods (None: at its end) or change one."""
    setting = settings.ready(actor)
    term, reason = values["house_term"], values["leave_out"]
    if bool(term) == bool(reason):
        raise InvalidChangeError("请选择保管期限；不归档的，不选期限，写明理由", "house_term")
    if values["origin"] not in NARROWED:
        raise InvalidChangeError("请选择来源", "origin")
    values = {**values, "period": terms.period_of(setting, term) if term else ""}
    with administering(actor, _capacity(actor)) as desk:
        after = _rule(desk, values)
        if rule_id is None:
            last = select(func.coalesce(func.max(RetentionRule.position), 0)).where(
                RetentionRule.organisation_id == actor.organisation_id
            )
            position = desk.connection.execute(last).scalar_one() + 1
            return desk.record("保管期限表增加一条", after=after, record_id=desk.add(
                RetentionRule, **values, position=position))  # fmt: skip
        row = desk.row(RetentionRule, rule_id)
        if all(row._mapping[name] == value for name, value in values.items()):
            return Done(UNCHANGED)
        desk.change(RetentionRule, rule_id, **values)
        return desk.record(f"修改保管期限表第{row.position}条", _rule(desk, row._mapping), after)


def move_rule(actor: Actor, rule_id: int, up: bool) -> Done:
    """Change places with the line above or below: the first that fits proposes."""
    with administering(actor, _capacity(actor)) as desk:
        row = desk.row(RetentionRule, rule_id)
        rows = list(settings.table(desk.connection, actor))
        place = next(n for n, one in enumerate(rows) if one.id == rule_id)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(rows):
            return Done(UNCHANGED)
        rows[place], rows[other] = rows[other], rows[place]
        for position, one in enumerate(rows, 1):
            if one.position != position:
                desk.change(RetentionRule, one.id, position=position)
        return desk.record(f"保管期限表第{row.position}条{'上移' if up else '下移'}：{row.basis}"[:200])


def delete_rule(actor: Actor, rule_id: int) -> Done:
    """Take a line out of the table. What was decided by it stays."""
    with administering(actor, _capacity(actor)) as desk:
        row = desk.row(RetentionRule, rule_id)
        desk.connection.execute(delete(RetentionRule).where(RetentionRule.id == rule_id))
        return desk.record(f"保管期限表删去第{row.position}条", before=_rule(desk, row._mapping))


def _rule(desk: Desk, values: Any) -> str:
    department = desk.row(Department, values["department_id"]).name if values["department_id"] else ""
    return facts(_RULE, {**values, "origin": NARROWED.get(values["origin"], ""), "department": department})


def _bears(desk: Desk, *which: Any) -> bool:
    return (
        desk.connection.execute(select(ArchiveItem.id).where(ArchiveItem.code != "", *which).limit(1)).first()
        is not None
    )


def _keep_one_open(desk: Desk, unit_id: int, *, closed: bool) -> None:
    others = select(ArchiveUnit.id).where(
        ArchiveUnit.organisation_id == desk.actor.organisation_id,
        ArchiveUnit.closed.is_(False),
        ArchiveUnit.id != unit_id,
    )
    if closed and desk.connection.execute(others.limit(1)).first() is None:
        raise InvalidChangeError("至少要留一个在用的机构（问题）", "closed")
