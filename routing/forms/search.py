"""What somebody looks for: words, a number, a name; and what narrows it down."""

from typing import Final

from wtforms import DateField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from routing import clock
from routing.addresses import key
from routing.forms.base import Form
from routing.queries.search import FILED, HANDED, INTERNAL, LENT, STATES, UNFILED, Asked
from routing.search.tokens import query_terms
from routing.services.filing.terms import PERIODS
from routing.services.received import KINDS
from workflows import ALL

EARLIEST: Final = 1949
LONGEST: Final = 200  # characters that are looked for; what is typed beyond them is cut off, and said so
_LABELS: Final = {state.key: state.label for workflow in ALL.values() for state in workflow.states}


class SearchForm(Form):
    """Read only: it is sent by GET and bears no token."""

    class Meta(Form.Meta):
        csrf = False

    q = StringField("找什么")
    year = StringField("年度", [Optional()])
    kind = SelectField("文种", choices={"": "全部", **dict(zip(KINDS, KINDS, strict=True))}, default="")
    name = StringField("责任者、来文单位或姓名")
    department = SelectField("部室", coerce=key, validate_choice=False, default=0)
    filed = SelectField(
        "归档",
        choices={"": "全部", FILED: "已归档", HANDED: "已移交", UNFILED: "未归档", LENT: "原件借出中"},
        default="",
    )
    period = SelectField("保管期限", choices={"": "全部", **PERIODS}, default="")
    secrecy = SelectField("密级", choices={"": "全部", INTERNAL: "内部"}, default="")
    state = SelectField("状态", choices={"": "全部", **{one: _LABELS[one] for one in STATES}}, default="")
    since = DateField("从", [Optional()])
    until = DateField("到", [Optional()])
    order = SelectField("排列", choices={"best": "最相符的在前", "newest": "最新的在前"}, default="best")

    def validate_q(self, field: StringField) -> None:
        written = (field.data or "")[:LONGEST]
        if written.strip() and not any(term.tokens for term in query_terms(written)):
            raise ValidationError("没有可以找的字（标点、符号不算）：请写几个字、文号、档号或人名")

    def validate_until(self, field: DateField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("止日早于起日，请核对")

    def validate_year(self, field: StringField) -> None:
        written = (field.data or "").strip().removesuffix("年")
        latest = clock.today().year + 1
        if not (
            written.isascii() and written.isdigit() and EARLIEST <= int(written[:4]) <= latest and len(written) == 4
        ):
            raise ValidationError(f"年度写四位数字，如：{latest - 2}")
        field.data = written

    def offer(self, departments: dict[int, str]) -> None:
        self.department.choices = {0: "全部", **departments}

    @property
    def asked(self) -> Asked:
        """What is asked for, as the query takes it."""
        return Asked(
            text=(self.q.data or "")[:LONGEST],
            label=(self.name.data or "")[:LONGEST].strip(),
            year=int(self.year.data) if self.year.data else None,
            kind=self.kind.data or "",
            department_id=self.department.data or None,
            period=self.period.data or "",
            secrecy=self.secrecy.data or "",
            filed=self.filed.data or "",
            state=self.state.data or "",
            since=self.since.data,
            until=self.until.data,
            newest=self.order.data == "newest",
        )

    @property
    def narrowed(self) -> bool:
        """Does anything but the words narrow it down, or is something wrong there?"""
        names = ("year", "kind", "name", "department", "filed", "period", "secrecy", "state", "since", "until")
        return bool(self.errors) or any(self[name].data for name in names)
