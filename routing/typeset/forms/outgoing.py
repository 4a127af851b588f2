"""The forms of outgoing documents: 发文稿纸, 发文登记簿, 序号簿 (行文发文制度)."""

from dataclasses import dataclass

from routing.typeset.forms.parts import Opinion, Signed


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingSheet:
    """发文稿纸 (FW-3; standards.md §5): its columns in the order in which the standard names them."""

    organisation: str
    number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signed: tuple[Opinion, ...] = ()
    countersigned: tuple[Opinion, ...] = ()
    title: str = ""
    kind: str = ""
    recipients: str = ""
    copied_to: str = ""
    attachments: tuple[str, ...] = ()
    department: str = ""
    drafter: str = ""
    drafted_on: str = ""
    reviewed: tuple[Opinion, ...] = ()
    proofread: tuple[Opinion, ...] = ()
    approved: tuple[Opinion, ...] = ()
    openness: str = ""
    numbered: Signed | None = None
    typed: Signed | None = None
    proof_checked: Signed | None = None
    copies: str = ""
    printed_by: str = ""
    printed_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One line of the 发文登记簿 and of the 序号簿; `void` strikes the number, `note` says why."""

    serial: str
    number: str
    given_on: str = ""
    title: str = ""
    kind: str = ""
    department: str = ""
    drafter: str = ""
    signed_by: str = ""
    signed_on: str = ""
    sent: str = ""
    state: str = ""
    note: str = ""
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRegister:
    """发文登记簿: a volume (a series in a year), its entries in the order of their numbers."""

    organisation: str
    volume: str = ""
    made_on: str = ""
    entries: tuple[RegisterEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberBook(DispatchRegister):
    """序号簿 (FW-1): the run of numbers, void ones explained; `summary` says in one sentence whether it is whole."""

    summary: str = ""
