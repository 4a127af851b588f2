"""档案: the way in to all that is done with the file."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from routing import gate
from routing.presenting import archive as words

blueprint = Blueprint("archive", __name__, url_prefix="/archive")


@blueprint.get("")
def index() -> Any:
    doors = [door for door in words.DOORS if door.endpoint in gate.RULES and gate.RULES[door.endpoint](current_user)]
    return render_template("archive/index.html", doors=doors)
