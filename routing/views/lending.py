"""查阅与借阅: an item to be read or borrowed, the cart, the application, my loans, the desk, the registers."""

import io
import secrets
from datetime import datetime, time
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file

from routing import clock
from routing.addresses import LARGEST_KEY, key
from routing.admission import RULES
from routing.database import reading
from routing.files.serve import download_headers, page_headers
from routing.forms.administration import PressForm
from routing.forms.lending import LoanForm, OutsideForm
from routing.gate import present
from routing.models.loan import ELECTRONIC, PAPER
from routing.presenting import incoming as file_words
from routing.presenting import loan_register as register_words
from routing.presenting import loans as words
from routing.queries import documents, lending
from routing.queries import loan_register as register
from routing.services import borrowing, due_days, exporting, loans
from routing.services import reading as records
from routing.services.content import File
from routing.services.errors import UnsettableError
from routing.views.printing import set_form
from routing.views.uploading import attached

blueprint = Blueprint("lending", __name__, url_prefix="/archive")
PRESSES = {
    "basket": (borrowing.put_by, "已放入借阅车"),
    "unbasket": (borrowing.take_out, "已移出借阅车"),
    "reserve": (borrowing.reserve, "已预约，档案归还后会通知您"),
    "unreserve": (borrowing.cancel_reservation, "已取消预约"),
}


@blueprint.get("/loans")
def mine() -> Any:
    connection, actor = reading(), present()
    rows = register.mine(connection, actor)
    basket = loans.items(connection, actor.organisation_id, lending.basket(connection, actor))
    waiting = lending.reservations(connection, actor)
    where = lending.whereabouts(connection, (one.item_id for one in waiting))
    shown = words.mine(rows, register.items_of(connection, (row.document_id for row in rows)), basket, waiting, where)
    return render_template("lending/mine.html", **shown, desk=RULES["lending.desk"](actor))


@blueprint.route("/loans/new", methods=["GET", "POST"])
def new() -> Any:
    form = LoanForm()
    _offer(form)
    if request.method == "POST" and form.validate():
        done = form.attempt(lambda: borrowing.apply(form.wish, form.chosen, present(), form.receipt.data or ""))
        if done:
            flash(words.told(done), "success")
            return redirect(f"/documents/{done[0].document_id}" if len(done) == 1 else "/archive/loans", 303)
    return _form("lending/new.html", form)


@blueprint.route("/loans/outside", methods=["GET", "POST"])
def outside() -> Any:
    form = OutsideForm()
    _offer(form)
    letters: tuple[File, ...] = ()
    if request.method == "POST":
        letters = attached(form, name="letter")
        wish = form.letter_of(letters)
        if form.validate() and (
            done := form.attempt(
                lambda: borrowing.register_outside(wish, form.chosen, present(), form.receipt.data or "")
            )
        ):
            flash(words.told([done], "登记外单位借阅"), "success")
            return redirect(f"/documents/{done.document_id}", 303)
    return _form("lending/outside.html", form, letters)


