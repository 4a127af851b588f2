"""审计: the log of all documents, of administration and of logins; verifying; the export."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy import Row

from routing import clock
from routing.database import reading
from routing.forms.administration import PressForm
from routing.forms.audit import AuditForm
from routing.gate import present
from routing.presenting import auditing as words
from routing.presenting import preserving
from routing.queries import audit as queries
from routing.queries import inspections
from routing.services.verifying import Report, verify_all

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("")
def index() -> Any:
    return _listed("/audit", "index", queries.lines, words.lines)


@blueprint.get("/administration")
def administration() -> Any:
    return _listed("/audit/administration", "administration", queries.administration, words.administration)


@blueprint.get("/logins")
def logins() -> Any:
    return _listed("/audit/logins", "logins", queries.logins, words.logins, "digest")


@blueprint.get("/logins/failed")
def failed_logins() -> Any:
    return _listed("/audit/logins/failed", "failed_logins", queries.failed_logins, words.failed_logins)


@blueprint.get("/refusals")
def refusals() -> Any:
    return _listed("/audit/refusals", "refusals", queries.refused_access, words.refused_access)


@blueprint.get("/exports")
def exports() -> Any:
    return _listed("/audit/exports", "exports", queries.exports, words.exports)


@blueprint.route("/verify", methods=["GET", "POST"])
def verify() -> Any:
    """Check the whole house when the button is pressed, and show every fault."""
    form = PressForm()
    report: Report | None = verify_all() if form.validate_on_submit() else None
    verdict = words.verdict(report) if report else None
    return render_template("audit/verify.html", form=form, verdict=verdict, tabs=words.tabs("/audit/verify"))


@blueprint.get("/log.csv")
def export() -> Any:
    """The filtered log, sent as it is read: the server never holds it whole."""
    form = AuditForm(request.args)
    if not form.validate():
        return _page("audit/index.html", "/audit", form, [], "")
    rows = queries.all_lines(reading().engine, present(), form.asked())
    name = f"audit-log-{clock.today():%Y%m%d}.csv"
    return Response(
        words.as_csv(rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _listed(
    here: str, template: str, find: Callable[..., list[Row[Any]]], told: Callable[..., Iterable[Any]], key: str = "id"
) -> Any:
    """A list, the newest first, from where `before` says on: `key` is the column that says it."""
    form = AuditForm(request.args)
    before = request.args.get("before", type=int if key == "id" else str)
    found = find(reading(), present(), form.asked(), before) if form.validate() else []
    rows, older = words.older(here, form.narrowed(), found, key)
    return _page(f"audit/{template}.html", here, form, list(told(rows)), older)


def _page(template: str, here: str, form: AuditForm, rows: list[dict[str, str]], older: str) -> Any:
    page = render_template(
        template,
        form=form,
        rows=rows,
        columns=words.COLUMNS,
        older_href=older,
        first_href=here if "before" in request.args else "",
        tabs=words.tabs(here),
        narrowed=form.narrowed(),
        here=here,
        alarm=preserving.alarm(inspections.count_faulty(reading(), present())) if here == "/audit" else "",
    )
    return page, 422 if form.errors else 200
