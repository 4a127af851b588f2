"""The document page in words: its way, its page, its sheet, its files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from routing import display
from routing.fragments import Lasting
from routing.presenting import history
from routing.presenting.house_forms import drafting_sheet
from routing.presenting.working import consents
from routing.queries.documents import DocumentView
from routing.queries.papers import issuing_line, title_of, voided
from routing.services.content import Content
from routing.text import structure
from routing.typeset.blocks import cells, is_row
from routing.typeset.paper import Layout
from workflows.model import STEP

NAMED: Final = 6  # of those before whom it lies


@dataclass(frozen=True, slots=True)
class Words:
    """All that the page says about a document to whoever may read it."""

    way: Lasting
    paragraphs: Lasting
    header: dict[str, Any]
    sheet: Lasting
    log: Lasting
    files: Lasting
    revisions: Lasting
    changes_href: str
    came_back: Any
    invalidated: Any
    resigning: bool
    goes_out: bool
    signed_by: str
    lies_with: str


@lru_cache(maxsize=64)
def words(view: DocumentView) -> Words:
    """The document in words, kept as long as it stands as it does."""
    document = view.document
    return Words(
        way=Lasting(way(view)),
        paragraphs=paragraphs(view.content.body),
        header=paper_header(view, view.content),
        sheet=Lasting(sheet(view)),
        log=Lasting(history.log(view)),
        files=Lasting(files(view.content)),
        revisions=Lasting(history.revision_rows(view, view.revisions)),
        changes_href=history.changes_href(view, view.revisions),
        came_back=history.came_back(view),
        invalidated=history.invalidated(view),
        resigning=bool(document.signed_digest) and document.signed_digest != document.revision_digest,
        goes_out=issuing_line(view.workflow, view.lines) is not None,
        signed_by=history.signed_by(view),
        lies_with=some(slip.holder_name for slip in view.duties),
    )


def way(view: DocumentView) -> list[dict[str, str]]:
    """The stations of the main line: passed, present, to come, and those a return has taken back.

    A received paper takes more than one way: what it went past without stopping there is not shown as done.
    """
    here = view.document.state
    line = [state.key for state in view.workflow.line]
    present = line.index(here) if here in line else _last_reached(view, line)
    latest = {row.from_state: row for row in view.lines if row.from_state and row.from_state != row.to_state}
    kept = {one["step"] for one in consents(view) if one["skipped"]}
    stations = []
    for index, state in enumerate(view.workflow.line):
        row = latest.get(state.key)
        status = "done" if index < present else "current" if index == present else "returned" if row else "ahead"
        if status == "done" and row is None and view.workflow.key in {"incoming", "archive_loan"}:
            status = "skipped"
        if state.final and index == present:
            status = "done"
        if index == present and here not in line:
            status = "stopped"
        who, when = "", ""
        if status == "current" and view.duties:
            lying = [slip for slip in view.duties if slip.kind in STEP] or view.duties
            who = ("会签：" if view.round else "") + some(slip.holder_name for slip in lying)
            when = f"{display.since(min(slip.arrived_at for slip in lying))}到"
        elif status in {"done", "stopped"} and row is not None:
            who, when = display.who(row.person_name, row.on_behalf_of), display.since(row.at)
        if status == "returned" and state.step in kept:
            status, when = "done", "意见仍有效"
        if status == "skipped":
            when = "未经过"
        stations.append({"label": state.step, "status": status, "who": who, "when": when})
    return stations


def some(names: Iterable[str]) -> str:
    """Names, as many as a line can hold."""
    found = list(dict.fromkeys(names))
    return "、".join(found[:NAMED]) + (f"等{len(found)}人" if len(found) > NAMED else "")


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
            "cells": cells(paragraph.text) if is_row(paragraph.text) else (),
        }
        for paragraph in structure.parse(body)
    )


def paper_header(view: DocumentView, content: Content) -> dict[str, Any]:
    """The elements around the text (GB/T 9704, 7.2 and 7.4), each only when present."""
    document, title = view.document, title_of(content)
    return {
        "urgency": content.urgency,
        "letterhead": (document.mark, *content.partners),
        "mark_suffix": document.mark_suffix if document.layout == Layout.DOCUMENT else "",
        "number": f"{document.number}（作废）" if voided(view.workflow, view.lines) else document.number,
        "title": title if isinstance(title, str) else "\n".join(title),
        "addressee": "" if _begins_with(content.body, content.recipients) else content.recipients,
        "copies": f"{content.copies_to}。" if content.copies_to else "",
        "issuer": document.printed_by,
        "issued": f"{display.day(document.signed_on)}印发" if document.signed_on else "",
    }


def _begins_with(body: str, recipients: str) -> bool:
    """Has the drafter written the salutation into the text as well? It is set once."""
    first = body.lstrip().split("\n", 1)[0].strip()
    return bool(recipients) and first.endswith(("：", ":")) and first.rstrip("：:") == recipients


def sheet(view: DocumentView) -> list[list[dict[str, Any]]]:
    """The 发文稿纸 (FW-3) on the screen, row by row, every column."""
    one = drafting_sheet(view)
    number_row = [
        {"label": "发文字号", "value": one.number or "（签发、复核后由办公室编号）", "span": 6},
        {"label": "密级", "value": one.secrecy, "span": 3},
        {"label": "紧急程度", "value": one.urgency, "span": 3},
    ]
    return [
        number_row,
        [
            {"label": "签发", "opinions": one.signed, "span": 6, "tall": True},
            {"label": "分管领导审定", "opinions": one.approved, "span": 6, "tall": True},
        ],
        [
            {"label": "办公室核稿", "opinions": one.proofread, "span": 6, "tall": True},
            {"label": "部门负责人核稿", "opinions": one.reviewed, "span": 6, "tall": True},
        ],
        [{"label": "会签", "opinions": one.countersigned, "span": 12, "tall": True}],
        [{"label": "标题", "value": one.title, "span": 12}],
        [
            {"label": "文种", "value": one.kind, "span": 4},
            {"label": "公开方式", "value": one.openness, "span": 4},
            {"label": "份数", "value": one.copies, "span": 4},
        ],
        [{"label": "主送", "value": one.recipients, "span": 12}],
        [{"label": "抄送", "value": one.copied_to, "span": 12}],
        [{"label": "附件", "value": "；".join(one.attachments), "span": 12}],
        [
            {"label": "拟稿单位", "value": one.department, "span": 4},
            {"label": "拟稿人", "value": one.drafter, "span": 4},
            {"label": "拟稿日期", "value": one.drafted_on, "span": 4},
        ],
        [
            {"label": "编号", "signed": one.numbered, "span": 4},
            {"label": "打字", "signed": one.typed, "span": 4},
            {"label": "校对", "signed": one.proof_checked, "span": 4},
        ],
        [
            {"label": "印发机关", "value": one.printed_by, "span": 8},
            {"label": "印发日期", "value": one.printed_on, "span": 4},
        ],
    ]


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
