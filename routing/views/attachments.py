"""Files, read from the store: downloaded, or their pages looked at as pictures."""

import io
from typing import Any

from flask import Blueprint, abort, render_template, request, send_file

from routing.database import reading
from routing.files.serve import download_headers, picture_headers
from routing.gate import present
from routing.queries import documents
from routing.services import leafing
from routing.services import reading as records
from routing.services.errors import UnsettableError

blueprint = Blueprint("attachments", __name__)


@blueprint.get("/attachments/<int:attachment_id>")
def download(attachment_id: int) -> Any:
    row = documents.attachment(reading(), attachment_id, present())
    given = records.attachment(row, present())
    response = send_file(given.stream, mimetype=given.media_type, as_attachment=True, download_name=given.name)
    response.headers.update(download_headers(given.name, given.media_type))
    return response


@blueprint.get("/attachments/<int:attachment_id>/pages")
def pages(attachment_id: int) -> Any:
    """The pages of a scan, one below the other; to the document's own page without the frame."""
    row = documents.attachment(reading(), attachment_id, present())
    found = leafing.pages(row)
    bare = "X-Requested-With" in request.headers
    return render_template("attachments/_pages.html" if bare else "attachments/pages.html", file=row, pages=found)


@blueprint.get("/attachments/<int:attachment_id>/pages/<int:page>.png")
def picture(attachment_id: int, page: int) -> Any:
    """One page as a picture."""
    row = documents.attachment(reading(), attachment_id, present())
    octets, media_type = records.picture(row, page, present()) or abort(404)
    answer = send_file(io.BytesIO(octets), mimetype=media_type)
    answer.headers.update(picture_headers(media_type))
    return answer


@blueprint.errorhandler(UnsettableError)
def unmarked(error: UnsettableError) -> Any:
    """A file that somebody has on loan and that can bear no water mark, or not now: the reason."""
    return render_template("lending/unmarked.html", message=error.message), 422
