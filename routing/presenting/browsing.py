"""The archive by year, period and department, and along the time, in words and links."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from routing import display
from routing.presenting.archive import BORROW, HANDED, PLACE
from routing.queries.browsing import PAGE, Shelf
from routing.services.filing.terms import PERIODS

BROWSE, TIMELINE, SEARCH = "/archive/browse", "/archive/timeline", "/search"
_LEVELS: Final = tuple(PERIODS)


def shelves(shelf: Shelf, years: Sequence[Any], classes: Sequence[Any], items: Sequence[Any]) -> dict[str, Any]:
    """What the page of browsing shows: years; of a year its periods and departments; of one of these the items."""
    units = {(row.period, row.unit_id): row for row in classes}
    here = units.get((shelf.period, shelf.unit_id))
    shown = items[:PAGE]
    after = {"after": shown[-1].serial} if len(items) > PAGE else {}
    place = {"year": shelf.year, "period": shelf.period, "unit": shelf.unit_id}
    return {
        "years": [_year(row, shelf) for row in years],
        "year": shelf.year,
        "periods": [
            _period(period, shelf, classes) for period in _LEVELS if any(row.period == period for row in classes)
        ],
        "here": f"{shelf.year}年 · {PERIODS.get(here.period, here.period)} · {here.name}" if here else "",
        "count": here.count if here else 0,
        "items": [_item(row) for row in shown],
        "next_href": f"{BROWSE}?{urlencode({**place, **after})}" if after else "",
    }


def line(parts: Sequence[Any], months: Sequence[Any], year: int | None) -> dict[str, Any]:
    """What the timeline shows: a bar a year, and of the chosen year one a month."""
    return {
        "year": year,
        "years": _bars(parts, lambda part: f"{part}年", lambda part: f"{TIMELINE}?year={part}", year),
        "months": _bars(months, lambda part: f"{part}月", lambda part: _month(year or 0, part), None),
    }


def _bars(rows: Sequence[Any], label: Any, href: Any, current: int | None) -> list[dict[str, Any]]:
    most = max((row.count for row in rows), default=1)
    return [
        {
            "label": label(int(row.part)),
            "href": href(int(row.part)),
            "count": row.count,
            "most": most,
            "current": int(row.part) == current,
        }
        for row in rows
    ]


def _month(year: int, month: int) -> str:
    """The items of a month, as search lists them."""
    last = 31 if month in {1, 3, 5, 7, 8, 10, 12} else 30 if month != 2 else 29 if _leaps(year) else 28
    days = {"since": f"{year}-{month:02}-01", "until": f"{year}-{month:02}-{last}"}
    return f"{SEARCH}?{urlencode({**days, 'filed': 'filed', 'order': 'newest'})}"


def _leaps(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _year(row: Any, shelf: Shelf) -> dict[str, Any]:
    return {
        "label": f"{row.year}年",
        "href": f"{BROWSE}?year={row.year}",
        "count": row.count,
        "current": row.year == shelf.year,
    }


def _period(period: str, shelf: Shelf, classes: Sequence[Any]) -> dict[str, Any]:
    units = [row for row in classes if row.period == period]
    return {
        "label": PERIODS[period],
        "count": sum(row.count for row in units),
        "units": [
            {
                "label": row.name,
                "count": row.count,
                "href": f"{BROWSE}?{urlencode({'year': shelf.year, 'period': period, 'unit': row.unit_id})}",
                "current": (period, row.unit_id) == (shelf.period, shelf.unit_id),
            }
            for row in units
        ],
    }


def _item(row: Any) -> dict[str, Any]:
    handed = row.state == "transferred"  # the 档案馆 has it, and lends it
    return {
        "href": f"/documents/{row.document_id}" if row.open else PLACE.format(row.id),
        "borrow": "" if row.open or handed else BORROW.format(row.id),
        "handed": HANDED if handed else "",
        "serial": f"{row.serial:04}",
        "code": row.code,
        "title": row.title,
        "number": row.number,
        "responsible": row.responsible,
        "dated": display.day(row.dated),
        "secrecy": row.secrecy,
        "pages": row.pages or "",
        "box": f"第{row.box}盒" if row.box else "",
    }
