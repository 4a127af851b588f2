"""What people fill in to be stood in for, and to say that they are away."""

from datetime import date
from typing import Any, Final

from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from routing import addresses, clock
from routing.forms.administration import EARLIEST, LATEST, NOBODY, Chosen, Day
from routing.forms.base import AtMost, Filled, Form, Legible
from routing.queries.tenure import halves
from routing.services.content import KINDS
from routing.services.delegating import ALL_POSTS, Days

_REASON: Final = 100  # characters
_REFUSAL: Final = 200


def _somebody(value: Any) -> int | None:
    return addresses.key(value) or None


class DaysForm(Form):
    """From a day to a day, with the reason."""

    starts_on = Day("从哪一天起", [Chosen("请填写从哪一天起")], default=clock.today)
    ends_on = Day("到哪一天（含当天）", [Chosen("请填写到哪一天为止")], default=clock.today)

    @property
    def days(self) -> Days:
        return Days(self.starts_on.data, self.ends_on.data)


class DelegationForm(DaysForm):
    to_person_id = SelectField("委托给谁", [Chosen("请选择委托给谁")], coerce=_somebody, validate_choice=False)
    post_id = SelectField("代理哪个岗位", coerce=int, validate_choice=False)
    kinds = SelectMultipleField(
        "限于哪些文种",
        choices=list(KINDS),
        validate_choice=False,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    reason = StringField("原因", [Filled("请写明原因，如“赴省里开会”"), AtMost(_REASON), Legible()])

    def offer(self, people: dict[int, str], posts: dict[int, str]) -> None:
        self.to_person_id.choices = {NOBODY: "请选择", **people}
        one = len(posts) == 1
        self.post_id.choices = posts if one else {NOBODY: ALL_POSTS, **posts}

    def propose(self, arguments: Any) -> None:
        """Fill in what an absence, just announced, has told already; what is no date is left as it was."""
        for name in ("starts_on", "ends_on"):
            given = _day(arguments.get(name, ""))
            if given is not None and not self.is_submitted():
                self[name].data = given
        if not self.is_submitted():
            self.reason.data = arguments.get("reason", "")[:_REASON]


class AbsenceForm(DaysForm):
    starts_half = RadioField("第一天从", choices={"am": "上午起", "pm": "下午起"}, default="am")
    ends_half = RadioField("最后一天到", choices={"pm": "下班", "am": "中午"}, default="pm")
    reason = StringField("原因", [Filled("请写明原因，如“赴省里开会”“年休假”"), AtMost(_REASON), Legible()])

    @property
    def days(self) -> Days:
        return Days(self.starts_on.data, self.ends_on.data, self.starts_half.data == "pm", self.ends_half.data == "am")

    @property
    def tells_days(self) -> bool:
        """Are there two days, in the years that there may be, of which the last half is not before the first?"""
        told = all(one.data and EARLIEST <= one.data <= LATEST for one in (self.starts_on, self.ends_on))
        return told and halves(self.days)[0] <= halves(self.days)[1]


class RefusalForm(Form):
    """Why an absence is not approved."""

    refusal = StringField("不批准的理由", [Filled("请写明不批准的理由"), AtMost(_REFUSAL), Legible()])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
