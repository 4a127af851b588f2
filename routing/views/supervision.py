"""督办: what the leaders instructed until it is closed, the week, and how long things take."""

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file

from routing import clock
from routing.addresses import key
from routing.database import reading
from routing.forms.supervision import SupervisionForm
from routing.gate import present
from routing.presenting import acting
from routing.presenting import digest as weekly
from routing.presenting import supervision as words
from routing.queries import digest as weeks
from routing.queries import originals, supervision
from routing.queries.supervision import OPEN
from routing.services import exporting
from routing.services.advance import Order, advance
from workflows.errors import RuleError

blueprint = Blueprint("supervision", __name__)


@blueprint.get("/supervision")
def show() -> Any:
    form = SupervisionForm(request.args)
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found = supervision.supervised(reading(), present(), form.asked(page))
    form.offer(found.leaders, found.departments, clock.today().year)
    return render_template(
        "supervision/show.html", form=form, **words.page(found, _query(), keeper=originals.keeps(present()))
    )


@blueprint.get("/supervision/print")
def on_paper() -> Any:
    asked = SupervisionForm(request.args).asked(1)
    lines = supervision.exported(reading(), present(), asked)
    title = words.title(asked, present().organisation_name)
    exporting.keep(present(), title, "打印", len(lines))
    return render_template("supervision/print.html", title=title, columns=words.COLUMNS, rows=words.rows(lines))


@blueprint.get("/supervision.xlsx")
def export() -> Any:
    asked = SupervisionForm(request.args).asked(1)
    lines = supervision.exported(reading(), present(), asked)
    exporting.keep(present(), words.title(asked, present().organisation_name), "Excel", len(lines))
    workbook = io.BytesIO(words.workbook(lines, asked, present().organisation_name))
    return send_file(workbook, as_attachment=True, download_name=f"督办清单-{clock.today():%Y%m%d}.xlsx")


@blueprint.get("/supervision/digest")
def digest() -> Any:
    return render_template("supervision/digest.html", **weekly.page(weeks.digest(reading(), present())))


@blueprint.post("/supervision/<int:document_id>/close")
def close(document_id: int) -> Any:
    """销号: the closing slip that the office holds goes through the door, and the list is shown again."""
    slip = key(request.form.get("slip", ""))
    outcome = advance(document_id, Order("close_task", slip_id=slip, receipt=_receipt()), present())
    flash(acting.told(outcome), "success")
    return _back()


@blueprint.post("/supervision/<int:document_id>/urge")
def urge(document_id: int) -> Any:
    """催办: all before whom the document lies now."""
    flash(acting.told(advance(document_id, Order("urge", receipt=_receipt()), present())), "success")
    return _back()


@blueprint.errorhandler(RuleError)
def refused(error: RuleError) -> Any:
    """Back to the list, with the reason on top."""
    flash(error.message, "warning")
    return _back()


def _back() -> Any:
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"/supervision?{query}" if query else "/supervision", 303)


def _receipt() -> str:
    return request.form.get("idempotency_key", "")[:60]


def _query() -> dict[str, str]:
    """What was asked for, without what says nothing; an empty state asks for all of them."""
    names = ("others", "q", "leader", "department", "year", "overdue")
    said = {name: value for name in names if (value := request.args.get(name, "")) not in {"", "0"}}
    return said | ({"state": request.args["state"]} if request.args.get("state", OPEN) != OPEN else {})
