"""人员和账号."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from routing import clock
from routing.database import reading
from routing.forms.administration import NameForm, PersonForm, PressForm
from routing.models import Holding, Person
from routing.presenting import administration as words
from routing.queries import administration as queries
from routing.queries import tenure
from routing.services.administration import people as service
from routing.views.admin.pages import blueprint, form_page, may_open, pressed

LIST = "/admin/people"


@blueprint.get("/people")
def people() -> Any:
    connection, asked = reading(), request.args.get("q", "").strip()[:40]
    found = queries.people(connection, current_user, asked)
    today = tenure.lasting(Holding, clock.today(), clock.today())
    rows = words.people_rows(found[: queries.PEOPLE], tenure.holdings(connection, current_user, today))
    return render_template(
        "admin/people.html",
        rows=rows,
        asked=asked,
        more=len(found) > queries.PEOPLE,
        may_add=may_open("admin.new_person"),
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
def new_person() -> Any:
    form = PersonForm()
    return form_page(
        form,
        lambda: service.add_person(current_user, **form.values()),
        LIST,
        "新增人员",
        intro="新账号什么也不能做：发激活链接由本人设置密码，再由安全管理员安排任职。",
        help={"username": "登录用，以后不能改。可用姓名全拼，如 wangfang。"},
    )


@blueprint.get("/people/<int:person_id>")
def person(person_id: int) -> Any:
    connection = reading()
    row = queries.record(connection, Person, person_id, current_user)
    held = words.holding_rows(
        tenure.holdings(connection, current_user, Holding.person_id == person_id), current_user.person_id
    )
    return render_template(
        "admin/person.html",
        person=row,
        state=words.person_state(row),
        holdings=held,
        actions=words.person_actions(row, current_user.person_id, current_user.capacities),
        may_rename=may_open("admin.rename_person") and person_id != current_user.person_id,
        oneself=person_id == current_user.person_id,
    )


@blueprint.route("/people/<int:person_id>/name", methods=["GET", "POST"])
def rename_person(person_id: int) -> Any:
    row, form = queries.record(reading(), Person, person_id, current_user), NameForm()
    form.show(row)
    return form_page(
        form,
        lambda: service.rename_person(current_user, person_id, **form.values()),
        f"{LIST}/{person_id}",
        f"修改姓名：{row.name}",
        intro="只影响以后：已有的签名和记录仍写当时的姓名。",
    )


@blueprint.post("/people/<int:person_id>/off")
def switch_off(person_id: int) -> Any:
    return pressed(lambda: service.switch_off(current_user, person_id), f"{LIST}/{person_id}")


@blueprint.post("/people/<int:person_id>/on")
def switch_on(person_id: int) -> Any:
    return pressed(lambda: service.switch_on(current_user, person_id), f"{LIST}/{person_id}")


@blueprint.post("/people/<int:person_id>/unlock")
def unlock(person_id: int) -> Any:
    return pressed(lambda: service.unlock(current_user, person_id), f"{LIST}/{person_id}")


@blueprint.post("/people/<int:person_id>/link")
def activation_link(person_id: int) -> Any:
    """The link is on this answer and nowhere else: it is not kept, and a redirect would have to carry it."""
    row, form = queries.record(reading(), Person, person_id, current_user), PressForm()
    done = form.attempt(lambda: service.issue_link(current_user, person_id))
    link = url_for("accounts.activate", token=done.token, _external=True) if done else ""
    page = render_template("admin/link.html", person=row, link=link, refusals=form.form_errors)
    return page, 200 if done else 422
