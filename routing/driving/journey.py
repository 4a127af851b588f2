"""One document on its way from draft to file, with what happens to documents on the way."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Final

from flask import Flask

from routing import demo
from routing.driving.papers import Paper
from routing.driving.visitor import TurnedBackError, Upload, Visitor, typed
from workflows.roles import Capacity

URGENCIES: Final = ("", "", "加急", "", "特急")
OPENNESS: Final = ("主动公开", "依申请公开", "不予公开")
ROOM: Final = 299_000  # a body longer than this is not made longer still by the drive


@dataclass(frozen=True, slots=True)
class Step:
    """One step forward: the action, who takes it, and in what words."""

    key: str
    who: str
    opinion: str = ""


STEPS: Final = (
    Step("submit", "drafter", "请审核。"),
    Step("review", "head", "同意，请办公室核稿。"),
    Step("proofread", "clerk", "已核。"),
    Step("approve", "vice_chair"),
    Step("sign", "chair", "发。"),
    Step("number", "clerk"),
    Step("print", "clerk"),
    Step("proof_check", "drafter", "已校。"),
    Step("seal", "clerk"),
    Step("distribute", "drafter"),
    Step("count_in", "clerk"),
)
PLACE: Final = {step.key: place for place, step in enumerate(STEPS)}


class House:
    """The people of the demo organisation at their browsers, each logged in when first needed."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._visitors: dict[str, Visitor] = {}
        self.departments = tuple(name for name, _ in demo.DEPARTMENTS)

    def visitor(self, who: str, department: str) -> Visitor:
        username = self._username(who, department)
        if username not in self._visitors:
            self._visitors[username] = Visitor(self._app, username)
        return self._visitors[username]

    @staticmethod
    def _username(who: str, department: str) -> str:
        capacities = {
            "drafter": {Capacity.STAFF},
            "head": {Capacity.DEPARTMENT_HEAD, Capacity.OFFICE_DIRECTOR},
            "clerk": {Capacity.OFFICE_CLERK},
            "vice_chair": {Capacity.VICE_CHAIR},
            "chair": {Capacity.CHAIR},
        }[who]
        for post, capacity, its_department, holders in demo.POSTS:
            fits = who in {"clerk", "chair"} or department in {its_department, *demo.OVERSIGHT.get(post, ())}
            if capacity in capacities and fits:
                return holders[0][0]
        raise LookupError(f"nobody is {who} for {department}")


@dataclass(slots=True)
class Sheet:
    """What was last typed into the sheet and sent: what must be found again at the end, byte for byte."""

    columns: dict[str, str]
    attachments: dict[str, str] = field(default_factory=dict)  # name to SHA-256 of the bytes


