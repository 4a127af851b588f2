"""档案: the way in to all that is done with the file; going through it by class, and along the time."""

from typing import Any

from flask import Blueprint, render_template, request

from routing.addresses import key
from routing.admission import RULES, who_reads_checks
from routing.database import reading
from routing.gate import present
from routing.presenting import archive as words
from routing.presenting import browsing as shown
from routing.presenting import preserving
from routing.queries import browsing, inspections

blueprint = Blueprint("archive", __name__, url_prefix="/archive")


@blueprint.get("")
def index() -> Any:
    doors = [door for door in words.DOORS if door.endpoint in RULES and RULES[door.endpoint](present())]
    alarm = preserving.alarm(inspections.count_faulty(reading(), present())) if who_reads_checks(present()) else ""
    return render_template("archive/index.html", doors=doors, alarm=alarm)


@blueprint.get("/browse")
def browse() -> Any:
    asked, connection = request.args, reading()
    year, unit = key(asked.get("year", "")), key(asked.get("unit", ""))
    shelf = browsing.Shelf(year or None, asked.get("period", "")[:5], unit or None)
    years = browsing.years(connection, present())
    classes = browsing.classes(connection, present(), year) if year else ()
    items = browsing.items(connection, present(), shelf, key(asked.get("after", ""))) if year and unit else ()
    return render_template("archive/browse.html", **shown.shelves(shelf, years, classes, items))


@blueprint.get("/timeline")
def timeline() -> Any:
    connection, year = reading(), key(request.args.get("year", ""))
    year = year if 1 <= year <= words.LAST_YEAR else 0
    years = browsing.along(connection, present())
    months = browsing.along(connection, present(), year) if year else ()
    return render_template("archive/timeline.html", **shown.line(years, months, year or None))
