"""元数据.xml: an item described by the elements of DA/T 46-2009 (文书类电子文件元数据方案), by their Chinese names.

The scheme is that of the standard (文件实体, 业务实体, 机构人员实体); what it has no element for and an import needs
stands under 系统扩展. Written always the same way: what is read and written again is the same, byte for byte.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from xml.etree import ElementTree

from routing.bags.facts import Act, DocumentFacts, FileFacts, ItemFacts, Person
from routing.bags.names import file_of
from tools.verify_package import parsed

_ILLEGAL: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Where a column of ItemFacts stands. What the file changes later (a new period, a remark) is changed there alone.
_ITEM: Final = {
    "electronic": "文件实体/电子文件号",
    "organisation": "文件实体/来源/立档单位名称",
    "fonds_name": "文件实体/来源/全宗名称",
    "fonds": "文件实体/档号/全宗号",
    "category": "文件实体/档号/类别号",
    "year": "文件实体/档号/年度",
    "period_label": "文件实体/档号/保管期限",
    "unit": "文件实体/档号/机构或问题",
    "serial": "文件实体/档号/室编件号",
    "title": "文件实体/内容描述/题名",
    "number": "文件实体/内容描述/文件编号",
    "responsible": "文件实体/内容描述/责任者",
    "dated": "文件实体/内容描述/日期",
    "kind": "文件实体/内容描述/文种",
    "urgency": "文件实体/内容描述/紧急程度",
    "recipients": "文件实体/内容描述/主送",
    "copies_to": "文件实体/内容描述/抄送",
    "secrecy": "文件实体/内容描述/密级",
    "pages": "文件实体/形式特征/页数",
    "box": "文件实体/存储位置/脱机载体存址",
    "remarks": "文件实体/附注",
    "period": "系统扩展/归档/期限代码",
    "house_term": "系统扩展/归档/本单位期限",
    "unit_code": "系统扩展/归档/机构代码",
    "department": "系统扩展/归档/所属部室",
    "expires_on": "系统扩展/归档/到期日",
    "filed_at": "系统扩展/归档/归档时间",
    "filed_by": "系统扩展/归档/归档人",
    "entered_at": "系统扩展/归档/登记时间",
    "decided_by": "系统扩展/归档/定期限人",
    "decided_at": "系统扩展/归档/定期限时间",
}
_DOCUMENT: Final = {
    "workflow": "流程", "workflow_label": "流程名称", "state": "状态", "title": "题名", "number": "文号",
    "kind": "文种", "dated": "日期", "department": "部室", "drafter": "经办人", "begun_at": "开始时间",
}  # fmt: skip
_ACT: Final = {
    "key": "业务标识符", "person": "机构人员标识符", "document": "文件标识符", "done": "业务行为", "at": "行为时间",
    "basis": "行为依据", "described": "行为描述",
}  # fmt: skip
_MAIN: Final = frozenset({"original", "scan", "final"})


def write(item: ItemFacts) -> bytes:
    """The metadata of an item."""
    root = ElementTree.Element("电子文件元数据", {"标准": "DA/T 46-2009", "版本": "1"})
    record = _under(root, "文件实体")
    _put(record, "聚合层次", "件")
    _all(
        record,
        "来源",
        {"档案馆名称": "", "档案馆代码": "", "全宗名称": item.fonds_name, "立档单位名称": item.organisation},
    )
    _put(record, "电子文件号", item.electronic)
    code = _all(record, "档号", {
        "全宗号": item.fonds, "年度": item.year, "保管期限": item.period_label, "机构或问题": item.unit,
        "类别号": item.category, "室编件号": item.serial,
    })  # fmt: skip
    code.set("编号", legal(item.code))
    _all(record, "内容描述", {
        "题名": item.title, "关键词": "", "摘要": "", "文件编号": item.number, "责任者": item.responsible,
        "日期": item.dated, "文种": item.kind, "紧急程度": item.urgency, "主送": item.recipients,
        "抄送": item.copies_to, "密级": item.secrecy, "保密期限": "",
    })  # fmt: skip
    together = "组合文件" if len(item.files) > 1 else "单件文件"
    _all(record, "形式特征", {"文件组合类型": together, "件数": 1, "页数": item.pages, "语种": "汉语", "稿本": "正本"})
    _all(record, "存储位置", {"当前位置": "文件", "脱机载体编号": "", "脱机载体存址": item.box})
    _all(record, "权限管理", {"知识产权说明": "", "授权对象": "", "授权行为": "", "控制标识": item.secrecy or "内部"})
    for file in item.files:
        _file(record, file)
    _put(record, "附注", item.remarks)
    for act in item.acts:
        entity = _under(root, "业务实体")
        for name, tag in _ACT.items():
            _put(entity, tag, getattr(act, name))
        _put(entity, "业务状态", "历史行为")
    for person in item.people:
        _all(root, "机构人员实体", {
            "机构人员标识符": person.key, "机构人员类型": "个人", "机构人员名称": person.name,
            "组织机构代码": "", "个人职位": person.post,
        })  # fmt: skip
    _extension(root, item)
    return _serialised(root)


def _file(record: ElementTree.Element, file: FileFacts) -> None:
    entry = _under(record, "文档")
    _put(entry, "文档序号", file.position)
    _put(entry, "文档主从声明", "主文档" if file.kind in _MAIN else "附属文档")
    _put(entry, "稿本", file.label)
    _all(entry, "电子属性", {
        "格式信息": file.media_type, "计算机文件名": file_of(file.position, file.kind, file.name),
        "计算机文件大小": file.size, "文档创建程序": "", "信息系统描述": "红头公文流转系统",
    })  # fmt: skip
    _put(entry, "数字摘要", file.digest).set("算法", "SHA-256")
    entry.attrib |= {"种类": legal(file.kind), "名称": legal(file.name), "页数": str(file.pages)}
    entry.attrib |= {"形成时间": file.made_at, "文件标识符": str(file.document)}


def _extension(root: ElementTree.Element, item: ItemFacts) -> None:
    beside = _under(root, "系统扩展")
    prefix = "系统扩展/归档/"
    own = {path.removeprefix(prefix): getattr(item, name) for name, path in _ITEM.items() if path.startswith(prefix)}
    _all(beside, "归档", own)
    parts = _under(beside, "组成文件")
    for one in item.documents:
        entry = _all(parts, "文件", {tag: getattr(one, name) for name, tag in _DOCUMENT.items()})
        entry.attrib |= {"标识": str(one.key), "稿数": str(one.texts), "记录行数": str(one.lines), "链尾": one.chain}


def read(octets: bytes, code: str) -> ItemFacts:
    """What a package says of an item. Raises the verifier's Fault where that is no metadata."""
    root = parsed(octets, code)
    texts = {name: root.findtext(path) or "" for name, path in _ITEM.items()}
    values: dict[str, Any] = {**texts, **{name: _number(texts[name]) for name in ("year", "serial", "pages")}}
    return ItemFacts(
        code=_attribute(root.find("文件实体/档号"), "编号"),
        files=tuple(_file_read(entry) for entry in root.findall("文件实体/文档")),
        documents=tuple(_document_read(entry) for entry in root.findall("系统扩展/组成文件/文件")),
        acts=tuple(_act_read(entry) for entry in root.findall("业务实体")),
        people=tuple(
            Person(*(entry.findtext(tag) or "" for tag in ("机构人员标识符", "机构人员名称", "个人职位")))
            for entry in root.findall("机构人员实体")
        ),
        **values,
    )


