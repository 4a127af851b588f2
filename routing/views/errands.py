"""Long work under way: how far it has come, and what came of it."""

from typing import Any

from flask import Blueprint, render_template

from routing.gate import present
from routing.presenting import errands as words
from routing.services import errands

blueprint = Blueprint("errands", __name__, url_prefix="/errands")


@blueprint.get("/<int:errand_id>")
def show(errand_id: int) -> Any:
    return render_template("errands/show.html", errand=words.page(errands.errand(errand_id, present())))


@blueprint.get("/<int:errand_id>/state")
def state(errand_id: int) -> Any:
    """The part of the page that changes, for the page to put in place by itself."""
    return render_template("errands/_state.html", errand=words.page(errands.errand(errand_id, present())))
