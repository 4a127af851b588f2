"""One document: its page, and the actions on it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_wtf.csrf import CSRFError

from routing import policy
from routing.database import reading
from routing.errors import form_expired, missing
from routing.forms import ordering
from routing.gate import present
from routing.presenting import acting, comparing, corrections, disposal
from routing.presenting import documents as words
from routing.queries import documents
from routing.services import claiming, following
from routing.services import reading as records
from routing.services.advance import advance, open_slips
from routing.services.content import Content
from routing.services.errors import StaleError
from routing.views import showing
from workflows.errors import NotYoursError, OpinionMissingError, RuleError

blueprint = Blueprint("documents", __name__, url_prefix="/documents")


@blueprint.get("/<int:document_id>")
def show(document_id: int) -> Any:
    view = documents.view(reading(), document_id, present(), gone=True)
    actor = present().regarding(view.document.kind)
    if policy.opening(actor, view.document, view.open):
        open_slips(document_id, actor)
    records.page(view, present())
    template, page = showing.page(view, actor)
    return render_template(template, **page)


@blueprint.post("/<int:document_id>/<key>")
def act(document_id: int, key: str) -> Any:
    form = ordering.form_for(key)
    outcome = advance(document_id, ordering.order(key, form), present())
    flash(acting.told(outcome), "success")
    if form.run.data and outcome.moved_on:
        next_id = claiming.go_on(present(), document_id)
        return redirect(f"/documents/{next_id}?run=1" if next_id else "/tray", 303)
    return redirect(f"/documents/{document_id}", 303)


@blueprint.get("/<int:document_id>/<key>")
def back(document_id: int, **_action: str) -> Any:
    """The address of an action, loaded again: nothing is done, the document is shown."""
    return redirect(f"/documents/{document_id}")


@blueprint.errorhandler(CSRFError)
def expired(error: CSRFError) -> Any:
    """The login was renewed since the page was made: the page again with what was typed, to be sent once more."""
    if not present().is_authenticated or "X-Requested-With" in request.headers:
        return form_expired(error)
    return refused(RuleError("登录已更新，刚才没有办理。您写的意见还在，请再按一次"))


@blueprint.errorhandler(RuleError)
def refused(error: RuleError) -> Any:
    """The page again, with the reason on top and everything that was typed where it was typed."""
    document_id = (request.view_args or {})["document_id"]
    if not documents.is_readable(reading(), document_id, present()):
        return missing(error)
    view = documents.view(reading(), document_id, present(), gone=True)
    key = (request.view_args or {}).get("key", "")
    typed = {
        **showing.typed_into(request.form, request.form.getlist, key),
        "wrong": "opinion" if isinstance(error, OpinionMissingError) else getattr(error, "field", ""),
        "said": error.message,
    }
    overtaken = isinstance(error, StaleError | NotYoursError)
    form = ordering.form_for(key) if key in ordering.FORMS else None
    template, page = showing.page(view, present().regarding(view.document.kind), typed, error.message, form)
    answer = render_template(template, **page, overtaken=overtaken, written=typed["opinion"])
    return answer, 409 if overtaken else 422


@blueprint.post("/<int:document_id>/follow")
def follow(document_id: int) -> Any:
    documents.view(reading(), document_id, present())
    follows = following.toggle(document_id, present())
    flash("已跟踪，可在“待办—跟踪”中查看进展" if follows else "已取消跟踪", "success")
    return redirect(f"/documents/{document_id}", 303)


@blueprint.get("/<int:document_id>/sheet")
def sheet(document_id: int) -> Any:
    """The drafting sheet by itself, as it is printed."""
    view = documents.outgoing(reading(), document_id, present())
    return render_template("documents/sheet.html", document=view.document, sheet=words.sheet(view))


@blueprint.get("/<int:document_id>/revisions/<int:serial>")
def revision(document_id: int, serial: int) -> Any:
    """One revision as it was saved."""
    view = documents.view(reading(), document_id, present())
    row = documents.revision(reading(), document_id, serial)
    if view.workflow.key == "incoming":
        return render_template(
            "incoming/revision.html", document=view.document, revision=row, **corrections.revision(row)
        )
    if view.workflow.key == "archive_disposal":
        return render_template("disposal/revision.html", document=view.document, revision=row, **disposal.revision(row))
    content = Content.read(row.content, row.body)
    return render_template(
        "documents/revision.html",
        document=view.document,
        revision=row,
        header=words.paper_header(view, content),
        paragraphs=words.paragraphs(content.body),
        files=words.files(content),
    )


@blueprint.get("/<int:document_id>/compare")
def compare(document_id: int) -> Any:
    """Any two revisions side by side in one text: deletions struck, insertions marked (花脸稿)."""
    view, connection = documents.view(reading(), document_id, present()), reading()
    newest = view.document.revision_serial
    old = max(1, min(request.args.get("old", max(newest - 1, 1), type=int), newest))
    new = max(1, min(request.args.get("new", newest, type=int), newest))
    pair = [documents.revision(connection, document_id, serial) for serial in (old, new)]
    if view.workflow.key == "incoming":
        told = corrections.compared(view, *pair)
        return render_template("incoming/compare.html", document=view.document, serials=range(newest, 0, -1), **told)
    return render_template(
        "documents/compare.html",
        document=view.document,
        serials=range(newest, 0, -1),
        **comparing.compared(*pair, whole="whole" in request.args),
    )
