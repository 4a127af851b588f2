"""拟稿: a new sheet, correcting a text, keeping what is typed, reading a Word draft, the live preview."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_wtf.csrf import CSRFError

from routing import display
from routing.addresses import LARGEST_KEY
from routing.database import reading
from routing.errors import form_expired, missing
from routing.forms.drafting import SheetForm, WordForm
from routing.gate import present
from routing.presenting import drafting as words
from routing.queries import choices, documents, papers, story, tray
from routing.queries import drafting as lookups
from routing.services import answering, attaching, drafting, setting
from routing.services.advance import Order, advance
from routing.services.content import Content, File
from routing.views.uploading import attached
from workflows.errors import NotYoursError

blueprint = Blueprint("drafting", __name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form works on: a new document (no view), or one that the actor may correct."""

    key: str
    view: documents.DocumentView | None = None

    @property
    def document_id(self) -> int | None:
        return self.view.document.id if self.view else None

    @property
    def saved(self) -> Content:
        return self.view.content if self.view else Content(openness="主动公开")

    @property
    def answers_id(self) -> int | None:
        """The received paper that a new document answers: its key says so, whatever happens to the page."""
        found = re.match("answers-([0-9]{1,9})-", self.key)
        return min(int(found[1]), LARGEST_KEY) if found and not self.view else None


@blueprint.route("/documents/new", methods=["GET", "POST"])
def new() -> Any:
    form = SheetForm()
    answers = request.args.get("answers", type=int)
    begun = f"answers-{min(max(answers, 0), LARGEST_KEY)}-{secrets.token_hex(4)}" if answers else ""
    return _sheet(Sheet(_key(form.draft_key.data or request.args.get("draft", "") or begun)), form)


@blueprint.route("/documents/<int:document_id>/edit", methods=["GET", "POST"])
def edit(document_id: int) -> Any:
    view = documents.outgoing(reading(), document_id, present())
    if not choices.editable(view, present()):
        raise NotYoursError(words.not_now(view))
    return _sheet(Sheet(f"document-{document_id}", view), SheetForm())


@blueprint.errorhandler(CSRFError)
def expired(error: CSRFError) -> Any:
    """The login was renewed since the page was made: the sheet again with what was typed, to be sent once more."""
    if not present().is_authenticated or request.endpoint not in {"drafting.new", "drafting.edit"}:
        return form_expired(error)
    document_id = (request.view_args or {}).get("document_id")
    if document_id and not documents.is_readable(reading(), document_id, present()):
        return missing(error)
    view = documents.view(reading(), document_id, present()) if document_id else None
    form = SheetForm()
    form.form_errors.append("登录已更新，刚才没有保存。内容都在下面，请再按一次“保存”")
    sheet = Sheet(_key(form.draft_key.data or ""), view)
    return _offered(sheet, form, attaching.files(form.kept.data or (), present(), _own(sheet))), 400


def _offered(sheet: Sheet, form: SheetForm, attachments: tuple[File, ...]) -> str:
    _offer(form)
    return _rendered(sheet, form, attachments)


def _offer(form: SheetForm) -> None:
    connection, actor = reading(), present()
    form.offer(
        lookups.departments(connection, actor), lookups.series(connection, actor), lookups.others(connection, actor)
    )


def _sheet(sheet: Sheet, form: SheetForm) -> Any:
    """Show the sheet, or take it: keep the files and what was typed first, then save, then submit if asked."""
    _offer(form)
    if request.method == "GET":
        return _shown(sheet, form)
    if form.secrecy.data:  # before anything is stored: neither text nor file of a secret document may be
        form.validate()
        drafting.discard(present(), sheet.key)
        return _rendered(sheet, form, sheet.saved.attachments), 422
    attachments = attached(form, _own(sheet))
    if form.validate():
        taken = form.attempt(lambda: _taken(sheet, form, form.content(attachments)))
        if taken is not None:
            return taken
        # Where somebody else saved meanwhile, a second save, after a look at theirs, is meant.
        form.version.data = str(sheet.view.document.version) if sheet.view else ""
    drafting.keep(present(), sheet.key, _copy(form, attachments), sheet.document_id)
    return _rendered(sheet, form, attachments), 422


def _shown(sheet: Sheet, form: SheetForm) -> Any:
    """The sheet as it was last saved, or as it was being typed, whichever is later."""
    setting.make_ready()
    kept = drafting.kept(present(), sheet.key)
    content = sheet.saved if sheet.view else papers.new_sheet(reading(), present())
    if sheet.answers_id:
        content = answering.beginning(sheet.answers_id, present())
    attachments = content.attachments
    if kept is not None:
        attachments = attaching.files(kept.content.get("kept", ()), present(), _own(sheet))
        content = words.recovered(kept.content, attachments)
        form.lost.data = kept.content.get("lost", [])
        if form.department.choices and kept.content.get("department"):
            form.department.data = kept.content["department"]
    form.fill(content)
    return _rendered(sheet, form, attachments, recovered=kept)


