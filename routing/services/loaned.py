"""A loan from the archive as one value: the columns of the 档案借阅单 that its borrower fills in (DA-5, DA-6)."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from routing import display
from routing.models.loan import ELECTRONIC, PAPER
from routing.services.content import File
from workflows import case
from workflows.case import Case

WAYS: Final = (PAPER, ELECTRONIC)
CONDITIONS: Final = ("完好", "污损", "缺页")  # in which the paper comes back
SOUND: Final = CONDITIONS[0]
OWN, BEYOND, OUTSIDE = "own", "beyond", "outside"
RULES: Final = {
    OWN: "本部室业务档案，由档案员提取",
    BEYOND: "其他部室的档案或内部文件，办公室主任审批",
    OUTSIDE: "外单位借阅，凭介绍信，办公室主任审批",
}
_INSIDE: Final = Case("")
_OUTSIDE: Final = Case("", loan=case.Loan(outside=True))


def case_of(rule: str | None) -> Case:
    """As much of a case as tells the clause behind a step, by the rule a loan is approved by (None: it is no loan)."""
    return _OUTSIDE if rule == OUTSIDE else _INSIDE


@dataclass(frozen=True, slots=True)
class Lent:
    """An item of a loan, as it stood in the catalogue when it was asked for. `title` empty: not for every list."""

    item_id: int
    code: str
    title: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Loan:
    """Every column of the slip. `due_on` is an ISO date; `outside`: somebody of another unit, with a letter."""

    borrower: str = ""
    unit: str = ""
    telephone: str = ""
    way: str = PAPER
    purpose: str = ""
    due_on: str = ""
    items: tuple[Lent, ...] = ()
    outside: bool = False
    rule: str = OWN
    letter_number: str = ""
    letter_from: str = ""
    remarks: str = ""
    attachments: tuple[File, ...] = ()

    # What other documents have, and the door asks every document about.
    kind = "借阅"
    importance = ""
    urgency_level = 0
    secrecy = ""
    restricted = False
    unconfirmed = ()

    @property
    def electronic(self) -> bool:
        return self.way == ELECTRONIC

    @property
    def has_letter(self) -> bool:
        """Is the letter of introduction there: its number, who wrote it, and its scan (DA-6)?"""
        return bool(self.letter_number.strip() and self.letter_from.strip() and self.attachments)

    @property
    def due_day(self) -> date:
        return date.fromisoformat(self.due_on)

    @property
    def title(self) -> str:
        """What lists show: the first item, by its title where every list may show it, and how many there are; of
        what another unit borrows, which unit."""
        who = self.unit if self.outside else ""
        if not self.items:
            return f"{who}借阅档案"
        first, more = self.items[0], len(self.items) - 1
        name = f"《{first.title}》" if first.title else first.code
        return f"{who}借阅{name}{f'等{more + 1}件' if more else ''}"[:400]

    @property
    def listed_title(self) -> str:
        return self.title

    @property
    def body(self) -> str:
        return self.purpose

    def described(self, _serial: int) -> str:
        """The application in the log's words."""
        who = f"{self.unit}{self.borrower}" if self.outside else self.borrower
        codes = "、".join(one.code for one in self.items[:5])
        more = f"等{len(self.items)}件" if len(self.items) > 5 else ""
        return f"{who}借阅{codes}{more}，{self.way}，{display.day(self.due_day)}归还"

    def columns(self) -> dict[str, Any]:
        """The columns as the workflow names them, for its requirements and its digest."""
        return {
            **asdict(self),
            "items": [[one.item_id, one.code] for one in self.items],
            "attachments": [[file.name, file.digest] for file in self.attachments],
        }

    def without_body(self) -> dict[str, Any]:
        """What a revision keeps as JSON."""
        columns = asdict(self)
        columns["items"] = [asdict(one) for one in self.items]
        columns["attachments"] = [asdict(file) for file in self.attachments]
        return columns

    @classmethod
    def read(cls, columns: dict[str, Any], _body: str = "") -> "Loan":
        """Read back what a revision keeps."""
        known = {name: columns[name] for name in cls.__dataclass_fields__ if name in columns}
        known["items"] = tuple(Lent(**one) for one in columns.get("items", ()))
        known["attachments"] = tuple(File(**file) for file in columns.get("attachments", ()))
        return cls(**known)
