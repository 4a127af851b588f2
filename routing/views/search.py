"""检索."""

from typing import Any

from flask import Blueprint, render_template, request

from routing.database import reading
from routing.forms.search import LONGEST, SearchForm
from routing.gate import present
from routing.presenting import searching
from routing.queries import search

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def find() -> Any:
    connection = reading()
    form = SearchForm(request.args)
    departments, written = search.departments(connection, present())
    form.offer(departments)
    given = {name: value for name, value in request.args.items() if value and name not in {"after", "part"}}
    page = "search/results.html" if "part" in request.args else "search/find.html"
    if not form.validate() or search.bare(form.asked):
        return render_template(page, form=form, asked=False, written=written)
    answer = search.search(connection, form.asked, present(), request.args.get("after"))
    found = searching.results(answer, given, LONGEST)
    return render_template(page, form=form, asked=True, written=written, **found)
