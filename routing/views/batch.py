"""批量办理: several documents at once, each one opened before."""

import secrets
from typing import Any

from flask import Blueprint, flash, render_template

from routing.database import reading
from routing.forms.batch import BatchForm
from routing.gate import present
from routing.presenting import batch as words
from routing.queries import batch as queries
from routing.services import batch

blueprint = Blueprint("batch", __name__)


@blueprint.get("/tray/batch")
def choose() -> Any:
    return _page()


@blueprint.post("/tray/batch")
def act() -> Any:
    form = BatchForm()
    if not form.validate():
        return _page(form), 422
    results = form.attempt(
        lambda: batch.act(form.key.data or "", form.documents, form.words, present(), form.receipt.data or "")
    )
    if results is None:
        return _page(form), 422
    done = sum(not one.refusal for one in results)
    flash(f"已办{done}件" + (f"，{len(results) - done}件没有办理，原因见下" if done < len(results) else ""),
          "success" if done == len(results) else "warning")  # fmt: skip
    return _page(results=results)


def _page(form: BatchForm | None = None, results: Any = ()) -> str:
    for message in form.form_errors if form else ():
        flash(message, "warning")
    typed = (form.chosen_ids, form.words, form.key.data or "") if form else ((), "", "")
    return render_template(
        "tray/batch.html",
        groups=words.groups(queries.opened(reading(), present()), *typed),
        results=results,
        receipt=secrets.token_urlsafe(9),
    )
