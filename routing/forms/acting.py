"""The small forms beside a document: an opinion, a distribution line, a receipt, a count."""

from datetime import datetime

from wtforms import (
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from routing import clock
from routing.addresses import LARGEST_KEY
from routing.forms.base import AtMost, Filled, Form, Legible
from workflows.joint import REFUSALS, RULES

NO_LINE = "分发清单中没有这一行"
PARTIES = 100  # the door allows fewer, and says so
METHODS = ("机要交换", "直接送达", "邮寄", "公文交换站", "电子公文系统", "内部领取")


class ActionForm(Form):
    """What every action may bring: an opinion (or a usual phrase), a step to return to, and where it comes from."""

    opinion = TextAreaField("意见", [AtMost(2_000), Legible(multiline=True)])
    phrase = StringField("常用意见", [AtMost(2_000), Legible()])
    target = HiddenField()
    version = HiddenField()
    run = HiddenField()
    receipt = HiddenField("", [AtMost(60)], name="idempotency_key")

    @property
    def words(self) -> str:
        return (self.opinion.data or "").strip() or (self.phrase.data or "").strip()

    @property
    def seen(self) -> int | None:
        """The document's version on the page that was sent, if it said one."""
        return int(self.version.data) if (self.version.data or "").isdecimal() else None


class PartiesForm(ActionForm):
    """Who is asked: the door checks them against the house."""

    parties = SelectMultipleField("请谁", validate_choice=False)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key in (self.parties.data or []) if key)[:PARTIES]


class ConveneForm(PartiesForm):
    """请人会签."""

    rule = SelectField("怎样算会签完毕", choices=list(RULES.items()), default="all")
    need = IntegerField("达到人数", [Optional(), NumberRange(1, PARTIES, "人数须是整数")], default=1)
    refusal = SelectField("有人不同意时", choices=list(REFUSALS.items()), default="record")


class DeliveryForm(ActionForm):
    """登记分发单位."""

    recipient = StringField("发给", [Filled("请填写发给哪个单位"), AtMost(120), Legible()])
    copies = IntegerField("份数", [InputRequired("请填写份数"), NumberRange(1, 9_999, "份数须是1至9999之间的整数")])
    method = SelectField("送达方式", choices=METHODS)


class ReceivedForm(ActionForm):
    """登记签收."""

    line = IntegerField("分发", [InputRequired(NO_LINE), NumberRange(1, LARGEST_KEY, NO_LINE)])
    received_by = StringField("签收人", [Filled("请填写签收人姓名"), AtMost(40), Legible()])
    received_at = DateTimeLocalField("签收时间", format="%Y-%m-%dT%H:%M", default=lambda: clock.local(clock.now()))

    def validate_received_at(self, field: DateTimeLocalField) -> None:
        if not isinstance(field.data, datetime):
            field.errors = []
            raise ValidationError("请填写签收时间，如 2026-03-08 09:30")
        if clock.stored(field.data) > clock.now():
            raise ValidationError("签收时间不能晚于现在")


class StrikeForm(ActionForm):
    """划去一行."""

    line = IntegerField("分发", [InputRequired(NO_LINE), NumberRange(1, LARGEST_KEY, NO_LINE)])


class CountForm(ActionForm):
    """清点: FW-4 asks for the draft and the prints, three in all."""

    originals = IntegerField(
        "底稿（份）", [InputRequired("请填写底稿份数"), NumberRange(1, 2, "底稿至少一份")], default=1
    )
    prints = IntegerField("印件（份）", [InputRequired("请填写印件份数"), NumberRange(1, 2, "印件至少一份")], default=2)