class Journey:
    """A document, the department that drafts it, and what is to happen to it by its place in the file."""

    def __init__(self, house: House, paper: Paper, position: int) -> None:
        self.house, self.paper, self.position = house, paper, position
        self.department = house.departments[position % len(house.departments)]
        self.document_id = 0
        self.sheet = Sheet(
            {
                "title": paper.title,
                "kind": paper.kind,
                "recipients": paper.recipients,
                "copies_to": "市委办公室" if position % 3 == 1 else "",
                "urgency": URGENCIES[position % len(URGENCIES)],
                "openness": OPENNESS[position % len(OPENNESS)],
                "body": paper.body,
                "print_copies": str(10 + position % 40),
            }
        )

    def go(self) -> None:
        """Walk the whole line. Raises TurnedBackError where the product refuses a step."""
        incidents = _incidents(self.position)
        self._draft()
        place = 0
        while place < len(STEPS):
            incident = incidents.pop(STEPS[place].key, None)
            place = incident(self) if incident else self._take(place)

    def act(self, who: str, key: str, **values: str) -> None:
        """One person opens the document's page and takes an action on it."""
        visitor, address = self._visitor(who), f"/documents/{self.document_id}"
        visitor.send(visitor.page(address), f"{address}/{key}", values)

    def correct(self, who: str, addition: str) -> None:
        """One person opens the sheet, finds the text as it was sent, and adds to it."""
        visitor, address = self._visitor(who), f"/documents/{self.document_id}/edit"
        page = visitor.page(address)
        shown = typed(page.form(address), "body")
        if _lines(shown) != _lines(self.sheet.columns["body"]):
            raise TurnedBackError(f"{address} shows another text than was saved")
        if len(shown) > ROOM:
            return
        body = f"{shown}\n{addition}"
        visitor.send(page, address, {"body": body, "save": "1"})
        self.sheet = replace(self.sheet, columns={**self.sheet.columns, "body": body})

    def _visitor(self, who: str) -> Visitor:
        return self.house.visitor(who, self.department)

    def _draft(self) -> None:
        visitor, address = self._visitor("drafter"), "/documents/new"
        page = visitor.page(address)
        uploads = [Upload("名单.csv", f"序号,名称\r\n{self.position},{self.paper.title}".encode())]
        uploads = uploads if self.position % 4 == 2 else []
        saved = visitor.send(page, address, {**self.sheet.columns, "save": "1"}, uploads)
        self.document_id = int(re.sub(r"\D", "", saved))
        self.sheet.attachments = {upload.name: sha256(upload.data).hexdigest() for upload in uploads}

    def _take(self, place: int) -> int:
        step = STEPS[place]
        if step.key == "distribute":
            self._distribute()
        values = {"originals": "1", "prints": "2"} if step.key == "count_in" else {}
        self.act(step.who, step.key, **values, **({"opinion": step.opinion} if step.opinion else {}))
        return place + 1

    def _distribute(self) -> None:
        """List the first addressees and the archive, and have everybody sign for the copies."""
        visitor, address = self._visitor("drafter"), f"/documents/{self.document_id}"
        addressees = [name.strip()[:120] for name in re.split("[，、,；;]", self.sheet.columns["recipients"])]
        for recipient in [*filter(None, addressees[:2]), "市档案馆"]:
            values = {"recipient": recipient, "copies": "2", "method": "公文交换站"}
            visitor.send(visitor.page(address), f"{address}/list_recipient", values)
        page, receipt = visitor.page(address), f"{address}/record_receipt"
        while page.offers(receipt):
            visitor.send(page, receipt, {"received_by": "收发室"})
            page = visitor.page(address)


def _returned_by_the_head(journey: Journey) -> int:
    journey.act("head", "return", target="drafting", opinion="请补充依据后重报。")
    journey.correct("drafter", "（拟稿人按部室意见补充。）")
    return PLACE["submit"]


def _withdrawn(journey: Journey) -> int:
    journey.act("drafter", "withdraw", opinion="撤回修改")
    return PLACE["submit"]


def _corrected_by_the_office(journey: Journey) -> int:
    journey.correct("clerk", "（办公室核稿时补充。）")
    return PLACE["proofread"]


def _returned_by_the_chair(journey: Journey) -> int:
    """What is changed goes by the vice-chair again; what is not goes straight back to the chair."""
    journey.act("chair", "return", target="office_review", opinion="请核对数字、人名。")
    if journey.position % 2:
        journey.correct("clerk", "（办公室按主席意见核对后更正。）")
        return PLACE["proofread"]
    journey.act("clerk", "proofread", opinion="已逐项核对，无误。")
    return PLACE["sign"]


def _changed_after_signing(journey: Journey) -> int:
    """复核 changes the text: only the signer's consent to the changed text brings it on."""
    journey.correct("clerk", "（复核时改动，送主席复签。）")
    journey.act("clerk", "send_to_resign", opinion="改动处请主席复审。")
    return PLACE["sign"]


def _returned_after_numbering(journey: Journey) -> int:
    """The number stays with the document; the text is signed anew."""
    journey.act("drafter", "return", target="drafting", opinion="校对发现错漏，退回修改。")
    journey.correct("drafter", "（校对后更正。）")
    return PLACE["submit"]


def _incidents(position: int) -> dict[str, Callable[[Journey], int]]:
    """What happens to the document at that place of the file, before which step, and where it goes on from."""
    planned: tuple[tuple[bool, str, Callable[[Journey], int]], ...] = (
        (position % 5 == 1, "review", _returned_by_the_head),
        (position % 5 == 3, "review", _withdrawn),
        (position % 3 == 0, "proofread", _corrected_by_the_office),
        (position % 7 == 4, "sign", _returned_by_the_chair),
        (position % 4 == 1, "number", _changed_after_signing),
        (position % 11 == 5, "proof_check", _returned_after_numbering),
    )
    return {key: incident for happens, key, incident in planned if happens}


def _lines(text: str) -> list[str]:
    return re.split("\r\n|\r|\n", text)


def sent_body(columns: dict[str, Any]) -> str:
    """The body as it was last sent, with one kind of line end."""
    return "\n".join(_lines(columns["body"]))
