"""The content of an entry made afterwards (补录) as one value: what stands in the catalogue, and why it was entered."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from routing.services.content import File

KINDS: Final = (
    "通知", "通报", "报告", "请示", "批复", "意见", "函", "纪要", "决定", "决议", "公告", "通告", "命令", "公报",
    "议案", "信件", "简报", "会议材料", "其他",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
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

    @property
    def paper_date(self) -> str:
        """The day of the paper itself, by which search lists it."""
        return self.dated

    @property
    def paper_number(self) -> str:
        """The 文号 of the paper: the house gives it none."""
        return self.number

    def described(self, serial: int) -> str:
        """An entry in the log's words: of which day the paper is stands beside the time of the line."""
        return "，".join(filter(None, (f"第{serial}次补录：{self.dated}的文件", self.number, self.reason)))

    def columns(self) -> dict[str, Any]:
        """The columns as the workflow names them, for its requirements and its digest."""
        return {
            **self.without_body(),
            "body": self.body,
            "attachments": [[file.name, file.digest] for file in self.attachments],
        }

    def without_body(self) -> dict[str, Any]:
        """What a revision keeps as JSON; the body has a column of its own."""
        columns = asdict(self)
        del columns["body"]
        columns["attachments"] = [asdict(file) for file in self.attachments]
        return columns

    @classmethod
    def read(cls, columns: dict[str, Any], body: str) -> "Record":
        """Read back what a revision keeps."""
        known = {name: columns[name] for name in cls.__dataclass_fields__ if name in columns}
        known["attachments"] = tuple(File(**file) for file in columns.get("attachments", ()))
        return cls(**{**known, "body": body})
