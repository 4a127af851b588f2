"""销毁清册 (条例 art. 35) and 四性检测报告 (DA/T 70-2018)."""

from dataclasses import dataclass

from routing.typeset.forms.parts import Opinion, Signed


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyedEntry:
    """One 件 that was destroyed."""

    serial: str
    reference: str
    number: str = ""
    title: str = ""
    date: str = ""
    pages: str = ""
    period: str = ""
    expired: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionRegister:
    """销毁清册: what was destroyed; the committee's opinions, the approval, the signatures of both witnesses."""

    organisation: str
    number: str = ""
    title: str = ""
    basis: str = ""
    made_on: str = ""
    entries: tuple[DestroyedEntry, ...] = ()
    total: str = ""
    appraised: tuple[Opinion, ...] = ()
    approved: tuple[Opinion, ...] = ()
    witnesses: tuple[Opinion, ...] = ()
    executed_by: Signed | None = None
    executed_on: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedEntry:
    """One line of a report of checks: what was asked, by which item of the standard, what was found."""

    serial: str
    nature: str
    sentence: str
    basis: str = ""
    outcome: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyEntry:
    """One 件 in which something was found."""

    reference: str
    title: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionReport:
    """四性检测报告, of one 件 or of the whole."""

    organisation: str
    subject: str = ""
    occasion: str = ""
    inspector: str = ""
    begun: str = ""
    ended: str = ""
    verdict: str = ""
    entries: tuple[CheckedEntry, ...] = ()
    faulty: tuple[FaultyEntry, ...] = ()
    look: tuple[FaultyEntry, ...] = ()  # what a person should look at, or what was not checked
