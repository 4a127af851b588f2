"""The form of 批量办理: which documents, as they were seen, and one opinion."""

from wtforms import HiddenField, SelectMultipleField

from routing.addresses import LARGEST_KEY
from routing.forms.acting import ActionForm
from routing.forms.base import Form


class BatchForm(ActionForm):
    """Each choice is a document's id and the version that was seen."""

    key = HiddenField()
    chosen = SelectMultipleField("文件", validate_choice=False)

    @property
    def documents(self) -> tuple[tuple[int, int], ...]:
        pairs = (one.split("-") for one in self.chosen.data or ())
        numbers = (tuple(map(int, pair)) for pair in pairs if len(pair) == 2 and all(map(_is_key, pair)))
        return tuple((pair[0], pair[1]) for pair in numbers)

    @property
    def chosen_ids(self) -> tuple[int, ...]:
        return tuple(document for document, _ in self.documents)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_KEY


class ChosenForm(Form):
    """Documents that were ticked."""

    chosen = SelectMultipleField("文件", validate_choice=False)

    @property
    def chosen_ids(self) -> tuple[int, ...]:
        return tuple(int(one) for one in self.chosen.data or () if _is_key(one))
