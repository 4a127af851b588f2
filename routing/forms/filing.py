"""What the archivist fills in: a decision about a 件, lines of the table of periods, the archive's settings, 备考表."""

from typing import Any, Final

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from routing import clock
from routing.forms.administration import NOBODY, Day, Kept, Whole
from routing.forms.base import AtMost, Filled, Form, Legible, Number
from routing.forms.batch import ChosenForm
from routing.services.content import KINDS as OWN_KINDS
from routing.services.filing import terms
from routing.services.filing.changes import SCHEMES
from routing.services.filing.deciding import MOST_PAGES, Decision
from routing.services.filing.proposing import NARROWED
from routing.services.received import KINDS as RECEIVED_KINDS

KINDS: Final = tuple(dict.fromkeys((*OWN_KINDS, *RECEIVED_KINDS)))


def _past(_form: Any, field: Any) -> None:
    """What is written of a box was done."""
    if field.data and field.data > clock.today():
        raise ValidationError("日期不能晚于今天")


class RoundForm(Form):
    year = Number("年度", [NumberRange(1, 9_999, "请填写年度，如2025")])


class ItemsForm(ChosenForm):
    """What to do with the items that were ticked."""

    term = SelectField("保管期限", choices={"": "按建议"}, validate_choice=False)
    reason = StringField("不归档的理由", [AtMost(500), Legible()])

    def validate_chosen(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("还没有勾选：请先在左边勾选要办的文件")


class DecisionForm(Kept):
    """The catalogue's columns of one 件, and how long it is kept."""

    term = RadioField("保管期限", choices={term: term for term in terms.TERMS}, validate_choice=False)
    unit_id = SelectField("机构（问题）", coerce=int, validate_choice=False)
    title = TextAreaField("题名", [Filled("请填写题名；原文没有题名的，自拟一个"), AtMost(400), Legible()])
    responsible = StringField("责任者", [AtMost(120), Legible()])
    number = StringField("文号", [AtMost(80), Legible()])
    dated = Day("日期", [Optional()])
    secrecy = SelectField("密级", choices={"": "无", "内部": "内部"}, validate_choice=False)
    pages = Whole("页数", [NumberRange(0, MOST_PAGES, f"页数请填0至{MOST_PAGES}")], default=0)
    remarks = StringField("备注", [AtMost(500), Legible()])

    def offer(self, units: dict[int, str], terms_: dict[str, str]) -> None:
        self.unit_id.choices = units
        self.term.choices = terms_

    def propose(self, row: Any) -> None:
        """Show the item as it was decided, or as the house proposes it."""
        self.show(row)
        if not self.is_submitted():
            self.term.data = row.house_term or (row.proposed_term if row.proposed_term in terms.TERMS else None)

    def propose_pages(self, pages: int) -> None:
        """Put a count into the column, in place of what was typed."""
        self.pages.data, self.pages.raw_data = pages, None

    def decision(self) -> Decision:
        kept = self.values()
        return Decision(**{**kept, "term": kept["term"] or ""})


class LeavingOutForm(Form):
    reason = StringField("不归档的理由", [Filled("请写明不归档的理由"), AtMost(500), Legible()])


class ArchiveSettingForm(Kept):
    fonds_number = StringField("全宗号", [Filled("请填写全宗号"), AtMost(10), Legible()])
    fonds_name = StringField("全宗名称", [Filled("请填写全宗名称"), AtMost(80), Legible()])
    category = StringField("档案门类代码", [Filled("请填写门类代码，文书档案为WS"), AtMost(10), Legible()])
    scheme = RadioField("分类方案", choices=SCHEMES)
    reply_with_cause = BooleanField("来文与复文作为一件（复文在前）")
    long_as = SelectField("“长期”相当于", choices={"D30": "30年", "Y": "永久"})
    short_as = SelectField("“短期”相当于", choices={"D10": "10年", "D30": "30年"})


class UnitForm(Kept):
    code = StringField("代码", [Filled("请填写代码，如“BGS”"), AtMost(10), Legible()])
    name = StringField("名称", [Filled("请填写机构（问题）名称"), AtMost(60), Legible()])
    department_id = SelectField("部室", coerce=int, validate_choice=False)
    position = Whole("排列", [NumberRange(0, 9_999, "排列须是0至9999之间的整数")], default=0)
    closed = BooleanField("停用（已归档的不受影响）")

    def offer(self, departments: dict[int, str]) -> None:
        self.department_id.choices = {NOBODY: "不对应部室", **departments}

    def values(self) -> dict[str, Any]:
        kept = super().values()
        return {**kept, "department_id": kept["department_id"] or None}


class RuleForm(Kept):
    basis = StringField("条款", [AtMost(100), Legible()])
    origin = SelectField("来源", choices=NARROWED, validate_choice=False)
    kind = SelectField("文种", choices={"": "全部", **{kind: kind for kind in KINDS}})
    words = StringField("题名含有", [AtMost(200), Legible()])
    department_id = SelectField("部室", coerce=int, validate_choice=False)
    house_term = SelectField("保管期限", choices={"": "不归档", **{term: term for term in terms.TERMS}})
    leave_out = StringField("不归档的理由", [AtMost(200), Legible()])

    def offer(self, departments: dict[int, str]) -> None:
        self.department_id.choices = {NOBODY: "全部", **departments}

    def values(self) -> dict[str, Any]:
        kept = super().values()
        return {**kept, "department_id": kept["department_id"] or None}


class BoxForm(Kept):
    condition = TextAreaField("盒内文件情况说明", [AtMost(500), Legible(multiline=True)])
    arranged_by = StringField("整理人", [AtMost(40), Legible()])
    arranged_on = Day("整理日期", [Optional(), _past])
    checked_by = StringField("检查人", [AtMost(40), Legible()])
    checked_on = Day("检查日期", [Optional(), _past])
    thickness = Whole("盒的厚度（毫米）", [NumberRange(10, 100, "厚度请填10至100毫米")], default=30)
