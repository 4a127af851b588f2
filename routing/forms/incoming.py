"""The columns of registration (收文处理单) as a form, and the few that a member fills in who hands a paper in."""

import json
import re
from datetime import date
from typing import Any, Final

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from routing import clock
from routing.addresses import key
from routing.forms.base import AtMost, Filled, Form, Legible, Number
from routing.services.content import URGENCIES, File
from routing.services.received import CATEGORIES, CONFIDENTIAL, KINDS, ORIGINS, READ, SECRECIES, SECRETS, Received

# A column whose field has another name: of a form with a `secrecy` autosave.js keeps nothing, but 内部 may be kept.
FIELDS: Final = {
    "secrecy": "marking", "scope": "parties", "restricted": "origin", "attachments": "files", "scan": "files",
}  # fmt: skip
# A paper may be saved with gaps; when it is registered, each missing column is named.
ASKED_FOR: Final = {
    "organ": "请填写来文单位",
    "title": "请填写标题",
    "kind": "请选择文种",
    "received_on": "请填写收文日期",
    "category": "请选择办件还是阅件",
    "copies": "请清点并填写份数",
}
HANDED_IN: Final = {
    "meeting": ("会议上领到的文件、材料", "meeting", "会议"),
    "visitor": ("来访的人送来的信件、材料", "letters", "来访"),
    "department": ("部室直接收到的来文", "superior", "部室转来"),
}  # kind of hand-in: as it is offered, the origin proposed, 来文方式 (DA-2, DA-3)
WAYS: Final = ("机要交换", "公文交换站", "邮寄", "传真", "电子邮件", "专人送达", "会议", "来访", "部室转来")
_DAY: Final = "日期请写成年-月-日，如 2026-03-08"


