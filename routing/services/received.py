"""The content of a received paper as one value: the columns of the 收文处理单 that the office fills in (CY-1)."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from routing.services.content import URGENCIES, File

KINDS: Final = (
    "通知", "通报", "报告", "请示", "批复", "意见", "函", "纪要", "决定", "决议", "公告", "通告", "命令", "公报",
    "议案", "信件", "简报", "会议材料", "其他",
)  # fmt: skip
SECRETS: Final = ("秘密", "机密", "绝密")  # of the state: neither title nor text is taken in (standards.md, 4)
SECRECIES: Final = ("", "内部", *SECRETS)
CATEGORIES: Final = ("办件", "阅件")
ORIGINS: Final = {
    "superior": "上级来文",
    "lateral": "平级来文",
    "subordinate": "下级来文",
    "letters": "信件",
    "meeting": "会议材料",
    "confidential": "机要文件",
}
CONFIDENTIAL: Final = "confidential"
RESTRICTED: Final = "机要文件"  # what every list calls a restricted document
UNTITLED: Final = "涉密文件，不录标题"
WITHHELD: Final = "机要，不录"
# The columns that may be read from a scan.
READ: Final = (
    "organ", "source_number", "title", "recipients", "dated", "secrecy", "urgency", "kind", "pages",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Received:
    """Every column of registration. Days as ISO dates, empty where there is none; `scope` the people who may know of a
    restricted paper, as (person id, name); `unconfirmed` the columns read from a scan that nobody has confirmed yet.
    """

    origin: str = "superior"
    organ: str = ""
    source_number: str = ""
    title: str = ""
    kind: str = ""
    dated: str = ""
    received_on: str = ""
    received_from: str = ""
    recipients: str = ""
    secrecy: str = ""
    urgency: str = ""
    category: str = "办件"
    due_on: str = ""
    copies: int | None = 1
    pages: int | None = None
    summary: str = ""
    remarks: str = ""
    attachments: tuple[File, ...] = ()
    restricted: bool = False
    scope: tuple[tuple[int, str], ...] = ()
    unconfirmed: tuple[str, ...] = ()

    @property
    def secret(self) -> bool:
        """A state secret: this system holds no more than that the paper is here."""
        return self.secrecy in SECRETS

    @property
    def within_scope(self) -> bool:
        """Will it be restricted, by what was chosen: 机要, or a state secret?"""
        return self.restricted or self.secret or self.origin == CONFIDENTIAL

    @property
    def urgency_level(self) -> int:
        return URGENCIES.index(self.urgency)

    @property
    def body(self) -> str:
        """What search reads besides the title."""
        return "\n".join(filter(None, (self.organ, self.source_number, self.summary, self.remarks)))

    @property
    def listed_title(self) -> str:
        """The title as every list shows it: of a restricted paper, a word for all of them."""
        return RESTRICTED if self.restricted else self.title

    @property
    def received_day(self) -> date:
        return date.fromisoformat(self.received_on)

    def described(self, serial: int) -> str:
        """A registration in the log's words; of a restricted paper no word of what is in it."""
        if self.restricted:
            return f"第{serial}次登记，知悉范围{len(self.scope)}人"
        return f"第{serial}次登记：{'，'.join(filter(None, (self.organ, self.source_number)))}"

    def columns(self) -> dict[str, Any]:
        """The columns as the workflow names them, for its requirements and its digest. What is not asked of a
        restricted paper (ADR 17) is not missing."""
        withheld = WITHHELD if self.within_scope else ""
        return {
            **asdict(self),
            "title": self.title or (UNTITLED if self.secret else ""),
            "organ": self.organ or withheld,
            "kind": self.kind or withheld,
            "attachments": [[file.name, file.digest] for file in self.attachments],
            "scope": [list(one) for one in self.scope],
            "unconfirmed": list(self.unconfirmed),
        }

    def without_body(self) -> dict[str, Any]:
        """What a revision keeps as JSON."""
        columns = asdict(self)
        columns["attachments"] = [asdict(file) for file in self.attachments]
        return columns

    @classmethod
    def read(cls, columns: dict[str, Any], _body: str = "") -> "Received":
        """Read back what a revision keeps."""
        known = {name: columns[name] for name in cls.__dataclass_fields__ if name in columns}
        known["attachments"] = tuple(File(**file) for file in columns.get("attachments", ()))
        known["scope"] = tuple((int(one), str(name)) for one, name in columns.get("scope", ()))
        known["unconfirmed"] = tuple(columns.get("unconfirmed", ()))
        return cls(**known)

    # What an outgoing document has, and the door asks every document about.
    importance = ""


def source_key(number: str) -> str:
    """A 来文字号 as duplicates are found by it: brackets, blanks and 第 make no difference."""
    plain = unicodedata.normalize("NFKC", number)
    return re.sub(r"[\s〔〕\[\]()【】（）第号]", "", plain).lower()[:80]
