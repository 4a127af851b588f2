"""收文登记: a paper by itself or many in one go, read from the scan, kept while typing; what members hand in."""

import re
import secrets
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_wtf.csrf import CSRFError

from routing import clock, display
from routing.admission import RULES
from routing.database import reading
from routing.errors import form_expired
from routing.forms.incoming import HandInForm, PaperForm
from routing.gate import present
from routing.presenting import drafting as saying
from routing.presenting import incoming as words
from routing.queries import choices, documents, incoming, originals
from routing.services import attaching, drafting, intake, receiving, scanning
from routing.services.content import File
from routing.services.received import Received
from routing.services.scanning import Scan
from routing.views.incoming_columns import around, content_of, give_up, keep_typed, key_of, offered
from routing.views.uploading import attached
from workflows.errors import NotYoursError

blueprint = Blueprint("incoming", __name__, url_prefix="/incoming")
SHEETS = frozenset({"incoming.new", "incoming.edit", "incoming.read"})
NOT_KEPT = "机要、涉密文件不自动保存"
EXPIRED = "登录已更新，刚才没有保存。内容和附件都在下面，请再按一次"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form works on: a new paper (no view), or one that is here."""

    key: str
    view: documents.DocumentView | None = None

    @property
    def document_id(self) -> int | None:
        return self.view.document.id if self.view else None

    @property
    def saved(self) -> Received:
        return self.view.content if self.view else Received(received_on=clock.today().isoformat())

    @property
    def registered(self) -> bool:
        return bool(self.view and self.view.document.state != self.view.workflow.initial)

    @property
    def handed_in(self) -> bool:
        """Is it as it was handed in? Nobody has chosen its series then."""
        return bool(self.view and not self.registered and self.view.document.revisions == 1)

    @property
    def action(self) -> str:
        return f"/incoming/{self.document_id}/edit" if self.view else "/incoming/new"


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Any:
    form = PaperForm()
    return _sheet(Sheet(key_of(form.draft_key.data or request.args.get("draft", ""))), form)


@blueprint.route("/<int:document_id>/edit", methods=["GET", "POST"])
def edit(document_id: int) -> Any:
    return _sheet(_opened(document_id), PaperForm())


@blueprint.post("/read")
def read() -> Any:
    """Read a scan into the empty columns; what was typed and attached comes back with them, or as JSON to a script."""
    form = PaperForm()
    sheet = _sheet_of(form.draft_key.data or "")
    _offered_on(sheet, form)
    scan, files = scanned(form, _own(sheet))
    keep_typed(sheet.key, form, files, sheet.document_id)
    if "X-Requested-With" in request.headers:
        return _told(form, scan, files)
    return _rendered(sheet, form, files, scan=scan)


def scanned(form: PaperForm, own: tuple[int, ...] = ()) -> tuple[Scan, tuple[File, ...]]:
    """Read what came with the form; the files that are on the sheet now, none of a secret."""
    kept = attaching.files(form.kept.data or (), present(), own)
    if form.secret:
        form.blame("files", receiving.NO_CONTENT)
        return Scan(), kept
    scan = scanning.take(request.files.getlist("files"), kept, present())
    form.refused_files += scan.refused
    scan = replace(scan, notes=(*scan.notes, *form.differing(scan.columns)))
    form.propose(scan.columns)
    for said in filter(None, (*scan.refused, scan.law, scan.trouble)):
        form.blame("files", said)
    return scan, () if scan.secret else (*kept, *scan.files)


def _told(form: PaperForm, scan: Scan, files: tuple[File, ...]) -> Any:
    """What the script writes into the page: the columns, the files, and what is to be said."""
    answer = {
        "fields": {form.field_of(name).name: form.said(name) for name in form.proposed},
        "machine": form.machine.data,
        "files": words.file_rows(files),
        "notes": scan.notes,
        "message": "；".join(form.files.errors),
        "secret": bool(scan.secret),
    }
    return answer, 422 if form.files.errors else 200


@blueprint.route("/hand-in", methods=["GET", "POST"])
def hand_in() -> Any:
    """上交文件: it waits in the office's tray; whoever brought it follows it under 我交办公室的."""
    form = HandInForm()
    attachments: tuple[File, ...] = ()
    if request.method == "POST":
        attachments = attached(form)
        taken = form.validate() and form.attempt(
            lambda: receiving.hand_in(form.content(attachments), present(), form.receipt.data or "")
        )
        if taken:
            bring = "请今天把纸质原件送到办公室。" if form.paper.data else ""
            flash(f"已上交，等办公室登记；进展见“待办—我交办公室的”。{bring}", "success")
            return redirect("/tray/handed", 303)
    form.receipt.data = form.receipt.data or f"hand-{secrets.token_urlsafe(12)}"
    page = render_template("incoming/hand_in.html", form=form, files=words.file_rows(attachments))
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/drafts/<key>")
def keep(key: str) -> Any:
    """Keep what is being typed; called by the page itself every few seconds."""
    form = PaperForm()
    document_id = _document_of(key)
    if document_id is not None:
        documents.view(reading(), document_id, present())
    columns = {**words.typed(form), "kept": form.kept.data or []}
    at = intake.keep(present(), key_of(key), columns, document_id)
    if at is None:
        return {"message": NOT_KEPT}
    return {"saved_at": f"{at.isoformat()}Z", "message": f"已自动保存 {display.since(at)}"}


@blueprint.post("/drafts/<key>/discard")
def discard(key: str) -> Any:
    """Throw away what was typed and not saved."""
    drafting.discard(present(), key_of(key))
    flash(f"{present().person_id}:{key}", "draft-saved")
    flash("没有登记的内容已放弃", "success")
    return redirect("/incoming/many" if key.startswith(incoming.MANY) else "/incoming", 303)


