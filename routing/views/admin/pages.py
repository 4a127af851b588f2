"""What all administration pages do alike: show a form and carry it out; press a button and say what came of it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user

from routing import admission
from routing.database import reading
from routing.forms.administration import PressForm
from routing.forms.base import Form
from routing.presenting import administration as words
from routing.presenting import rerouting as moving
from routing.queries import administration as queries
from routing.services import rerouting
from routing.services.administration.office import Done

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
# After these, work may lie before somebody who is no longer there.
LEAVING = frozenset(
    {
        "admin.switch_off",
        "admin.close_department",
        "admin.edit_post",
        "admin.close_post",
        "admin.end_holding",
        "admin.cancel_holding",
        "admin.set_overseer",
        "admin.merge_department",
    }
)


@blueprint.get("")
def index() -> Any:
    to_move = to_be_moved() if may_open("admin.rerouting") else 0
    cards = words.cards(queries.counts(reading(), current_user), current_user.capacities, to_move)
    return render_template("admin/index.html", cards=cards)


def form_page(form: Form, operation: Callable[[], Done], back: str, title: str, **shown: Any) -> Any:
    """The page of one form: shown, refused with what was typed, or done and back to where it came from."""
    done = form.attempt(operation) if form.validate_on_submit() else None
    if done is not None:
        return told(done, back)
    page = render_template(shown.pop("template", "admin/form.html"), form=form, title=title, back=back, **shown)
    return page, 422 if form.errors else 200


def pressed(operation: Callable[[], Done], back: str) -> Any:
    """The answer to a button."""
    form = PressForm()
    done = form.attempt(operation)
    if done is not None:
        return told(done, back)
    for message in form.form_errors:
        flash(message, "danger")
    return redirect(back, 303)


def told(done: Done, back: str) -> Any:
    """Say what was done and what to look to, on the page to which one goes back."""
    flash(done.message, "success")
    for warning in done.warnings:
        flash(warning, "warning")
    left = to_be_moved() if request.endpoint in LEAVING else 0
    if left:
        flash(moving.reminder(left, may_move=may_open("admin.rerouting")), "warning")
    return redirect(back, 303)


def to_be_moved() -> int:
    """How many open slips are to be moved, or wait for somebody who could take them."""
    return len(rerouting.plan(reading(), current_user.organisation_id))


def may_open(endpoint: str) -> bool:
    """Does the gate let this officer through to that page? A link to it is shown, or not, by the same rule."""
    return admission.RULES[endpoint](current_user)
