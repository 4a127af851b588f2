"""督办清单 in words: on the screen, on paper, as a workbook."""

from typing import Any, Final
from urllib.parse import urlencode

from routing import clock, display
from routing.presenting import sheets, trays
from routing.presenting.deadlines import overdue_by
from routing.queries.supervision import Asked, List, Supervised
from routing.working import MINUTES_A_DAY

LABELS: Final = {
    "open": "办理中",
    "reported": "已报结果，待审定",
    "accepted": "领导已同意，待销号",
    "closed": "已销号",
    "cancelled": "已撤销",
}
ENDED: Final = "已办结"  # of a task that no leader gave: there is nothing to be closed on the list
UNNAMED: Final = "机要事项"
HIDDEN: Final = "机要文件，只有知悉范围内的人能看内容"
COLUMNS: Final[tuple[sheets.Column, ...]] = (
    ("序号", "serial", 6),
    ("收文编号", "number", 20),
    ("来文单位", "organ", 22),
    ("文件标题", "title", 40),
    ("批示人", "leader", 16),
    ("批示日期", "given_on", 14),
    ("批示内容", "wording", 40),
    ("牵头", "lead", 18),
    ("协办", "helpers", 22),
    ("办理期限", "due_on", 14),
    ("时限", "due_label", 16),
    ("状态", "state", 16),
    ("最近催办", "urged", 22),
    ("办理结果", "result", 40),
    ("销号", "closed", 24),
)


def page(found: List, query: dict[str, str], *, keeper: bool = False) -> dict[str, Any]:
    """What the page of the list shows. `query`: what was asked for, as the address says it; `keeper`: of the papers."""
    asked = found.asked
    narrowed = {name: value for name, value in query.items() if name not in {"page", "others"} and value}
    return {
        "tabs": tabs("led" if asked.led else "others"),
        "counts": [
            {**_chip("未销号" if asked.led else "未办结", asked, {}, found.running), "current": not narrowed},
            {**_chip("已超期", asked, {"overdue": "y"}, found.overdue), "current": narrowed == {"overdue": "y"}},
        ],
        "others": "" if asked.led else "1",
        "rows": [row(line, number, keeper=keeper) for number, line in enumerate(found.lines, 1)],
        "narrowed": bool(narrowed),
        "all_href": "/supervision" if asked.led else "/supervision?others=1",
        "here": urlencode({**query, "page": asked.page} if asked.page > 1 else query),
        "print_href": f"/supervision/print?{urlencode(query)}",
        "export_href": f"/supervision.xlsx?{urlencode(query)}",
        "pager": trays.pager(f"/supervision?{urlencode({**query, 'page': ''})}", asked.page, found.more),
    }


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages of supervision."""
    shown = (
        ("领导批示", "/supervision", "led"),
        ("其他交办", "/supervision?others=1", "others"),
        ("每周汇总", "/supervision/digest", "digest"),
        ("统计", "/statistics", "statistics"),
    )
    return [{"label": label, "href": href, "current": key == current} for label, href, key in shown]


def row(line: Supervised, number: int, *, keeper: bool = False) -> dict[str, Any]:
    """One line of the list. Of a 机要 item that one may not read: its number, its date and its state alone, and for
    who keeps the papers the way to its original.
    """
    task = line.task
    words = {
        "serial": number,
        "number": task.number,
        "given_on": _day(task.created_at),
        "due_on": _day(task.due_at),
        "due_label": _left(line),
        "late": bool(line.over),
        "state": LABELS[task.state] if task.led or task.state != "closed" else ENDED,
        "urged": f"{_day(line.urged[0])} {line.urged[1]}" if line.urged else "",
        "given": _short(task.created_at),
        "due": _short(task.due_at),
        "running": task.closed_at is None,
        "urgency": display.URGENCY[task.urgency],
        "document": task.document_id,
        "closing": line.closing,
        "urges": line.urges,
    }
    if task.readable:
        return words | _said(task)
    return words | _BLANK | ({"href": f"/originals/{task.document_id}"} if keeper and task.restricted else {})


def _said(task: Any) -> dict[str, Any]:
    reported = f"（{task.reported_by}，{_day(task.reported_at)}）" if task.reported_at else ""
    again = f"（退回重办{task.refusals}次）" if task.refusals else ""
    return {
        "hidden": False,
        "href": f"/documents/{task.document_id}",
        "organ": task.organ or "",
        "title": task.title,
        "leader": task.instructed_name,
        "wording": task.wording,
        "lead": task.lead_name,
        "helpers": "、".join(name for _, name in task.helpers),
        "result": f"{task.result}{reported}{again}" if task.result else again,
        "closed": f"{_day(task.closed_at)} {task.closed_by}" if task.closed_at else "",
    }


_BLANK: Final = {
    "hidden": True,
    "href": "",
    "organ": "",
    "title": UNNAMED,
    "leader": "",
    "wording": HIDDEN,
    "lead": "",
    "helpers": "",
    "result": "",
    "closed": "",
    "urged": "",
    "given": "",
    "given_on": "",
}


def workbook(lines: list[Supervised], asked: Asked, organisation: str) -> bytes:
    """The list as a workbook."""
    return sheets.workbook([(title(asked, organisation), COLUMNS, rows(lines))])


def rows(lines: list[Supervised]) -> list[dict[str, Any]]:
    """All lines, numbered."""
    return [row(line, number) for number, line in enumerate(lines, 1)]


def title(asked: Asked, organisation: str) -> str:
    """How the list is called on paper."""
    return f"督办清单（{organisation}{'' if asked.led else '，其他交办事项'}，{display.day(clock.today())}）"


def _left(line: Supervised) -> str:
    if line.task.state != "open":
        return ""
    if line.over:
        return overdue_by(line.over)
    if clock.now() > line.task.due_at:
        return "已到期"
    days = line.left // MINUTES_A_DAY
    return f"还有{days}个工作日" if days else "不到1个工作日"


def _chip(label: str, asked: Asked, more: dict[str, str], number: int) -> dict[str, Any]:
    query = urlencode({**({} if asked.led else {"others": "1"}), **more})
    return {
        "label": label,
        "href": f"/supervision?{query}" if query else "/supervision",
        "count": trays.counted(number),
    }


def _short(moment: Any) -> str:
    """11月27日; of another year with the year."""
    there = clock.local(moment)
    return f"{there.month}月{there.day}日" if there.year == clock.today().year else display.day(there.date())


def _day(moment: Any) -> str:
    return display.moment(moment).split(" ")[0] if moment else ""
