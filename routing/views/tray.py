"""待办, 督办, 已办, 我起草的, 跟踪."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from routing.database import reading
from routing.gate import present
from routing.presenting import deadlines as lateness
from routing.presenting import delegation as absences
from routing.presenting import trays
from routing.queries import deadlines, delegation, leaves, tray
from routing.queries import risen as rising
from routing.services import claiming

blueprint = Blueprint("tray", __name__)


@blueprint.get("/tray")
def open_slips() -> Any:
    which = request.args.get("which", "all")
    which = which if which in tray.FILTERS else "all"
    page, connection, actor = _page(), reading(), present()
    rows = tray.open_slips(connection, actor, which, page)
    counts = tray.counts(connection, actor)
    first = (which, page) == ("all", 1)
    late = deadlines.late_count(connection, actor)
    found = rising.risen(connection, actor) if (which, page) in {("all", 1), ("overdue", 1)} else None
    return render_template(
        "tray/open.html",
        **trays.open_page(rows, counts, actor, which, page, late),
        beside=_beside() if first else (),
        risen=lateness.risen_rows(found) if found else (),
        risen_number=trays.counted(found.number) if found else "",
    )


def _beside() -> list[dict[str, Any]]:
    """外出与代理: what waits for the reader's word, or what they must know, and is no document."""
    connection, actor = reading(), present()
    waiting = delegation.to_approve(connection, actor)
    house = leaves.house_today(connection, actor) if waiting else None
    return absences.beside_rows(
        waiting, delegation.refused(connection, actor), delegation.called(connection, actor), house
    )


@blueprint.get("/tray/late")
def late() -> Any:
    which = request.args.get("which", "overdue")
    found = deadlines.late(reading(), present(), which if which in deadlines.FILTERS else "overdue", _page())
    return render_template("tray/late.html", **lateness.late_page(found, present()))


@blueprint.get("/tray/done")
def done() -> Any:
    page = _page()
    urgent = tray.done_in_haste(reading(), present()) if page == 1 else []
    rows = tray.done(reading(), present(), page)
    return render_template("tray/list.html", **trays.done_page(urgent, rows, present(), page))


@blueprint.get("/tray/mine")
def mine() -> Any:
    page, connection = _page(), reading()
    rows = tray.mine(connection, present(), page)
    unsaved = tray.unsaved(connection, present())
    return render_template("tray/list.html", **trays.mine_page(rows, unsaved, present(), page))


@blueprint.get("/tray/handed")
def handed() -> Any:
    page, connection = _page(), reading()
    rows = tray.handed_in(connection, present(), page)
    unsaved = tray.unsaved(connection, present(), papers=True)
    return render_template("tray/list.html", **trays.handed_page(rows, unsaved, present(), page))


@blueprint.get("/tray/followed")
def followed() -> Any:
    page = _page()
    rows = tray.followed(reading(), present(), page)
    return render_template("tray/list.html", **trays.followed_page(rows, present(), page))


@blueprint.post("/tray/next")
def next_slip() -> Any:
    """连续办理 begins: the first piece of work; of a shared post, it is the actor's own from now on."""
    document_id = claiming.go_on(present())
    if document_id is None:
        flash("现在没有可以连续办理的文件", "info")
    return redirect(f"/documents/{document_id}?run=1" if document_id else "/tray", 303)


@blueprint.get("/tray/next")
def next_slip_again() -> Any:
    """The address of a run, loaded again: nothing is claimed, the tray is shown."""
    return redirect("/tray")


def _page() -> int:
    return max(1, min(request.args.get("page", 1, type=int), 10_000))