class Day(DateField):
    """A day; what is none is said once, in the office's words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_DAY) from error


def _whole(label: str, limit: int) -> list[Any]:
    return [Optional(), NumberRange(1, limit, f"{label}须是1至{limit}之间的整数")]


class _Papers(Form):
    """What both forms share: files, and the key under which what is typed is kept."""

    kept = SelectMultipleField("扫描件和附件", coerce=key, validate_choice=False)
    files = MultipleFileField("扫描件和附件")
    receipt = HiddenField()
    draft_key = HiddenField()

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.refused_files: list[str] = []

    def validate_files(self, _field: Any) -> None:
        if self.refused_files:
            raise ValidationError("；".join(self.refused_files))

    def blame(self, name: str, message: str) -> None:
        super().blame(FIELDS.get(name, name), message)


class PaperForm(_Papers):
    """Every column. What is missing is said when the paper is registered, not when it is saved."""

    origin = SelectField("收文类别", choices=ORIGINS)
    organ = StringField("来文单位", [AtMost(120), Legible()])
    source_number = StringField("来文字号", [AtMost(80), Legible()])
    title = StringField("标题", [AtMost(200), Legible()])
    kind = SelectField("文种", choices={"": "请选择", **dict(zip(KINDS, KINDS, strict=True))})
    dated = Day("成文日期", [Optional()])
    received_on = Day("收文日期", [Optional()])
    received_from = StringField("来文方式", [AtMost(20), Legible()])
    recipients = StringField("主送", [AtMost(2_000), Legible()])
    marking = RadioField("密级", choices={word: word or "非密" for word in SECRECIES}, default="")
    urgency = RadioField("紧急程度", choices={word: word or "平件" for word in URGENCIES}, default="")
    category = RadioField("办理类型", choices=list(CATEGORIES), validate_choice=False)
    due_on = Day("办理时限", [Optional()])
    copies = Number("份数", _whole("份数", 9_999))
    pages = Number("页数", _whole("页数", 99_999))
    summary = TextAreaField("摘要", [AtMost(2_000), Legible(multiline=True)])
    remarks = TextAreaField("备注", [AtMost(500), Legible(multiline=True)])
    parties = SelectMultipleField("知悉范围", validate_choice=False)
    confirmed = SelectMultipleField("已核对", validate_choice=False)
    machine = HiddenField()  # what was read from the scan, as it was filled in: JSON, column to value
    anyway = BooleanField("看过了，不是同一份（或确需另行登记），仍要登记")
    version = HiddenField()
    pointed_out = HiddenField()  # the doubt that stood on the form when it was sent: it is not said once more

    def named_apart(self, prefix: str) -> None:
        """Give the fields ids of their own: several such forms stand on one page."""
        for field in self:
            field.id = field.label.field_id = f"{prefix}-{field.id}"

    def offer(self, people: dict[str, str]) -> None:
        """Who can stand in a scope: holder key to name and posts."""
        self.parties.choices = people

    def ask_origin(self) -> None:
        """The series that a hand-in proposed is shown as nobody's choice: it is chosen here."""
        self.origin.choices = {"": "请选择", **ORIGINS}

    def validate_origin(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("请选择收文类别")

    def words_for(self, name: str) -> str:
        return ASKED_FOR.get(name, "") if name in self._fields and not self[name].data else ""

    def validate_category(self, field: Any) -> None:
        if field.data and field.data not in CATEGORIES:
            raise ValidationError("请选择办件还是阅件")

    def validate_copies(self, field: Any) -> None:
        if field.raw_data and field.raw_data[0].strip() and field.data is None:
            field.errors = []
            raise ValidationError("份数请填阿拉伯数字，如 2")

    validate_pages = validate_copies

    @property
    def secret(self) -> bool:
        """A state secret by what was ticked: nothing of it may be stored, neither now nor while it is typed."""
        return self.marking.data in SECRETS

    @property
    def restricted(self) -> bool:
        return self.secret or self.origin.data == CONFIDENTIAL

    @property
    def proposed(self) -> dict[str, str]:
        """What the machine read, by column, as it filled it in."""
        try:
            told = json.loads(self.machine.data or "{}")
        except ValueError:
            return {}
        return {name: str(told[name]) for name in READ if name in told} if isinstance(told, dict) else {}

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The columns that stand as the machine read them and that nobody has confirmed; a change confirms."""
        ticked = set(self.confirmed.data or ())
        return tuple(
            name for name, value in self.proposed.items() if name not in ticked and value and self.said(name) == value
        )

    def field_of(self, column: str) -> Any:
        return self[FIELDS.get(column, column)]

    def said(self, column: str) -> str:
        """What stands in a column's field, as text."""
        value = self.field_of(column).data
        return value.isoformat() if isinstance(value, date) else str(value if value is not None else "").strip()

    def differing(self, columns: dict[str, str]) -> tuple[str, ...]:
        """Where the scan says otherwise than what is written: to be looked at, for what is written stays."""
        labels = {name: self.field_of(name).label.text for name in columns if name in READ}
        return tuple(
            f"扫描件上的{labels[name]}像是“{columns[name]}”，与已填的“{self.said(name)}”不同，请核对"
            for name in labels
            if columns[name] and self.said(name) and _plain(self.said(name)) != _plain(columns[name])
        )

    def propose(self, columns: dict[str, str]) -> None:
        """Fill the empty fields with what was read from a scan; what is written stays."""
        filled = self.proposed
        for column, value in columns.items():
            if column in READ and value and not self.said(column):
                self._set(column, value)
                filled[column] = self.said(column)
        self.machine.data = json.dumps(filled, ensure_ascii=False)

    def _set(self, column: str, value: str) -> None:
        field = self.field_of(column)
        if isinstance(field, Day) and _day(value) is None:
            return
        field.raw_data = [value]
        field.process_formdata(field.raw_data)

    def content(self, attachments: tuple[File, ...], scope: tuple[tuple[int, str], ...]) -> Received:
        lines = ("organ", "source_number", "title", "received_from", "summary", "remarks")
        columns: dict[str, Any] = {name: (self[name].data or "").strip() for name in lines}
        columns |= {name: self[name].data or "" for name in ("origin", "kind", "urgency", "category")}
        columns |= {name: self.said(name) for name in ("dated", "received_on", "due_on")}
        return Received(
            **columns,
            recipients=(self.recipients.data or "").strip().rstrip("：:"),
            secrecy=self.marking.data or "",
            copies=self.copies.data,
            pages=self.pages.data,
            attachments=attachments,
            scope=scope if self.restricted else (),
            unconfirmed=self.unconfirmed,
        )

    def fill(self, content: Received) -> None:
        """Show what was registered in the form."""
        for name in ("origin", "organ", "source_number", "title", "kind", "received_from", "recipients", "urgency"):
            self[name].data = getattr(content, name)
        for name in ("category", "copies", "pages", "summary", "remarks"):
            self[name].data = getattr(content, name)
        for name in ("dated", "received_on", "due_on"):
            self[name].data = _day(getattr(content, name))
        self.marking.data = content.secrecy
        self.parties.data = [f"person:{one}" for one, _ in content.scope]
        if content.unconfirmed and not self.machine.data:
            proposed = {name: self.said(name) for name in content.unconfirmed}
            self.machine.data = json.dumps(proposed, ensure_ascii=False)


class HandInForm(_Papers):
    """上交文件: what it is, from whom, how it came; the rest is the office's (DA-2, DA-3)."""

    how = RadioField("怎样收到的", choices={name: words[0] for name, words in HANDED_IN.items()}, default="meeting")
    title = StringField("是什么文件", [Filled("请写明是什么文件，照封面上的标题写"), AtMost(200), Legible()])
    organ = StringField("谁发的、谁送来的", [Filled("请写明是哪个单位发的，或谁送来的"), AtMost(120), Legible()])
    paper = BooleanField("有纸质原件，今天送到办公室", default=True)
    remarks = TextAreaField("要说明的", [AtMost(400), Legible(multiline=True)])

    def content(self, attachments: tuple[File, ...]) -> Received:
        _, origin, came = HANDED_IN[self.how.data]
        brought = "纸质原件送办公室" if self.paper.data else "没有纸质原件"
        return Received(
            origin=origin,
            title=self.title.data.strip(),
            organ=self.organ.data.strip(),
            received_from=came,
            received_on=clock.today().isoformat(),
            remarks="；".join(filter(None, ((self.remarks.data or "").strip(), brought))),
            attachments=attachments,
        )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _plain(written: str) -> str:
    """A value as two of them are compared: blanks and brackets make no difference."""
    return re.sub(r"[\s〔〕\[\]()（）:：]", "", written)
