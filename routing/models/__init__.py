"""The tables. Models hold data and constraints; what is done with them lives in services and queries."""

from routing.models.administration import AdministrationLog
from routing.models.calendar import CalendarDay
from routing.models.delegation import Absence, Delegation
from routing.models.distribution import Distribution
from routing.models.document import Attachment, Document, DraftCopy, Following, Revision
from routing.models.handwriting import Handwriting
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
from routing.models.slip import Round, Slip
from routing.models.transition import Receipt, Transition, WorkflowVersion

__all__ = [
    "Absence",
    "AdministrationLog",
    "Attachment",
    "CalendarDay",
    "Delegation",
    "Department",
    "Distribution",
    "Document",
    "DraftCopy",
    "FailedLogin",
    "Following",
    "Handwriting",
    "Holding",
    "IssuedPaper",
    "Letterhead",
    "LoginSession",
    "Number",
    "NumberCounter",
    "NumberSeries",
    "Organisation",
    "Oversight",
    "PaperSetting",
    "Person",
    "Phrase",
    "Post",
    "Receipt",
    "Revision",
    "Round",
    "SignedPaper",
    "Slip",
    "Transition",
    "VoidNumber",
    "WorkflowVersion",
]
