"""What the supervision list and the statistics are narrowed to. Read only: sent by GET, without a token."""

from wtforms import BooleanField, HiddenField, SelectField, StringField

from routing.addresses import key
from routing.forms.base import Form
from routing.queries.supervision import OPEN, Asked

FIRST_YEAR = 2000
STATES = {
    OPEN: "未销号的",
    "open": "办理中",
    "reported": "已报结果",
    "accepted": "领导已同意，待销号",
    "closed": "已销号",
    "cancelled": "已撤销",
    "": "全部",
}


class SupervisionForm(Form):
    """What of the list is asked for."""

    class Meta(Form.Meta):
        csrf = False

    others = HiddenField()
    q = StringField("批示内容、标题、编号、来文单位、牵头")
    state = SelectField("状态", choices=STATES, default=OPEN)
    leader = SelectField("批示人", coerce=key, validate_choice=False, default=0)
    department = SelectField("牵头部室", coerce=key, validate_choice=False, default=0)
    year = SelectField("交办年份", coerce=key, validate_choice=False, default=0)
    overdue = BooleanField("只看超期的")

    def asked(self, page: int) -> Asked:
        """What was asked for; an address that says nonsense asks for the list as it is."""
        return Asked(
            led=self.others.data != "1",
            state=self.state.data if self.state.data in STATES else OPEN,
            leader=self.leader.data,
            department=self.department.data,
            overdue=bool(self.overdue.data),
            year=self.year.data if FIRST_YEAR <= self.year.data <= FIRST_YEAR + 1_000 else 0,
            words=(self.q.data or "")[:200],
            page=page,
        )

    def offer(self, leaders: dict[int, str], departments: dict[int, str], this_year: int) -> None:
        """What one can choose from."""
        self.leader.choices = {0: "全部", **leaders}
        self.department.choices = {0: "全部", **departments}
        years = {year: f"{year}年" for year in range(this_year, this_year - 5, -1)}
        self.year.choices = {0: "全部", **years}
