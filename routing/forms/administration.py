"""What the officers fill in. A form ends with `values()`: what the service is to keep."""

from datetime import date
from typing import Any, Final

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import NumberRange, Optional, Regexp, StopValidation, ValidationError

from routing import clock
from routing.forms.base import AtMost, Filled, Form, Legible
from routing.services.administration.paper import LAYOUTS, SEALS
from routing.services.administration.stationery import FORMS, phrase_kinds
from workflows.roles import Capacity

NOBODY: Final = 0  # what a list offers beside the rows of the database, whose ids begin at 1
LETTERHEAD: Final = ("name", "mark", "signature", "printed_by")
EARLIEST, LATEST = date(1949, 1, 1), date(2099, 12, 31)


class Day(DateField):
    """A day, with messages in Chinese."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("日期请写作 2026-03-08 的样子") from None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            raise ValidationError(f"日期须在{EARLIEST.year}年至{LATEST.year}年之间")


class Chosen:
    """A day must be given; where something was written that is none, that is said instead."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Day) -> None:
        if field.data is None:
            raise StopValidation("" if field.process_errors else self.message)


class Whole(IntegerField):
    """A whole number, with messages in Chinese; empty means 0."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and not valuelist[0].strip():
            self.data = 0
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("请填阿拉伯数字，如 3") from None

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:  # what is no number is not out of range as well: one fault, one sentence
            raise StopValidation


def _line(label: str, asked_for: str, limit: int) -> StringField:
    return StringField(label, [Filled(asked_for), AtMost(limit), Legible()])


def _position() -> Whole:
    return Whole("排列", [NumberRange(0, 9_999, "排列须是0至9999之间的整数")], default=0)


class Kept(Form):
    """A form whose fields are columns of one row."""

    def values(self) -> dict[str, Any]:
        """The columns with clean text; a list's NOBODY is None."""
        kept = {name: value for name, value in self.data.items() if name not in {"csrf_token", "confirmed"}}
        return {name: value.strip() if isinstance(value, str) else value for name, value in kept.items()}

    def show(self, row: Any) -> None:
        """Show a row of the database, unless something was typed."""
        for field in self:
            if field.name in row._mapping and not self.is_submitted():
                field.data = row._mapping[field.name]


class DepartmentForm(Kept):
    name = _line("名称", "请填写部室名称", 60)
    short_name = _line("简称", "请填写简称，如“权益部”", 20)
    position = _position()


class ClosingForm(Form):
    closed_on = Day("撤销日期", [Chosen("请填写从哪一天起撤销")], default=clock.today)


class PostForm(Kept):
    name = _line("岗位名称", "请填写岗位名称，如“权益部部长”", 60)
    capacity = SelectField("职责", choices={capacity.value: capacity.label for capacity in Capacity})
    department_id = SelectField("部室", coerce=int, validate_choice=False)
    position = _position()

    def offer(self, departments: dict[int, str]) -> None:
        self.department_id.choices = {NOBODY: "不属于部室", **departments}

    def values(self) -> dict[str, Any]:
        kept = super().values()
        return {**kept, "capacity": Capacity(kept["capacity"]), "department_id": kept["department_id"] or None}


class AppointmentForm(Form):
    person_id = SelectField("人员", coerce=int, validate_choice=False)
    starts_on = Day("开始日期", [Chosen("请填写从哪一天起任职")], default=clock.today)
    ends_on = Day("结束日期", [Optional()])

    def offer(self, people: dict[int, str]) -> None:
        self.person_id.choices = {NOBODY: "请选择", **people}

    def validate_person_id(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("请选择由谁任职")


class EndingForm(Form):
    ends_on = Day("任职到（含当天）", [Chosen("请填写任职到哪一天")], default=clock.today)


class OversightForm(Form):
    post_id = SelectField("由谁分管", coerce=int, validate_choice=False)
    starts_on = Day("从哪一天起", [Chosen("请填写从哪一天起")], default=clock.today)

    def offer(self, posts: dict[int, str]) -> None:
        self.post_id.choices = {**posts, NOBODY: "无人分管"}


class NameForm(Kept):
    name = _line("姓名", "请填写姓名", 40)


class PersonForm(NameForm):
    username = StringField(
        "用户名",
        [
            Filled("请填写用户名"),
            Regexp(r"[a-z][a-z0-9._-]{2,39}\Z", message="用户名用小写字母、数字、点、横线，字母开头，3至40个"),
        ],
    )


class LetterheadForm(Kept):
    name = _line("名称", "请填写文头名称，如“本会文头”", 60)
    mark = _line("发文机关标志", "请填写红头上的文字", 120)
    signature = _line("落款", "请填写落款的机关名称", 120)
    printed_by = _line("印发机关", "请填写版记中的印发机关", 120)
    layout = RadioField("版面", choices=LAYOUTS, default="document")
    mark_suffix = StringField("标志后缀", [AtMost(10), Legible()])
    seal_mode = RadioField("印章", choices=SEALS, default="place")
    seal = FileField("印章图样")
    copies_to = StringField("默认抄送", [AtMost(2_000), Legible()])
    print_copies = Whole("默认份数", [NumberRange(0, 9_999, "份数须是0至9999之间的整数")], default=0)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name in LETTERHEAD}

    def paper(self, seal: dict[str, str]) -> dict[str, Any]:
        """How its papers look; `seal`: the columns of a picture that was sent along."""
        kept = {name: value for name, value in super().values().items() if name not in {*LETTERHEAD, "seal"}}
        return {**kept, "copies_to": kept["copies_to"].rstrip("。"), **seal}


class SeriesForm(Kept):
    word = _line("机关代字", "请填写机关代字，如“泰妇字”", 20)
    form = RadioField("写法", choices=FORMS, default="house")
    letterhead_id = SelectField("文头", coerce=int, validate_choice=False)
    position = _position()
    closed = BooleanField("停用（不再供拟稿选用；在办文件不受影响）")
    confirmed = BooleanField("我知道已编的号不变，从下一个号起用新写法")

    def offer(self, letterheads: dict[int, str]) -> None:
        self.letterhead_id.choices = letterheads

    def validate_letterhead_id(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("请先新增文头")


class PhraseForm(Kept):
    kind = SelectField("用于", choices=phrase_kinds)
    text = _line("内容", "请填写常用语", 100)
    position = _position()


class PressForm(Form):
    """A button: nothing to fill in, but what a service refuses must be said somewhere."""