@blueprint.errorhandler(CSRFError)
def expired(error: CSRFError) -> Any:
    """The login was renewed since the page was made: the form again, with what was typed and attached."""
    asked = request.endpoint or ""
    document_id = (request.view_args or {}).get("document_id") or _document_of(request.form.get("draft_key", ""))
    if not (may_go_on() and (asked == "incoming.hand_in" or (asked in SHEETS and _editable(document_id)))):
        return form_expired(error)
    if asked == "incoming.hand_in":
        form = HandInForm()
        form.form_errors.append(EXPIRED)
        return render_template("incoming/hand_in.html", form=form, files=words.file_rows(attached(form))), 400
    sheet_form = PaperForm()
    sheet = _opened(document_id) if document_id else Sheet(key_of(sheet_form.draft_key.data or ""))
    _offered_on(sheet, sheet_form)
    sheet_form.form_errors.append(EXPIRED)
    files = sheet.saved.attachments if sheet_form.secret else attached(sheet_form, _own(sheet))
    return _rendered(sheet, sheet_form, files), 400


def may_go_on() -> bool:
    """Is whoever sent a form with an old token logged in again, and in a page that is theirs? A script asks anew."""
    allowed = present().is_authenticated and RULES[request.endpoint or ""](present())
    return bool(allowed) and "X-Requested-With" not in request.headers


def _editable(document_id: int | None) -> bool:
    if document_id is None:
        return True
    if not documents.is_readable(reading(), document_id, present()):
        return False
    view = documents.view(reading(), document_id, present())
    return view.document.workflow == "incoming" and choices.editable(view, present())


def _sheet_of(key: str) -> Sheet:
    """The sheet that a copy's key names: of a paper that is here, or of a new one."""
    document_id = _document_of(key)
    return _opened(document_id) if document_id is not None else Sheet(key_of(key))


def _document_of(key: str) -> int | None:
    number = re.fullmatch("paper-([0-9]{1,9})", key)
    return int(number[1]) if number else None


def _opened(document_id: int) -> Sheet:
    view = documents.view(reading(), document_id, present())
    if view.document.workflow != "incoming" or not choices.editable(view, present()):
        raise NotYoursError(saying.not_now(view))
    return Sheet(f"paper-{document_id}", view)


def _sheet(sheet: Sheet, form: PaperForm) -> Any:
    """Show the sheet, or take it: keep the files and what was typed first, then save or register."""
    _offered_on(sheet, form)
    if request.method == "GET":
        return _shown(sheet, form)
    files = sheet.saved.attachments if form.secret else attached(form, _own(sheet))
    if form.secret:
        give_up(form)
    if form.secret and any(one.filename for one in request.files.getlist("files")):
        form.refused_files.append(receiving.NO_CONTENT)
    if form.validate():
        taken = form.attempt(lambda: _taken(sheet, form, content_of(form, files)))
        if taken is not None:
            return taken
        form.version.data = str(sheet.view.document.version) if sheet.view else ""
    keep_typed(sheet.key, form, files, sheet.document_id)
    return _rendered(sheet, form, files), 422


def _taken(sheet: Sheet, form: PaperForm, content: Received) -> Any:
    """Save the sheet and, if asked, register it; then go where the reader wants to be next."""
    receipt, anyway = form.receipt.data or "", bool(form.anyway.data)
    version = int(form.version.data) if (form.version.data or "").isdecimal() else None
    if sheet.view is None:
        outcome = intake.register(content, present(), receipt, anyway=anyway)
    elif "register" in request.form and not sheet.registered:
        outcome = intake.complete(sheet.view.document.id, content, present(), version, receipt, anyway=anyway)
    else:
        outcome = receiving.correct(sheet.view.document.id, content, present(), version, receipt)
    drafting.discard(present(), sheet.key)
    flash(f"{present().person_id}:{sheet.key}", "draft-saved")
    number = outcome.number if not sheet.registered else ""
    for doubt in intake.doubts(content, present(), outcome.document_id) if number else ():
        if doubt != form.pointed_out.data:
            flash(doubt, "warning")
    flash(f"已登记，收文编号 {number}" if number else "已保存", "success")
    return redirect(f"/{originals.folder(reading(), outcome.document_id, present())}/{outcome.document_id}", 303)


def _shown(sheet: Sheet, form: PaperForm) -> Any:
    """The sheet as it was last saved, or as it was being typed, whichever is later."""
    kept = drafting.kept(present(), sheet.key)
    files = sheet.saved.attachments
    form.fill(replace(sheet.saved, origin="") if sheet.handed_in else sheet.saved)
    if kept is not None:
        files = attaching.files(kept.content.get("kept", ()), present(), _own(sheet))
        words.recover(form, kept.content)
    return _rendered(sheet, form, files, recovered=kept)


def _rendered(
    sheet: Sheet, form: PaperForm, files: tuple[File, ...], scan: Scan | None = None, recovered: Any = None
) -> str:
    form.draft_key.data = sheet.key
    form.receipt.data = form.receipt.data or f"paper-{secrets.token_urlsafe(12)}"
    if sheet.view is not None and not form.version.data:
        form.version.data = str(sheet.view.document.version)
    return render_template(
        "incoming/sheet.html",
        form=form,
        sheet=sheet,
        recovered=recovered,
        saved_at=recovered.saved_at if recovered else sheet.view.document.updated_at if sheet.view else None,
        scan=scan,
        **around(form, files, sheet.document_id, registered=sheet.registered),
    )


def _offered_on(sheet: Sheet, form: PaperForm) -> None:
    offered(form)
    if sheet.handed_in:
        form.ask_origin()


def _own(sheet: Sheet) -> tuple[int, ...]:
    return tuple(file.attachment_id for file in sheet.saved.attachments)
