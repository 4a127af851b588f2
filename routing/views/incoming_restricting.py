"""属机要，停止传阅: a page of its own, for what it does cannot be taken back."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from routing.database import reading
from routing.forms.restricting import RestrictForm
from routing.gate import present
from routing.presenting import drafting as saying
from routing.presenting import restricting as words
from routing.queries import choices, documents, incoming, originals, readers
from routing.queries.documents import DocumentView
from routing.queries.seen import seen
from routing.services import receiving, restricting
from workflows.errors import NotYoursError

blueprint = Blueprint("incoming_restricting", __name__, url_prefix="/incoming")


@blueprint.route("/<int:document_id>/restrict", methods=["GET", "POST"])
def page(document_id: int) -> Any:
    form = RestrictForm()
    form.offer(incoming.people(reading(), present()))
    if request.method == "POST" and form.validate() and (done := form.attempt(lambda: _done(document_id, form))):
        flash(words.told(done), "success")
        return redirect(f"/{originals.folder(reading(), done.document_id, present())}/{done.document_id}", 303)
    view = _open(document_id)
    form.version.data = str(view.document.version)
    form.receipt.data = form.receipt.data or f"restrict-{secrets.token_urlsafe(12)}"
    chart = incoming.house_chart(reading(), present())
    shown = words.page(view, chart, *seen(reading(), document_id, chart))
    return render_template(
        "incoming/restrict.html", form=form, document=view.document, **shown
    ), 422 if form.errors else 200


def _done(document_id: int, form: RestrictForm) -> restricting.Renewed:
    chart = incoming.house_chart(reading(), present())
    scope = receiving.people_in(readers.people(reading(), chart, form.parties.data or ()))
    reason, receipt = form.opinion.data or "", form.receipt.data or ""
    return restricting.restrict(document_id, scope, form.marking.data or "", reason, present(), form.seen, receipt)


def _open(document_id: int) -> DocumentView:
    """The paper, where its reader may shut it."""
    view = documents.view(reading(), document_id, present())
    if not any(one.action.key == "restrict" for one in choices.choices(view, present())):
        raise NotYoursError(saying.not_now(view))
    return view
