"""批量办理 in words: the slips in groups, each group with the one action that can be taken on all of it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import workflows
from routing import clock, display
from routing.services.batch import Result
from workflows.clauses import CLAUSES
from workflows.model import CIRCULATE, MAIN, SIGN, Action

REASONS: Final = 20  # kinds of refusals that are kept word for word: a session is a cookie, and cookies are small


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
    """The consent or 阅签 that is asked of a slip's holder; what has effects of its own (签发) is taken one by one."""
    workflow = workflows.get(row.workflow)
    if row.slip_kind == SIGN:
        return workflow.action("sign_jointly").said_in(row.slip_state)
    if row.slip_kind == CIRCULATE:
        return workflow.action("read")
    consent = workflow.consent_of(row.slip_state) if row.slip_kind == MAIN else None  # a task is never done unread
    return consent if consent is not None and consent.only_consents else None


def kept(results: Iterable[Result], person: int) -> dict[str, Any]:
    """The results as the session keeps them: for whom, what was done, and for each reason what was not."""
    found: dict[str, Any] = {"person": person, "done": [], "refused": {}}
    for one in results:
        if not one.refusal:
            found["done"].append(one.document_id)
            continue
        reasons = found["refused"]
        reason = one.refusal if one.refusal in reasons or len(reasons) < REASONS else "请打开文件查看"
        reasons.setdefault(reason, []).append(one.document_id)
    return found


def results(kept_ones: Any, person: int) -> list[dict[str, Any]]:
    """The same read back, what was refused first; nothing where another person has sat down at the machine."""
    if not kept_ones or kept_ones["person"] != person:
        return []
    refused = [
        {"document": document, "refusal": reason}
        for reason, documents in kept_ones["refused"].items()
        for document in documents
    ]
    return [*refused, *({"document": document, "refusal": ""} for document in kept_ones["done"])]


def results_page(found: list[dict[str, Any]], titles: Mapping[int, str]) -> dict[str, Any]:
    """办理结果: what was not done and why, and what was."""
    rows = [
        {
            "href": f"/documents/{one['document']}" if one["document"] in titles else "",
            "title": titles.get(one["document"]) or f"第{one['document']}号文件",
            "refusal": one["refusal"],
        }
        for one in found
    ]
    return {"refused": [row for row in rows if row["refusal"]], "done": [row for row in rows if not row["refusal"]]}
