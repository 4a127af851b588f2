"""The sheets that are filed with a document, filled in as its page shows them: 发文稿纸, 收文处理单."""

from typing import Any

from flask import current_app

from routing.actor import Actor
from routing.database import reading
from routing.presenting import house_forms, incoming_forms
from routing.queries import incoming
from routing.queries.documents import DocumentView
from routing.services.filing import assembling


def _drafting_sheet(view: DocumentView, actor: Actor) -> tuple[str, Any]:
    return "发文稿纸", house_forms.drafting_sheet(view, actor.organisation_name)


def _processing_slip(view: DocumentView, actor: Actor) -> tuple[str, Any]:
    tasks = incoming.tasks(reading(), view.document.id)
    address = f"{current_app.config['ADDRESS'].rstrip('/')}/p/{view.document.id}"
    return "收文处理单", incoming_forms.processing_slip(view, tasks, actor.organisation_name, address)


assembling.register("outgoing", _drafting_sheet)
assembling.register("incoming", _processing_slip)
