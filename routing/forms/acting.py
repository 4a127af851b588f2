"""The small forms beside a document: an opinion, a distribution line, a receipt, a count."""

from datetime import date, datetime
from typing import Any

from wtforms import (
    DateTimeLocalField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from routing import clock
from routing.addresses import LARGEST_KEY
from routing.forms.base import AtMost, Filled, Form, Legible, Number
from routing.typeset.strokes import Strokes, StrokesError
from workflows.joint import REFUSALS, RULES

NO_LINE = "分发清单中没有这一行"
NO_TASK = "这份文件没有这项任务"
NOBODY = "请选择把原件交给谁"
READERS = 300  # keys of one form; the door allows fewer people, and says so
PARTIES = 100  # the door allows fewer, and says so
METHODS = ["机要交换", "直接送达", "邮寄", "公文交换站", "电子公文系统", "内部领取"]


def _drawn(_form: Any, field: Field) -> None:
    """Nothing, or the strokes of a signature."""
    try:
        Strokes.read(field.data) if field.data else None
    except StrokesError as error:
        raise ValidationError(str(error)) from None


class ActionForm(Form):
    """What every action may bring: an opinion (or a usual phrase), a step to return to, and where it comes from."""

    opinion = TextAreaField("意见", [AtMost(2_000), Legible(multiline=True)])
    phrase = StringField("常用意见", [AtMost(2_000), Legible()])
    target = HiddenField()
    slip = HiddenField()
    version = HiddenField()
    run = HiddenField()
    handwriting = HiddenField("手写签名", [_drawn])
    receipt = HiddenField("", [AtMost(60)], name="idempotency_key")

    @property
    def words(self) -> str:
        return (self.opinion.data or "").strip() or (self.phrase.data or "").strip()

    @property
    def strokes(self) -> Strokes | None:
        """The signer's own strokes, if there are any."""
        return Strokes.read(self.handwriting.data) if self.handwriting.data else None

    @property
    def seen(self) -> int | None:
        """The document's version on the page that was sent, if it said one."""
        return int(self.version.data) if (self.version.data or "").isdecimal() else None

    @property
    def slip_id(self) -> int | None:
        """The slip that the form was offered on, where its holder may hold several."""
        return min(int(self.slip.data), LARGEST_KEY) if (self.slip.data or "").isdecimal() else None


class PartiesForm(ActionForm):
    """Who is asked: the door checks them against the house."""

    parties = SelectMultipleField("请谁", validate_choice=False)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key in (self.parties.data or []) if key)[:PARTIES]


class Turns(Field):
    """按次序: the number beside each name, sent as `turns-<key>`. `data`: what was written there, by key."""

    widget = HiddenInput()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = list[str]()
        sent = {key: formdata[key].strip() for key in formdata or () if key.startswith(f"{self.name}-")}
        self.data = {key.removeprefix(f"{self.name}-"): turn for key, turn in sent.items() if turn}


class TransferForm(PartiesForm):
    """转交: for good, or to have it back."""

    returns = SelectField("办完以后", validate_choice=False, default="")


def _where_counted(form: Any, field: Field) -> None:
    """How many are enough counts only where so many are enough."""
    if form.rule.data != "count":
        field.data = 0
        raise StopValidation


class ConveneForm(PartiesForm):
    """请人会签, 加签: before oneself, or (`then`: the consent that is given with it) after oneself."""

    then = SelectField("什么时候签", validate_choice=False, default="")
    rule = SelectField("怎样算会签完毕", choices=RULES, default="all")
    need = Number("达到人数", [_where_counted, NumberRange(1, PARTIES, "“达到人数”请填几人同意即可，如 2")], default=1)
    turns = Turns("次序")
    refusal = SelectField("有人不同意时", choices=REFUSALS, default="record")

    def validate_turns(self, field: Turns) -> None:
        if self.rule.data != "order":
            return
        _numbered(field, super().keys)

    @property
    def keys(self) -> tuple[str, ...]:
        """Who is asked: one after the other as they are numbered, and whoever bears no number after them."""
        chosen, turns = super().keys, self.turns.data if self.rule.data == "order" else {}
        return tuple(sorted(chosen, key=lambda key: int(turns.get(key, LARGEST_KEY))))


