"""消息提醒 and 消息发送 in words."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from flask import current_app

from routing import clock, display
from routing.posting.errors import PostingError
from routing.posting.robots import KINDS
from routing.queries.notices import PAGE, STUCK, Sending
from routing.services.dispatching import mail_server
from routing.services.expanding import MAIL
from routing.services.notifying import EVENTS

FILTERS: Final = (("没有送达", "stuck"), ("等待发送", "waiting"), ("已送达", "sent"))
STATES: Final = {
    "waiting": "等待发送",
    "sending": "正在发送",
    "sent": "已送达",
    "failed": "被拒绝",
    "given_up": "已放弃",
    "unsure": "可能已送达",
}
SILENT: Final = timedelta(minutes=20)  # a worker that shows no sign of life for so long is taken for gone
HELP: Final = {
    "email": "机要文件的消息只说有一件要办，不写内容。",
    "mobile": "在企业微信和钉钉群里用来@您；不填就不@。",
    "robots": "消息发在群里，群里的人都看得到。",
    "events": "页面上的待办件数和急件提示总是有的，不受这里影响。",
}
ROBOT_HELP: Final = {
    "kind": "在群设置里添加“自定义机器人”，再把它的地址填到这里。",
    "url": "保存以后不再显示。修改时留空，就用原来的。",
    "secret": "钉钉、飞书选“加签”（签名校验）的才填。选关键词的，关键词填“红头”。修改时留空，就用原来的。",
    "titles": "群里的人都看得到标题；不勾选，消息里只说有什么事。机要文件的标题从来不写。",
}


def chosen(row: Any, robots: list[Any]) -> str:
    """What a person chose, in one sentence for the account page."""
    ticked = set(map(int, row.robots.split())) if row is not None else set()
    ways = [f"电子邮件（{row.email}）"] if row is not None and row.by_mail else []
    ways += [f"{robot.name}机器人" for robot in robots if robot.id in ticked]
    return "、".join(ways) or "只在页面上提醒"


def trial(results: list[Any]) -> list[tuple[str, str]]:
    """What came of a trial: (style of the notice, words)."""
    return [
        ("danger", f"{result.way}：没有发成。{result.error}")
        if result.error
        else ("success", f"{result.way}：已发出，请查看")
        for result in results
    ]


def page(which: str, found: Sending, rows: list[Any], robots: list[Any]) -> dict[str, Any]:
    """消息发送: the mail server, the worker, the robots, the messages."""
    counts = {"stuck": found.stuck, "waiting": found.waiting, "sent": found.sent}
    names = {f"robot:{robot.id}": f"{robot.name}机器人" for robot in robots}
    return {
        "mail": _mail(),
        "worker": _worker(found),
        "failing": found.failing,
        "robots": [_robot(row) for row in robots],
        "filters": [
            {"label": label, "href": f"/admin/messages?which={key}", "current": key == which, "count": counts[key]}
            for label, key in FILTERS
        ],
        "rows": [_row(row, names) for row in rows[:PAGE]],
        "more": len(rows) > PAGE,
        "which": which,
    }


def _mail() -> tuple[str, bool]:
    """The mail server in words, and whether all is well with its settings."""
    try:
        server = mail_server()
    except PostingError as error:
        return error.message, not current_app.config["SMTP"]
    return f"{server}，发件人 {current_app.config['MAIL_FROM']}", True


def _worker(found: Sending) -> tuple[str, bool]:
    if found.alive is None:
        return "还没有运行过", False
    well = clock.now() - found.alive < SILENT
    return f"{'在运行' if well else '停了'}，最近一次 {display.moment(found.alive)}", well


def _robot(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": KINDS[row.kind],
        "host": urlsplit(row.url).hostname,
        "signed": "加签" if row.signed else "",
        "titles": "写标题" if row.titles else "不写标题",
        "active": row.active,
    }


def _row(row: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "when": display.moment(row.created_at),
        "who": row.name,
        "event": EVENTS.get(row.event, row.event),
        "way": f"电子邮件 {row.address}" if row.channel == MAIL else names.get(row.address, "已删去的机器人"),
        "state": STATES[row.state],
        "stuck": row.state in STUCK,
        "why": row.last_error,
        "next": _next(row),
    }


def _next(row: Any) -> str:
    if row.state == "sent":
        return display.moment(row.sent_at)
    tried = f"已试{row.attempts}次" if row.attempts else ""
    coming = f"下次 {display.moment(row.next_at)}" if row.state == "waiting" and row.attempts else ""
    return "，".join(filter(None, (tried, coming)))
