"""The forms of the archive: 归档文件目录 with 封面 and 备考表 (DA/T 22-2015), 档案借阅单 (DA-5, DA-6)."""

from dataclasses import dataclass, field

from routing.typeset.forms.parts import Opinion, Signed
from routing.typeset.paper import ArchiveStamp


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueCover:
    """归档文件目录封面 (DA/T 22-2015, 5.5)."""

    organisation: str = ""
    fonds: str = ""
    fonds_name: str = ""
    year: str = ""
    retention: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One 件. `date` has 8 digits (20260308); a title made by the filer stands in [ ] (DA/T 22-2015, 5.5.2)."""

    serial: str
    reference: str
    number: str = ""
    author: str = ""
    title: str = ""
    date: str = ""
    secrecy: str = ""
    pages: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue(CatalogueCover):
    """归档文件目录 (DA/T 22-2015, 5.5.2)."""

    entries: tuple[CatalogueEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxNote:
    """备考表: the state of the box, arranged by, date, checked by, date."""

    organisation: str = ""
    condition: str = ""
    arranged_by: Signed | None = None
    arranged_on: str = ""
    checked_by: Signed | None = None
    checked_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampSheet:
    """归档章 at the top of a sheet, for papers that come from elsewhere."""

    organisation: str = ""
    stamp: ArchiveStamp = field(default_factory=ArchiveStamp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spine:
    """What stands on the 盒脊 of one box; `thickness` in millimetres. `first` and `last` are 件号."""

    fonds: str = ""
    year: str = ""
    retention: str = ""
    unit: str = ""
    first: str = ""
    last: str = ""
    box: str = ""
    thickness: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spines:
    """盒脊 (DA/T 22-2015, 5.6): as many as there are boxes, to be cut out."""

    organisation: str = ""
    spines: tuple[Spine, ...] = (Spine(),) * 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanItem:
    """One thing that is lent."""

    reference: str
    title: str
    pages: str = ""
    copies: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanSlip:
    """档案借阅单: purpose, due date, return; `letter` and `letter_from` are the 介绍信 of an outside unit (DA-6)."""

    organisation: str
    number: str = ""
    asked_on: str = ""
    borrower: str = ""
    unit: str = ""
    telephone: str = ""
    way: str = ""
    purpose: str = ""
    letter: str = ""
    letter_from: str = ""
    items: tuple[LoanItem, ...] = ()
    supported: tuple[Opinion, ...] = ()
    approved: tuple[Opinion, ...] = ()
    lent_on: str = ""
    due: str = ""
    lent_by: Signed | None = None
    received_by: Signed | None = None
    given_back_by: Signed | None = None
    returned_on: str = ""
    returned_state: str = ""
    checked_by: Signed | None = None
    remarks: str = ""
