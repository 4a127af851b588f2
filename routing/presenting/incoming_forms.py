"""收文处理单, 文件传阅单 and 文件处理标签 of papers that there are. Of a restricted one they show no title (CY-2)."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from routing import display
from routing.presenting.house_forms import hand
from routing.queries.documents import DocumentView
from routing.services.received import RESTRICTED, UNTITLED
from routing.typeset.forms.incoming import CirculationSlip, Label, ProcessingLabels, ProcessingSlip
from routing.typeset.forms.parts import Code, Opinion, Reader
from workflows.model import CIRCULATE

PROPOSED: Final = ("propose",)
ENDORSED: Final = ("endorse", "send_up")  # the office's director (CY-1), who has a place of their own on the slip
INSTRUCTED: Final = ("instruct", "pass_up", "assign")
ALONE: Final = (100.0, 70.0)  # millimetres of a label of a roll


def processing_slip(view: DocumentView, tasks: list[Any], organisation: str, address: str) -> ProcessingSlip:
    """The 收文处理单 of a paper (CY-1, CY-4)."""
    document, content = view.document, view.content
    whole = [one for one in tasks if one.parent_id is None]
    hidden = document.restricted
    return ProcessingSlip(
        organisation=organisation,
        number=document.number,
        received_on=_day(content.received_on),
        sender=content.organ,
        sender_number=content.source_number,
        title=_title(content),
        recipients="" if hidden else content.recipients,
        kind=content.kind,
        dated=_day(content.dated),
        secrecy=content.secrecy,
        copies=str(content.copies or ""),
        pages=str(content.pages or ""),
        urgency=content.urgency,
        due=_day(content.due_on),
        attachments=() if hidden else tuple(file.name for file in content.attachments),
        summary="" if hidden else content.summary,
        proposals=_opinions(view, PROPOSED),
        endorsements=_opinions(view, ENDORSED),
        instructions=_opinions(view, INSTRUCTED),
        readers=_readers(view),
        department="、".join(dict.fromkeys(one.lead_name for one in whole)),
        handler="、".join(dict.fromkeys(one.reported_by for one in whole if one.reported_by)),
        result="；".join(one.result for one in whole if one.result),
        received_by=document.drafter_name,
        remarks="" if hidden else content.remarks,
        filed=_filed(view),
        code=Code(address),
    )


def circulation_slip(view: DocumentView, organisation: str) -> CirculationSlip:
    """The 文件传阅单 of a paper (CY-2 to CY-4)."""
    document, content = view.document, view.content
    slips = [slip for slip in view.slips if slip.kind == CIRCULATE]
    return CirculationSlip(
        organisation=organisation,
        number=document.number,
        sender=content.organ,
        sender_number=content.source_number,
        title=_title(content),
        secrecy=content.secrecy,
        urgency=content.urgency,
        copies=str(content.copies or ""),
        scope="、".join(name for _, name in content.scope)
        if document.restricted
        else "、".join(dict.fromkeys(slip.holder_name for slip in slips)),
        sent_on=_moment(min(slip.arrived_at for slip in slips)) if slips else "",
        due=_moment(max(slip.due_at for slip in slips)) if slips else _day(content.due_on),
        instructions=_opinions(view, (*ENDORSED, *INSTRUCTED)),
        readers=_readers(view),
    )


def labels(rows: Iterable[Any], organisation: str, base: str, *, alone: bool = False) -> ProcessingLabels:
    """The 文件处理标签 of papers: on an A4 sheet, or each on a label of its own. `base` is the address of the house."""
    made = tuple(_label(row, base) for row in rows)
    if alone:
        return ProcessingLabels(organisation=organisation, labels=made, width=ALONE[0], height=ALONE[1], alone=True)
    return ProcessingLabels(organisation=organisation, labels=made)


def _label(row: Any, base: str) -> Label:
    code = Code(f"{base}/p/{row.id}")
    if row.restricted:
        return Label(
            number=row.number or RESTRICTED,
            received_on=display.day(row.received_on),
            title=RESTRICTED,
            scope="按文件写明的知悉范围",
            code=code,
        )
    return Label(
        number=row.number or "待登记",
        received_on=display.day(row.received_on),
        sender=row.organ,
        sender_number=row.source_number,
        title=row.title,
        secrecy=row.secrecy,
        urgency=display.URGENCY[row.urgency],
        due=display.day(row.due_on),
        code=code,
    )


def _title(content: Any) -> str:
    if content.restricted:
        return RESTRICTED
    return content.title or UNTITLED


def _opinions(view: DocumentView, actions: Iterable[str]) -> tuple[Opinion, ...]:
    """What was written by those actions, with name, date and the writer's own hand."""
    return tuple(
        Opinion(
            text=row.opinion,
            name=row.person_name,
            post=row.post_name,
            on_behalf=row.on_behalf_of,
            date=display.moment(row.at),
            hand=hand(row),
        )
        for row in view.lines
        if row.action in actions
    )


def _readers(view: DocumentView) -> tuple[Reader, ...]:
    """Everybody who was or is to read: who has signed when, and what they wrote; who was not waited for is left out."""
    strokes = {(row.person_id, row.at): hand(row) for row in view.lines if row.action == "read"}
    slips = [
        slip for slip in view.slips if slip.kind == CIRCULATE and (slip.closed_at is None or slip.outcome == "read")
    ]
    return tuple(
        Reader(
            name=slip.holder_name,
            text=slip.opinion or "",
            read=slip.outcome == "read",
            date=_moment(slip.closed_at) if slip.outcome == "read" else "",
            hand=strokes.get((slip.closed_by, slip.closed_at)),
        )
        for slip in slips
    )


def _filed(view: DocumentView) -> str:
    state = view.workflow.state(view.document.state)
    return state.label if state.final else ""


def _day(written: str) -> str:
    return display.day(date.fromisoformat(written)) if written else ""


def _moment(value: Any) -> str:
    return display.moment(value).split(" ")[0]