class DeliveryForm(ActionForm):
    """登记分发单位."""

    recipient = StringField("发给", [Filled("请填写发给哪个单位"), AtMost(120), Legible()])
    copies = Number("份数", [InputRequired("请填写份数"), NumberRange(1, 9_999, "份数须是1至9999之间的整数")])
    method = SelectField("送达方式", choices=METHODS)


class ReceivedForm(ActionForm):
    """登记签收."""

    line = Number("分发", [InputRequired(NO_LINE), NumberRange(1, LARGEST_KEY, NO_LINE)])
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

    line = Number("分发", [InputRequired(NO_LINE), NumberRange(1, LARGEST_KEY, NO_LINE)])


class CountForm(ActionForm):
    """清点: FW-4 asks for the draft and the prints, three in all."""

    originals = Number("底稿（份）", [InputRequired("请填写底稿份数"), NumberRange(1, 2, "底稿至少一份")], default=1)
    prints = Number("印件（份）", [InputRequired("请填写印件份数"), NumberRange(1, 2, "印件至少一份")], default=2)


def _numbered(turns: Turns, chosen: tuple[str, ...]) -> None:
    """Raises ValidationError where the numbers beside those chosen are no order."""
    given = [turns.data[key] for key in chosen if key in turns.data]
    if not all(turn.isdecimal() and len(turn) < 4 for turn in given):
        raise ValidationError("次序请填1、2、3这样的数字，可以不填")
    numbers = [int(turn) for turn in given]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice is not None:
        raise ValidationError(f"次序中有两个“{twice}”，请改成不同的数字")


class CirculatingForm(ActionForm):
    """送传阅: who reads, at once or one after the other. The door looks up who is meant."""

    readers = SelectMultipleField("送谁", validate_choice=False)
    in_turn = SelectField("怎样传阅", validate_choice=False, default="")
    turns = Turns("次序")

    def validate_turns(self, field: Turns) -> None:
        if self.ordered:
            _numbered(field, self._chosen)

    @property
    def ordered(self) -> bool:
        return bool(self.in_turn.data == "order")

    @property
    def _chosen(self) -> tuple[str, ...]:
        return tuple(key for key in (self.readers.data or []) if key)[:READERS]

    @property
    def keys(self) -> tuple[str, ...]:
        """Who reads: one after the other as they are numbered, and whoever bears no number after them."""
        turns = self.turns.data if self.ordered else {}
        return tuple(sorted(self._chosen, key=lambda key: int(turns.get(key, LARGEST_KEY))))


class AssignmentForm(CirculatingForm):
    """批示、交办: who acts, who helps, until when, who is to know; whom it goes to next."""

    lead = StringField("牵头办理", [AtMost(30)])
    helpers = SelectMultipleField("协办", validate_choice=False)
    due_on = StringField("办理期限", [AtMost(20)])
    next = StringField("送哪位领导", [AtMost(30)])

    def validate_due_on(self, field: StringField) -> None:
        try:
            date.fromisoformat(field.data.strip()) if field.data else None
        except ValueError:
            raise ValidationError("办理期限请填日期，如 2026-11-27") from None

    @property
    def due(self) -> date | None:
        return date.fromisoformat(self.due_on.data.strip()) if self.due_on.data else None


class HandOverForm(ActionForm):
    """原件交接: to whom."""

    person = Number("交给谁", [InputRequired(NOBODY), NumberRange(1, LARGEST_KEY, NOBODY)])


class CancelForm(ActionForm):
    """撤销交办: which task."""

    task = Number("任务", [InputRequired(NO_TASK), NumberRange(1, LARGEST_KEY, NO_TASK)])
