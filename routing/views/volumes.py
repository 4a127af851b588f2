"""Which volume of a register is asked for."""

from flask import request

from routing.queries.volumes import Book


def chosen(books: list[Book]) -> Book | None:
    """The volume asked for by series and year, or the latest."""
    series, year = request.args.get("series", type=int), request.args.get("year", type=int)
    wanted = (book for book in books if book.series_id == series and book.year == year)
    return next(wanted, books[0] if books else None)
