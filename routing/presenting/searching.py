"""What was found, in words: the hit shown in its sentence."""

from typing import Any
from urllib.parse import urlencode

import workflows
from routing import display
from routing.queries.search import Found
from routing.search.excerpts import excerpt
from routing.search.query import Page

WIDTH = 90  # characters of text around a hit


def results(page: Page, found: list[Found], asked: dict[str, str]) -> dict[str, Any]:
    """The list, its count, and the way to the next page."""
    following = urlencode({**asked, "after": page.after}) if page.after else ""
    return {
        "found": [_found(each) for each in found],
        "count": "200件以上" if page.count is None else f"{page.count}件",
        "complete": page.complete,
        "next_href": f"/search?{following}" if following else "",
    }


def _found(each: Found) -> dict[str, Any]:
    row = each.row
    state = workflows.get(row.workflow).state(row.state).label
    when = row.signed_on
    return {
        "href": f"/documents/{row.id}",
        "title": excerpt(row.title, each.hit.title_spans, 400),
        "excerpt": excerpt(row.body, each.hit.body_spans, WIDTH),
        "number": row.number,
        "kind": row.kind,
        "department": row.department_name,
        "drafter": row.drafter_name,
        "date": display.day(when) if when else f"{display.moment(row.created_at).split(' ')[0]}起草",
        "urgency": display.URGENCY[row.urgency],
        "state_label": display.VALIDITY[row.validity] or state,
    }
