"""原件 in words: one paper's original with what the office can do unseen, and the list of all of them."""

from typing import Any, Final

import workflows
from routing import clock, display, policy
from routing.actor import Actor
from routing.presenting import custody
from routing.queries.originals import PAGE, Original
from workflows.clauses import CLAUSES
from workflows.model import CIRCULATE, Action

INLINE: Final = frozenset({"hand_over", "urge", "renew", "reassign"})


def page(found: Original, way: Any, urged: Any, actor: Actor, typed: dict[str, str]) -> dict[str, Any]:
    """What the office is told of a paper that it may not open: its number, where it is, what is still to be done."""
    document, state = found.document, found.workflow.state(found.document.state)
    readers = [slip for slip in found.open if slip.kind == CIRCULATE]
    return {
        "facts": [
            ("收文编号", document.number or "（登记后取号）"),
            ("收文日期", display.day(document.received_on)),
            ("份数", str(document.copies)),
            ("还没有阅签的", f"{len(readers)}人" if readers else "无"),
            *((("先前的登记", document.renews),) if document.renews else ()),
            *((("改按机要登记", document.renewed),) if document.renewed else ()),
        ],
        "urgency": display.URGENCY[document.urgency],
        "state": state.label,
        "original": custody.original(document, way),
        "actions": [_action(one, found, typed) for one in offered(found, actor) if one.key not in INLINE],
        "urged": f"{display.moment(urged)}催办过" if urged else "",
        "within": found.within,
    }


def offered(found: Original, actor: Actor) -> tuple[Action, ...]:
    """What can be done without seeing what is in the document, and is the actor's to do."""
    document = found.document
    actor = actor.regarding(document.kind)
    return tuple(
        action
        for action in found.workflow.actions_from(document.state)
        if action.blind
        and policy.standing(action, actor, found.open, drafter_id=document.drafter_id) is not None
        and not (action.key == "end_circulation" and not any(slip.kind == CIRCULATE for slip in found.open))
        and not (action.key == "register_within" and not document.restricted)
    )


def _action(action: Action, found: Original, typed: dict[str, str]) -> dict[str, Any]:
    document = found.document
    refused = typed.get("key") == action.key
    required = action.opinion == "required"
    return {
        "key": action.key,
        "label": action.label,
        "explains": f"{custody.held_up(action, found.chart, document)}{action.explains}",
        "next": "",
        "clause": CLAUSES[action.clause].citation,
        "style": "secondary" if action.style == "more" else action.style,
        "href": f"/originals/{document.id}/{action.key}",
        "hidden": {"version": document.version},
        "opinion": {
            "label": "理由" if required else "意见",
            "required": required,
            "value": typed.get("opinion", "") if refused else "",
            "wrong": typed.get("said", "") if refused and typed.get("wrong") == "opinion" else "",
            "placeholder": f"不填则为“{action.usual}”" if action.usual else "",
            "phrases": (),
        }
        if action.opinion != "none"
        else None,
        "open": refused,
    }


def listed(rows: list[Any], holders: list[Any], chosen: int | None, number: int) -> dict[str, Any]:
    """All originals, the longest held first."""
    today = clock.today()
    names = {row.holder_id: row.name for row in holders}
    query = f"holder={chosen}&" if chosen is not None else ""
    return {
        "rows": [_row(row, today) for row in rows[:PAGE]],
        "holders": [(row.holder_id, f"{row.name}（{row.number}件）", row.holder_id == chosen) for row in holders],
        "whose": names.get(chosen, "这个人") if chosen is not None else "",
        "pager": {
            "number": number,
            "previous_href": f"/originals?{query}page={number - 1}" if number > 1 else "",
            "next_href": f"/originals?{query}page={number + 1}" if len(rows) > PAGE else "",
        },
    }


def _row(row: Any, today: Any) -> dict[str, str]:
    days = (today - clock.local(row.held_since).date()).days if row.held_since else 0
    return {
        "href": f"/{'documents' if row.within else 'originals'}/{row.id}",
        "original_href": f"/originals/{row.id}",
        "title": row.title if row.within or row.restricted else "（不在您可以阅读的范围内）",
        "number": row.number or "未登记",
        "organ": row.organ if row.within else "",
        "state": workflows.get(row.workflow).state(row.state).label,
        "urgency": display.URGENCY[row.urgency],
        "holder": row.holder_name,
        "since": display.moment(row.held_since),
        "days": f"{days}天" if days else "今天",
    }
