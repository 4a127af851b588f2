"""批量办理 in words: the slips in groups, each group with the one action that can be taken on all of it."""

from collections.abc import Iterable
from typing import Any

import workflows
from routing import clock, display
from workflows.clauses import CLAUSES
from workflows.model import SIGN, Action


def groups(rows: Iterable[Any], chosen: Iterable[int] = (), opinion: str = "", key: str = "") -> list[dict[str, Any]]:
    """What can be done together: slips in the same step, whose holder consents or signs."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        action = action_for(row)
        if action is None:
            continue
        group = found.setdefault(
            action.key,
            {
                "key": action.key,
                "label": action.label,
                "explains": action.explains,
                "clause": CLAUSES[action.clause].citation,
                "placeholder": f"不填则为“{action.usual}”" if action.usual else "",
                "opinion": opinion if action.key == key else "",
                "rows": [],
            },
        )
        due, late = display.due(row.due_at, clock.now())
        group["rows"].append(
            {
                "value": f"{row.document_id}-{row.version}",
                "href": f"/documents/{row.document_id}",
                "title": row.title or "（无标题）",
                "note": f"{row.department_name}，{due}",
                "late": late,
                "chosen": action.key == key and row.document_id in chosen,
            }
        )
    return list(found.values())


def action_for(row: Any) -> Action | None:
    """The consent that is asked of a slip's holder; what has effects of its own (签发) is taken one by one."""
    workflow = workflows.get(row.workflow)
    if row.slip_kind == SIGN:
        return workflow.action("sign_jointly")
    consent = workflow.consent_of(row.slip_state)
    return consent if consent is not None and not consent.effects else None
