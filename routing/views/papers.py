"""正式版面: a document as the pages that will be printed, as pictures, as PDF and as Word."""

import io
from typing import Any

from flask import Blueprint, render_template, request, send_file

from routing.addresses import LARGEST_KEY
from routing.database import reading
from routing.files.serve import download_headers, page_headers, picture_headers
from routing.gate import present
from routing.presenting import papers as words
from routing.queries import documents, papers
from routing.queries.documents import DocumentView
from routing.services import issuing, setting
from routing.services import reading as records
from routing.services.errors import TamperedError, UnsettableError
from routing.services.issuing import Shown

blueprint = Blueprint("papers", __name__, url_prefix="/documents/<int:document_id>")


@blueprint.get("/paper")
def show(document_id: int) -> Any:
    """The pages, the check of them, what is kept; to the document's own page only the check, for that step of work."""
    view, serial, found = _asked(document_id)
    template = "papers/_report.html" if "X-Requested-With" in request.headers else "papers/show.html"
    return render_template(template, document=view.document, paper=words.page(view, found, serial))


@blueprint.get("/paper.pdf")
def pdf(document_id: int) -> Any:
    """The PDF, to be looked at and printed; `download` to keep it, `unsigned` for the copy without its signature."""
    view, _, found = _asked(document_id)
    octets = issuing.pdf(found, present(), unsigned="unsigned" in request.args)
    name = words.file_name(view, found, "pdf")
    octets = records.paper(octets, view, present(), name)
    return _file(octets, name, "pdf", download="download" in request.args)


@blueprint.get("/paper.docx")
def word(document_id: int) -> Any:
    """The same as a Word file that can be worked on, without the seal."""
    view, serial, found = _asked(document_id)
    records.refuse_unmarked(view)
    when = papers.moment_of(view, serial)
    return _file(setting.word(found.paper, when), words.file_name(view, found, "docx"), "docx", download=True)


@blueprint.get("/paper/<int:page>.png")
def picture(document_id: int, page: int) -> Any:
    """One page as a picture."""
    view, _, found = _asked(document_id)
    number = max(1, min(page, found.pages.count))
    octets = setting.picture(found.pages.key, number, lambda: issuing.pdf(found, present()))
    answer = send_file(io.BytesIO(records.paper_picture(octets, view, present())), mimetype="image/png")
    answer.headers.update(picture_headers("image/png"))
    return answer


def _asked(document_id: int) -> tuple[DocumentView, int, Shown]:
    """The document, the revision that was asked for, and its pages."""
    view = documents.outgoing(reading(), document_id, present())
    newest = view.document.revision_serial
    serial = max(1, min(request.args.get("revision", newest, type=int), newest, LARGEST_KEY))
    return view, serial, issuing.shown(view, serial)


def _file(octets: bytes, name: str, kind: str, *, download: bool) -> Any:
    answer = send_file(io.BytesIO(octets), download_name=name)
    headers = download_headers if download else page_headers
    answer.headers.update(headers(name, MEDIA[kind]))
    return answer


MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@blueprint.errorhandler(UnsettableError)
def unset(error: UnsettableError) -> Any:
    """No pages now: the reason in plain words, and the way back to the text, which is there in any case."""
    document_id = (request.view_args or {})["document_id"]
    template = "papers/_unset.html" if "X-Requested-With" in request.headers else "papers/unset.html"
    return render_template(template, message=error.message, document_id=document_id), 503


@blueprint.errorhandler(TamperedError)
def tampered(error: TamperedError) -> Any:
    """The kept file is not what it was: nobody gets it."""
    document_id = (request.view_args or {})["document_id"]
    return render_template("papers/unset.html", message=error.message, document_id=document_id), 409
