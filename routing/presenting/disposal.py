"""鉴定销毁 in words: what is due, the list with its decisions, how far it was carried out."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import workflows
from routing import display
from routing.presenting import documents as words
from routing.presenting import history
from routing.queries.disposal import PAGE, WORKFLOW
from routing.queries.documents import DocumentView
from routing.services.disposed import DECISIONS, Disposal, Line
from routing.services.errands import DONE, FAILED
from routing.services.filing import terms
from workflows.definitions import archive_disposal as states

ENOUGH: Final = 2
# Who has to be asked first, and what then is theirs to do, by state: the action that waits for it.
ASKED_FIRST: Final = {
    "disposal_appraising": ("propose_disposal", "至少要两名委员签署", ("sign_jointly", "decline_jointly")),
    "disposal_witnessing": ("execute_disposal", "要两名监销人签字", ("sign_jointly",)),
}
DONE_WORDS: Final = {"keep": "已续存", "destroy": "已销毁"}


def due(rows: list[Any], page: int, standing: Mapping[int, str]) -> dict[str, Any]:
    """Items whose period is over, to be ticked; `standing` says of some why they cannot be."""
    shown = rows[:PAGE]
    return {
        "rows": [
            {
                "id": row.id,
                "code": row.code,
                "title": row.title,
                "number": row.number,
                "period": terms.PERIODS.get(row.period, row.period),
                "expired": _eve(row.expires_on),
                "pages": row.pages,
                "standing": standing.get(row.id, ""),
            }
            for row in shown
        ],
        "number": page,
        "previous_href": f"/archive/disposal/new?page={page - 1}" if page > 1 else "",
        "next_href": f"/archive/disposal/new?page={page + 1}" if len(rows) > PAGE else "",
    }


def disposals(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """The lists there are."""
    return [
        {
            "href": f"/documents/{row.id}",
            "number": row.number or "（还没有编号）",
            "title": row.title,
            "state": workflows.get(WORKFLOW).state(row.state).label,
            "counts": counts(Disposal.read(row.content, "")),
            "who": row.drafter_name,
            "when": display.moment(row.updated_at),
            "register_href": f"/archive/disposal/{row.id}/register.pdf" if row.register else "",
        }
        for row in rows
    ]


def counts(content: Disposal) -> str:
    """共3件：续存1件，销毁2件."""
    decided = "，".join(f"{label}{len(content.of(key))}件" for key, label in DECISIONS.items() if content.of(key))
    return f"共{len(content.lines)}件{f'：{decided}' if decided else ''}"


def saved(content: Disposal) -> tuple[str, str]:
    """What to say when a list was kept: whether anything is still missing."""
    return (f"清单已保存。{content.lacking}", "warning") if content.lacking else ("清单已保存", "success")


def over(view: DocumentView) -> bool:
    """Has it been given to be carried out?"""
    return bool(view.document.state in {states.EXECUTING.key, states.DONE.key})


def way(view: DocumentView) -> list[dict[str, str]]:
    """The stations of a list; at 监销 the witnesses stand, not the archivist who went on from there."""
    witnesses = words.some(name for _, name in _signed(view, states.WITNESSING.key, "sign_jointly"))
    stations = words.way(view)
    for one in stations:
        one["who"] = one["who"].removeprefix("会签：")
        if one["label"] == states.WITNESSING.step and witnesses and one["status"] == "done":
            one["who"] = witnesses
    return stations


def first(view: DocumentView) -> dict[str, str]:
    """What must be done before a list can go on, by action: whoever is to sign has to be asked, and to have signed."""
    here, present = view.document.state, view.round
    if here not in ASKED_FIRST or present:
        return {}
    key, need, actions = ASKED_FIRST[here]
    there = len(_signed(view, here, *actions))
    asks = view.workflow.action("convene").said_in(here).label
    return {key: f"现在{there}人签署，{need}：先点“{asks}”。"} if there < ENOUGH else {}


def foremost(actions: Iterable[dict[str, Any]], first: Mapping[str, str]) -> list[dict[str, Any]]:
    """What can be done now, the asking of those who have to sign before all else for as long as that is still to do."""
    if not first:
        return list(actions)
    styles = {"convene": "primary", **dict.fromkeys(first, "secondary")}
    restyled = [{**one, "style": styles.get(one.get("key", ""), one["style"])} for one in actions]
    return sorted(restyled, key=lambda one: one.get("key") != "convene")


def _signed(view: DocumentView, state: str, *actions: str) -> list[tuple[int, str]]:
    """Who has signed in that state on the present list, whoever made it not counted, each once."""
    now = view.document.revision_id
    rows = (row for row in view.lines if row.from_state == state and row.action in actions and row.revision_id == now)
    return [
        (person, name)
        for person, name in {row.person_id: row.person_name for row in rows}.items()
        if person != view.document.drafter_id
    ]


def page(
    view: DocumentView, done: Mapping[int, str], register: Any, errand: Any, open_: Mapping[int, int]
) -> dict[str, Any]:
    """A list as its readers see it; `open_`: the document of each item that they may open."""
    content: Disposal = view.content
    running = view.document.state == states.EXECUTING.key
    working = errand is not None and errand.state not in {DONE, FAILED}
    return {
        "way": way(view),
        "first": first(view),
        "log": history.log(view),
        "revisions": history.revision_rows(view, view.revisions),
        "came_back": history.came_back(view),
        "signed_by": history.signed_by(view),
        "lies_with": words.some(slip.holder_name for slip in view.duties),
        "basis": content.basis,
        "counts": counts(content),
        "lacking": content.lacking if view.document.state == states.LISTING.key else "",
        "lines": [
            {
                **line(one, done, over=view.document.state == states.DONE.key),
                "href": f"/documents/{open_[one.item_id]}" if one.item_id in open_ else "",
            }
            for one in content.lines
        ],
        "register_href": f"/archive/disposal/{view.document.id}/register.pdf" if register is not None else "",
        "errand_href": f"/errands/{errand.id}" if working else "",
        "broken_off": running and not working,
        "trouble": errand.message if running and errand is not None and errand.state == FAILED else "",
    }


def judging(lines: Iterable[Mapping[str, str]], *, own: bool) -> str:
    """What whoever judges the list is told about its papers; `own`: they read them without that, too."""
    shut = sum(not one["href"] for one in lines)
    return "".join(
        (
            "点题名可以打开文件，逐件核对。",
            "" if own else "这些文件只在您签署以前对您开放，每次查阅都有记录。",
            f"另有{shut}件机要文件，只由知悉范围内的人查阅。" if shut else "",
        )
    )


def line(one: Line, done: Mapping[int, str], *, over: bool) -> dict[str, str]:
    """One 件 on the list."""
    decided = DECISIONS.get(one.decision, "还没有定")
    term = terms.PERIODS.get(one.new_period, "")
    became = DONE_WORDS.get(done.get(one.item_id, ""), "没有办理，见办理记录" if over else "")
    return {
        "code": one.code,
        "title": one.title,
        "number": one.number,
        "dated": one.dated,
        "pages": str(one.pages or ""),
        "period": terms.PERIODS.get(one.period, one.period),
        "expired": _eve(date.fromisoformat(one.expires_on)) if one.expires_on else "",
        "decision": f"{decided}，{term}" if one.decision == "keep" and term else decided,
        "reason": one.reason,
        "became": became,
        "lacking": one.lacking,
    }


def revision(row: Any) -> dict[str, Any]:
    """An earlier list as it was saved."""
    content = Disposal.read(row.content, row.body)
    lines = [line(one, {}, over=False) for one in content.lines]
    return {"title": content.title, "basis": content.basis, "counts": counts(content), "lines": lines}


def gone(row: Any) -> dict[str, str]:
    """When and by which list a document was destroyed."""
    if row is None:
        return {"when": "", "number": "", "href": "", "code": ""}
    return {
        "when": display.moment(row.at),
        "number": row.number,
        "href": f"/documents/{row.disposal_id}",
        "code": row.code,
    }


def _eve(day: date | None) -> str:
    """The last day of a period that is over on `day`."""
    return display.day(terms.last_day(day)) if day is not None else ""