def amended(octets: bytes, values: Mapping[str, Any]) -> bytes:
    """The same metadata with what has changed since (columns of ItemFacts): all else stays as it was received."""
    root = ElementTree.fromstring(octets)  # noqa: S314 - it was verified, and has no document type
    for name, value in values.items():
        found = root.find(_ITEM[name])
        if found is not None and (found.text or "") != str(value):
            found.text = legal(str(value)) or None
    return _serialised(root)


def _document_read(entry: ElementTree.Element) -> DocumentFacts:
    texts = {name: entry.findtext(tag) or "" for name, tag in _DOCUMENT.items()}
    counts = [_number(_attribute(entry, name)) for name in ("标识", "稿数", "记录行数")]
    return DocumentFacts(key=counts[0], texts=counts[1], lines=counts[2], chain=_attribute(entry, "链尾"), **texts)


def _file_read(entry: ElementTree.Element) -> FileFacts:
    return FileFacts(
        position=_number(entry.findtext("文档序号")),
        kind=_attribute(entry, "种类"),
        label=entry.findtext("稿本") or "",
        name=_attribute(entry, "名称"),
        digest=entry.findtext("数字摘要") or "",
        size=_number(entry.findtext("电子属性/计算机文件大小")),
        media_type=entry.findtext("电子属性/格式信息") or "",
        pages=_number(_attribute(entry, "页数")),
        made_at=_attribute(entry, "形成时间"),
        document=_number(_attribute(entry, "文件标识符")),
    )


def _act_read(entry: ElementTree.Element) -> Act:
    values: dict[str, Any] = {name: entry.findtext(tag) or "" for name, tag in _ACT.items()}
    return Act(**{**values, "document": _number(values["document"])})


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,12}", text) else 0


def _attribute(entry: ElementTree.Element | None, name: str) -> str:
    return (entry.get(name) or "") if entry is not None else ""


def _under(parent: ElementTree.Element, tag: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag)


def _put(parent: ElementTree.Element, tag: str, value: object) -> ElementTree.Element:
    entry = _under(parent, tag)
    entry.text = legal(str(value)) or None
    return entry


def _all(parent: ElementTree.Element, tag: str, values: Mapping[str, object]) -> ElementTree.Element:
    entry = _under(parent, tag)
    for name, value in values.items():
        _put(entry, name, value)
    return entry


def legal(text: str) -> str:
    """Without what XML has no place for; a carriage return would come back as a line's end."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _serialised(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="utf-8") + b"\n"
