"""移交和数据包: packages made, downloaded, handed over; packages of elsewhere taken in and looked at."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file

from routing import admission
from routing.database import reading
from routing.files.serve import download_headers
from routing.forms.administration import PressForm
from routing.forms.handing import HandOverForm, ImportForm, PackageForm, SelectionForm
from routing.gate import present
from routing.presenting import handing as words
from routing.queries import documents, lending
from routing.queries import handing as queries
from routing.services import copies, exporting
from routing.services import reading as records
from routing.services.handing import asking, dropping, evidence, packing, taking
from routing.views import printing
from tools.verify_package import LOG

blueprint = Blueprint("handing", __name__, url_prefix="/archive/packages")


@blueprint.get("")
def index() -> Any:
    """What was made, and what was taken in."""
    connection, actor = reading(), present()
    return render_template(
        "handing/index.html",
        packages=[words.line(row) for row in queries.packages(connection, actor)],
        arrivals=[words.arrival(row) for row in queries.imported(connection, actor)],
        keeps=admission.who_keeps_the_archive(actor),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Any:
    """Choose what goes into a package, and ask for it."""
    form = PackageForm() if request.method == "POST" else SelectionForm(request.args)
    connection, actor = reading(), present()
    form.offer(queries.years(connection, actor), queries.units(connection, actor))
    if isinstance(form, PackageForm) and form.validate():
        asked = form.attempt(lambda: asking.ask(form.wanted(), form.purpose.data, actor))
        if asked is not None:
            return redirect(f"/errands/{asked[1]}", 303)
    chosen = form.chosen()
    items = queries.chosen_items(reading(), actor, chosen, transfer=form.transfer)
    ticked = form.ids if isinstance(form, PackageForm) else ()
    away = lending.whereabouts(reading(), (row.id for row in items)) if form.transfer else {}
    page = render_template(
        "handing/new.html",
        form=form,
        packing=form if isinstance(form, PackageForm) else PackageForm(formdata=None, data=form.data),
        items=[words.choice(row, ticked, away.get(row.id)) for row in items],
        count=queries.count(reading(), actor, chosen, transfer=form.transfer),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/<int:package_id>")
def show(package_id: int) -> Any:
    connection, actor = reading(), present()
    package = queries.package(connection, package_id, actor)
    held, left_out = (queries.listed(connection, package_id, left_out=said) for said in (False, True))
    keeps = admission.who_keeps_the_archive(actor)
    return render_template("handing/show.html", package=words.page(package, held, left_out, keeps=keeps))


@blueprint.post("/<int:package_id>/again")
def again(package_id: int) -> Any:
    """Have it made, or its hand-over written down, that broke off."""
    return _pressed(lambda: asking.again(package_id, present()))


@blueprint.post("/<int:package_id>/discard")
def discard(package_id: int) -> Any:
    """Keep the package's file no longer: its row and its list stay."""
    form = PressForm()
    form.attempt(lambda: dropping.discard(package_id, present()))
    for message in form.form_errors:
        flash(message, "danger")
    return redirect(f"{blueprint.url_prefix}/{package_id}", 303)


@blueprint.get("/<int:package_id>/download")
def download(package_id: int) -> Any:
    """The package itself; that it left is kept on record."""
    package = queries.package(reading(), package_id, present())
    stream = packing.opened(package)
    packing.taken_out(package, present())
    answer = send_file(stream, mimetype="application/zip", as_attachment=True, download_name=f"{package.number}.zip")
    answer.headers.update(download_headers(f"{package.number}.zip", "application/zip"))
    return answer


@blueprint.get("/<int:package_id>/list.pdf")
def transfer_list(package_id: int) -> Any:
    """移交清册, to be printed and signed by both sides: the very one that lies in the package."""
    package = queries.package(reading(), package_id, present())
    octets = copies.read(package.list_digest) if package.list_digest else None
    if octets is None:
        abort(404)
    exporting.keep(present(), f"移交清册 {package.number}", "PDF", package.items)
    return printing.shown(octets, f"移交清册-{package.number}.pdf")


@blueprint.route("/<int:package_id>/hand-over", methods=["GET", "POST"])
def hand_over(package_id: int) -> Any:
    """移交接收登记: only now do the logs say that the items were handed over."""
    package = queries.package(reading(), package_id, present())
    form = HandOverForm()
    if form.validate_on_submit():
        errand_id = form.attempt(lambda: asking.hand_over(package_id, actor=present(), **form.values()))
        if errand_id is not None:
            return redirect(f"/errands/{errand_id}", 303)
    page = render_template("handing/hand_over.html", form=form, package=words.line(package))
    return page, 422 if form.errors else 200


@blueprint.route("/import", methods=["GET", "POST"])
def take_in() -> Any:
    """Take a package in: it is looked at here, verified and imported by the worker."""
    form = ImportForm()
    if form.validate_on_submit():
        errand_id = form.attempt(lambda: taking.receive(form.package.data.stream, present()))
        if errand_id is not None:
            return redirect(f"/errands/{errand_id}", 303)
    return render_template("handing/import.html", form=form), 422 if form.errors else 200


@blueprint.get("/imported/<int:package_id>")
def imported(package_id: int) -> Any:
    connection = reading()
    package = queries.imported_package(connection, package_id, present())
    items = queries.imported_items(connection, package_id)
    return render_template("handing/imported.html", package=words.arrival(package), items=items)


@blueprint.post("/imported/<int:package_id>/go-on")
def go_on(package_id: int) -> Any:
    """Go on with an import that broke off."""
    return _pressed(lambda: taking.go_on(package_id, present()))


@blueprint.get("/documents/<int:document_id>/original")
def original(document_id: int) -> Any:
    """The log that came with an imported document's item, to whoever may read it."""
    connection = reading()
    documents.view(connection, document_id, present())
    item = queries.imported_item(connection, document_id, present())
    came = evidence.of(connection, item.id, content=False)
    records.note(document_id, present(), records.READ, "原办理记录", once=True)
    rules = {path.rpartition("/")[2]: octets for path, octets in came.items() if path.startswith(evidence.RULES)}
    return render_template("handing/original.html", item=item, lines=words.original(came[LOG], rules))


def _pressed(operation: Any) -> Any:
    form = PressForm()
    errand_id = form.attempt(operation)
    if errand_id is None:
        return render_template("errors/409.html", message="；".join(form.form_errors), href="/archive/packages"), 422
    return redirect(f"/errands/{errand_id}", 303)
