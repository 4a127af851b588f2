"""批量办理: several documents at once, each one opened before. What came of it is on a page of its own."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, session

from routing.database import reading
from routing.forms.batch import BatchForm
from routing.gate import present
from routing.presenting import batch as words
from routing.queries import batch as queries
from routing.services import batch

blueprint = Blueprint("batch", __name__)
KEPT = "batch"  # the last results in the session: ids and reasons, no titles


@blueprint.get("/tray/batch")
def choose() -> Any:
    return _page()


@blueprint.post("/tray/batch")
def act() -> Any:
    form, actor = BatchForm(), present()
    if not form.validate():
        return _page(form), 422
    results = form.attempt(
        lambda: batch.act(form.key.data or "", form.documents, form.words, actor, form.receipt.data or "")
    )
    if results is None:
        return _page(form), 422
    session[KEPT] = words.kept(results, actor.person_id)
    return redirect("/tray/batch/results", 303)


@blueprint.get("/tray/batch/results")
def results() -> Any:
    """What came of the last batch; loaded again, it is shown again and nothing is done."""
    actor = present()
    found = words.results(session.get(KEPT), actor.person_id)
    if not found:
        return redirect("/tray/batch")
    titles = queries.titles(reading(), actor, [one["document"] for one in found])
    return render_template("tray/batch_results.html", **words.results_page(found, titles))


def _page(form: BatchForm | None = None) -> str:
    for message in form.form_errors if form else ():
        flash(message, "warning")
    typed = (form.chosen_ids, form.words, form.key.data or "") if form else ((), "", "")
    return render_template(
        "tray/batch.html",
        groups=words.groups(queries.opened(reading(), present()), *typed),
        receipt=secrets.token_urlsafe(9),
    )
