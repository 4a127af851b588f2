"""The page of a received paper in words: its columns, the 收文处理单, who reads, who holds the original."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from routing import clock, display
from routing.presenting import assignments, custody, history, working
from routing.presenting import documents as words
from routing.presenting.house_forms import opinions
from routing.presenting.picking import until
from routing.queries.documents import DocumentView
from routing.queries.picking import Picks
from routing.queries.story import Story
from routing.services.received import ORIGINS, UNTITLED, Received
from routing.typeset.forms.parts import Opinion
from routing.working import MINUTES_A_DAY, Calendar
from workflows.model import CIRCULATE

PICTURES: Final = ("pdf", "png", "jpg", "jpeg", "gif", "bmp")  # what the browser is shown; anything else is downloaded
# The places of the 收文处理单 and the actions that write there.
PLACES: Final = (
    ("拟办意见", ("propose", "circulate_at_once", "keep")),
    ("退回来文单位", ("decline",)),
    ("办公室主任签批", ("endorse", "send_up")),
    ("领导批示", ("instruct", "pass_up", "assign")),
)

UNCHOSEN: Final = "待登记"  # what a hand-in proposes is nobody's choice yet
ALWAYS: Final = frozenset({"拟办意见", "办公室主任签批", "领导批示"})  # writing space, empty as they may be


def page(view: DocumentView, story: Story, picks: Picks, *, sends: bool = False) -> dict[str, Any]:
    """All that the page says about a received paper to whoever may read it. `sends`: they may send it to others."""
    content: Received = view.content
    return {
        "title": content.title or UNTITLED,
        "facts": list(facts(view, story)),
        "urgency": content.urgency,
        "way": words.way(view),
        "came_back": history.came_back(view),
        "before": list(before(view)),
        "sheet": sheet(view, story),
        "readers": list(readers(view, story, picks, sends=sends)),
        "tasks": assignments.tree(view, story),
        "files": list(files(content)),
        "log": history.log(view),
        "revisions": list(revisions(view)),
        "original": custody.original(story.paper, story.custody),
        "renewal": renewal(story.paper),
        "urged": _urged(story),
        "replies": [
            {
                "href": f"/documents/{row.id}",
                "title": row.title or "（无标题）",
                "note": row.number or "办理中",
            }
            for row in story.replies
        ],
        "lies_with": words.some(slip.holder_name for slip in view.duties),
    }


def renewal(paper: Any) -> dict[str, str]:
    """改按机要登记: the other registration of the same paper."""
    if paper.renewed_id is not None:
        return {
            "said": "已停止传阅，改按机要登记",
            "number": paper.renewed or "待登记",
            "href": f"/documents/{paper.renewed_id}",
        }
    if paper.renews_id is not None:
        number = paper.renews or "没有编号的登记"
        return {
            "said": "本件先前按普通文件登记，意见和经过见",
            "number": number,
            "href": f"/documents/{paper.renews_id}",
        }
    return {}


def facts(view: DocumentView, story: Story) -> Iterator[tuple[str, str]]:
    """What one looks for first."""
    content, document = view.content, view.document
    yield "收文编号", document.number or "（登记后取号）"
    if content.organ:
        yield "来文单位", content.organ
    if content.source_number:
        yield "来文字号", content.source_number
    yield "办理类型", f"{content.category}（{ORIGINS[content.origin]}）" if document.number else UNCHOSEN
    if content.due_on:
        yield "办理时限", written(content.due_on)
    if content.restricted:
        yield "知悉范围", "、".join(name for _, name in content.scope)
    yield "原件", custody.held(story.paper)


def sheet(view: DocumentView, story: Story) -> list[list[dict[str, Any]]]:
    """The 收文处理单 on the screen, row by row: what was registered, proposed, endorsed, instructed, and the result."""
    content, document = view.content, view.document
    registered = [
        [
            {"label": "收文编号", "value": document.number, "span": 4},
            {"label": "收文日期", "value": written(content.received_on), "span": 4},
            {"label": "来文方式", "value": content.received_from, "span": 4},
        ],
        [
            {"label": "来文单位", "value": content.organ, "span": 6},
            {"label": "来文字号", "value": content.source_number, "span": 6},
        ],
        [{"label": "标题", "value": content.title or UNTITLED, "span": 12}],
        [
            {"label": "文种", "value": content.kind, "span": 3},
            {"label": "成文日期", "value": written(content.dated), "span": 4},
            {"label": "份数", "value": str(content.copies or ""), "span": 2},
            {"label": "页数", "value": str(content.pages or ""), "span": 3},
        ],
        [
            {"label": "密级", "value": content.secrecy or "非密", "span": 3},
            {"label": "紧急程度", "value": content.urgency or "平件", "span": 4},
            {"label": "办理时限", "value": written(content.due_on), "span": 5},
        ],
    ]
    texts = (("主送", content.recipients), ("摘要", content.summary), ("备注", content.remarks))
    registered += [[{"label": label, "value": text, "span": 12}] for label, text in texts if text]
    places = [
        [{"label": label, "opinions": [_lasting(one) for one in opinions(view, *actions)], "span": 12, "tall": True}]
        for label, actions in PLACES
        if label in ALWAYS or opinions(view, *actions)
    ]
    done = [row for row in story.tasks if row.closed_at is not None and row.result and row.parent_id is None]
    results = [Opinion(text=row.result, name=row.reported_by, date=display.moment(row.reported_at)) for row in done]
    return [*registered, *places, [{"label": "办理结果", "opinions": results, "span": 12, "tall": True}]]


def before(view: DocumentView) -> Iterator[dict[str, str]]:
    """The last word in each place, for whoever opens the paper on a phone: what was proposed, endorsed, instructed."""
    for label, actions in PLACES:
        found = [one for one in opinions(view, *actions) if one.text]
        if found:
            last = found[-1]
            yield {"label": label, "text": last.text, "name": last.name, "date": last.date}


def _lasting(opinion: Opinion) -> Opinion:
    """An opinion on a paper stands when a column of its registration is corrected."""
    return replace(opinion, note="") if opinion.note.startswith("对第") else opinion


def readers(view: DocumentView, story: Story, picks: Picks, *, sends: bool = False) -> Iterator[dict[str, Any]]:
    """传阅表: each round with its readers: read or unread, how long it lay, what they wrote; who of them is away, and
    who reads or could read instead."""
    urged: dict[int, datetime] = {row.slip_id: row.at for row in story.urgings}
    for row in story.circulations:
        slips = [slip for slip in view.slips if slip.kind == CIRCULATE and slip.circulation_id == row.id]
        signed = sum(slip.closed_by is not None for slip in slips)
        yield {
            "begun": f"{row.begun_name}{display.moment(row.begun_at)}送阅{'，按次序' if row.in_turn else ''}",
            "note": row.note,
            "counted": f"已阅{signed}人，共{len(slips) + len(row.waiting)}人",
            "due": "" if row.closed_at is not None else f"{display.moment(row.due_at)}前阅毕",
            "over": row.closed_at is not None,
            "rows": [
                {
                    **_reader(view, slip, picks.calendar, urged.get(slip.id)),
                    **(_away(view, picks, slip.holder, sends=sends) if slip.closed_at is None else {}),
                }
                for slip in slips
            ],
            "waiting": [
                {"name": name, **_away(view, picks, f"person:{one}", sends=sends)} for one, name in row.waiting
            ],
        }


def _away(view: DocumentView, picks: Picks, holder: str, *, sends: bool) -> dict[str, Any]:
    """外出至…, and what helps: a deputy, who signs in their place, or somebody else to whom it is sent."""
    person = int(holder.partition(":")[2])
    away = picks.away.get(person)
    if away is None:
        return {}
    scope = {one for one, _ in view.content.scope}
    there = [
        (one, name)
        for one, name in view.chart.people_of(f"reader:{person}", view.document.kind)[1:]
        if one not in picks.away and (one in scope or not view.document.restricted)
    ]
    said = {"away": f"外出至{until(away.until)}", "deputy": there[0][1].partition("（")[0] if there else ""}
    if there or away.instead is None or away.instead in picks.known or view.document.restricted:
        return said
    return {**said, "instead_name": away.instead_name, "instead": f"person:{away.instead}" if sends else ""}


def _reader(view: DocumentView, slip: Any, calendar: Calendar, urged: datetime | None) -> dict[str, Any]:
    told = working.answer(view, slip)
    if slip.closed_at is None:
        status = f"{display.since(slip.opened_at)}打开，还没有签" if slip.opened_at else "未阅"
        late = slip.due_at < clock.now()
    else:
        status, late = ("已阅" if slip.closed_by is not None else "未阅，传阅已结束"), False
    return {
        "name": slip.holder_name,
        "status": status,
        "read": slip.closed_by is not None,
        "late": late,
        "lay": lay(calendar, slip.arrived_at, slip.closed_at or clock.now()),
        "when": told["when"] if slip.closed_by is not None else "",
        "opinion": slip.opinion,
        "by": told["who"] if told["who"] != slip.holder_name else "",
        "hand": told["hand"],
        "urged": f"{display.since(urged)}催过" if urged is not None and slip.closed_at is None else "",
    }


def lay(calendar: Calendar, since: datetime, until: datetime) -> str:
    """How long something lay before somebody, in the office's working time."""
    minutes = calendar.minutes_between(since, until)
    if minutes < 60:
        return f"{minutes}分钟"
    if minutes < MINUTES_A_DAY:
        return f"{minutes / 60:.1f}".removesuffix(".0") + "小时"
    return f"{minutes / MINUTES_A_DAY:.1f}".removesuffix(".0") + "个工作日"


def files(content: Received) -> Iterator[dict[str, Any]]:
    """The scans and files, and where their pages can be looked at."""
    for file in content.attachments:
        shown = file.name.rpartition(".")[2].lower() in PICTURES
        yield {
            "name": file.name,
            "href": f"/attachments/{file.attachment_id}",
            "size": display.size(file.size),
            "pages_href": f"/attachments/{file.attachment_id}/pages" if shown else "",
        }


def revisions(view: DocumentView) -> Iterator[dict[str, Any]]:
    """登记和更正, the latest first."""
    for row in history.revision_rows(view, view.revisions):
        yield {**row, "label": "登记" if row["number"] == 1 else f"第{row['number'] - 1}次更正"}


def _urged(story: Story) -> str:
    if story.urged_at is None:
        return ""
    last = max(story.urgings, key=lambda row: row.at)
    who = f"{last.name}" if last.name else "系统自动"
    return f"{display.moment(last.at)}{who}催办过"


def written(day: str) -> str:
    """A day as it was written in a column, in words."""
    return display.day(datetime.fromisoformat(day)) if day else ""
