"""What was found, in words: the hit shown in its sentence, the attachment named that has it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

import workflows
from routing import display
from routing.presenting.archive import BORROW, HANDED, PLACE
from routing.queries.search import Answer, Found
from routing.search.characters import normalise
from routing.search.excerpts import excerpt
from routing.search.find import spans
from routing.search.tokens import Term, query_terms
from routing.services.filing.terms import PERIODS

WIDTH: Final = 90  # characters of text around a hit
TITLE: Final = 400
SHORT: Final = "检索范围太大，只查了较新的部分，请加上条件"
MENTIONED: Final = "文号相符的在最前；正文里提到的，只查了较新的文件"
TOO_LONG: Final = "找的内容太长，只取了前{}个字。"


def results(answer: Answer, asked: Mapping[str, str], longest: int) -> dict[str, Any]:
    """The list, its count, the way to the next page; what the catalogue has besides; titles that are near."""
    page, text = answer.page, asked.get("q", "")
    terms = query_terms(text[:longest])
    following = urlencode({**asked, "after": page.after}) if page.after else ""
    count = f"{page.at_least}件以上" if page.count is None else f"{page.count}件"
    return {
        "urgent": [_found(each, terms) for each in answer.urgent],
        "found": [_found(each, terms) for each in answer.found],
        "beside": [_found(each, terms) for each in answer.beside],
        "near": [_found(each, terms) for each in answer.near],
        "count": count,
        "short": "" if page.complete else MENTIONED if any(hit.by_number for hit in page.hits) else SHORT,
        "cut": TOO_LONG.format(longest) if len(text) > longest else "",
        "next_href": f"/search?{following}" if following else "",
    }


def _found(each: Found, terms: tuple[Term, ...]) -> dict[str, Any]:
    row, hit = each.row, each.hit
    handed = row.item_state == "transferred"
    state = HANDED if handed else workflows.get(row.workflow).state(row.state).label
    shown: dict[str, Any] = {
        "title": excerpt(row.title, hit.title_spans, TITLE),
        "number": _marked(row.number or row.content.get("number", ""), terms),
        "source_number": _marked(row.source_number or "", terms),
        "code": _marked(row.code or "", terms) if row.item_state else "",
        "period": PERIODS.get(row.period or "", ""),
        "kind": row.kind,
        "department": row.department_name,
        "organ": _marked(row.organ or row.content.get("responsible", ""), terms),
        "date": _date(row),
    }
    if not hit.open:
        return {**shown, "href": PLACE.format(row.item_id), "excerpt": (), **_out_of_reach(row, handed=handed)}
    drafter = row.drafter_name if row.workflow == "outgoing" else ""
    return {
        **shown,
        "href": f"/documents/{row.id}",
        "borrow": "",
        "drafter": _marked(drafter, terms),
        "signer": _marked(row.signed_by if drafter else "", terms),
        "excerpt": excerpt(each.file.text, each.file.spans, WIDTH) if each.file else _body(row, hit),
        "file": _marked(each.file.name, terms) if each.file else (),
        "urgency": display.URGENCY[row.urgency],
        "secrecy": row.secrecy,
        "state_label": display.VALIDITY[row.validity] or state,
    }


def _out_of_reach(row: Any, *, handed: bool) -> dict[str, str]:
    """What one may not read is asked for here, or where it has gone, at the 档案馆."""
    return {"borrow": "", "state_label": HANDED} if handed else {"borrow": BORROW.format(row.item_id)}


def _body(row: Any, hit: Any) -> Any:
    """The text around the first hit; what a received paper says of itself stands in its own lines already."""
    return excerpt(row.body, hit.body_spans, WIDTH) if hit.body_spans or row.workflow == "outgoing" else ()


def _marked(written: str, terms: tuple[Term, ...]) -> tuple[tuple[str, bool], ...]:
    """A name or number with the words that were asked for marked in it."""
    return excerpt(written, spans(terms, normalise(written)), TITLE) if written else ()


def _date(row: Any) -> str:
    """The day by which it is found."""
    if row.content.get("dated"):
        return display.day(date.fromisoformat(row.content["dated"]))
    if row.workflow == "incoming" and row.received_on:
        return f"{display.day(row.received_on)}收"
    return display.day(row.signed_on) or f"{display.moment(row.created_at).split(' ')[0]}起草"
