"""What the security officer fills in when a department goes into another."""

from wtforms import SelectField, ValidationError

from routing.forms.administration import NOBODY
from routing.forms.base import Form


class MergingForm(Form):
    department_id = SelectField("并入哪个部室", coerce=int, validate_choice=False)

    def offer(self, departments: dict[int, str]) -> None:
        self.department_id.choices = {NOBODY: "请选择", **departments}

    def validate_department_id(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("请选择并入哪个部室")
