"""The list of a disposal as one value: what is appraised, to be kept on or destroyed, and why, item by item."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from routing import policy
from routing.services.content import File

KIND: Final = policy.DISPOSAL
KEEP, DESTROY = "keep", "destroy"
DECISIONS: Final = {KEEP: "续存", DESTROY: "销毁"}
NAMED: Final = 3  # open lines that are named
MOST: Final = 2_000  # items on one list


@dataclass(frozen=True, slots=True)
class Line:
    """One 件 on the list, as its catalogue said when it was put there; its title is not there where it is restricted.

    `decision`: keep, destroy or nothing yet; `new_period` (Y, D30, D10) where it is kept.
    """

    item_id: int
    code: str
    title: str
    number: str = ""
    dated: str = ""
    pages: int = 0
    period: str = ""
    expires_on: str = ""
    decision: str = ""
    new_period: str = ""
    reason: str = ""

    @property
    def decided(self) -> bool:
        return not self.lacking

    @property
    def lacking(self) -> str:
        """What is still to be written about it, in words; empty where it is complete."""
        unsaid = "没有选续存还是销毁" if self.decision not in DECISIONS else ""
        endless = "续存没有选期限" if self.decision == KEEP and not self.new_period else ""
        return "，".join(filter(None, (unsaid, endless, "" if self.reason.strip() else "没有写理由")))


@dataclass(frozen=True, slots=True)
class Disposal:
    """Every column of a disposal."""

    title: str = ""
    basis: str = ""
    lines: tuple[Line, ...] = ()
    kind: str = KIND

    # What other documents have, and the door asks every document about.
    attachments: tuple[File, ...] = ()
    body = ""
    secrecy = ""
    importance = ""
    urgency_level = 0
    restricted = False
    unconfirmed = ()

    @property
    def listed_title(self) -> str:
        return self.title

    def of(self, decision: str) -> tuple[Line, ...]:
        """The lines that were decided so."""
        return tuple(line for line in self.lines if line.decision == decision)

    @property
    def lacking(self) -> str:
        """还有1件没有写齐：…续存没有选期限，写齐后才能送鉴定; empty where every line is complete."""
        open_ = [line for line in self.lines if not line.decided]
        if not open_:
            return ""
        named = "；".join(f"{line.code}{line.lacking}" for line in open_[:NAMED])
        return f"还有{len(open_)}件没有写齐：{named}{'等' if len(open_) > NAMED else ''}。写齐后才能送鉴定"

    def described(self, serial: int) -> str:
        """A list in the log's words."""
        counted = [(KEEP, DECISIONS[KEEP]), (DESTROY, DECISIONS[DESTROY]), ("", "还没有定")]
        told = "，".join(f"{label}{len(self.of(key))}件" for key, label in counted if self.of(key))
        return f"第{serial}稿，共{len(self.lines)}件：{told}"

    def columns(self) -> dict[str, Any]:
        """The columns as the workflow names them; `lines` empty where there are none, `decided` where one is open."""
        lines = [asdict(line) for line in self.lines]
        told = json.dumps(lines, ensure_ascii=False, sort_keys=True) if lines else ""
        decided = "是" if lines and all(line.decided for line in self.lines) else ""
        return {"title": self.title, "kind": self.kind, "basis": self.basis, "lines": told, "decided": decided}

    def without_body(self) -> dict[str, Any]:
        """What a revision keeps as JSON."""
        lines = [asdict(line) for line in self.lines]
        return {"title": self.title, "kind": self.kind, "basis": self.basis, "lines": lines}

    @classmethod
    def read(cls, columns: dict[str, Any], _body: str) -> "Disposal":
        """Read back what a revision keeps."""
        lines = tuple(Line(**line) for line in columns.get("lines", ()))
        return cls(columns.get("title", ""), columns.get("basis", ""), lines, columns.get("kind", KIND))
