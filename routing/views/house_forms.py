"""The house forms on paper: those of a document and of the register, and every form blank and filled in."""

from typing import Any

from flask import Blueprint, abort, render_template

from routing.database import reading
from routing.gate import present
from routing.presenting import house_forms, registers
from routing.queries import documents, register
from routing.services import exporting
from routing.typeset.forms import FORMS
from routing.views.printing import set_form

blueprint = Blueprint("house_forms", __name__)


@blueprint.get("/documents/<int:document_id>/forms/drafting-sheet.pdf")
def drafting_sheet(document_id: int) -> Any:
    """The 发文稿纸 with its opinions and signatures, as it is filed."""
    view = documents.outgoing(reading(), document_id, present())
    sheet = house_forms.drafting_sheet(view, present().organisation_name)
    # Dated by the last change: the sheet of a document that stands as it did is the same file, octet for octet.
    return set_form(sheet, f"发文稿纸-{view.document.number or view.document.id}.pdf", view.document.updated_at, view)


@blueprint.get("/register/<int:series_id>/<int:year>.pdf")
def dispatch_register(series_id: int, year: int) -> Any:
    """A volume of the 发文登记簿."""
    book, rows = _volume(series_id, year)
    exporting.keep(present(), registers.name(book), "PDF", len(rows))
    form = house_forms.dispatch_register(book, rows, present().organisation_name)
    return set_form(form, f"发文登记簿-{book.word}-{book.year}.pdf")


@blueprint.get("/register/<int:series_id>/<int:year>/numbers.pdf")
def number_book(series_id: int, year: int) -> Any:
    """The 序号簿 of a volume."""
    book, rows = _volume(series_id, year)
    exporting.keep(present(), f"{registers.name(book)}（序号簿）", "PDF", len(rows))
    form = house_forms.number_book(book, rows, present().organisation_name)
    return set_form(form, f"发文序号簿-{book.word}-{book.year}.pdf")


@blueprint.get("/forms")
def index() -> Any:
    """All forms, to print and fill in by hand."""
    return render_template("home/forms.html", forms=FORMS)


@blueprint.get("/forms/<key>/blank.pdf")
def blank(key: str) -> Any:
    """A form with nothing in it, to be written on."""
    form = FORMS.get(key) or abort(404)
    return set_form(form.blank(present().organisation_name), f"{form.title}.pdf")


@blueprint.get("/forms/<key>/sample.pdf")
def sample(key: str) -> Any:
    """A form as it looks filled in."""
    form = FORMS.get(key) or abort(404)
    return set_form(form.sample(present().organisation_name), f"{form.title}-样张.pdf")


def _volume(series_id: int, year: int) -> tuple[register.Book, list[Any]]:
    actor, connection = present(), reading()
    books = register.books(connection, actor)
    book = next((one for one in books if (one.series_id, one.year) == (series_id, year)), None) or abort(404)
    return book, register.entries(connection, book, actor, 1, None)
