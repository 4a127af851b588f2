"""边写边看: the page that is being written on, as it will be printed, while the sheet is filled in."""

from typing import Any

from flask import Blueprint, render_template, request

from routing.addresses import key
from routing.database import reading
from routing.forms.drafting import SheetForm
from routing.gate import present
from routing.presenting import drafting as words
from routing.queries import papers
from routing.services import drafting, setting

blueprint = Blueprint("previewing", __name__)


@blueprint.post("/drafts/preview")
def show() -> Any:
    """A piece of page for the sheet's script; without it, a page of its own with all that was typed."""
    form = SheetForm()
    content = drafting.tidy(form.content(()))
    looks = papers.looks_for(reading(), present(), form.draft_key.data or "", form.series.data)
    if "X-Requested-With" not in request.headers:
        return render_template("drafting/preview.html", sheet=setting.whole_preview(content, looks))
    place = words.Place.of(content.body, key(request.form.get("cursor") or 0))
    page = setting.preview(content, looks, place.near, place.share)
    return render_template("drafting/_preview.html", preview=words.preview(content.body, content.kind), page=page)
