"""What the archive is kept by: 全宗号, 机构（问题）, the table of periods. As a house begins, made at first use."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select

from routing.actor import Actor
from routing.database import let_go, reading, writing
from routing.models import ArchiveSetting, ArchiveUnit, Department, Organisation, RetentionRule
from routing.services.filing import terms

# 机构代码 as offices write them; any other department begins with a numbered one, to be changed by the archivist.
CODES: Final = {
    "办公室": "BGS",
    "组织宣传部": "ZXB",
    "城乡发展部": "CFB",
    "儿童工作部": "ETB",
    "权益部": "QYB",
    "妇女儿童工作委员会办公室": "FEG",
}
# 归档范围和保管期限表 to begin with: origin, 文种, words of the title, the house's term, why not filed, the line.
TABLE: Final = (
    ("outgoing", "决定", "", "永久", "", "一、1 本会制发的决定、决议"),
    ("outgoing", "决议", "", "永久", "", "一、1 本会制发的决定、决议"),
    ("outgoing", "纪要", "", "永久", "", "一、2 本会会议的纪要"),
    ("outgoing", "意见", "", "永久", "", "一、3 本会制发的指导性、政策性文件"),
    ("outgoing", "", "规划、章程、办法、制度、编制、任免、表彰、处分", "永久", "", "一、3 本会制发的重要文件"),
    ("outgoing", "请示", "", "永久", "", "一、4 本会的请示与上级的批复"),
    ("outgoing", "报告", "", "长期", "", "一、5 本会的报告、总结"),
    ("outgoing", "函", "", "短期", "", "一、7 本会一般事务性的函"),
    ("outgoing", "", "", "长期", "", "一、6 本会制发的其他文件"),
    ("to_read", "简报", "", "", "简报等普发性材料，不需本会办理", "不归档 1 普发性、不需办理的文件材料"),
    ("to_read", "", "", "", "只供阅知，不需本会办理", "不归档 1 普发性、不需办理的文件材料"),
    ("confidential", "", "", "长期", "", "二、4 机要文件"),
    ("superior", "批复", "", "永久", "", "一、4 本会的请示与上级的批复"),
    ("superior", "", "规划、机构编制、任免、表彰", "永久", "", "二、1 上级针对本会的重要文件"),
    ("superior", "", "", "长期", "", "二、2 上级制发、需要本会贯彻执行的文件"),
    ("subordinate", "请示", "", "长期", "", "三、1 下级单位的请示与本会的批复"),
    ("subordinate", "", "", "短期", "", "三、2 下级单位报送的文件"),
    ("letters", "", "", "长期", "", "四、1 来信来访及处理材料"),
    ("meeting", "", "", "短期", "", "二、3 参加上级会议带回的文件材料"),
    ("incoming", "", "", "短期", "", "三、3 平级和不相隶属单位的来文"),
)  # fmt: skip


def ready(actor: Actor) -> Row[Any]:
    """The setting of the actor's house; with units and a table as the house would begin, where there is none yet."""
    found = _setting(reading(), actor)
    if found is not None:
        return found
    let_go()
    with writing() as connection:
        if _setting(connection, actor) is None:
            _begin(connection, actor)
    made = _setting(reading(), actor)
    if made is None:
        raise LookupError("archive setting")
    return made


def units(connection: Connection, actor: Actor) -> Sequence[Row[Any]]:
    """机构（问题） of the house in their order, closed ones too."""
    ours = ArchiveUnit.organisation_id == actor.organisation_id
    return connection.execute(
        select(ArchiveUnit.__table__).where(ours).order_by(ArchiveUnit.position, ArchiveUnit.id)
    ).all()


def table(connection: Connection, actor: Actor) -> Sequence[Row[Any]]:
    """归档范围和保管期限表, in the order in which its lines are tried."""
    ours = RetentionRule.organisation_id == actor.organisation_id
    return connection.execute(
        select(RetentionRule.__table__).where(ours).order_by(RetentionRule.position, RetentionRule.id)
    ).all()


def _setting(connection: Connection, actor: Actor) -> Row[Any] | None:
    ours = ArchiveSetting.organisation_id == actor.organisation_id
    return connection.execute(select(ArchiveSetting.__table__).where(ours)).one_or_none()


def _begin(connection: Connection, actor: Actor) -> None:
    house = {"organisation_id": actor.organisation_id}
    row = connection.execute(
        select(Organisation.name, Organisation.is_demo).where(Organisation.id == actor.organisation_id)
    ).one()
    begun = {"fonds_name": row.name, "fonds_number": "Z109" if row.is_demo else ""}
    connection.execute(insert(ArchiveSetting).values(**house, **begun))
    departments = connection.execute(
        select(Department.id, Department.name, Department.short_name)
        .where(Department.organisation_id == actor.organisation_id, Department.closed_on.is_(None))
        .order_by(Department.position, Department.id)
    ).all()
    codes = [CODES.get(one.name) or f"JG{number:02d}" for number, one in enumerate(departments, 1)]
    connection.execute(
        insert(ArchiveUnit),
        [
            {**house, "code": code, "name": one.short_name, "department_id": one.id, "position": number}
            for number, (one, code) in enumerate(zip(departments, codes, strict=True), 1)
        ],
    )
    connection.execute(insert(RetentionRule), [{**house, **_line(n, *line)} for n, line in enumerate(TABLE, 1)])


def _line(position: int, origin: str, kind: str, words: str, term: str, leave_out: str, basis: str) -> dict[str, Any]:
    period = terms.usual(term) if term else ""
    columns = {"position": position, "origin": origin, "kind": kind, "words": words, "house_term": term}
    return {**columns, "period": period, "leave_out": leave_out, "basis": basis, "department_id": None}
