"""岗位和任职."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from routing import clock
from routing.database import reading
from routing.forms.administration import AppointmentForm, ClosingForm, EndingForm, PostForm
from routing.models import Holding, Post
from routing.presenting import administration as words
from routing.queries import administration as queries
from routing.queries import tenure
from routing.services.administration import holdings as appointments
from routing.services.administration import posts as service
from routing.services.administration.separation import WHY
from routing.views.admin.pages import blueprint, form_page, pressed

LIST = "/admin/posts"
HELP = {
    "capacity": "职责决定这个岗位在办文中做哪一步；岗位名称可以自定。",
    "department_id": "主席、分管副主席和三员不属于部室，其他岗位须选部室。",
    "position": "数字小的排在前面。",
}


@blueprint.get("/posts")
def posts() -> Any:
    connection = reading()
    today = tenure.lasting(Holding, clock.today(), clock.today())
    groups = words.post_groups(
        queries.posts(connection, current_user), tenure.holdings(connection, current_user, today)
    )
    return render_template("admin/posts.html", groups=groups, warnings=words.vacancies(groups))


@blueprint.route("/posts/new", methods=["GET", "POST"])
def new_post() -> Any:
    form = _post_form()
    form.department_id.data = form.department_id.data or request.args.get("department", 0, type=int)
    return form_page(form, lambda: service.add_post(current_user, **form.values()), LIST, "新增岗位", help=HELP)


@blueprint.get("/posts/<int:post_id>")
def post(post_id: int) -> Any:
    connection = reading()
    row = queries.record(connection, Post, post_id, current_user)
    held = tenure.holdings(connection, current_user, Holding.post_id == post_id)
    described = words.post_groups(queries.posts(connection, current_user, Post.id == post_id), held)[0]
    rows = words.holding_rows(held, current_user.person_id)
    return render_template("admin/post.html", row=row, group=described["label"], post=described["posts"][0], rows=rows)


@blueprint.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
def edit_post(post_id: int) -> Any:
    row, form = queries.record(reading(), Post, post_id, current_user), _post_form()
    form.show(row)
    return form_page(
        form,
        lambda: service.change_post(current_user, post_id, **form.values()),
        f"{LIST}/{post_id}",
        f"修改岗位：{row.name}",
        intro="改名只影响以后：已有的记录仍写当时的岗位名称；待办不受影响。",
        help=HELP,
    )


@blueprint.route("/posts/<int:post_id>/close", methods=["GET", "POST"])
def close_post(post_id: int) -> Any:
    row, form = queries.record(reading(), Post, post_id, current_user), ClosingForm()
    return form_page(
        form,
        lambda: service.close_post(current_user, post_id, form.closed_on.data),
        f"{LIST}/{post_id}",
        f"撤销岗位：{row.name}",
        intro="撤销前须先结束任职、办结或移交待办、调整分管。岗位的历史记录都保留。",
        button="撤销岗位",
        style="danger",
    )


@blueprint.post("/posts/<int:post_id>/reopen")
def reopen_post(post_id: int) -> Any:
    return pressed(lambda: service.reopen_post(current_user, post_id), f"{LIST}/{post_id}")


@blueprint.route("/posts/<int:post_id>/appoint", methods=["GET", "POST"])
def appoint(post_id: int) -> Any:
    row, form = queries.record(reading(), Post, post_id, current_user), AppointmentForm()
    form.offer(queries.choosable_people(reading(), current_user))
    return form_page(
        form,
        lambda: appointments.appoint(
            current_user, post_id, form.person_id.data, form.starts_on.data, form.ends_on.data
        ),
        f"{LIST}/{post_id}",
        f"安排任职：{row.name}",
        intro=f"到任之日起，这个岗位的待办就在其待办中。{WHY}。",
        help={"person_id": "没有这个人？请系统管理员先在“人员”中新增。", "ends_on": "长期任职不填。"},
        button="安排任职",
    )


@blueprint.route("/holdings/<int:holding_id>/end", methods=["GET", "POST"])
def end_holding(holding_id: int) -> Any:
    row, form = tenure.holding(reading(), holding_id, current_user), EndingForm()
    return form_page(
        form,
        lambda: appointments.end_holding(current_user, holding_id, form.ends_on.data),
        f"{LIST}/{row.post_id}",
        f"结束任职：{row.person_name}任“{row.post_name}”",
        intro="次日起不再有这个岗位的权限；岗位上的待办留给接任的人；没有人接任的，在“办件移交”中移交。",
        button="结束任职",
        style="danger",
    )


@blueprint.post("/holdings/<int:holding_id>/cancel")
def cancel_holding(holding_id: int) -> Any:
    row = tenure.holding(reading(), holding_id, current_user)
    return pressed(lambda: appointments.cancel_holding(current_user, holding_id), f"{LIST}/{row.post_id}")


def _post_form() -> PostForm:
    form = PostForm()
    form.offer(words.departments_to_choose(queries.departments(reading(), current_user)))
    return form
