"""What the pages of the archive say alike: the ways in, and where an item has gone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from workflows.model import State


@dataclass(frozen=True, slots=True)
class Door:
    """A way in from the archive's own page, shown to whom the gate lets through."""

    label: str
    href: str
    endpoint: str
    sentence: str


DOORS: Final[tuple[Door, ...]] = (
    Door("检索", "/search", "search.find", "按题名、正文、附件、文号、档号、人名查找。"),
    Door("按类目浏览", "/archive/browse", "archive.browse", "年度 → 保管期限 → 机构 → 件，像站在档案架前一样翻。"),
    Door("时间线", "/archive/timeline", "archive.timeline", "哪年哪月有多少件，点开就看。"),
    Door("我的借阅", "/archive/loans", "lending.mine", "借阅车、借阅中的档案、预约；申请借阅。"),
    Door(
        "借阅登记簿", "/archive/loans/register", "lending.desk", "借出了什么、在谁手里、什么时候归还；登记外单位借阅。"
    ),
    Door("利用登记", "/archive/readings", "lending.readings", "谁在什么时候看了哪一件档案。"),
    Door("立卷归档", "/archive/rounds", "filing.rounds_index", "次年第一季度，把上年办结的文件整理归档。"),
    Door("补录", "/archive/records", "recording.index", "系统启用前的、没有经系统办理的纸质文件。"),
    Door("档案设置", "/archive/settings", "filing.settings_page", "全宗号、机构代码、归档范围和保管期限表。"),
    Door("移交和数据包", "/archive/packages", "handing.index", "制作数据包、移交进馆、留备份副本、导入数据包。"),
    Door("四性检测", "/archive/checks", "preserving.index", "档案是否真实、完整、可用、安全，每月自动检测一次。"),
    Door("鉴定销毁", "/archive/disposal", "disposal.index", "到期档案的鉴定、续存、销毁，销毁清册。"),
)
BORROW: Final = "/archive/loans/new?item={}"  # where one asks for an item that one may not read
PLACE: Final = "/archive/loans/items/{}"  # where the catalogue says of it what it may, and where its paper is
HANDED: Final = "已移交"  # what a filed document is as soon as its item has gone to the 档案馆
LAST_YEAR: Final = 9_999


def state_of(state: State, shelf: Mapping[str, Any] | None) -> State:
    """The state that a document's page names: of one that has gone to the 档案馆, that it has."""
    return replace(state, label=HANDED) if shelf and shelf["handed"] else state
