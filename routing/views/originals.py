"""原件: where every paper original is, and what the office does with a paper that it may not open."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from routing.addresses import LARGEST_KEY
from routing.database import reading
from routing.forms import ordering
from routing.gate import present
from routing.presenting import acting, custody
from routing.presenting import originals as words
from routing.queries import originals, picking, story
from routing.services.advance import advance
from routing.services.errors import StaleError
from routing.views import showing
from workflows.errors import NotYoursError, OpinionMissingError, RuleError

blueprint = Blueprint("originals", __name__, url_prefix="/originals")


@blueprint.get("")
def index() -> Any:
    connection, actor = reading(), present()
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    chosen = request.args.get("holder", type=int)
    chosen = None if chosen is None else max(0, min(chosen, LARGEST_KEY))
    rows = originals.everywhere(connection, actor, chosen, page)
    holders = originals.holders(connection, actor)
    return render_template("originals/index.html", **words.listed(rows, holders, chosen, page))


@blueprint.get("/<int:document_id>")
def show(document_id: int) -> Any:
    return _page(document_id)


@blueprint.post("/<int:document_id>/<key>")
def act(document_id: int, key: str) -> Any:
    found = originals.one(reading(), document_id, present())
    if key not in {action.key for action in words.offered(found, present())}:
        raise NotYoursError("这一项现在不能在这里办理")
    outcome = advance(document_id, ordering.order(key, ordering.form_for(key)), present())
    flash(acting.told(outcome), "success")
    return redirect(f"/originals/{document_id}", 303)


@blueprint.get("/<int:document_id>/<key>")
def back(document_id: int, **_action: str) -> Any:
    """The address of an action, loaded again: nothing is done, the original is shown."""
    return redirect(f"/originals/{document_id}")


@blueprint.errorhandler(RuleError)
def refused(error: RuleError) -> Any:
    """The page again, with the reason on top and everything that was typed where it was typed."""
    arguments = request.view_args or {}
    typed = {
        **showing.typed_into(request.form, request.form.getlist, arguments.get("key", "")),
        "wrong": "opinion" if isinstance(error, OpinionMissingError) else getattr(error, "field", ""),
        "said": error.message,
    }
    overtaken = isinstance(error, StaleError | NotYoursError)
    return _page(arguments["document_id"], typed, error.message), 409 if overtaken else 422


def _page(document_id: int, typed: dict[str, str] | None = None, refusal: str = "") -> str:
    connection, actor = reading(), present()
    found = originals.one(connection, document_id, actor)
    way, urged = story.custody(connection, document_id), originals.last_urged(connection, document_id)
    offered = {action.key for action in words.offered(found, actor)}
    people = picking.holders(connection, found.chart, found.document) if "hand_over" in offered else []
    return render_template(
        "originals/show.html",
        document=found.document,
        said=words.page(found, way, urged, actor, typed or {}),
        handing=custody.handing(found.document, actor, people, typed or {}),
        urging="urge" in offered,
        refusal=refusal,
        receipt=secrets.token_urlsafe(12),
    )
