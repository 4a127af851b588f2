"""What an officer supposes in a 流程推演."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

import workflows
from routing.addresses import key
from routing.forms.base import Form
from routing.queries.simulation import Asked, Drafter
from routing.services.content import IMPORTANCES, KINDS, URGENCIES


class Ticks(SelectMultipleField):
    """Rows of the database with a box each."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SimulationForm(Form):
    """Read only: it is sent by GET and bears no token."""

    class Meta(Form.Meta):
        csrf = False

    workflow = SelectField("流程", choices=lambda: {one.key: one.label for one in workflows.ALL.values()})
    department = SelectField("拟稿部室", coerce=key)
    drafter = SelectField("拟稿人", coerce=key)
    kind = SelectField("文种", choices=list(KINDS))
    urgency = SelectField("紧急程度", choices={word: word or "平件" for word in URGENCIES})
    importance = SelectField("事项性质", choices={word: word or "一般事项" for word in IMPORTANCES})
    countersigners = Ticks("会签部室", coerce=key)
    away = Ticks("哪些岗位的人不在岗", coerce=key)

    def offer(self, departments: dict[int, str], drafters: Iterable[Drafter], posts: dict[int, str]) -> None:
        """What can be chosen; the drafters are listed under their departments."""
        groups: dict[str, dict[int, str]] = {}
        for one in drafters:
            groups.setdefault(one.department, {})[one.person_id] = one.name
        self.department.choices = departments
        self.drafter.choices = groups
        self.countersigners.choices = departments
        self.away.choices = posts

    def validate_countersigners(self, field: Any) -> None:
        if self.department.data in (field.data or ()):
            raise ValidationError("拟稿部室不必会签自己的文稿")

    def asked(self) -> Asked:
        """What is supposed."""
        return Asked(
            workflows.ALL[self.workflow.data],
            self.department.data,
            self.drafter.data,
            {name: self[name].data for name in ("kind", "urgency", "importance")},
            tuple(self.countersigners.data or ()),
            frozenset(self.away.data or ()),
        )
