"""多份登记: each scan is one paper, read in turn; each is registered by itself, with its own answer."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_wtf.csrf import CSRFError

from routing import clock
from routing.database import reading
from routing.errors import form_expired
from routing.forms.incoming import PaperForm
from routing.gate import present
from routing.presenting import incoming as words
from routing.queries import incoming
from routing.services import attaching, drafting, intake, receiving, scanning
from routing.services.content import File
from routing.services.received import Received
from routing.views.incoming import may_go_on
from routing.views.incoming_columns import around, content_of, give_up, keep_typed, key_of, offered
from routing.views.uploading import attached

blueprint = Blueprint("incoming_many", __name__, url_prefix="/incoming/many")


@blueprint.get("")
def index() -> Any:
    """The scans to be read, and the papers that were read and not registered yet."""
    return _page()


@blueprint.post("")
def read() -> Any:
    """Read each scan that was sent (a script sends them one by one), and keep each as a paper to be registered."""
    said = [_taken(upload) for upload in request.files.getlist("files") if upload.filename]
    if "X-Requested-With" in request.headers:
        return {"message": "；".join(filter(None, said))}, 200
    for one in filter(None, said or ["请先选择、拖入或拍摄扫描件，一个文件是一件来文"]):
        flash(one, "warning")
    return redirect("/incoming/many", 303)


@blueprint.post("/<key>")
def register(key: str) -> Any:
    """Register one of them; what is wrong is said at its fields, and the others stay as they are."""
    key = key_of(key)
    form = offered(PaperForm())
    files = () if form.secret else attached(form)
    if form.secret:
        give_up(form)
    outcome = form.attempt(lambda: _registered(form, files)) if form.validate() else None
    if outcome is None:
        keep_typed(key, form, files)
        return _page(key, form, files), 422
    drafting.discard(present(), key)
    flash(f"{present().person_id}:{key}", "draft-saved")
    shown = "" if form.restricted else f"：{form.title.data}"
    flash(f"已登记，收文编号 {outcome.number}{shown}" if outcome.number else f"已交办公室文书登记{shown}", "success")
    return redirect("/incoming/many", 303)


@blueprint.errorhandler(CSRFError)
def expired(error: CSRFError) -> Any:
    """The login was renewed since the page was made: the paper again with what was typed, to be sent once more."""
    key = (request.view_args or {}).get("key", "")
    if not (key and may_go_on()):
        return form_expired(error)
    form = offered(PaperForm())
    form.form_errors.append("登录已更新，刚才没有登记。内容都在，请再按一次“登记”")
    return _page(key_of(key), form, attaching.files(form.kept.data or (), present())), 400


def _registered(form: PaperForm, files: tuple[File, ...]) -> Any:
    content = content_of(form, files)
    return intake.register(content, present(), form.receipt.data or "", anyway=bool(form.anyway.data))


def _taken(upload: Any) -> str:
    """Read one scan and keep what was read; what is to be said of it where not all went well."""
    scan = scanning.take([upload], (), present())
    name = upload.filename
    if scan.secret:
        return f"“{name}”：{scan.law}"
    if not scan.files:
        return "；".join(scan.refused)
    form = PaperForm(formdata=None)
    form.fill(Received(received_on=clock.today().isoformat()))
    form.propose(scan.columns)
    keep_typed(f"{incoming.MANY}{secrets.token_hex(8)}", form, scan.files)
    return f"“{name}”已保存，没有识别：{scan.trouble}" if scan.trouble else ""


def _page(key: str = "", sent: PaperForm | None = None, sent_files: tuple[File, ...] = ()) -> str:
    """Every paper that waits; the one that was `sent` with its answers, as it was typed."""
    papers = []
    for row in incoming.begun(reading(), present()):
        form, files = sent, sent_files
        if row.key != key or form is None:
            form = offered(PaperForm(formdata=None))
            form.fill(Received())
            words.recover(form, row.content)
            files = attaching.files(row.content.get("kept", ()), present())
        form.receipt.data = form.receipt.data or f"paper-{secrets.token_urlsafe(12)}"
        form.draft_key.data = row.key
        paper = {"key": row.key, "form": form, "saved_at": row.saved_at, **around(form, files)}
        form.named_apart(row.key)
        papers.append(paper)
    return render_template("incoming/many.html", papers=papers, form=PaperForm(formdata=None), law=receiving.NO_CONTENT)