def _rendered(sheet: Sheet, form: SheetForm, attachments: tuple[File, ...], recovered: Any = None) -> str:
    form.draft_key.data = sheet.key
    form.receipt.data = form.receipt.data or f"sheet-{secrets.token_urlsafe(12)}"
    if sheet.view is not None and not form.version.data:
        form.version.data = str(sheet.view.document.version)
    return render_template(
        "drafting/sheet.html",
        form=form,
        sheet=sheet,
        first_step=sheet.view is None or sheet.view.document.state == sheet.view.workflow.initial,
        files=words.file_rows(attachments),
        recovered=recovered,
        saved_at=(recovered.saved_at if recovered else sheet.view.document.updated_at if sheet.view else None),
        preview=words.preview(form.body.data or "", form.kind.data or ""),
        word=WordForm(formdata=None),
        unsaved=_unsaved(sheet),
        answered=story.answered(reading(), sheet.answers_id, present()),
    )


def _unsaved(sheet: Sheet) -> list[dict[str, str]]:
    """Beginnings of other new documents, so that nobody starts a second time what they have half written."""
    if sheet.view is not None:
        return []
    return [row for row in words.unsaved(tray.unsaved(reading(), present())) if row["key"] != sheet.key]


def _own(sheet: Sheet) -> tuple[int, ...]:
    return tuple(file.attachment_id for file in sheet.saved.attachments)


def _copy(form: SheetForm, attachments: tuple[File, ...]) -> dict[str, Any]:
    return {
        **words.typed(form),
        "department": form.department.data,
        "kept": [file.attachment_id for file in attachments],
    }


def _taken(sheet: Sheet, form: SheetForm, content: Content) -> Any:
    """Save the sheet and, if asked, submit it; then go where the reader wants to be next."""
    receipt = form.receipt.data or ""
    version = int(form.version.data) if (form.version.data or "").isdecimal() else None
    if sheet.view is None:
        outcome = drafting.create(content, form.department.data, form.series.data, present(), receipt, sheet.answers_id)
    else:
        outcome = drafting.revise(sheet.view.document.id, content, present(), version, receipt)
    drafting.discard(present(), sheet.key)
    flash(f"{present().person_id}:{sheet.key}", "draft-saved")
    address = f"/documents/{outcome.document_id}"
    if "submit" not in request.form:
        flash("文稿已保存", "success")
        return redirect(address if sheet.view else f"{address}/edit", 303)
    return _submitted(outcome.document_id, form, address)


def _submitted(document_id: int, form: SheetForm, address: str) -> Any:
    """Submit what was saved; a column that is missing is said at its field, on the sheet as it was saved."""
    sent = form.attempt(lambda: advance(document_id, Order("submit"), present()))
    if sent is None:
        view = documents.view(reading(), document_id, present())
        form.version.data, form.receipt.data = str(view.document.version), ""
        sheet = Sheet(f"document-{document_id}", view)
        return _rendered(sheet, form, view.content.attachments), 422
    flash(f"已送审：{sent.next_holder}", "success")
    return redirect(address, 303)


@blueprint.post("/drafts/<key>")
def keep(key: str) -> Any:
    """Keep what is being typed; called by the page itself every few seconds."""
    form = SheetForm()
    document_id = _document_of(key)
    if document_id is not None:
        documents.view(reading(), document_id, present())
    columns = {**words.typed(form), "department": form.department.data, "kept": form.kept.data or []}
    at = drafting.keep(present(), _key(key), columns, document_id)
    return {"saved_at": f"{at.isoformat()}Z", "message": f"已自动保存 {display.since(at)}"}


def _key(given: str) -> str:
    """The key under which a copy is kept: the one given where it is like ours, else a new one."""
    return given if re.fullmatch("[a-z0-9-]{1,40}", given) else f"new-{secrets.token_hex(8)}"


def _document_of(key: str) -> int | None:
    """The document that a copy's key names, or None for a new sheet's."""
    number = key.removeprefix("document-")
    return min(int(number), LARGEST_KEY) if number.isdecimal() else None


@blueprint.post("/drafts/<key>/discard")
def discard(key: str) -> Any:
    """Throw away what was typed and not saved."""
    drafting.discard(present(), _key(key))
    flash(f"{present().person_id}:{key}", "draft-saved")
    flash("未保存的改动已放弃", "success")
    document_id = _document_of(key)
    return redirect("/tray/mine" if document_id is None else f"/documents/{document_id}", 303)


@blueprint.post("/documents/word")
def read_word() -> Any:
    """Read a Word draft into a new sheet, which names one by one what could not be kept, until it is saved."""
    form = WordForm()
    draft = form.attempt(lambda: drafting.read_word(request.files.get("word")))
    if draft is None:
        flash("；".join(message for messages in form.errors.values() for message in messages), "danger")
        return redirect("/documents/new", 303)
    key = f"new-{secrets.token_hex(8)}"
    drafting.keep(present(), key, drafting.columns_of(draft))
    flash("已读入 Word 文稿，请核对后补填其余各栏", "success")
    return redirect(f"/documents/new?draft={key}", 303)
