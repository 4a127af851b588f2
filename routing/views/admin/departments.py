"""部室."""

from typing import Any

from flask import render_template
from flask_login import current_user

from routing.database import reading
from routing.forms.administration import ClosingForm, DepartmentForm
from routing.models import Department
from routing.queries import administration as queries
from routing.services.administration import departments as service
from routing.views.admin.pages import blueprint, form_page, pressed

LIST = "/admin/departments"
HELP = {"position": "数字小的排在前面。"}


@blueprint.get("/departments")
def departments() -> Any:
    return render_template("admin/departments.html", departments=queries.departments(reading(), current_user))


@blueprint.route("/departments/new", methods=["GET", "POST"])
def new_department() -> Any:
    form = DepartmentForm()
    return form_page(form, lambda: service.add_department(current_user, **form.values()), LIST, "新增部室", help=HELP)


@blueprint.route("/departments/<int:department_id>", methods=["GET", "POST"])
def edit_department(department_id: int) -> Any:
    row, form = queries.record(reading(), Department, department_id, current_user), DepartmentForm()
    form.show(row)
    return form_page(
        form,
        lambda: service.change_department(current_user, department_id, **form.values()),
        LIST,
        f"修改部室：{row.name}",
        intro="改名只影响以后：已起草的文件仍写当时的部室名称。",
        help=HELP,
    )


@blueprint.route("/departments/<int:department_id>/close", methods=["GET", "POST"])
def close_department(department_id: int) -> Any:
    row, form = queries.record(reading(), Department, department_id, current_user), ClosingForm()
    return form_page(
        form,
        lambda: service.close_department(current_user, department_id, form.closed_on.data),
        LIST,
        f"撤销部室：{row.name}",
        intro="撤销前须先由安全管理员结束该部室全部任职，并办结在办文件。还有在办文件的，请安全管理员在“分管”中办理“并入其他部室”。撤销后，部室的文件和记录都保留，仍可检索。",
        button="撤销部室",
        style="danger",
    )


@blueprint.post("/departments/<int:department_id>/reopen")
def reopen_department(department_id: int) -> Any:
    return pressed(lambda: service.reopen_department(current_user, department_id), LIST)
