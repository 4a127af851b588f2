"""What the audit officer looks for."""

from typing import Any

from wtforms import IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import Optional

import workflows
from routing.forms.administration import Day
from routing.forms.base import AtMost, Form
from routing.queries.audit import Asked
from routing.services.accounts import RESULTS


def _actions() -> dict[str, str]:
    return {"": "全部", **{keys[0]: done for done, keys in _by_name().items()}}


def _by_name() -> dict[str, tuple[str, ...]]:
    """The actions by what the log calls them: whoever looks for 登记 finds that of every workflow."""
    found: dict[str, dict[str, None]] = {}
    for workflow in workflows.ALL.values():
        for action in workflow.actions:
            found.setdefault(action.done, {})[action.key] = None
    return {done: tuple(keys) for done, keys in found.items()}


class AuditForm(Form):
    """Read only: it is sent by GET and bears no token."""

    class Meta(Form.Meta):
        csrf = False

    person = StringField("人员", [AtMost(40)])
    action = SelectField("动作", choices=_actions, default="")
    result = SelectField("结果", choices={"": "全部", **RESULTS}, default="")
    document = IntegerField("文件编号", [Optional()])
    since = Day("从", [Optional()])
    until = Day("到", [Optional()])

    def validate_document(self, field: IntegerField) -> None:
        if field.raw_data and field.raw_data[0].strip() and field.data is None:
            field.errors = []
            raise ValidationError("文件编号请填阿拉伯数字")
        if field.data is not None and not 0 < field.data < 2**31:
            raise ValidationError("没有这样的文件编号")

    def validate_until(self, field: Day) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("截止日期不能早于起始日期")

    def asked(self) -> Asked:
        """What is looked for; nothing where the form is wrong."""
        return Asked(
            (self.person.data or "").strip(),
            next((keys for keys in _by_name().values() if keys[0] == self.action.data), ()),
            self.document.data,
            self.since.data,
            self.until.data,
            self.result.data or "",
        )

    def narrowed(self) -> dict[str, Any]:
        """The filters that are set, for the address of the next page and of the export."""
        return {name: value for name, value in self.data.items() if value not in (None, "")}
