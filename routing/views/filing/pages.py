"""What the pages of filing do alike: show a form and carry it out; press a button and say what came of it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from routing.addresses import LARGEST_KEY
from routing.forms.administration import PressForm
from routing.forms.base import Form

blueprint = Blueprint("filing", __name__, url_prefix="/archive")


def form_page(form: Form, operation: Callable[[], str] | None, back: str, title: str, **shown: Any) -> Any:
    """The page of one form: shown, refused with what was typed, or done and back to where it came from.

    With no operation it is shown as it was typed.
    """
    said = form.attempt(operation) if operation and form.validate_on_submit() else None
    if said is not None:
        flash(said, "success")
        return redirect(back, 303)
    template = shown.pop("template", "filing/form.html")
    return render_template(template, form=form, title=title, back=back, **shown), 422 if form.errors else 200


def pressed(operation: Callable[[], str], back: str, form: Form | None = None) -> Any:
    """The answer to a button: what came of it, said on the page to which one goes back."""
    form = form or PressForm()
    said = form.attempt(operation) if form.validate_on_submit() else None
    if said is not None:
        flash(said, "success")
    for message in (*form.form_errors, *(error for field in form for error in field.errors)):
        flash(message, "danger")
    return redirect(back, 303)


def page_number(size: int) -> int:
    """The page of a list that was asked for."""
    return max(1, min(request.args.get("page", 1, type=int), LARGEST_KEY // size))
