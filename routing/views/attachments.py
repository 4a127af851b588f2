"""Files, read from the store and never rendered in the page."""

from typing import Any

from flask import Blueprint, send_file
from flask_login import current_user

from routing.database import reading
from routing.files.serve import download_headers
from routing.queries import documents
from routing.services.attaching import store

blueprint = Blueprint("attachments", __name__)


@blueprint.get("/attachments/<int:attachment_id>")
def download(attachment_id: int) -> Any:
    row = documents.attachment(reading(), attachment_id, current_user)
    response = send_file(store().open(row.digest), mimetype=row.media_type, as_attachment=True, download_name=row.name)
    response.headers.update(download_headers(row.name, row.media_type))
    return response
