"""补录: the columns of one paper, and the workbook with many."""

from typing import Any

from flask_wtf.file import FileField, MultipleFileField
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from routing.addresses import key
from routing.forms.administration import Chosen, Day, Whole
from routing.forms.base import AtMost, Filled, Form, Legible
from routing.services.content import File
from routing.services.recorded import KINDS, Record
from routing.services.recording.entering import REASONS


class RecordForm(Form):
    """A paper that was not dealt with in the system. `dated` is the paper's own day."""

    title = StringField("题名", [Filled("请填写题名"), AtMost(400), Legible()])
    number = StringField("文号", [AtMost(80), Legible()])
    responsible = StringField("责任者", [Filled("请填写责任者（谁写的、谁发的）"), AtMost(120), Legible()])
    dated = Day("文件日期", [Chosen("请填写文件日期")])
    kind = SelectField("文种", choices={"": "请选择", **dict(zip(KINDS, KINDS, strict=True))})
    department_id = SelectField("部室", coerce=key, validate_choice=False)
    secrecy = SelectField("密级", choices={"": "无", "内部": "内部"})
    pages = Whole("页数", [NumberRange(0, 9_999, "页数请填1至9999")], default=0)
    reason = StringField("补录原因", [Filled("请写明为什么补录"), AtMost(200), Legible()], default=REASONS[0])
    body = TextAreaField("全文或内容摘要", [AtMost(300_000), Legible(multiline=True)])
    remarks = StringField("备注", [AtMost(500), Legible()])
    kept = SelectMultipleField("已附文件", coerce=key, validate_choice=False)
    files = MultipleFileField("电子文件")
    receipt = HiddenField()

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.refused_files: list[str] = []

    def validate_files(self, _field: Any) -> None:
        if self.refused_files:
            raise ValidationError("；".join(self.refused_files))

    def validate_kind(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("请选择文种")

    def offer(self, departments: dict[int, str]) -> None:
        self.department_id.choices = {0: "请选择", **departments}

    def content(self, attachments: tuple[File, ...]) -> Record:
        return Record(
            title=(self.title.data or "").strip(),
            number=(self.number.data or "").strip(),
            responsible=(self.responsible.data or "").strip(),
            dated=self.dated.data.isoformat() if self.dated.data else "",
            kind=self.kind.data or "",
            secrecy=self.secrecy.data or "",
            pages=self.pages.data or None,
            body=self.body.data or "",
            remarks=(self.remarks.data or "").strip(),
            reason=(self.reason.data or "").strip(),
            attachments=attachments,
        )


class WorkbookForm(Form):
    workbook = FileField("填好的表（.xlsx）", [Optional()])


class ConfirmForm(Form):
    attachment_id = HiddenField()


class WithdrawForm(Form):
    reason = StringField("作废的理由", [Filled("请写明作废的理由"), AtMost(500), Legible()])
