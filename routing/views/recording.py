"""补录: papers from before the system or dealt with on paper alone, one by one or many from an xlsx."""

import io
import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file

from routing.addresses import LARGEST_KEY, key
from routing.database import reading
from routing.forms.recording import ConfirmForm, RecordForm, WithdrawForm, WorkbookForm
from routing.gate import present
from routing.presenting import filing as around
from routing.presenting import incoming
from routing.presenting import recording as words
from routing.queries import filing, recording
from routing.services.content import File
from routing.services.recording import entering, importing, workbook
from routing.views.uploading import attached

blueprint = Blueprint("recording", __name__, url_prefix="/archive/records")
HOME = "/archive/records"


@blueprint.get("")
def index() -> Any:
    page = max(1, min(request.args.get("page", 1, type=int), LARGEST_KEY // recording.PAGE))
    rows = recording.listed(reading(), present(), page)
    batches = importing.batches(present()) if page == 1 else []
    return render_template(
        "recording/index.html",
        entries=words.entries(rows),
        batches=words.batches(batches, importing.waiting(batches)),
        pager=around.pager(f"{HOME}?", page, rows, recording.PAGE),
        form=WithdrawForm(formdata=None),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Any:
    """Enter one paper; what is wrong is said at its field, and what was typed and attached stays."""
    form, files = RecordForm(), tuple[File, ...]()
    form.offer({one.id: one.name for one in filing.departments(reading(), present())})
    if request.method == "POST":
        files = attached(form)
        outcome = form.attempt(lambda: _entered(form, files)) if form.validate() else None
        if outcome is not None:
            flash(f"已补录《{form.title.data}》，列入待归档", "success")
            return redirect(HOME if "back" in request.form else f"{HOME}/new", 303)
    form.receipt.data = form.receipt.data or f"record-{secrets.token_urlsafe(12)}"
    shown = {"form": form, "files": incoming.file_rows(files), "help": words.HELP, "reasons": entering.REASONS}
    return render_template("recording/new.html", **shown), 422 if form.errors else 200


@blueprint.get("/template.xlsx")
def template() -> Any:
    names = [one.name for one in filing.departments(reading(), present())]
    return send_file(io.BytesIO(workbook.template(names)), as_attachment=True, download_name="补录模板.xlsx")


@blueprint.route("/import", methods=["GET", "POST"])
def check() -> Any:
    """Upload a workbook: every fault by row and column, or what will be entered; nothing is entered yet."""
    form = WorkbookForm()
    sent = form.attempt(lambda: importing.upload(form.workbook.data, present())) if form.validate_on_submit() else None
    attachment_id, found = sent or (0, None)
    names = {one.id: one.name for one in filing.departments(reading(), present())}
    page = render_template(
        "recording/import.html",
        form=form,
        faults=found.faults if found else (),
        warnings=found.warnings[: workbook.FAULTS] if found else (),
        lines=words.preview(found.lines, names) if found else [],
        number=len(found.lines) if found else 0,
        attachment_id=attachment_id,
        confirm=ConfirmForm(formdata=None),
    )
    return page, 422 if form.errors or (found and found.faults) else 200


@blueprint.post("/import/confirm")
def carry_out() -> Any:
    errand_id = importing.carry_out(key(ConfirmForm().attachment_id.data or ""), present())
    return redirect(f"/errands/{errand_id}", 303)


@blueprint.post("/batches/<int:attachment_id>/undo")
def undo(attachment_id: int) -> Any:
    """Take a whole workbook back."""
    return _withdrawn(lambda reason: importing.undo(attachment_id, reason, present()))


@blueprint.post("/<int:record_id>/withdraw")
def withdraw(record_id: int) -> Any:
    return _withdrawn(lambda reason: entering.withdraw([record_id], reason, present()))


def _withdrawn(operation: Any) -> Any:
    form = WithdrawForm()
    done = form.attempt(lambda: operation(form.reason.data or "")) if form.validate_on_submit() else None
    if done is not None:
        flash(f"已作废{done}件补录" if done else "没有可以作废的补录", "success" if done else "warning")
    for message in (*form.form_errors, *(error for field in form for error in field.errors)):
        flash(message, "danger")
    return redirect(HOME, 303)


def _entered(form: RecordForm, files: tuple[File, ...]) -> Any:
    return entering.enter(form.content(files), form.department_id.data, present(), form.receipt.data or "")
