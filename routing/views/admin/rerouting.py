"""办件移交 and 并入其他部室."""

from typing import Any

from flask import render_template
from flask_login import current_user

from routing.database import reading
from routing.forms.administration import PressForm
from routing.forms.rerouting import MergingForm
from routing.models import Department
from routing.presenting import administration as words
from routing.presenting import rerouting as moving
from routing.queries import administration as queries
from routing.services import rerouting as service
from routing.views.admin.pages import blueprint, form_page


@blueprint.get("/rerouting")
def rerouting() -> Any:
    moves = service.plan(reading(), current_user.organisation_id)
    return render_template("admin/rerouting.html", **moving.page(moves))


@blueprint.post("/rerouting")
def carry_out_rerouting() -> Any:
    """What was moved is told on this answer; pressed again, only what is still to be moved moves."""
    results = PressForm().attempt(lambda: service.carry_out(current_user)) or ()
    left = service.plan(reading(), current_user.organisation_id)
    return render_template("admin/rerouting.html", pressed=True, **moving.page(left, results))


@blueprint.route("/oversight/<int:department_id>/merge", methods=["GET", "POST"])
def merge_department(department_id: int) -> Any:
    row, form = queries.record(reading(), Department, department_id, current_user), MergingForm()
    offered = words.departments_to_choose(queries.departments(reading(), current_user))
    form.offer({key: name for key, name in offered.items() if key != department_id})
    return form_page(
        form,
        lambda: moving.merged(service.merge(department_id, form.department_id.data, current_user)),
        "/admin/oversight",
        f"并入其他部室：{row.name}",
        intro=(
            "请先给原部室的人安排新的任职，并结束原任职。并入后，原部室自今天起撤销，没有办完的办件一并移交；"
            "在办文件仍写原部室名称，由并入部室的负责人审核、分管领导审定。文件和记录都保留。"
        ),
        button="并入",
        style="danger",
    )
