"""What is pointed out while a paper is being registered: the same paper is here already, the series may be wrong."""

import re
from typing import Any

from flask import Blueprint, render_template, request

from routing.database import reading
from routing.forms.incoming import PaperForm
from routing.gate import present
from routing.presenting import incoming as words
from routing.queries import incoming, senders

blueprint = Blueprint("incoming_hints", __name__, url_prefix="/incoming")
ASKED = ("organ", "source_number", "title", "dated")


@blueprint.get("/twins")
def show() -> Any:
    """For the script of the form, as soon as a field is left; without it the form says the same when it is sent."""
    asked = {name: request.args.get(name, "")[:200] for name in ASKED}
    digests = [one for one in request.args.getlist("digest")[:20] if re.fullmatch("[0-9a-f]{64}", one)]
    but = request.args.get("but", type=int)
    found = incoming.twins(reading(), present(), asked["organ"], asked["source_number"], digests, but)
    doubt = senders.doubtful_series(reading(), present(), asked["organ"], request.args.get("origin", ""), but)
    twins = [words.compared(one, asked) for one in found]
    return render_template("incoming/_twins.html", twins=twins, doubt=doubt, form=PaperForm())
