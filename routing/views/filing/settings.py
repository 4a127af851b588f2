"""档案设置: 全宗号 and 分类方案, 机构（问题）, 归档范围和保管期限表."""

from typing import Any

from flask import render_template

from routing.database import reading
from routing.forms.filing import ArchiveSettingForm, RuleForm, UnitForm
from routing.gate import present
from routing.models import ArchiveUnit, RetentionRule
from routing.presenting import filing_settings as words
from routing.queries import administration as queries
from routing.queries import filing
from routing.services.filing import changes, settings
from routing.views.filing.pages import blueprint, form_page, pressed

HOME = "/archive/settings"


@blueprint.get("/settings")
def settings_page() -> Any:
    connection, actor = reading(), present()
    setting = settings.ready(actor)
    names = {one.id: one.name for one in filing.departments(connection, actor)}
    return render_template(
        "filing/settings.html",
        facts=words.facts(setting, settings.units(connection, actor)),
        units=words.units(settings.units(connection, actor), names),
        rules=words.rules(settings.table(connection, actor), names),
        fixed=changes.is_fixed(connection, actor),
    )


@blueprint.route("/settings/edit", methods=["GET", "POST"])
def edit_settings() -> Any:
    form = ArchiveSettingForm()
    form.show(settings.ready(present()))

    def save() -> str:
        return changes.save_setting(present(), form.values()).message

    return form_page(form, save, HOME, "全宗和分类方案", help=words.SETTING_HELP)


@blueprint.route("/settings/units/new", methods=["GET", "POST"])
def new_unit() -> Any:
    return _unit(UnitForm(), None, "新增机构（问题）")


@blueprint.route("/settings/units/<int:unit_id>", methods=["GET", "POST"])
def edit_unit(unit_id: int) -> Any:
    row, form = queries.record(reading(), ArchiveUnit, unit_id, present()), UnitForm()
    form.show(row)
    return _unit(form, unit_id, f"修改机构（问题）：{row.name}")


def _unit(form: UnitForm, unit_id: int | None, title: str) -> Any:
    form.offer({one.id: one.name for one in filing.departments(reading(), present())})

    def save() -> str:
        return changes.save_unit(present(), unit_id, form.values()).message

    return form_page(form, save, HOME, title, help=words.UNIT_HELP)


@blueprint.route("/settings/rules/new", methods=["GET", "POST"])
def new_rule() -> Any:
    return _rule(RuleForm(), None, "保管期限表增加一条")


@blueprint.route("/settings/rules/<int:rule_id>", methods=["GET", "POST"])
def edit_rule(rule_id: int) -> Any:
    row, form = queries.record(reading(), RetentionRule, rule_id, present()), RuleForm()
    form.show(row)
    return _rule(form, rule_id, f"修改保管期限表第{row.position}条")


@blueprint.post("/settings/rules/<int:rule_id>/up")
def move_rule_up(rule_id: int) -> Any:
    return pressed(lambda: changes.move_rule(present(), rule_id, up=True).message, f"{HOME}#table")


@blueprint.post("/settings/rules/<int:rule_id>/down")
def move_rule_down(rule_id: int) -> Any:
    return pressed(lambda: changes.move_rule(present(), rule_id, up=False).message, f"{HOME}#table")


@blueprint.post("/settings/rules/<int:rule_id>/delete")
def delete_rule(rule_id: int) -> Any:
    return pressed(lambda: changes.delete_rule(present(), rule_id).message, f"{HOME}#table")


def _rule(form: RuleForm, rule_id: int | None, title: str) -> Any:
    form.offer({one.id: one.name for one in filing.departments(reading(), present())})

    def save() -> str:
        return changes.save_rule(present(), rule_id, form.values()).message

    return form_page(form, save, f"{HOME}#table", title, help=words.RULE_HELP)
