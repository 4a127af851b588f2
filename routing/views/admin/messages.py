"""消息发送: robots, and what became of the messages."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_login import current_user

from routing.database import reading
from routing.forms.notices import RobotForm
from routing.models import Robot
from routing.presenting import notices as words
from routing.queries import administration as records
from routing.queries import notices as queries
from routing.services import jobs, telling
from routing.services.administration import messages as service
from routing.views.admin.pages import blueprint, form_page, pressed

LIST = "/admin/messages"


@blueprint.get("/messages")
def messages() -> Any:
    which = request.args.get("which", "stuck")
    which = which if which in queries.FILTERS else "stuck"
    connection = reading()
    found = queries.sending(connection, current_user, jobs.ALIVE)
    rows = queries.deliveries(connection, current_user, which)
    robots = queries.robots(connection, current_user)
    return render_template("admin/messages.html", **words.page(which, found, rows, robots))


@blueprint.route("/messages/robots/new", methods=["GET", "POST"])
def new_robot() -> Any:
    return _robot(RobotForm(), None, "新增机器人")


@blueprint.route("/messages/robots/<int:robot_id>", methods=["GET", "POST"])
def edit_robot(robot_id: int) -> Any:
    row, form = records.record(reading(), Robot, robot_id, current_user), RobotForm()
    form.show(row)
    return _robot(form, robot_id, f"修改机器人：{row.name}")


def _robot(form: RobotForm, robot_id: int | None, title: str) -> Any:
    return form_page(
        form,
        lambda: service.save_robot(current_user, robot_id, form.values()),
        LIST,
        title,
        help=words.ROBOT_HELP,
    )


@blueprint.post("/messages/robots/<int:robot_id>/trial")
def try_robot(robot_id: int) -> Any:
    error = telling.try_robot(current_user, robot_id)
    flash(f"没有发成。{error}" if error else "已发出，请到群里查看", "danger" if error else "success")
    return redirect(LIST, 303)


@blueprint.post("/messages/<int:delivery_id>/again")
def send_again(delivery_id: int) -> Any:
    return pressed(lambda: service.send_again(current_user, delivery_id), LIST)


@blueprint.post("/messages/again")
def send_all_again() -> Any:
    return pressed(lambda: service.send_all_again(current_user), LIST)
