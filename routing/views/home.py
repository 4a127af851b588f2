"""The front door: where one goes from here, the demo accounts, the manual, the health check."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template
from sqlalchemy import text

from routing import manual as handbook
from routing.database import reading
from routing.demo import PASSWORD
from routing.gate import present
from routing.queries.people import demo_people
from workflows.roles import Capacity

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> Any:
    if present().has_business:
        return redirect("/tray")
    if present().seat_as(Capacity.AUDIT_OFFICER):
        return redirect("/audit")
    return redirect("/admin" if present().seats else "/account")


@blueprint.get("/demo")
def demo() -> Any:
    """The demo accounts: here while, and only while, the demo data is loaded."""
    people = demo_people(reading())
    if not people:
        abort(404)
    return render_template("home/demo.html", people=people, password=PASSWORD)


@blueprint.get("/help")
def manual() -> Any:
    return render_template("home/manual.html", chapters=handbook.chapters())


@blueprint.get("/health")
def health() -> Any:
    reading().execute(text("SELECT 1"))
    return {"status": "ok"}
