"""How one wants to be told, and the robots of the house."""

from typing import Any, Final

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from routing.forms.administration import Kept
from routing.forms.base import AtMost, Filled, Form, Legible
from routing.posting.robots import KINDS, is_address
from routing.services.notifying import EVENTS
from routing.services.telling import Wish

# One address and nothing else: no comments, no quoted parts, no lists (RFC 5321 allows more than anybody has).
_MAIL: Final = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)*[A-Za-z0-9-]*[A-Za-z0-9]\Z"

_UNREMEMBERED: Final = {"autocomplete": "off", "spellcheck": "false"}


def _clean(text: Any) -> Any:
    return text.strip() if isinstance(text, str) else text


class Ticks(SelectMultipleField):
    """Several of a list, ticked."""

    option_widget = CheckboxInput()
    widget = ListWidget()


class NoticesForm(Form):
    by_mail = BooleanField("用电子邮件提醒我")
    email = StringField(
        "邮箱",
        [Optional(), AtMost(254), Regexp(_MAIL, message="邮箱请写作 name@example.gov.cn 的样子，只填一个")],
        filters=[_clean],
    )
    robots = Ticks("用群机器人提醒我", coerce=int, validate_choice=False)
    mobile = StringField(
        "手机号", [Optional(), Regexp(r"\+?[0-9-]{6,19}\Z", message="手机号请只写数字")], filters=[_clean]
    )
    events = Ticks("提醒哪些事", choices=EVENTS, validate_choice=False)

    def offer(self, robots: list[Any]) -> None:
        self.robots.choices = {row.id: f"{row.name}（{KINDS[row.kind]}）" for row in robots}

    def show(self, row: Any) -> None:
        """Show what was chosen; to somebody who never did, every event as chosen."""
        if self.is_submitted():
            return
        self.events.data = list(EVENTS) if row is None else row.events.split()
        if row is not None:
            self.by_mail.data, self.email.data, self.mobile.data = row.by_mail, row.email, row.mobile
            self.robots.data = [int(robot) for robot in row.robots.split()]

    def wish(self) -> Wish:
        return Wish(
            self.email.data or "",
            self.mobile.data or "",
            self.by_mail.data,
            tuple(self.robots.data or ()),
            tuple(self.events.data or ()),
        )


class RobotForm(Kept):
    kind = SelectField("类别", choices=KINDS)
    name = StringField("名称", [Filled("请填写名称，如“办公室工作群”"), AtMost(40), Legible()])
    url = StringField("Webhook 地址", [AtMost(500)], filters=[_clean], render_kw=_UNREMEMBERED)
    secret = StringField("加签密钥", [AtMost(200), Legible()], filters=[_clean], render_kw=_UNREMEMBERED)
    titles = BooleanField("消息里写文件标题")
    active = BooleanField("在用", default=True)

    def validate_url(self, field: StringField) -> None:
        if field.data and not is_address(field.data):
            raise ValidationError("请整段粘贴机器人的地址，以 https:// 开头")

    def show(self, row: Any) -> None:
        """Show a robot; its address and secret are told to nobody again."""
        if not self.is_submitted():
            self.kind.data, self.name.data = row.kind, row.name
            self.titles.data, self.active.data = row.titles, row.active
