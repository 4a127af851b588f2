"""The forms of incoming documents: 收文处理单, 文件处理标签, 文件传阅单 (文件处理传阅制度)."""

from dataclasses import dataclass

from routing.typeset.forms.parts import Code, Opinion, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingSlip:
    """收文处理单 (CY-1, CY-4; standards.md §5), its columns in order. `code` leads back to the document."""

    organisation: str
    number: str = ""
    received_on: str = ""
    sender: str = ""
    sender_number: str = ""
    title: str = ""
    recipients: str = ""
    kind: str = ""
    dated: str = ""
    secrecy: str = ""
    copies: str = ""
    pages: str = ""
    urgency: str = ""
    due: str = ""
    attachments: tuple[str, ...] = ()
    summary: str = ""
    proposals: tuple[Opinion, ...] = ()
    endorsements: tuple[Opinion, ...] = ()
    instructions: tuple[Opinion, ...] = ()
    readers: tuple[Reader, ...] = ()
    department: str = ""
    handler: str = ""
    result: str = ""
    received_by: str = ""
    remarks: str = ""
    filed: str = ""
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What is on one 文件处理标签. `code` leads back to the document."""

    number: str = ""
    received_on: str = ""
    sender: str = ""
    sender_number: str = ""
    title: str = ""
    secrecy: str = ""
    urgency: str = ""
    scope: str = ""
    due: str = ""
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingLabels:
    """文件处理标签 (CY-1): `columns` x `rows` on an A4 sheet, or each `alone` on a page. Sizes in millimetres."""

    organisation: str
    labels: tuple[Label, ...] = (Label(),) * 8
    width: float = 99.0
    height: float = 67.5
    columns: int = 2
    rows: int = 4
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationSlip:
    """文件传阅单 (CY-2 to CY-4): the scope that is kept, and who has read, written and given back."""

    organisation: str
    number: str = ""
    sender: str = ""
    sender_number: str = ""
    title: str = ""
    secrecy: str = ""
    urgency: str = ""
    copies: str = ""
    scope: str = ""
    sent_on: str = ""
    due: str = ""
    instructions: tuple[Opinion, ...] = ()
    readers: tuple[Reader, ...] = ()
