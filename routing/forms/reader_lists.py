"""A saved list of readers."""

from wtforms import SelectMultipleField, StringField

from routing.forms.base import AtMost, Filled, Form, Legible


class ReaderListForm(Form):
    """Its name, and who is on it."""

    name = StringField("名单名称", [Filled("请填写名单的名称，如“各部室负责人”"), AtMost(40), Legible()])
    readers = SelectMultipleField("名单上的人", validate_choice=False)
