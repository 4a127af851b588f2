"""The page of a document with all that stands on it, an outgoing or a received one: its template and its words."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from flask import request

from routing import policy
from routing.actor import Actor
from routing.database import reading
from routing.forms.acting import ActionForm, CountForm, DeliveryForm, ReceivedForm
from routing.forms.lending import loan_columns
from routing.forms.ordering import FORMS
from routing.presenting import (
    acting,
    archive,
    assignments,
    custody,
    disposal,
    history,
    loans,
    received,
    recording,
    working,
)
from routing.presenting import documents as words
from routing.queries import choices, documents, lending, picking, story
from routing.queries import disposal as disposals
from routing.queries.documents import DocumentView
from routing.services import errands

Typed = dict[str, str]


def page(
    view: DocumentView, actor: Actor, typed: Typed | None = None, refusal: str = "", form: ActionForm | None = None
) -> tuple[str, dict[str, Any]]:
    """The template and what it shows; `typed` is what came with an action that was refused."""
    if view.content is None:
        return "disposal/destroyed.html", _destroyed(view, refusal)
    found = choices.choices(view, actor)
    shelf = lending.shelf_of(reading(), view.document) if view.document.state in policy.FILED else None
    around = {
        "view": view,
        "document": view.document,
        "state": archive.state_of(view.workflow.state(view.document.state), shelf),
        "together": working.rounds(view),
        "aside": working.aside(view),
        "why": working.why(view, actor),
        "refusal": refusal,
        "shelf": shelf,
        "receipt": secrets.token_urlsafe(12),
        "run": "1" if request.values.get("run") else "",
    }
    if view.workflow.key == "incoming":
        return "incoming/show.html", around | _received(view, actor, found, typed)
    if view.workflow.key == "archive_loan":
        return "lending/show.html", around | _loan(view, actor, found, typed, form)
    if view.workflow.key == "record":
        return "recording/show.html", around | {
            "said": recording.page(view),
            "actions": acting.panel(view, found, actor.keys, typed),
        }
    if view.workflow.key == "archive_disposal":
        return "disposal/show.html", around | _disposal(view, actor, found, typed)
    return "documents/show.html", around | _outgoing(view, actor, found, typed, form)


def _outgoing(
    view: DocumentView,
    actor: Actor,
    found: tuple[choices.Choice, ...],
    typed: Typed | None,
    form: ActionForm | None,
) -> dict[str, Any]:
    connection, document = reading(), view.document
    state = view.workflow.state(document.state)
    counting = _counting(found, form)
    steady = not (typed or counting)
    return {
        "said": words.words(view),
        "consents": working.consents(view),
        "steady": steady,
        "actions": acting.steady_panel(view, found, actor.keys)
        if steady
        else acting.panel(view, found, actor.keys, typed, counting),
        "answered": story.answered(connection, document.answers_id, actor),
        "distribution": documents.distribution(connection, document.id) if state.issued else (),
        "addressees": words.addressees(view.content) if state.issued else (),
        "distributing": _distributing(found, form),
    }


def _received(
    view: DocumentView, actor: Actor, found: tuple[choices.Choice, ...], typed: Typed | None
) -> dict[str, Any]:
    """A received paper: its story is read anew, for it grows without the paper itself being touched."""
    connection = reading()
    told = story.story(connection, view.document.id, actor)
    picks = picking.picks(connection, view, told)
    offered = {choice.action.key for choice in found}
    if view.by_loan:  # whoever reads on loan has no part in it
        offered.discard("hand_over")
    return {
        "said": received.page(view, told, picks, sends="circulate" in offered),
        "actions": acting.panel(
            view,
            [one for one in found if one.action.key != URGE],
            actor.keys,
            typed,
            picks=picks,
            held_up={one.action.key: custody.held_up(one.action, view.chart, told.paper) for one in found},
        ),
        "urging": URGE in offered,
        "at_paper": "original" in request.args,  # the label was scanned: whoever did has the paper in their hands
        "handing": custody.handing(
            told.paper,
            actor,
            picking.holders(connection, view.chart, view.document) if "hand_over" in offered else [],
            typed or {},
        ),
        "cancellable": assignments.cancellable(told, actor) if "cancel_task" in offered else frozenset(),
        "cancelling": typed if typed and typed.get("key") == "cancel_task" else {},
        "answerable": actor.may_draft
        and not view.by_loan
        and not view.document.restricted
        and bool(view.document.number)
        and view.document.state in {state.key for state in view.workflow.line},
    }


def _loan(
    view: DocumentView,
    actor: Actor,
    found: tuple[choices.Choice, ...],
    typed: Typed | None,
    form: ActionForm | None,
) -> dict[str, Any]:
    """A loan from the archive: what is lent, where it is, what is to be done with it."""
    connection, ids = reading(), [one.item_id for one in view.content.items]
    loan, where = lending.loan(connection, view.document.id), lending.whereabouts(connection, ids)
    columns = loan_columns({choice.action.key for choice in found}, form, typed, loan)
    elsewhere = "；".join(filter(None, (loans.elsewhere(one, view.document.id) for one in where.values())))
    held_up = {"hand_out": f"{elsewhere}，归还以后才能交付。"} if elsewhere else {}
    return {
        "said": loans.said(view),
        "loan": loans.page(view, loan, where, lending.waiting_for_loan(connection, view.document.id)),
        "actions": acting.panel(view, found, actor.keys, typed, columns, held_up=held_up),
    }


def _disposal(
    view: DocumentView, actor: Actor, found: tuple[choices.Choice, ...], typed: Typed | None
) -> dict[str, Any]:
    """A list of what is appraised and destroyed, with what became of each line."""
    connection, document = reading(), view.document
    over = disposal.over(view)
    said = disposal.page(
        view,
        disposals.carried_out(connection, document.id) if over else {},
        disposals.register(connection, document.id) if over else None,
        errands.latest("disposal", document.id, actor) if over else None,
        disposals.documents_of(connection, [one.item_id for one in view.content.lines], actor),
    )
    return {
        "said": said,
        "judging": disposal.judging(said["lines"], own=actor.sees_all) if policy.is_judging(actor, view.open) else "",
        "executable": any(choice.action.key == EXECUTE for choice in found),
        "actions": disposal.foremost(
            acting.panel(view, found, actor.keys, typed, held_up=said["first"]), said["first"]
        ),
    }


def _destroyed(view: DocumentView, refusal: str) -> dict[str, Any]:
    """What was destroyed has no page but its log and its place in the catalogue."""
    when = disposals.destroyed_by(reading(), view.document.id)
    return {"document": view.document, "log": history.log(view), "gone": disposal.gone(when), "refusal": refusal}


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


def typed_into(form: Mapping[str, str], lists: Any, key: str) -> Typed:
    """What came with an action, to go back where it was written: keys of people joined by blanks."""
    names = ("opinion", "handwriting", *acting.ASKED, *acting.SENT_ALONG)
    return {
        **{name: form.get(name, "") for name in names},
        **{name: " ".join(lists(name)[:MOST]) for name in acting.SENT_MANY},
        **{name: turn for name, turn in form.items() if name.startswith(acting.TURN)},
        "key": key,
    }


EXECUTE = "execute_disposal"
URGE = "urge"  # one tap, beside the panel
MOST = 300  # keys of people that come back with a form
