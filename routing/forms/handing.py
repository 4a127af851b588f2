"""What is packed, to whom it is handed over, which package is taken in."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import StopValidation

from routing.addresses import LARGEST_KEY
from routing.forms.administration import Day
from routing.forms.base import AtMost, Filled, Form, Legible
from routing.queries.handing import Chosen
from routing.services.filing.terms import PERIODS
from routing.services.handing.asking import COPY, PURPOSES, TRANSFER

ALL = "all"


class SelectionForm(Form):
    """Which items are looked at: sent by GET, it bears no token."""

    class Meta(Form.Meta):
        csrf = False

    year = SelectField("年度", choices={"": "全部年度"}, default="", validate_choice=False)
    period = SelectField("保管期限", choices={"": "全部期限", **PERIODS}, default="", validate_choice=False)
    unit = SelectField("机构（问题）", choices={"": "全部机构"}, default="", validate_choice=False)
    purpose = SelectField("用途", choices={TRANSFER: "移交进馆", COPY: "副本"}, default=TRANSFER, validate_choice=False)

    def offer(self, years: Any, units: Any) -> None:
        """What there is to choose from."""
        self.year.choices = {"": "全部年度", **{str(year): f"{year}年" for year in years}}
        self.unit.choices = {"": "全部机构", **{str(unit.id): unit.name for unit in units}}

    @property
    def transfer(self) -> bool:
        return self.purpose.data != COPY

    def chosen(self) -> Chosen:
        """The selection; what is no number selects nothing by it."""
        return Chosen(
            _number(self.year.data), self.period.data if self.period.data in PERIODS else "", _number(self.unit.data)
        )


class PackageForm(SelectionForm):
    """The package that is asked for: all that is selected, or what was ticked of it."""

    class Meta(Form.Meta):
        csrf = True

    which = RadioField("装入", choices={ALL: "以上选出的全部", "ticked": "只装勾选的"}, default=ALL)
    ticked = SelectMultipleField("档案", validate_choice=False)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(filter(None, (_number(one) for one in self.ticked.data or ())))

    def validate_ticked(self, field: SelectMultipleField) -> None:
        if self.which.data != ALL and not self.ids:
            field.errors = []
            raise StopValidation("请勾选要装入的档案，或选“以上选出的全部”")

    def validate_purpose(self, field: SelectField) -> None:
        if field.data not in PURPOSES:
            raise ValidationError("请选择用途")

    def wanted(self) -> Chosen:
        return self.chosen() if self.which.data == ALL else Chosen(ids=self.ids)


class HandOverForm(Form):
    """移交接收登记: what both sides signed."""

    receiver = StringField("接收单位", [Filled("请填写接收单位"), AtMost(80), Legible()])
    received_by = StringField("接收人", [Filled("请填写接收人"), AtMost(40), Legible()])
    handed_on = Day("移交日期", [Filled("请填写移交日期")])

    def values(self) -> dict[str, Any]:
        return {
            "receiver": self.receiver.data.strip(),
            "received_by": self.received_by.data.strip(),
            "handed_on": self.handed_on.data,
        }


class ImportForm(Form):
    """A package from elsewhere."""

    package = FileField("数据包（.zip）")

    def validate_package(self, field: FileField) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError("请选择数据包文件")


def _number(text: Any) -> int | None:
    written = str(text or "")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 11 else 0
    return number if 0 < number <= LARGEST_KEY else None
