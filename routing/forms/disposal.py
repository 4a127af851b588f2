"""鉴定清单: what is put on it, and what is decided about each line."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from routing.forms.base import AtMost, Filled, Form, Legible
from routing.services.disposed import DECISIONS, Disposal
from routing.services.filing.terms import PERIODS

CODES: Final = 200  # 档号 written by hand at once
TICKS: Final = 2_000
REASON: Final = 200  # characters
NEW_PERIODS: Final = {"": "请选择", "D30": PERIODS["D30"], "D10": PERIODS["D10"], "Y": PERIODS["Y"]}
ALIKE: Final = {"": "不统一填写", **DECISIONS}


class BeginForm(Form):
    title = StringField("标题", [Filled("请填写标题，如“2015年短期档案到期鉴定”"), AtMost(200), Legible()])
    basis = TextAreaField(
        "鉴定依据和说明", [Filled("请写明按什么规定、什么范围鉴定"), AtMost(2_000), Legible(multiline=True)]
    )
    items = SelectMultipleField("到期的档案", validate_choice=False)
    codes = TextAreaField("另加档号（每行一个）", [AtMost(12_000), Legible(multiline=True)])
    receipt = HiddenField("", [AtMost(60)], name="idempotency_key")

    def validate_codes(self, field: TextAreaField) -> None:
        if len(self.given) > CODES:
            raise ValidationError(f"一次最多写{CODES}个档号，这里有{len(self.given)}个")

    def sound(self, wrong: Iterable[tuple[str, str]]) -> bool:
        """Is all of it in order? What the service finds wrong is said together with what the columns lack."""
        self.validate()
        for name, words in wrong:
            self.blame(name, words)
        return not self.errors

    @property
    def given(self) -> tuple[str, ...]:
        lines = (line.strip() for line in (self.codes.data or "").splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    @property
    def ticked(self) -> tuple[int, ...]:
        """The items that were ticked; what is no number was not."""
        return tuple(
            int(one) for one in (self.items.data or [])[:TICKS] if one.isascii() and one.isdigit() and len(one) < 10
        )


class ListForm(Form):
    """Title and basis, one decision for all lines that are still open; the lines themselves are read beside it."""

    title = StringField("标题", [Filled("请填写标题"), AtMost(200), Legible()])
    basis = TextAreaField(
        "鉴定依据和说明", [Filled("请写明按什么规定、什么范围鉴定"), AtMost(2_000), Legible(multiline=True)]
    )
    decision = RadioField("没有定的各件", choices=ALIKE, default="", validate_choice=False)
    period = SelectField("续存的保管期限", choices=NEW_PERIODS, default="", validate_choice=False)
    reason = StringField("理由", [AtMost(REASON), Legible()])
    version = HiddenField()
    receipt = HiddenField("", [AtMost(60)], name="idempotency_key")

    def validate_decision(self, field: RadioField) -> None:
        if field.data and not (self.reason.data or "").strip():
            raise ValidationError("统一填写的，请同时写明理由")
        if field.data == "keep" and not self.period.data:
            raise ValidationError("统一续存的，请选择新的保管期限")

    @property
    def seen(self) -> int | None:
        return int(self.version.data) if (self.version.data or "").isdecimal() else None

    def show(self, content: Disposal, version: int) -> None:
        self.title.data, self.basis.data, self.version.data = content.title, content.basis, str(version)

    def content(self, saved: Disposal, sent: Any) -> Disposal:
        """The list as it was sent: which items are on it is settled, what is decided about each is not."""
        lines = tuple(
            replace(
                line,
                decision=_one_of(sent.get(f"decision-{line.item_id}", line.decision), DECISIONS),
                new_period=_one_of(sent.get(f"period-{line.item_id}", line.new_period), NEW_PERIODS),
                reason=sent.get(f"reason-{line.item_id}", line.reason).strip()[:REASON],
            )
            for line in saved.lines
            if not sent.get(f"strike-{line.item_id}")
        )
        lines = tuple(line if line.decision == "keep" else replace(line, new_period="") for line in lines)
        return replace(saved, title=self.title.data.strip(), basis=self.basis.data.strip(), lines=lines)


def _one_of(given: str, known: Any) -> str:
    return given if given in known else ""
