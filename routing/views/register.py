"""发文登记簿: by year and series, on the screen, on paper, and as a workbook."""

import io
from typing import Any

from flask import Blueprint, render_template, request, send_file

from routing import clock
from routing.addresses import LARGEST_KEY
from routing.database import reading
from routing.gate import present
from routing.presenting import registers
from routing.queries import register
from routing.services import exporting
from routing.views.volumes import chosen

blueprint = Blueprint("register", __name__)


@blueprint.get("/register")
def show() -> Any:
    connection = reading()
    books = register.books(connection, present())
    book = chosen(books)
    start = max(1, min(request.args.get("from", 1, type=int), LARGEST_KEY - register.PAGE))
    printing = "print" in request.args
    rows = register.entries(connection, book, present(), start, None if printing else register.PAGE) if book else []
    if printing:
        exporting.keep(present(), registers.name(book), "打印", len(rows))
    template = "register/print.html" if printing else "register/show.html"
    return render_template(template, **registers.page(books, book, rows, start))


@blueprint.get("/register.xlsx")
def export() -> Any:
    connection = reading()
    book = chosen(register.books(connection, present()))
    rows = register.entries(connection, book, present(), 1, None) if book else []
    exporting.keep(present(), registers.name(book), "Excel", len(rows))
    workbook = io.BytesIO(registers.workbook(book, rows, present().organisation_name))
    name = f"发文登记簿{f'-{book.word}-{book.year}' if book else ''}-{clock.today():%Y%m%d}.xlsx"
    return send_file(workbook, as_attachment=True, download_name=name)
