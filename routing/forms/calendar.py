"""What the system officer fills in to correct the working calendar."""

from typing import Any

from wtforms import RadioField, StringField
from wtforms.validators import Optional

from routing.forms.administration import Chosen, Day, Kept
from routing.forms.base import AtMost, Filled, Legible
from routing.services.administration.calendar import KINDS


class CorrectionForm(Kept):
    first = Day("哪一天（几天的，填第一天）", [Chosen("请填写更正哪一天")])
    last = Day("到哪一天（含当天）", [Optional()])
    is_working = RadioField(
        "改为", choices={str(int(key)): label for key, label in KINDS.items()}, default=str(int(False))
    )
    reason = StringField("原因", [Filled("请填写原因，如“国庆节放假调休”"), AtMost(100), Legible()])

    def values(self) -> dict[str, Any]:
        kept = super().values()
        return {**kept, "is_working": kept["is_working"] == str(int(True))}
