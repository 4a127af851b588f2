"""What happened to a document, in words: its log, its revisions, who signed it, who sent it back, what has changed."""

import re
from collections.abc import Sequence
from typing import Any, Final

from routing import display
from routing.presenting.house_forms import hand
from routing.queries.documents import DocumentView
from workflows.clauses import CLAUSES
from workflows.model import Workflow

# the first line of a log; else: 起草
BEGUN: Final = {"incoming": "收到", "archive_disposal": "编制清单", "archive_loan": "填写申请", "record": "补录"}


def log(view: DocumentView) -> list[dict[str, Any]]:
    """What happened, in plain words, latest first."""
    return [
        {
            "when": display.moment(row.at),
            "who": _who(row),
            "hand": hand(row),
            "post": row.post_name,
            "text": _said(view.workflow, row),
            "opinion": row.opinion,
            "clause": CLAUSES[row.clause].citation,
        }
        for row in reversed(view.lines)
    ]


def _who(row: Any) -> str:
    """Who stands in a line of the log."""
    return display.who(row.person_name, row.on_behalf_of)


def _done(workflow: Workflow, row: Any) -> str:
    """What was done, in the words of the state in which it was."""
    return workflow.action(row.action).said_in(row.from_state).done


def _said(workflow: Workflow, row: Any) -> str:
    done = BEGUN.get(workflow.key, "起草") if not row.from_state else _done(workflow, row)
    moved = row.from_state and row.from_state != row.to_state
    there = workflow.state(row.to_state)
    going = f"，转{there.step}" if moved and there.step else ""
    if row.action == "return":
        going = f"到{there.step}"
    return f"{_with_details(done, _shortened(row.details))}{going}"


def _with_details(done: str, details: str) -> str:
    """What was done and how, without the same word twice: the details often begin with what was done."""
    first, _, rest = details.partition("：")
    if rest and done.startswith(first):
        return f"{done}：{rest}"
    return details if details.startswith(done) else "：".join(filter(None, (done, details)))


def _shortened(details: str) -> str:
    """A line's details without the greater part of a digest: it is there to be compared, not to be read."""
    return re.sub(r"([0-9a-f]{12})[0-9a-f]{52}", r"\1…", details)


def came_back(view: DocumentView) -> dict[str, str] | None:
    """Who sent the document back here and why, if that is how it came."""
    moved = next((row for row in reversed(view.lines) if row.from_state != row.to_state), None)
    if moved is None or moved.action not in {"return", "decline_jointly"} or not view.duties:
        return None
    return {"who": _who(moved), "opinion": moved.opinion}


def signed_by(view: DocumentView) -> str:
    """Who signed the document, a deputy with the mark; empty where it bears no signature."""
    signed = {action.key for action in view.workflow.actions if "bind_signature" in action.effects}
    last = next((row for row in reversed(view.lines) if row.action in signed), None)
    return _who(last) if last is not None and view.document.signed_by else ""


def invalidated(view: DocumentView) -> Any:
    """The line of the log by which an issued document lost its force (撤销, 废止)."""
    return next((row for row in reversed(view.lines) if row.action in {"revoke", "repeal"}), None)


def revision_rows(view: DocumentView, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The revisions, latest first, each with a way to see it and to compare it with the one before."""
    document, behalf = view.document, {line.revision_id: line.on_behalf_of for line in reversed(view.lines)}
    return [
        {
            "number": row.serial,
            "who": _author(row, behalf.get(row.id, "")),
            "when": display.moment(row.saved_at),
            "note": "、".join(
                (
                    f"{view.workflow.state(row.state).step}时保存",
                    f"校验码 {row.digest[:12]}",
                    *(("主席签发的就是这一稿",) if row.id == document.signed_revision_id else ()),
                )
            ),
            "current": row.id == document.revision_id,
            "href": f"/documents/{document.id}/revisions/{row.serial}",
            "compare_href": f"/documents/{document.id}/compare?old={row.serial - 1}&new={row.serial}"
            if row.serial > 1
            else "",
        }
        for row in rows
    ]


def _author(row: Any, behalf: str) -> str:
    """Who wrote a revision, in which post and for whom."""
    told = "，".join(filter(None, (row.author_post, f"代{behalf}" if behalf else "")))
    return f"{row.author_name}（{told}）" if told else str(row.author_name)


def changes_href(view: DocumentView, rows: Sequence[Any]) -> str:
    """Where to see what has changed since the text last lay at this step, if it did and has."""
    before = next(
        (row.revision_id for row in reversed(view.lines) if row.from_state == view.document.state
         and row.to_state != row.from_state),
        None,
    )  # fmt: skip
    serials = {row.id: row.serial for row in rows}
    if before is None or before == view.document.revision_id or before not in serials:
        return ""
    return f"/documents/{view.document.id}/compare?old={serials[before]}&new={view.document.revision_serial}"
