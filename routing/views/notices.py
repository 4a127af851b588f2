"""消息提醒: how one is told, and the live count in the head of every page."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request

from routing.database import reading
from routing.forms.administration import PressForm
from routing.forms.notices import NoticesForm
from routing.gate import present
from routing.presenting import notices as words
from routing.queries import notices as queries
from routing.queries import tray
from routing.services import telling

blueprint = Blueprint("notices", __name__)


@blueprint.get("/account/notices")
def mine() -> Any:
    form, connection = NoticesForm(), reading()
    form.offer(queries.robots(connection, present(), active=True))
    form.show(queries.setting(connection, present()))
    return render_template("accounts/notices.html", form=form, help=words.HELP)


@blueprint.post("/account/notices")
def choose() -> Any:
    form = NoticesForm()
    form.offer(queries.robots(reading(), present(), active=True))
    if form.validate_on_submit() and form.attempt(lambda: telling.choose(present(), form.wish())):
        flash("消息提醒已保存", "success")
        return redirect("/account/notices", 303)
    return render_template("accounts/notices.html", form=form, help=words.HELP), 422


@blueprint.post("/account/notices/trial")
def trial() -> Any:
    form = PressForm()
    results = form.attempt(lambda: telling.try_out(present()))
    for style, message in words.trial(results or []):
        flash(message, style)
    for message in form.form_errors:
        flash(message, "danger")
    return redirect("/account/notices", 303)


@blueprint.get("/tray/count")
def count() -> Any:
    """How much lies in the trays, for a script that asks again and again: no session is kept awake by it."""
    counts = tray.counts(reading(), present())
    answer = jsonify(count=counts.all, urgent=counts.urgent, latest=counts.latest_urgent or 0)
    answer.add_etag()
    return answer.make_conditional(request)
