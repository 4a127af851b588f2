"""收文登记簿 on the screen, on paper, as a workbook; the house forms of received papers; the address in their codes."""

import io
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, send_file

from routing import clock
from routing.addresses import LARGEST_KEY, key
from routing.database import reading
from routing.gate import present
from routing.presenting import incoming_forms
from routing.presenting import incoming_register as words
from routing.queries import documents, incoming, originals
from routing.queries import incoming_register as register
from routing.queries.documents import DocumentView
from routing.services import exporting
from routing.views.printing import set_form
from routing.views.volumes import chosen

blueprint = Blueprint("incoming_register", __name__)
WORDS = 200  # characters that are looked for


@blueprint.get("/incoming")
def show() -> Any:
    connection, printing = reading(), "print" in request.args
    books = register.books(connection, present())
    book, asked = chosen(books), _asked(whole=printing)
    rows = register.entries(connection, book, present(), asked) if book else []
    leads = register.leads(connection, (row.document_id for row in rows))
    restricted = [row.document_id for row in rows if row.restricted]
    within = {} if printing else register.contents(connection, present(), restricted)
    shown = words.page(books, book, rows, leads, asked, within, keeper=originals.keeps(present()))
    if printing:
        exporting.keep(present(), words.name(book, asked.words), "打印", len(rows))
    template = "incoming/print.html" if printing else "incoming/register.html"
    return render_template(template, **shown, receives=incoming.receives(present()))


@blueprint.get("/incoming.xlsx")
def export() -> Any:
    connection, asked = reading(), _asked(whole=True)
    book = chosen(register.books(connection, present()))
    rows = register.entries(connection, book, present(), asked) if book else []
    leads = register.leads(connection, (row.document_id for row in rows))
    exporting.keep(present(), words.name(book, asked.words), "Excel", len(rows))
    workbook = io.BytesIO(words.workbook(book, rows, leads, present().organisation_name))
    volume = f"-{book.word}-{book.year}" if book and not asked.words else ""
    return send_file(workbook, as_attachment=True, download_name=f"收文登记簿{volume}-{clock.today():%Y%m%d}.xlsx")


@blueprint.get("/incoming/<int:document_id>/forms/processing-slip.pdf")
def processing_slip(document_id: int) -> Any:
    view = _paper(document_id)
    tasks = incoming.tasks(reading(), document_id)
    slip = incoming_forms.processing_slip(view, tasks, present().organisation_name, _address(document_id))
    return set_form(slip, f"收文处理单-{view.document.number or document_id}.pdf", view.document.updated_at, view)


@blueprint.get("/incoming/<int:document_id>/forms/circulation-slip.pdf")
def circulation_slip(document_id: int) -> Any:
    view = _paper(document_id)
    slip = incoming_forms.circulation_slip(view, present().organisation_name)
    return set_form(slip, f"文件传阅单-{view.document.number or document_id}.pdf", view.document.updated_at, view)


@blueprint.get("/incoming/<int:document_id>/forms/label.pdf")
def label(document_id: int) -> Any:
    """One label by itself, for a printer of labels."""
    rows = incoming.labelled(reading(), present(), [document_id]) or abort(404)
    form = incoming_forms.labels(rows, present().organisation_name, _base(), alone=True)
    return set_form(form, f"处理标签-{rows[0].number or document_id}.pdf")


@blueprint.get("/incoming/labels.pdf")
def labels() -> Any:
    """Labels on A4 sheets, for the papers that are named."""
    ids = [one for one in map(key, request.args.get("ids", "").split(",")[: incoming.LABELS]) if one]
    rows = incoming.labelled(reading(), present(), dict.fromkeys(ids)) or abort(404)
    return set_form(incoming_forms.labels(rows, present().organisation_name, _base()), "处理标签.pdf")


@blueprint.get("/p/<int:document_id>")
def scanned(document_id: int) -> Any:
    """Where the code of a label leads: a login in between keeps the way."""
    return redirect(f"/{originals.folder(reading(), document_id, present())}/{document_id}?original=1")


def _paper(document_id: int) -> DocumentView:
    view = documents.view(reading(), document_id, present())
    return view if view.document.workflow == "incoming" else abort(404)


def _base() -> str:
    """The address under which people reach the house."""
    return (current_app.config["ADDRESS"] or request.host_url).rstrip("/")


def _address(document_id: int) -> str:
    return f"{_base()}/p/{document_id}"


def _asked(*, whole: bool) -> register.Asked:
    which, page = request.args.get("which", "all"), request.args.get("page", 1, type=int)
    return register.Asked(
        which if which in register.FILTERS else "all",
        request.args.get("q", "").strip()[:WORDS],
        0 if whole else max(1, min(page, LARGEST_KEY // register.PAGE)),
    )
