"""审计: the log of all documents, of administration and of logins; verifying; the export."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_login import current_user

from routing import clock
from routing.database import reading
from routing.forms.administration import PressForm
from routing.forms.audit import AuditForm
from routing.presenting import auditing as words
from routing.queries import audit as queries
from routing.services.verifying import Report, verify_all

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("")
def index() -> Any:
    form = AuditForm(request.args)
    before = request.args.get("before", type=int)
    found = queries.lines(reading(), current_user, form.asked(), before) if form.validate() else []
    rows, older = words.older("/audit", form.narrowed(), found, "id")
    return _page("audit/index.html", "/audit", form, list(words.lines(rows)), older)


@blueprint.get("/administration")
def administration() -> Any:
    form = AuditForm(request.args)
    before = request.args.get("before", type=int)
    found = queries.administration(reading(), current_user, form.asked(), before) if form.validate() else []
    rows, older = words.older("/audit/administration", form.narrowed(), found, "id")
    return _page("audit/administration.html", "/audit/administration", form, words.administration(rows), older)


@blueprint.get("/logins")
def logins() -> Any:
    form = AuditForm(request.args)
    before = request.args.get("before", "")
    found = queries.logins(reading(), current_user, form.asked(), before) if form.validate() else []
    rows, older = words.older("/audit/logins", form.narrowed(), found, "digest")
    return _page("audit/logins.html", "/audit/logins", form, words.logins(rows), older)


@blueprint.get("/logins/failed")
def failed_logins() -> Any:
    form = AuditForm(request.args)
    before = request.args.get("before", type=int)
    found = queries.failed_logins(reading(), current_user, form.asked(), before) if form.validate() else []
    rows, older = words.older("/audit/logins/failed", form.narrowed(), found, "id")
    return _page("audit/failed_logins.html", "/audit/logins/failed", form, words.failed_logins(rows), older)


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
    rows = queries.all_lines(reading().engine, current_user._get_current_object(), form.asked())
    name = f"audit-log-{clock.today():%Y%m%d}.csv"
    return Response(
        words.as_csv(rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


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
    )
    return page, 422 if form.errors else 200