@blueprint.get("/loans/register")
def desk() -> Any:
    which, page = _which("out"), max(1, min(request.args.get("page", 1, type=int), LARGEST_KEY // register.PAGE))
    rows = register.entries(reading(), present(), which, page)
    items = register.items_of(reading(), (row.document_id for row in rows))
    counts = register.counts(reading(), present())
    return render_template("lending/register.html", **register_words.register(rows, items, counts, which, page))


@blueprint.get("/loans.xlsx")
def export() -> Any:
    which = _which("all")
    rows = register.entries(reading(), present(), which, limit=None)
    items = register.items_of(reading(), (row.document_id for row in rows))
    title = f"借阅登记簿（{register.FILTERS[which]}）"
    exporting.keep(present(), title, "Excel", len(rows))
    workbook = io.BytesIO(register_words.workbook(rows, items, f"{present().organisation_name}{title}"))
    return send_file(workbook, as_attachment=True, download_name=f"借阅登记簿-{clock.today():%Y%m%d}.xlsx")


@blueprint.get("/loans/items/<int:item_id>")
def item(item_id: int) -> Any:
    connection, actor = reading(), present()
    found = lending.item(connection, item_id, actor)
    parts, files = lending.parts(connection, item_id, actor), lending.files(connection, item_id)
    where = lending.whereabouts(connection, [item_id]).get(item_id)
    shown = words.item(found, parts, files, where)
    queue = lending.waiting_for(connection, item_id) if where else []
    loan = lending.running(connection, item_id, actor)
    standing = {
        "waits": actor.person_id in {one.person_id for one in queue},
        "has_it": where is not None and where.borrower_id == actor.person_id,
        "loan_id": where.loan_id if where else 0,
        "in_basket": item_id in lending.basket(connection, actor),
        "desk": RULES["lending.desk"](actor),
    }
    return render_template("lending/item.html", found=found, item=shown, loan=loan, queue=len(queue), **standing)


@blueprint.post("/loans/items/<int:item_id>/<verb>")
def press(item_id: int, verb: str) -> Any:
    """Into the cart or out of it, into the queue or out of it."""
    operation, said = PRESSES.get(verb) or abort(404)
    form = PressForm()
    form.attempt(lambda: operation(item_id, present()))
    flash("；".join(form.form_errors) or said, "warning" if form.form_errors else "success")
    return redirect("/archive/loans" if "from_cart" in request.form else f"/archive/loans/items/{item_id}", 303)


@blueprint.get("/loans/<int:document_id>/slip.pdf")
def slip(document_id: int) -> Any:
    """The 档案借阅单, to be signed on paper and kept with what it was for."""
    view = documents.view(reading(), document_id, present())
    loan = lending.loan(reading(), document_id)
    form = words.slip(view, loan, present().organisation_name)
    return set_form(form, f"档案借阅单-{view.document.number or document_id}.pdf", view.document.updated_at)


@blueprint.get("/files/<int:file_id>")
def file(file_id: int) -> Any:
    """A file of an item: as it is, or, on loan, with a water mark."""
    given = records.archived(file_id, present())
    answer = send_file(given.stream, mimetype=given.media_type, download_name=given.name)
    headers = page_headers if given.media_type == "application/pdf" else download_headers
    answer.headers.update(headers(given.name, given.media_type))
    return answer


@blueprint.get("/readings")
def readings() -> Any:
    since, page = _since(), max(1, min(request.args.get("page", 1, type=int), LARGEST_KEY // register.PAGE))
    rows = register.readings(reading(), present(), _stored(since), request.args.get("item", type=key), page)
    return render_template("lending/readings.html", **register_words.readings(rows, page, since))


@blueprint.get("/readings.xlsx")
def export_readings() -> Any:
    rows = register.readings(reading(), present(), _stored(_since()), limit=None)
    exporting.keep(present(), "档案利用登记", "Excel", len(rows))
    workbook = io.BytesIO(register_words.reading_workbook(rows))
    return send_file(workbook, as_attachment=True, download_name=f"档案利用登记-{clock.today():%Y%m%d}.xlsx")


@blueprint.errorhandler(UnsettableError)
def unmarked(error: UnsettableError) -> Any:
    """A file that somebody has on loan and that can bear no water mark, or not now: the reason."""
    return render_template("lending/unmarked.html", message=error.message), 422


def _offer(form: LoanForm) -> None:
    """A new application: what was named, or what lies in the cart; until the last day that it may be."""
    if request.method == "POST":
        return
    named = [one for one in map(key, request.args.getlist("item")) if one]
    form.items.data = named or lending.basket(reading(), present())
    form.way.data = ELECTRONIC if "electronic" in request.args else PAPER
    form.receipt.data = f"loan-{secrets.token_urlsafe(12)}"


def _form(template: str, form: LoanForm, letters: tuple[File, ...] = ()) -> Any:
    connection, actor = reading(), present()
    found = loans.items(connection, actor.organisation_id, lending.known(connection, form.chosen, actor))
    last = due_days.usual(connection, actor)
    if request.method == "GET":
        form.due_on.data = last
    page = render_template(
        template,
        form=form,
        items=[words.line(one) for one in found],
        beyond=not all(loans.is_own(one, actor) for one in found),
        last=last,
        days=due_days.lasting(connection, actor.organisation_id),
        letters=file_words.file_rows(letters),
    )
    return page, 422 if request.method == "POST" else 200


def _which(usual: str) -> str:
    asked = request.args.get("which", usual)
    return asked if asked in register.FILTERS else usual


def _since() -> Any:
    return request.args.get("since", type=lambda text: datetime.fromisoformat(text).date())


def _stored(day: Any) -> datetime | None:
    return clock.stored(datetime.combine(day, time.min)) if day else None
