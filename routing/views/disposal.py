"""鉴定销毁: what is due, the lists, and the register of what was destroyed."""

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request

from routing.database import reading
from routing.forms.disposal import NEW_PERIODS, BeginForm, ListForm
from routing.gate import present
from routing.presenting import disposal as words
from routing.queries import choices, documents
from routing.queries import disposal as queries
from routing.services import copies, disposing
from routing.services import destroying as _destroying  # noqa: F401 - it registers its errand
from routing.services.disposed import DECISIONS
from routing.views.printing import shown

blueprint = Blueprint("disposal", __name__, url_prefix="/archive/disposal")


@blueprint.get("")
def index() -> Any:
    connection, actor = reading(), present()
    rows = words.disposals(queries.disposals(connection, actor))
    return render_template("disposal/index.html", rows=rows, due=queries.count_expired(connection, actor))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Any:
    form, actor = BeginForm(), present()
    if form.is_submitted() and form.sound(disposing.wrong(form.ticked, form.given, actor)):
        made = form.attempt(
            lambda: disposing.begin_list(
                form.ticked, form.given, form.title.data, form.basis.data, actor, form.receipt.data or ""
            )
        )
        if made is not None:
            flash("清单已建好，请逐件写明续存还是销毁", "success")
            return redirect(f"/archive/disposal/{made.document_id}/edit", 303)
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    form.receipt.data = form.receipt.data or secrets.token_urlsafe(12)
    rows = queries.expired(reading(), actor, page)
    due = words.due(rows, page, queries.hindrances(reading(), rows, actor, (actor.person_id,)))
    return render_template("disposal/new.html", form=form, due=due, ticked=set(form.ticked)), _status(form)


@blueprint.route("/<int:document_id>/edit", methods=["GET", "POST"])
def edit(document_id: int) -> Any:
    form, actor, view = ListForm(), present(), documents.view(reading(), document_id, present())
    if view.workflow.key != queries.WORKFLOW:
        abort(404)
    if not choices.editable(view, actor):
        return redirect(f"/documents/{document_id}", 303)
    content = view.content
    if request.method == "POST":
        content = form.content(content, request.form)
    else:
        form.show(content, view.document.version)
    if form.validate_on_submit():
        if form.decision.data:
            content = disposing.filled(content, form.decision.data, form.period.data, form.reason.data)
        saved = form.attempt(lambda: disposing.revise(document_id, content, actor, form.seen, form.receipt.data or ""))
        if saved is not None:
            flash(*words.saved(content))
            return redirect(f"/documents/{document_id}", 303)
    form.receipt.data = form.receipt.data or secrets.token_urlsafe(12)
    lines = [{**words.line(one, {}, over=False), "it": one} for one in content.lines]
    page = render_template(
        "disposal/edit.html",
        form=form,
        document=view.document,
        lines=lines,
        documents=queries.documents_of(reading(), [one.item_id for one in content.lines], actor),
        decisions=DECISIONS,
        periods=NEW_PERIODS,
    )
    return page, _status(form)


@blueprint.post("/<int:document_id>/execute")
def execute(document_id: int) -> Any:
    """Have an approved and witnessed list carried out, or go on with what broke off."""
    return redirect(f"/errands/{disposing.execute(document_id, present())}", 303)


@blueprint.get("/<int:document_id>/register.pdf")
def register(document_id: int) -> Any:
    """The 销毁清册 as it was kept."""
    documents.view(reading(), document_id, present())
    row = queries.register(reading(), document_id) or abort(404)
    return shown(copies.read(row.digest) or abort(404), "销毁清册.pdf")


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200
