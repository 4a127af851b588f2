"""档案盒: their 备考表, and what is printed for them: 目录, 封面, 备考表, 盒脊, 归档章; the catalogue as xlsx."""

import io
from typing import Any

from flask import abort, render_template, send_file

from routing import clock
from routing.database import reading
from routing.forms.filing import BoxForm
from routing.gate import present
from routing.models import ArchiveItem
from routing.presenting import archive_forms as forms
from routing.presenting import filing as words
from routing.queries import filing, filing_items
from routing.services import exporting
from routing.services.filing import noting, settings, stamping
from routing.views.filing.pages import blueprint, form_page
from routing.views.printing import octets, set_form, shown


@blueprint.get("/rounds/<int:round_id>/boxes")
def boxes(round_id: int) -> Any:
    row = filing.round_(reading(), round_id, present())
    found = words.boxes(filing_items.boxes(reading(), round_id))
    return render_template("filing/boxes.html", boxes=found, name=words.round_name(row), round_id=round_id)


@blueprint.route("/boxes/<int:box_id>", methods=["GET", "POST"])
def box_page(box_id: int) -> Any:
    """A box: what lies in it, and its 备考表 to be filled in."""
    row, form = filing_items.box(reading(), box_id, present()), BoxForm()
    form.show(row)
    rows = filing_items.catalogue(reading(), ArchiveItem.box_id == box_id)

    def save() -> str:
        noting.save(box_id, form.values(), present())
        return "备考表已保存"

    return form_page(
        form,
        save,
        f"/archive/boxes/{box_id}",
        words.box_name(row),
        template="filing/box.html",
        box=words.boxes([row])[0],
        back_to=f"/archive/rounds/{rows[0].round_id}/boxes" if rows else "/archive/rounds",
        items=[forms.entry(number, one) for number, one in enumerate(rows, 1)],
    )


@blueprint.get("/boxes/<int:box_id>/catalogue.pdf")
def box_catalogue(box_id: int) -> Any:
    row, actor = filing_items.box(reading(), box_id, present()), present()
    rows = filing_items.catalogue(reading(), ArchiveItem.box_id == box_id)
    exporting.keep(actor, f"归档文件目录 {words.box_name(row)}", "PDF", len(rows))
    where = (row.unit, row.period, str(row.year))
    form = forms.catalogue(rows, settings.ready(actor), actor.organisation_name, *where)
    return set_form(form, f"归档文件目录-{words.box_name(row)}.pdf")


@blueprint.get("/boxes/<int:box_id>/cover.pdf")
def box_cover(box_id: int) -> Any:
    row, actor = filing_items.box(reading(), box_id, present()), present()
    where = (row.unit, row.period, str(row.year))
    form = forms.cover(settings.ready(actor), actor.organisation_name, *where)
    return set_form(form, f"目录封面-{words.box_name(row)}.pdf")


@blueprint.get("/boxes/<int:box_id>/note.pdf")
def box_note(box_id: int) -> Any:
    row = filing_items.box(reading(), box_id, present())
    return set_form(forms.note(row, present().organisation_name), f"备考表-{words.box_name(row)}.pdf")


@blueprint.get("/rounds/<int:round_id>/spines.pdf")
def spines(round_id: int) -> Any:
    row, actor = filing.round_(reading(), round_id, present()), present()
    found = filing_items.boxes(reading(), round_id) or abort(404)
    form = forms.spines(found, settings.ready(actor), actor.organisation_name)
    return set_form(form, f"盒脊-{words.round_name(row)}.pdf")


@blueprint.get("/rounds/<int:round_id>/catalogue.xlsx")
def catalogue(round_id: int) -> Any:
    """The catalogue of a round, on record as everything that leaves the house."""
    row, actor = filing.round_(reading(), round_id, present()), present()
    rows = filing_items.catalogue(reading(), ArchiveItem.round_id == round_id)
    exporting.keep(actor, f"归档文件目录 {words.round_name(row)}", "Excel", len(rows))
    workbook = io.BytesIO(forms.workbook(rows, words.round_name(row), actor.organisation_name))
    name = f"归档文件目录-{words.round_name(row)}-{clock.today():%Y%m%d}.xlsx"
    return send_file(workbook, as_attachment=True, download_name=name)


@blueprint.get("/items/<int:item_id>/stamp.pdf")
def stamp(item_id: int) -> Any:
    """归档章 alone: the first page of the paper goes through the printer once more."""
    row, actor = filing_items.item(reading(), item_id, present()), present()
    form = forms.stamp_sheet(row, settings.ready(actor), actor.organisation_name)
    return set_form(form, f"归档章-{row.code}.pdf")


@blueprint.get("/items/<int:item_id>/stamped.pdf")
def stamped(item_id: int) -> Any:
    """The first file of a 件 that is a PDF, with its 归档章: to be printed and laid into the box."""
    row, actor = filing_items.item(reading(), item_id, present()), present()
    sheet = forms.stamp_sheet(row, settings.ready(actor), actor.organisation_name)
    return shown(stamping.original(row, octets(sheet), actor), f"{row.code} {row.title[:60]}.pdf")
