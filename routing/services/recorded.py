"""The content of an entry made afterwards (补录) as one value: what stands in the catalogue, and why it was entered."""

from dataclasses import dataclass
from typing import Final

from routing.services.content import File, Written

KINDS: Final = (
    "通知", "通报", "报告", "请示", "批复", "意见", "函", "纪要", "决定", "决议", "公告", "通告", "命令", "公报",
    "议案", "信件", "简报", "会议材料", "其他",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record(Written):
    """Every column of the entry. `dated` is the ISO date of the paper itself; when it was entered, the log says."""

    title: str = ""
    number: str = ""
    responsible: str = ""
    dated: str = ""
    kind: str = ""
    secrecy: str = ""
    pages: int | None = None
    body: str = ""
    remarks: str = ""
    reason: str = ""
    attachments: tuple[File, ...] = ()

    # What other documents have, and the door asks every document about.
    importance = ""
    urgency_level = 0
    restricted = False
    unconfirmed = ()

    @property
    def listed_title(self) -> str:
        return self.title

    def described(self, serial: int) -> str:
        """An entry in the log's words: of which day the paper is stands beside the time of the line."""
        return "，".join(filter(None, (f"第{serial}次补录：{self.dated}的文件", self.number, self.reason)))
