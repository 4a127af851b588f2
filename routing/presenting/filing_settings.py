"""The archive's settings in words: 全宗, 分类方案, 机构（问题）, 归档范围和保管期限表."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from routing.services.filing import numbering, terms
from routing.services.filing.changes import SCHEMES
from routing.services.filing.proposing import NARROWED

SETTING_HELP: Final = {
    "fonds_number": "由档案馆给定，如“Z109”。编过档号以后不能再改。",
    "category": "文书档案为“WS”。编过档号以后不能再改。",
    "scheme": "档号按这个次序编（DA/T 22—2015）。编过档号以后不能再改。",
    "long_as": "本会制度写“长期”，国家规定分30年、10年：归档时两个都记。",
}
UNIT_HELP: Final = {
    "code": "大写字母，一般用简称的拼音首字母，如“BGS”。编进档号。",
    "department_id": "这个部室的文件，归档时先放在这一类。",
    "position": "数字小的排在前面。",
}
RULE_HELP: Final = {
    "basis": "报档案主管部门审查同意的保管期限表中的条款，归档时作为依据。",
    "words": "题名里有其中一个词就适用；几个词用顿号隔开。空着就不看题名。",
    "house_term": "“长期”“短期”相当于几年，在“全宗和分类方案”里定。",
    "leave_out": "选“不归档”的，写明为什么不归档。",
}


def facts(setting: Any, units: Sequence[Any]) -> list[tuple[str, str]]:
    """The setting, and what a 档号 looks like by it."""
    unit = units[0].code if units else "BGS"
    example = numbering.code(setting, 2025, "Y", unit, 1)
    return [
        ("全宗号", setting.fonds_number or "还没有填写，封卷前须填写"),
        ("全宗名称", setting.fonds_name),
        ("门类代码", setting.category),
        ("分类方案", SCHEMES[setting.scheme]),
        ("档号的样子", example),
        ("来文和复文", "作为一件，复文在前" if setting.reply_with_cause else "各为一件"),
        ("长期", f"相当于{terms.PERIODS[setting.long_as]}"),
        ("短期", f"相当于{terms.PERIODS[setting.short_as]}"),
    ]


def units(rows: Iterable[Any], departments: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "code": row.code,
            "name": row.name,
            "department": departments.get(row.department_id, "—"),
            "state": "已停用" if row.closed else "在用",
        }
        for row in rows
    ]


def rules(rows: Iterable[Any], departments: Mapping[int, str]) -> list[dict[str, Any]]:
    """The lines of the table in their order, each as a sentence and what it proposes."""
    return [
        {
            "id": row.id,
            "number": number,
            "basis": row.basis,
            "origin": NARROWED.get(row.origin, row.origin),
            "narrow": "；".join(_narrow(row, departments)),
            "term": terms.written(row.period, row.house_term) if row.period else "不归档",
            "reason": row.leave_out,
        }
        for number, row in enumerate(rows, 1)
    ]


def _narrow(row: Any, departments: Mapping[int, str]) -> Iterable[str]:
    if row.kind:
        yield f"文种：{row.kind}"
    if row.words:
        yield f"题名含：{row.words}"
    if row.department_id:
        yield f"部室：{departments.get(row.department_id, '')}"
