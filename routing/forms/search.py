"""What an archivist asks: words or a number, and filters."""

from wtforms import DateField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from routing.addresses import key
from routing.forms.base import Form
from routing.services.content import KINDS
from workflows import ALL

STATES = {state.key: state.label for state in ALL["outgoing"].states}


class SearchForm(Form):
    """Read only: it is sent by GET and bears no token."""

    class Meta(Form.Meta):
        csrf = False

    q = StringField("标题、正文或字号")
    department = SelectField("部室", coerce=key, validate_choice=False, default=0)
    kind = SelectField("文种", choices={"": "全部", **dict(zip(KINDS, KINDS, strict=True))}, default="")
    state = SelectField("状态", choices={"": "全部", **STATES}, default="")
    since = DateField("从", [Optional()])
    until = DateField("到", [Optional()])
    order = SelectField("排列", choices={"best": "最相符的在前", "newest": "最新的在前"}, default="best")

    def validate_until(self, field: DateField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("止日早于起日，请核对")

    def offer(self, departments: dict[int, str]) -> None:
        self.department.choices = {0: "全部", **departments}
