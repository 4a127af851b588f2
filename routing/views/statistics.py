"""统计: received, done, late; how long each step takes."""

import io
from typing import Any

from flask import Blueprint, render_template, request, send_file

from routing import clock
from routing.database import reading
from routing.gate import present
from routing.presenting import sheets
from routing.presenting import statistics as words
from routing.queries import statistics

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/statistics")
def show() -> Any:
    return render_template("statistics/show.html", **words.page(_found()))


@blueprint.get("/statistics.xlsx")
def export() -> Any:
    found = _found()
    workbook = io.BytesIO(sheets.workbook(words.tables(found, present().organisation_name)))
    return send_file(workbook, as_attachment=True, download_name=f"{words.name(found)}.xlsx")


@blueprint.get("/statistics.csv")
def plain() -> Any:
    found = _found()
    text = io.BytesIO(sheets.comma_separated(words.tables(found, present().organisation_name)))
    return send_file(text, mimetype="text/csv", as_attachment=True, download_name=f"{words.name(found)}.csv")


def _found() -> statistics.Statistics:
    """The period asked for; one that cannot be is this year."""
    year, month = request.args.get("year", 0, type=int), request.args.get("month", 0, type=int)
    this = clock.today().year
    known = this - words.YEARS < year <= this
    return statistics.statistics(
        reading(), present(), year if known else this, month if 0 <= month <= statistics.MONTHS else 0
    )
