"""The content of the drafting sheet (发文稿纸) as one value: what is typed, saved, compared and signed."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final, Self

KINDS: Final = (
    # 条例 art. 8, without 命令, 议案 and 公报, which are not a 妇联's to use.
    "通知", "通报", "报告", "请示", "批复", "意见", "函", "纪要", "决定", "决议", "公告", "通告",
)  # fmt: skip
URGENCIES: Final = ("", "加急", "特急")
OPENNESS: Final = ("主动公开", "依申请公开", "不予公开")
IMPORTANCES: Final = ("", "重要事项")
DIRECTIONS: Final = ("", "上行文")  # nothing said: as the 文种 is
UPWARD: Final = frozenset(
    {"请示", "报告"}
)  # upward by their nature (条例 art. 8); an 意见 is where its drafter says so
BREAK: Final = "/"  # where a line of the title ends
SECRECIES: Final = ("", "秘密", "机密", "绝密")


@dataclass(frozen=True, slots=True)
class File:
    """One attachment as the sheet lists it: bound by the digest of its bytes."""

    attachment_id: int
    name: str
    digest: str
    size: int


class Written:
    """What has a body and attachments beside its other columns, as a revision keeps it: a frozen dataclass."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]
    body: str
    attachments: tuple[File, ...]

    def columns(self) -> dict[str, Any]:
        """The columns as the workflow names them, for its requirements and its digest."""
        return {
            **self.without_body(),
            "body": self.body,
            "attachments": [[file.name, file.digest] for file in self.attachments],
        }

    def without_body(self) -> dict[str, Any]:
        """What a revision keeps as JSON; the body has a column of its own."""
        columns = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "body"}
        return {**columns, "attachments": [asdict(file) for file in self.attachments]}

    @classmethod
    def read(cls, columns: Mapping[str, Any], body: str) -> Self:
        """Read back what a revision keeps."""
        known = {name: columns[name] for name in cls.__dataclass_fields__ if name in columns}
        known["attachments"] = tuple(File(**file) for file in columns.get("attachments", ()))
        return cls(**{**known, "body": body})


@dataclass(frozen=True, slots=True)
class Content(Written):
    """Every column of the sheet. The body is kept byte for byte as it was typed."""

    title: str = ""
    kind: str = ""
    recipients: str = ""
    copies_to: str = ""
    urgency: str = ""
    secrecy: str = ""
    openness: str = ""
    body: str = ""
    attachments: tuple[File, ...] = ()
    print_copies: int | None = None
    countersigners: str = ""
    importance: str = ""
    title_breaks: str = ""
    direction: str = ""
    joint_organs: str = ""

    @property
    def urgency_level(self) -> int:
        return URGENCIES.index(self.urgency)

    @property
    def listed_title(self) -> str:
        """The title as every list shows it."""
        return self.title

    @property
    def restricted(self) -> bool:
        """Known within a scope alone? What the house itself issues here never is (standards.md, 4)."""
        return False

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Columns that a machine filled in and nobody has confirmed: a drafter types every one."""
        return ()

    @property
    def upward(self) -> bool:
        """上行文: it bears the names of those who signed it (GB/T 9704, 7.2.6)."""
        return bool(self.direction) or self.kind in UPWARD

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The lines of the title as the drafter broke them; none where that is left to the house."""
        return tuple(filter(None, self.title_breaks.split(BREAK)))

    @property
    def partners(self) -> tuple[str, ...]:
        """The organs that issue it jointly with the house (联合行文), in their order."""
        return tuple(filter(None, (name.strip() for name in re.split("[、，,；;]", self.joint_organs))))

    def described(self, serial: int) -> str:
        """A revision in the log's words; what no signature is bound to is said here, and chained with the line."""
        more = (
            f"印发{self.print_copies}份" if self.print_copies else "",
            f"会签部室：{self.countersigners}" if self.countersigners else "",
            self.importance,
            f"与{self.joint_organs}联合行文" if self.joint_organs else "",
            self.direction,
            f"题目分行：{self.title_breaks}" if self.title_breaks else "",
        )
        return "，".join((f"第{serial}稿", *(one for one in more if one)))
