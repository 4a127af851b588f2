"""The drafting sheet (发文稿纸, FW-3) as a form, and the upload of a Word draft."""

from typing import Any

from flask_wtf.file import FileField, MultipleFileField
from wtforms import HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from routing.addresses import key
from routing.forms.base import AtMost, Form, Legible
from routing.services.content import (
    BREAK,
    DIRECTIONS,
    IMPORTANCES,
    KINDS,
    OPENNESS,
    SECRECIES,
    URGENCIES,
    Content,
    File,
)
from workflows.case import NEEDS

# A sheet may be saved with gaps; when it is submitted, each missing column is named (FW-3).
ASKED_FOR = {
    "title": "请填写标题",
    "kind": "请选择文种",
    "recipients": "请填写主送机关",
    "openness": "请选择公开方式",
    "body": "请填写正文",
    "print_copies": "请填写印发份数",
}


class SheetForm(Form):
    """Every column of the sheet. What is missing is said when it is submitted, not when it is saved."""

    department = SelectField("拟稿单位", coerce=key, validate_choice=False)
    series = SelectField("发文字号", coerce=key, validate_choice=False)
    title = StringField("标题", [AtMost(200), Legible()])
    kind = SelectField("文种", choices={"": "请选择", **dict(zip(KINDS, KINDS, strict=True))})
    urgency = RadioField("紧急程度", choices={word: word or "平件" for word in URGENCIES}, default="")
    secrecy = RadioField("密级", choices={word: word or "非密" for word in SECRECIES}, default="")
    openness = RadioField("公开方式", choices=list(OPENNESS), validate_choice=False)
    recipients = StringField("主送", [AtMost(2_000), Legible()])
    copies_to = StringField("抄送", [AtMost(2_000), Legible()])
    countersigners = SelectMultipleField(
        "会签部室", validate_choice=False, option_widget=CheckboxInput(), widget=ListWidget()
    )
    importance = RadioField("事项性质", choices={word: word or "一般事项" for word in IMPORTANCES}, default="")
    title_breaks = StringField("题目分行", [AtMost(220), Legible()])
    direction = RadioField("行文方向", choices={word: word or "一般" for word in DIRECTIONS}, default="")
    joint_organs = StringField("联合行文机关", [AtMost(400), Legible()])
    print_copies = IntegerField("印发份数", [Optional(), NumberRange(1, 9_999, "份数须是1至9999之间的整数")])
    body = TextAreaField("正文", [AtMost(300_000), Legible(multiline=True)])
    kept = SelectMultipleField("附件", coerce=key, validate_choice=False)
    files = MultipleFileField("添加附件")
    lost = SelectMultipleField("读入 Word 时没有照原样保留的内容", validate_choice=False)
    version = HiddenField()
    receipt = HiddenField()
    draft_key = HiddenField()

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.refused_files: list[str] = []

    def validate_files(self, _field: Any) -> None:
        if self.refused_files:
            raise ValidationError("；".join(self.refused_files))

    def offer(self, departments: dict[int, str], series: dict[int, str], others: tuple[str, ...]) -> None:
        self.department.choices = departments
        self.countersigners.choices = list(others)
        self.series.choices = series

    def words_for(self, name: str) -> str:
        return ASKED_FOR.get(name, "")

    def validate_openness(self, field: Any) -> None:
        if field.data and field.data not in OPENNESS:
            raise ValidationError("请从主动公开、依申请公开、不予公开中选一项")

    def validate_secrecy(self, field: Any) -> None:
        if field.data:
            field.errors = list(field.errors)
            raise ValidationError(NEEDS["not_secret"])

    def validate_title_breaks(self, field: Any) -> None:
        title, broken = (self.title.data or "").strip(), _broken(field.data)
        if broken and BREAK in title:
            raise ValidationError(f"标题里本来有“{BREAK}”，不能再用它分行，请留空")
        if broken and broken.replace(BREAK, "") != title:
            raise ValidationError(f"除“{BREAK}”外，各行连起来须与标题一字不差")

    def validate_print_copies(self, field: Any) -> None:
        if field.raw_data and field.raw_data[0].strip() and field.data is None:
            field.errors = []
            raise ValidationError("份数请填阿拉伯数字，如 30")

    def content(self, attachments: tuple[File, ...]) -> Content:
        return Content(
            title=(self.title.data or "").strip(),
            kind=self.kind.data or "",
            recipients=(self.recipients.data or "").strip().rstrip("：:"),
            copies_to=(self.copies_to.data or "").strip().rstrip("。"),
            urgency=self.urgency.data or "",
            secrecy=self.secrecy.data or "",
            openness=self.openness.data or "",
            body=self.body.data or "",
            attachments=attachments,
            print_copies=self.print_copies.data,
            countersigners="、".join(self.countersigners.data or ()),
            importance=self.importance.data or "",
            title_breaks=_broken(self.title_breaks.data),
            direction=self.direction.data or "",
            joint_organs=(self.joint_organs.data or "").strip(),
        )

    def fill(self, content: Content) -> None:
        """Show a saved content in the form."""
        for name in ("title", "kind", "recipients", "copies_to", "urgency", "secrecy", "openness", "body"):
            self[name].data = getattr(content, name)
        self.print_copies.data = content.print_copies
        self.countersigners.data = [name for name in content.countersigners.split("、") if name]
        for name in ("importance", "title_breaks", "direction", "joint_organs"):
            self[name].data = getattr(content, name)


def _broken(typed: str | None) -> str:
    """A title with its breaks: the sign may be typed in either width, and stands between two lines only."""
    return BREAK.join(filter(None, (line.strip() for line in (typed or "").replace("／", BREAK).split(BREAK))))


class WordForm(Form):
    """A Word draft to be read in."""

    word = FileField("Word 文稿（.docx）")
