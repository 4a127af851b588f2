"""One document: its page, and the actions on it."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from routing import clock, policy
from routing.actor import Actor
from routing.database import reading
from routing.errors import form_expired, missing
from routing.forms.acting import (
    ActionForm,
    ConveneForm,
    CountForm,
    DeliveryForm,
    PartiesForm,
    ReceivedForm,
    StrikeForm,
    TransferForm,
)
from routing.gate import present
from routing.presenting import acting, comparing, working
from routing.presenting import documents as words
from routing.queries import choices, documents
from routing.services import claiming, following
from routing.services.advance import Order, advance, open_slips
from routing.services.content import Content
from routing.services.effects import Delivery, ReceiptOf
from routing.services.errors import InvalidChangeError, StaleError
from routing.services.orders import Convening, Parties, Returning
from workflows.errors import NotYoursError, OpinionMissingError, RuleError

blueprint = Blueprint("documents", __name__, url_prefix="/documents")

# Actions that bring more than an opinion, and what they bring.
FORMS: dict[str, type[ActionForm]] = {
    "list_recipient": DeliveryForm,
    "strike_recipient": StrikeForm,
    "record_receipt": ReceivedForm,
    "count_in": CountForm,
    "convene": ConveneForm,
    "add_member": PartiesForm,
    "transfer": TransferForm,
    "consult": PartiesForm,
    "copy": PartiesForm,
}


@blueprint.get("/<int:document_id>")
def show(document_id: int) -> Any:
    view = documents.view(reading(), document_id, present())
    actor = present().regarding(view.document.kind)
    if policy.opening(actor, view.document, view.open):
        open_slips(document_id, actor)
    return render_template("documents/show.html", **_page(view, actor))


def _page(
    view: documents.DocumentView,
    actor: Actor,
    typed: dict[str, str] | None = None,
    refusal: str = "",
    form: ActionForm | None = None,
) -> dict[str, Any]:
    connection, document = reading(), view.document
    found = choices.choices(view, actor)
    state = view.workflow.state(document.state)
    counting = _counting(found, form)
    steady = not (typed or counting)
    return {
        "view": view,
        "document": document,
        "state": state,
        "said": words.words(view),
        "together": working.rounds(view),
        "aside": working.aside(view),
        "consents": working.consents(view),
        "why": working.why(view, actor),
        "steady": steady,
        "actions": acting.steady_panel(view, found, actor.keys)
        if steady
        else acting.panel(view, found, actor.keys, typed, counting),
        "refusal": refusal,
        "distribution": documents.distribution(connection, document.id) if state.issued else (),
        "addressees": words.addressees(view.content) if state.issued else (),
        "distributing": _distributing(found, form),
        "receipt": secrets.token_urlsafe(12),
        "run": "1" if request.values.get("run") else "",
    }


def _distributing(found: Iterable[choices.Choice], sent: ActionForm | None) -> dict[str, ActionForm]:
    """The forms of the distribution list, where the reader may keep it; the one that was sent keeps its words."""
    if not any(choice.action.key == "list_recipient" for choice in found):
        return {}
    blank = {"list_recipient": DeliveryForm(formdata=None), "record_receipt": ReceivedForm(formdata=None)}
    if sent is not None:
        sent.validate()
        blank |= {key: sent for key, kind in FORMS.items() if type(sent) is kind}
    return blank


def _counting(found: Iterable[choices.Choice], sent: ActionForm | None) -> dict[str, tuple[Any, ...]]:
    """The columns of the count, where the reader may count in."""
    if not any(choice.action.key == "count_in" for choice in found):
        return {}
    form = sent if isinstance(sent, CountForm) else CountForm(formdata=None)
    return {"count_in": (form.originals, form.prints)}


@blueprint.post("/<int:document_id>/<key>")
def act(document_id: int, key: str) -> Any:
    form = FORMS.get(key, ActionForm)()
    if not form.validate():
        wrong = next((name for name, errors in form.errors.items() if name and errors), "")
        raise InvalidChangeError("；".join(one for errors in form.errors.values() for one in errors), wrong)
    order = Order(
        form.then.data or key if isinstance(form, ConveneForm) else key,
        opinion=form.words,
        target=form.target.data or None,
        change=CHANGES[key](form) if key in CHANGES else None,
        version=form.seen,
        receipt=form.receipt.data or "",
        handwriting=form.strokes,
    )
    outcome = advance(document_id, order, current_user)
    flash(acting.told(outcome), "success")
    if form.run.data and outcome.moved_on:
        next_id = claiming.go_on(present(), document_id)
        return redirect(f"/documents/{next_id}?run=1" if next_id else "/tray", 303)
    return redirect(f"/documents/{document_id}", 303)


@blueprint.get("/<int:document_id>/<key>")
def back(document_id: int, **_action: str) -> Any:
    """The address of an action, loaded again: nothing is done, the document is shown."""
    return redirect(f"/documents/{document_id}")


# What an action's form means to the door.
CHANGES: dict[str, Callable[[Any], Any]] = {
    "list_recipient": lambda form: Delivery(form.recipient.data.strip(), form.copies.data, form.method.data),
    "strike_recipient": lambda form: form.line.data,
    "record_receipt": lambda form: ReceiptOf(
        form.line.data, form.received_by.data.strip(), clock.stored(form.received_at.data)
    ),
    "count_in": lambda form: (form.originals.data, form.prints.data),
    "convene": lambda form: Convening(form.keys, form.rule.data, form.need.data or 0, form.refusal.data),
    "transfer": lambda form: (Returning if form.returns.data else Parties)(form.keys),
    **dict.fromkeys(("add_member", "consult", "copy"), lambda form: Parties(form.keys)),
}


@blueprint.errorhandler(CSRFError)
def expired(error: CSRFError) -> Any:
    """The login was renewed since the page was made: the page again with what was typed, to be sent once more."""
    if not current_user.is_authenticated or "X-Requested-With" in request.headers:
        return form_expired(error)
    return refused(RuleError("登录已更新，刚才没有办理。您写的意见还在，请再按一次"))


@blueprint.errorhandler(RuleError)
def refused(error: RuleError) -> Any:
    """The page again, with the reason on top and everything that was typed where it was typed."""
    document_id = (request.view_args or {})["document_id"]
    if not documents.is_readable(reading(), document_id, current_user):
        return missing(error)
    view = documents.view(reading(), document_id, current_user)
    typed = {
        **{name: request.form.get(name, "") for name in ("opinion", "handwriting", *acting.ASKED)},
        "key": (request.view_args or {}).get("key", ""),
        "parties": " ".join(request.form.getlist("parties")[:100]),
        **{name: turn for name, turn in request.form.items() if name.startswith(acting.TURN)},
        "wrong": "opinion" if isinstance(error, OpinionMissingError) else getattr(error, "field", ""),
        "said": error.message,
    }
    overtaken = isinstance(error, StaleError | NotYoursError)
    form = FORMS.get(typed["key"])
    page = _page(view, present().regarding(view.document.kind), typed, error.message, form() if form else None)
    answer = render_template("documents/show.html", **page, overtaken=overtaken, written=typed["opinion"])
    return answer, 409 if overtaken else 422


@blueprint.post("/<int:document_id>/follow")
def follow(document_id: int) -> Any:
    documents.view(reading(), document_id, current_user)
    follows = following.toggle(document_id, current_user)
    flash("已跟踪，可在“待办—跟踪”中查看进展" if follows else "已取消跟踪", "success")
    return redirect(f"/documents/{document_id}", 303)


@blueprint.get("/<int:document_id>/sheet")
def sheet(document_id: int) -> Any:
    """The drafting sheet by itself, as it is printed."""
    view = documents.view(reading(), document_id, current_user)
    return render_template("documents/sheet.html", document=view.document, sheet=words.sheet(view))


@blueprint.get("/<int:document_id>/revisions/<int:serial>")
def revision(document_id: int, serial: int) -> Any:
    """One revision as it was saved."""
    view = documents.view(reading(), document_id, current_user)
    row = documents.revision(reading(), document_id, serial)
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
    view, connection = documents.view(reading(), document_id, current_user), reading()
    newest = view.document.revision_serial
    old = max(1, min(request.args.get("old", max(newest - 1, 1), type=int), newest))
    new = max(1, min(request.args.get("new", newest, type=int), newest))
    pair = [documents.revision(connection, document_id, serial) for serial in (old, new)]
    return render_template(
        "documents/compare.html",
        document=view.document,
        serials=range(newest, 0, -1),
        **comparing.compared(*pair, whole="whole" in request.args),
    )
