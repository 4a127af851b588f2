"""分管."""

from typing import Any

from flask import render_template
from flask_login import current_user

from routing.database import reading
from routing.forms.administration import OversightForm
from routing.models import Department
from routing.presenting import administration as words
from routing.queries import administration as queries
from routing.services.administration import oversight as service
from routing.views.admin.pages import blueprint, form_page

LIST = "/admin/oversight"


@blueprint.get("/oversight")
def oversight() -> Any:
    connection = reading()
    rows = words.oversight_rows(
        queries.departments(connection, current_user), queries.oversight(connection, current_user)
    )
    return render_template(
        "admin/oversight.html", rows=rows, lacking=[row["name"] for row in rows if not row["overseer"]]
    )


@blueprint.route("/oversight/<int:department_id>", methods=["GET", "POST"])
def set_overseer(department_id: int) -> Any:
    row, form = queries.record(reading(), Department, department_id, current_user), OversightForm()
    form.offer(words.overseers_to_choose(queries.posts(reading(), current_user)))
    return form_page(
        form,
        lambda: service.set_overseer(current_user, department_id, form.post_id.data or None, form.starts_on.data),
        LIST,
        f"调整分管：{row.name}",
        intro="一个部室同一时间只由一位副主席分管：新的从所填日期起，原来的到前一天止。已送原分管领导审定的文件，在“办件移交”中移交新的分管领导。",
        help={"post_id": "这里列出的是职责为“分管副主席”的岗位。"},
    )
