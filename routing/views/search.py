"""检索."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from routing.database import reading
from routing.forms.search import SearchForm
from routing.presenting import searching
from routing.queries import search
from routing.search.query import Query

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def find() -> Any:
    connection = reading()
    form = SearchForm(request.args)
    form.offer(search.departments(connection, current_user))
    asked = {name: value for name, value in request.args.items() if value and name != "after"}
    if not asked or not form.validate():
        return render_template("search/find.html", form=form, asked=False)
    query = Query(
        text=form.q.data or "",
        organisation_id=current_user.organisation_id,
        department_id=form.department.data or None,
        kind=form.kind.data or None,
        state=form.state.data or None,
        date_from=form.since.data,
        date_to=form.until.data,
        order="newest" if form.order.data == "newest" else "best",
    )
    page, found = search.search(connection, query, current_user, request.args.get("after"))
    return render_template("search/find.html", form=form, asked=True, **searching.results(page, found, asked))
