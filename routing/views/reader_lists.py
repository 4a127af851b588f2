"""常用传阅名单: kept by the office."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from routing.database import reading
from routing.forms.reader_lists import ReaderListForm
from routing.gate import present
from routing.presenting import reader_lists as words
from routing.queries import reader_lists as queries
from routing.services import reader_lists as service

blueprint = Blueprint("reader_lists", __name__, url_prefix="/incoming/lists")
INDEX = "/incoming/lists"


@blueprint.get("")
def index() -> Any:
    found = queries.lists(reading(), present())
    return render_template("reader_lists/index.html", lists=found)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Any:
    return _form(None, "新增名单")


@blueprint.route("/<int:list_id>", methods=["GET", "POST"])
def edit(list_id: int) -> Any:
    return _form(list_id, "修改名单")


@blueprint.post("/<int:list_id>/delete")
def delete(list_id: int) -> Any:
    service.remove(present(), list_id)
    flash("名单已删除", "success")
    return redirect(INDEX, 303)


def _form(list_id: int | None, title: str) -> Any:
    form, actor = ReaderListForm(), present()
    if request.method == "GET" and list_id is not None:
        row = queries.one(reading(), list_id, actor)
        form.name.data, form.readers.data = row.name, row.keys
    if form.validate_on_submit():
        saved = form.attempt(lambda: service.save(actor, list_id, form.name.data, form.readers.data or ()))
        if saved is not None:
            flash("名单已保存", "success")
            return redirect(INDEX, 303)
    box = words.box(queries.house(reading(), actor), form.readers.data or [], form.readers.errors)
    page = render_template("reader_lists/form.html", form=form, title=title, box=box)
    return page, 422 if request.method == "POST" else 200
