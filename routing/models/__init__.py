"""The tables. Models hold data and constraints; what is done with them lives in services and queries."""

from routing.models.administration import AdministrationLog
from routing.models.archive import (
    ArchiveBox,
    ArchiveFile,
    ArchiveItem,
    ArchivePart,
    ArchiveReading,
    ArchiveSetting,
    ArchiveUnit,
    Errand,
    FilingRound,
    RetentionRule,
)
from routing.models.calendar import CalendarDay
from routing.models.delegation import Absence, Delegation
from routing.models.distribution import Distribution
from routing.models.document import Attachment, Document, DraftCopy, Following, Revision
from routing.models.exporting import ExportRecord
from routing.models.finding import ExtractedText
from routing.models.handing import ArchivePackage, ImportedFile, ImportedPackage, PackageItem
from routing.models.handwriting import Handwriting
from routing.models.incoming import (
    Circulation,
    Custody,
    IncomingPaper,
    ReaderList,
    RefusedAccess,
    Scope,
    Task,
    Urging,
)
from routing.models.loan import ArchiveLoan, ArchiveLoanItem, LoanBasket, LoanReservation
from routing.models.notice import Delivery, JobRun, NotificationSetting, Outbox, Robot
from routing.models.number import Number, NumberCounter, VoidNumber
from routing.models.organisation import (
    Department,
    Holding,
    Letterhead,
    NumberSeries,
    Organisation,
    Oversight,
    Phrase,
    Post,
)
from routing.models.paper import IssuedPaper, PaperSetting, SignedPaper
from routing.models.people import FailedLogin, LoginSession, Person
from routing.models.preserving import (
    DisposalItem,
    DisposalRegister,
    Erasure,
    InspectedItem,
    Inspection,
    InspectionEnd,
    RetentionChange,
)
from routing.models.slip import Round, Slip
from routing.models.transition import Receipt, Transition, WorkflowVersion

__all__ = [
    "Absence",
    "AdministrationLog",
    "ArchiveBox",
    "ArchiveFile",
    "ArchiveItem",
    "ArchiveLoan",
    "ArchiveLoanItem",
    "ArchivePackage",
    "ArchivePart",
    "ArchiveReading",
    "ArchiveSetting",
    "ArchiveUnit",
    "Attachment",
    "CalendarDay",
    "Circulation",
    "Custody",
    "Delegation",
    "Delivery",
    "Department",
    "DisposalItem",
    "DisposalRegister",
    "Distribution",
    "Document",
    "DraftCopy",
    "Erasure",
    "Errand",
    "ExportRecord",
    "ExtractedText",
    "FailedLogin",
    "FilingRound",
    "Following",
    "Handwriting",
    "Holding",
    "ImportedFile",
    "ImportedPackage",
    "IncomingPaper",
    "InspectedItem",
    "Inspection",
    "InspectionEnd",
    "IssuedPaper",
    "JobRun",
    "Letterhead",
    "LoanBasket",
    "LoanReservation",
    "LoginSession",
    "NotificationSetting",
    "Number",
    "NumberCounter",
    "NumberSeries",
    "Organisation",
    "Outbox",
    "Oversight",
    "PackageItem",
    "PaperSetting",
    "Person",
    "Phrase",
    "Post",
    "ReaderList",
    "Receipt",
    "RefusedAccess",
    "RetentionChange",
    "RetentionRule",
    "Revision",
    "Robot",
    "Round",
    "Scope",
    "SignedPaper",
    "Slip",
    "Task",
    "Transition",
    "Urging",
    "VoidNumber",
    "WorkflowVersion",
]
