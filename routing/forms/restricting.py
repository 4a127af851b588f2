"""属机要，停止传阅: for whom the paper is, how secret it is, and why it comes out only now."""

from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError

from routing.forms.base import AtMost, Filled, Form, Legible
from routing.services.received import SECRECIES


class RestrictForm(Form):
    """The scope is asked for as on the sheet of registration."""

    parties = SelectMultipleField("知悉范围", validate_choice=False)
    marking = RadioField("密级", choices={word: word or "非密（按机要管理）" for word in SECRECIES}, default="")
    opinion = TextAreaField("理由", [Filled("请写明怎样发现的、依据什么"), AtMost(2_000), Legible(multiline=True)])
    version = HiddenField()
    receipt = HiddenField()

    def offer(self, people: dict[str, str]) -> None:
        """Who can stand in a scope: holder key to name and posts."""
        self.parties.choices = people

    def validate_parties(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError("请写明知悉范围：文件上写明给谁看，就选谁")

    def blame(self, name: str, message: str) -> None:
        super().blame({"scope": "parties"}.get(name, name), message)

    @property
    def seen(self) -> int | None:
        """The document's version on the page that was sent."""
        return int(self.version.data) if (self.version.data or "").isdecimal() else None
