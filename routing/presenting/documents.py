"""The document page in words: its way, its page, its sheet, its log, and what the reader can do now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from routing import display
from routing.fragments import Lasting
from routing.presenting.working import consents
from routing.queries.documents import DocumentView
from routing.services.content import Content
from routing.text import structure
from workflows.clauses import CLAUSES
from workflows.model import Workflow

BEGUN: Final = "起草"
# The opinions that the drafting sheet has a place for: the action that gives each.
SHEET_OPINIONS: Final = (
    ("签发", "sign"),
    ("分管领导审定", "approve"),
    ("办公室核稿", "proofread"),
    ("部门负责人核稿", "review"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """All that the page says about a document to whoever may read it."""

    way: Lasting
    paragraphs: Lasting
    header: dict[str, str]
    sheet: Lasting
    log: Lasting
    files: Lasting
    revisions: Lasting
    changes_href: str
    came_back: Any
    invalidated: Any
    resigning: bool


@lru_cache(maxsize=64)
def words(view: DocumentView) -> Words:
    """The document in words, kept as long as it stands as it does."""
    document = view.document
    return Words(
        way=Lasting(way(view)),
        paragraphs=paragraphs(view.content.body),
        header=paper_header(view, view.content),
        sheet=Lasting(sheet(view)),
        log=Lasting(log(view)),
        files=Lasting(files(view.content)),
        revisions=Lasting(revision_rows(view, view.revisions)),
        changes_href=changes_href(view, view.revisions),
        came_back=came_back(view),
        invalidated=invalidated(view),
        resigning=bool(document.signed_digest) and document.signed_digest != document.revision_digest,
    )


def way(view: DocumentView) -> list[dict[str, str]]:
    """The stations of the main line: passed, present, to come, and those a return has taken back."""
    here = view.document.state
    line = [state.key for state in view.workflow.line]
    present = line.index(here) if here in line else _last_reached(view, line)
    latest = {row.from_state: row for row in view.lines if row.from_state and row.from_state != row.to_state}
    kept = {one["step"] for one in consents(view) if one["skipped"]}
    stations = []
    for index, state in enumerate(view.workflow.line):
        row = latest.get(state.key)
        status = "done" if index < present else "current" if index == present else "returned" if row else "ahead"
        if state.final and index == present:
            status = "done"
        if index == present and here not in line:
            status = "stopped"
        who, when = "", ""
        if status == "current" and view.duties:
            who = "、".join(slip.holder_name for slip in view.duties)
            when = f"{display.since(min(slip.arrived_at for slip in view.duties))}到"
        elif status in {"done", "stopped"} and row is not None:
            who, when = row.person_name, display.since(row.at)
        if status == "returned" and state.step in kept:
            status, when = "done", "意见仍有效"
        stations.append({"label": state.step, "status": status, "who": who, "when": when})
    return stations


def _last_reached(view: DocumentView, line: list[str]) -> int:
    """Where a document that ended aside of the line had come to."""
    return next((line.index(row.from_state) for row in reversed(view.lines) if row.from_state in line), 0)


@lru_cache(maxsize=64)
def paragraphs(body: str) -> Lasting:
    """The paragraphs of a body as the page sets them. A text is recognised once: revisions never change."""
    return Lasting(
        {
            "kind": str(paragraph.kind),
            "lead": paragraph.text[: paragraph.lead],
            "text": paragraph.text[paragraph.lead :],
        }
        for paragraph in structure.parse(body)
    )


def paper_header(view: DocumentView, content: Content) -> dict[str, str]:
    """The elements around the text (GB/T 9704, 7.2 and 7.4), each only when present."""
    document = view.document
    return {
        "urgency": content.urgency,
        "letterhead": document.mark,
        "number": f"{document.number}（作废）" if is_void(view) else document.number,
        "title": content.title,
        "addressee": "" if _begins_with(content.body, content.recipients) else content.recipients,
        "copies": f"{content.copies_to}。" if content.copies_to else "",
        "issuer": document.printed_by,
        "issued": f"{display.day(document.signed_on)}印发" if document.signed_on else "",
    }


def is_void(view: DocumentView) -> bool:
    """Was the number given up with the document?"""
    return bool(view.document.number) and any(row.action == "annul" for row in view.lines)


def came_back(view: DocumentView) -> Any:
    """The line of the log by which the document came back here, if that is how it came."""
    moved = next((row for row in reversed(view.lines) if row.from_state != row.to_state), None)
    return moved if moved is not None and moved.action in {"return", "decline_jointly"} and view.duties else None


def invalidated(view: DocumentView) -> Any:
    """The line of the log by which an issued document lost its force (撤销, 废止)."""
    return next((row for row in reversed(view.lines) if row.action in {"revoke", "repeal"}), None)


def _begins_with(body: str, recipients: str) -> bool:
    """Has the drafter written the salutation into the text as well? It is set once."""
    first = body.lstrip().split("\n", 1)[0].strip()
    return bool(recipients) and first.endswith(("：", ":")) and first.rstrip("：:") == recipients


def sheet(view: DocumentView) -> list[list[dict[str, Any]]]:
    """The 发文稿纸 (FW-3), every column, with the opinions, names and dates that it was given."""
    document, content = view.document, view.content
    opinions = {label: _opinions(view, action) for label, action in SHEET_OPINIONS}
    proof, numbered, printed = (_signed_for(view, action) for action in ("proof_check", "number", "print"))
    number_row = [
        {"label": "发文字号", "value": document.number or "（签发、复核后由办公室编号）", "span": 6},
        {"label": "密级", "value": content.secrecy or "非密", "span": 3},
        {"label": "紧急程度", "value": content.urgency or "平件", "span": 3},
    ]
    return [
        number_row,
        [
            {"label": "签发", "opinions": opinions["签发"], "span": 6, "tall": True},
            {"label": "分管领导审定", "opinions": opinions["分管领导审定"], "span": 6, "tall": True},
        ],
        [
            {"label": "办公室核稿", "opinions": opinions["办公室核稿"], "span": 6, "tall": True},
            {"label": "部门负责人核稿", "opinions": opinions["部门负责人核稿"], "span": 6, "tall": True},
        ],
        [{"label": "会签", "opinions": _opinions(view, "sign_jointly", "decline_jointly"), "span": 12, "tall": True}],
        [{"label": "标题", "value": content.title, "span": 12}],
        [
            {"label": "文种", "value": content.kind, "span": 4},
            {"label": "公开方式", "value": content.openness, "span": 4},
            {"label": "份数", "value": str(content.print_copies or ""), "span": 4},
        ],
        [{"label": "主送", "value": content.recipients, "span": 12}],
        [{"label": "抄送", "value": content.copies_to, "span": 12}],
        [{"label": "附件", "value": "；".join(file.name for file in content.attachments), "span": 12}],
        [
            {"label": "拟稿单位", "value": document.department_name, "span": 4},
            {"label": "拟稿人", "value": document.drafter_name, "span": 4},
            {"label": "拟稿日期", "value": display.moment(document.created_at).split(" ")[0], "span": 4},
        ],
        [
            {"label": "编号", "value": numbered, "span": 4},
            {"label": "打字", "value": printed, "span": 4},
            {"label": "校对", "value": proof, "span": 4},
        ],
        [
            {"label": "印发机关", "value": document.printed_by, "span": 8},
            {"label": "印发日期", "value": display.day(document.signed_on), "span": 4},
        ],
    ]


def _signed_for(view: DocumentView, action: str) -> str:
    """Who did a step last, and on which day."""
    row = next((row for row in reversed(view.lines) if row.action == action), None)
    return f"{row.person_name} {display.moment(row.at).split(' ')[0]}" if row else ""


def _opinions(view: DocumentView, *actions: str) -> list[dict[str, str]]:
    """The opinions that were given by those actions; a refusal says so, and what no longer counts says why."""
    serials = {row.id: row.serial for row in view.revisions}
    found = []
    for row in view.lines:
        if row.action not in actions:
            continue
        effects = view.workflow.action(row.action).effects
        found.append(
            {
                "text": f"不同意：{row.opinion}" if "refuse" in effects else row.opinion,
                "name": row.person_name,
                "post": row.post_name,
                "on_behalf": row.on_behalf_of,
                "date": display.moment(row.at),
                "note": _outdated(view, row, serials),
            }
        )
    return found


def _outdated(view: DocumentView, row: Any, serials: dict[int, int]) -> str:
    """Why an opinion is not one on the text as it is now: it was taken back, or it was on an earlier revision."""
    later = [line for line in view.lines if line.serial > row.serial]
    back = next((line for line in later if line.to_state == row.from_state != line.from_state), None)
    if back is not None and back.action in {"withdraw", "rectify"} and later[0] is back:
        return f"已由{back.person_name}{view.workflow.action(back.action).done}"
    if row.revision_id != view.document.revision_id and row.revision_id in serials:
        return f"对第{serials[row.revision_id]}稿"
    return ""


def log(view: DocumentView) -> list[dict[str, str]]:
    """What happened, in plain words, latest first."""
    return [
        {
            "when": display.moment(row.at),
            "who": f"{row.person_name}（代{row.on_behalf_of}）" if row.on_behalf_of else row.person_name,
            "post": row.post_name,
            "text": _said(view.workflow, row),
            "opinion": row.opinion,
            "clause": CLAUSES[row.clause].citation,
        }
        for row in reversed(view.lines)
    ]


def _said(workflow: Workflow, row: Any) -> str:
    done = BEGUN if not row.from_state else workflow.action(row.action).done
    moved = row.from_state and row.from_state != row.to_state
    there = workflow.state(row.to_state)
    going = f"，转{there.step}" if moved and there.step else ""
    if row.action == "return":
        going = f"到{there.step}"
    return f"{done}{'：' + row.details if row.details else ''}{going}"


def revision_rows(view: DocumentView, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The revisions, latest first, each with a way to see it and to compare it with the one before."""
    document = view.document
    return [
        {
            "number": row.serial,
            "who": f"{row.author_name}（{row.author_post}）" if row.author_post else row.author_name,
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


def files(content: Content) -> list[dict[str, str]]:
    """The attachments with their addresses."""
    return [
        {"name": file.name, "href": f"/attachments/{file.attachment_id}", "size": display.size(file.size)}
        for file in content.attachments
    ]


def addressees(content: Content) -> list[str]:
    """The organs that the document names as 主送 and 抄送: the likely lines of its distribution list."""
    named = re.split("[，,、；;。]", f"{content.recipients}，{content.copies_to}")
    return list(dict.fromkeys(name.strip() for name in named if name.strip()))
