"""House forms as PDF: set by the worker, shown in the browser, from where they are printed or kept."""

import io
from datetime import datetime
from typing import Any

from flask import send_file

from routing import clock
from routing.files.serve import page_headers
from routing.gate import present
from routing.queries.documents import DocumentView
from routing.services import reading as records
from routing.services import setting


def octets(form: Any, when: datetime | None = None) -> bytes:
    """A form set; what is dated by the same moment is the same file, octet for octet."""
    moment = (when or clock.now()).replace(microsecond=0)
    done = setting.apart("routing.typeset.forms:set_form", form, when=moment, fonts=setting.fonts())
    pdf: bytes = done.pdf
    return pdf


def set_form(form: Any, name: str, when: datetime | None = None, view: DocumentView | None = None) -> Any:
    """A form to be looked at; one of a document's (`view`) is put on record, and marked where it is read on loan."""
    pdf = octets(form, when)
    return shown(pdf if view is None else records.paper(pdf, view, present(), name), name)


def shown(pdf: bytes, name: str) -> Any:
    """A PDF to be looked at."""
    answer = send_file(io.BytesIO(pdf), download_name=name)
    answer.headers.update(page_headers(name, "application/pdf"))
    return answer
