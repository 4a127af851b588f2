"""What all forms share: Chinese messages, clean lines, and characters that may not stand in a document."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, PasswordField, StringField, ValidationError
from wtforms.meta import DefaultMeta
from wtforms.validators import StopValidation

from routing.files.errors import FileError
from routing.text import odd
from workflows.errors import RuleError

T = TypeVar("T")


class Form(FlaskForm):
    """A form of the house."""

    class Meta(FlaskForm.Meta):
        locales = ("zh",)

        def get_translations(self, form: Any) -> Any:
            """WTForms' own Chinese; Flask-WTF would ask Flask-Babel, which is not here, and fall back to English."""
            return DefaultMeta.get_translations(self, form)

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Every line and text of the house: where nothing in it can be seen, nothing was written."""
            kind, filters = unbound_field.field_class, tuple(unbound_field.kwargs.get("filters", ()))
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                options = {**options, "filters": (_seen, *filters)}
            return super().bind_field(form, unbound_field, options)

    def attempt(self, operation: Callable[[], T]) -> T | None:
        """Do it; what a service refuses is put at the field it concerns, and None says that nothing was done."""
        try:
            return operation()
        except (RuleError, FileError) as error:
            for name in getattr(error, "fields", ()) or (getattr(error, "field", ""),):
                self.blame(name, self.words_for(name) or str(error))
        return None

    def words_for(self, _name: str) -> str:
        """What to say at a column that a rule found empty; the error's own words where there is nothing better."""
        return ""

    def blame(self, name: str, message: str) -> None:
        """Put a service's message at its field, or at the top where there is no such field."""
        field = self._fields.get(name)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]


def _seen(text: Any) -> Any:
    return "" if isinstance(text, str) and odd.is_unseen(text) else text


class Number(IntegerField):
    """A whole number. What is none is None: a validator says so, once and in the office's words."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


class Filled:
    """A column that must not be empty; `message` says what belongs there."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Field) -> None:
        if field.data is None or not str(field.data).strip():
            field.errors = []
            raise StopValidation(self.message)


class AtMost:
    """A limit in characters, said with the figures."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Any, field: Field) -> None:
        length = len(field.data or "")
        if length > self.limit:
            raise ValidationError(f"共{length}字，最多{self.limit}字，请删减{length - self.limit}字")


class Legible:
    """No control characters, no marks that turn the direction of writing: each is named with its place."""

    def __init__(self, *, multiline: bool = False) -> None:
        self.multiline = multiline

    def __call__(self, _form: Any, field: Field) -> None:
        found = odd.oddities(odd.clean(field.data or ""), multiline=self.multiline, limit=3)
        if found:
            raise ValidationError("；".join(oddity.message for oddity in found))
