"""四性检测: what was found, the reports of the whole and of an item, and a check at once."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from routing import admission
from routing.database import reading
from routing.gate import present
from routing.presenting import preserving as words
from routing.queries import inspections as queries
from routing.services import preserving
from routing.services.preserving import reports
from routing.views.printing import set_form

blueprint = Blueprint("preserving", __name__, url_prefix="/archive/checks")


@blueprint.get("")
def index() -> Any:
    return _index()


def _index(sought: str = "") -> str:
    """The page; `sought`: a 档号 that is none."""
    connection, actor = reading(), present()
    last = queries.last_whole(connection, actor)
    return render_template(
        "preserving/index.html",
        faulty=words.faulty(queries.faulty(connection, actor)),
        rows=words.inspections(queries.inspections(connection, actor)),
        last=words.verdict(last) if last is not None else "",
        whole=words.whole_faults(last),
        may_check=admission.RULES["preserving.begin"](actor),
        sought=sought,
    )


@blueprint.post("")
def begin() -> Any:
    """Have the whole holdings checked."""
    return redirect(f"/errands/{preserving.inspect_all(present())}", 303)


@blueprint.get("/find")
def find() -> Any:
    """The reports of the item of that 档号."""
    code = request.args.get("code", "").strip()[:60]
    found = reports.item_of(code, present())
    return redirect(f"/archive/checks/items/{found}") if found else (_index(code or "（没有填写）"), 404)


@blueprint.get("/<int:inspection_id>")
def show(inspection_id: int) -> Any:
    return render_template("preserving/show.html", report=_report(inspection_id))


@blueprint.get("/<int:inspection_id>.json")
def show_json(inspection_id: int) -> Any:
    return words.as_json(_report(inspection_id, whole=True))


@blueprint.get("/<int:inspection_id>.pdf")
def show_pdf(inspection_id: int) -> Any:
    return _pdf(_report(inspection_id, whole=True))


@blueprint.get("/items/<int:item_id>")
def item(item_id: int) -> Any:
    may_check = admission.RULES["preserving.check"](present())
    return render_template("preserving/item.html", report=_item(item_id), may_check=may_check)


@blueprint.get("/items/<int:item_id>.json")
def item_json(item_id: int) -> Any:
    return words.as_json(_item(item_id))


@blueprint.get("/items/<int:item_id>.pdf")
def item_pdf(item_id: int) -> Any:
    return _pdf(_item(item_id))


@blueprint.post("/items/<int:item_id>")
def check(item_id: int) -> Any:
    """Check one item now."""
    found = preserving.inspect(item_id, "demand", present())
    flash(
        "检测完毕，没有发现问题" if found.passed else "检测完毕，发现了问题，见下面",
        "success" if found.passed else "danger",
    )
    return redirect(f"/archive/checks/items/{item_id}", 303)


def _report(inspection_id: int, *, whole: bool = False) -> dict[str, Any]:
    connection = reading()
    row = queries.inspection(connection, inspection_id, present())
    limit = words.FORM_LINES if whole else queries.PAGE
    found = queries.faulty_of(connection, inspection_id, limit + 1)
    outcomes = queries.outcomes(connection, inspection_id)
    open_ = queries.unsettled(connection, inspection_id, words.several(outcomes), limit)
    unmade = words.everywhere_unmade(outcomes)
    first = queries.unsettled(connection, inspection_id, unmade, 1)[:1]
    because = {key: one[1][0] for _, said in first for key, one in said.items() if one[1]}
    return words.report(row, outcomes, found, open_, sound=reports.holds(row), limit=limit, because=because)


def _item(item_id: int) -> dict[str, Any]:
    connection = reading()
    row, rows = queries.item(connection, item_id, present()), queries.reports_of(connection, item_id)
    return words.of_item(row, rows, sound=not rows or reports.item_holds(rows[0]))


def _pdf(told: dict[str, Any]) -> Any:
    return set_form(words.form(told, present().organisation_name), "四性检测报告.pdf")
