"""借阅: the application, the outside unit's with its letter, and the few columns of the actions on a loan."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from routing.addresses import key
from routing.forms.acting import ActionForm
from routing.forms.administration import Chosen, Day
from routing.forms.base import AtMost, Filled, Form, Legible
from routing.models.loan import ELECTRONIC, PAPER
from routing.services.content import File
from routing.services.loaned import CONDITIONS, SOUND, Loan

WAYS = {
    PAPER: "借纸质件：到档案室领取，用完归还",
    ELECTRONIC: "电子查阅：在系统中看带水印的文件，到期自动关闭",
}


class LoanForm(Form):
    """申请借阅: what for, in what way, until when."""

    items = SelectMultipleField("借阅的档案", coerce=key, validate_choice=False)
    way = RadioField("利用方式", choices=WAYS, default=PAPER)
    purpose = TextAreaField(
        "借阅目的", [Filled("请写明借阅目的：为了办什么事、需要看什么"), AtMost(200), Legible(multiline=True)]
    )
    due_on = Day("归还日期", [Chosen("请选择归还日期")])
    telephone = StringField("联系电话", [AtMost(40), Legible()])
    remarks = StringField("备注", [AtMost(500), Legible()])
    receipt = HiddenField("", [AtMost(40)])

    @property
    def wish(self) -> Loan:
        return Loan(
            way=self.way.data,
            purpose=(self.purpose.data or "").strip(),
            due_on=self.due_on.data.isoformat() if self.due_on.data else "",
            telephone=(self.telephone.data or "").strip(),
            remarks=(self.remarks.data or "").strip(),
        )

    @property
    def chosen(self) -> list[int]:
        return [one for one in self.items.data or [] if one]


class OutsideForm(LoanForm):
    """登记外单位借阅: who comes, from where, with what letter (DA-6)."""

    borrower = StringField("借阅人姓名", [Filled("请填写借阅人姓名"), AtMost(40), Legible()])
    unit = StringField("借阅单位", [Filled("请填写借阅单位"), AtMost(120), Legible()])
    letter_number = StringField("介绍信编号", [Filled("请填写介绍信编号"), AtMost(60), Legible()])
    letter_from = StringField("出具介绍信的单位", [Filled("请填写出具介绍信的单位"), AtMost(120), Legible()])
    letter = MultipleFileField("介绍信扫描件或照片")
    kept = SelectMultipleField("已附的介绍信", coerce=key, validate_choice=False)

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.refused_files: list[str] = []

    def validate_letter(self, _field: Any) -> None:
        if self.refused_files:
            raise ValidationError("；".join(self.refused_files))

    def letter_of(self, attachments: tuple[File, ...]) -> Loan:
        """The application with who comes and the letter that was shown."""
        wish = self.wish
        return Loan(
            way=PAPER,
            purpose=wish.purpose,
            due_on=wish.due_on,
            telephone=wish.telephone,
            remarks=wish.remarks,
            borrower=(self.borrower.data or "").strip(),
            unit=(self.unit.data or "").strip(),
            letter_number=(self.letter_number.data or "").strip(),
            letter_from=(self.letter_from.data or "").strip(),
            attachments=attachments,
        )


class HandOutForm(ActionForm):
    """交付: who fetches the paper."""

    received_by = StringField("领取人", [Filled("请填写领取人姓名"), AtMost(40), Legible()])


class RenewalForm(ActionForm):
    """续借: until when."""

    due_on = Day("新的归还日期", [Chosen("请选择新的归还日期")])


def _described(form: Any, field: Any) -> None:
    """Whatever is not as it was is described."""
    if form.condition.data != SOUND and not (field.data or "").strip():
        raise StopValidation(f"有{form.condition.data}的，请写明哪一件、哪几页")


class InspectForm(ActionForm):
    """检查: in what state it came back."""

    condition = SelectField("归还时的状况", choices=CONDITIONS, default=SOUND)
    note = TextAreaField("说明（缺页、污损的写明哪一件、哪几页）", [_described, AtMost(500), Legible(multiline=True)])


LOAN_FORMS: dict[str, tuple[type[ActionForm], tuple[str, ...]]] = {
    "hand_out": (HandOutForm, ("received_by",)),
    "ask_renewal": (RenewalForm, ("due_on",)),
    "inspect": (InspectForm, ("condition", "note")),
}


def loan_columns(
    keys: Iterable[str], sent: ActionForm | None, typed: Mapping[str, str] | None, loan: Any
) -> dict[str, tuple[Any, ...]]:
    """The columns of the actions that ask for more than an opinion; the form that was sent keeps its words, with what
    a service refused said at its field."""
    columns = {}
    for name in keys:
        if name not in LOAN_FORMS:
            continue
        kind, fields = LOAN_FORMS[name]
        form = sent if isinstance(sent, kind) else kind(formdata=None)
        if form is sent and typed:
            form.validate()
            if typed.get("wrong") in fields and not form[typed["wrong"]].errors:
                form.blame(typed["wrong"], typed.get("said", ""))
        elif isinstance(form, HandOutForm):
            form.received_by.data = loan.borrower_name
        columns[name] = tuple(form[field] for field in fields)
    return columns
