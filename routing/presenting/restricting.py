"""属机要，停止传阅, in words: what will happen, who has seen the paper, and what is to be done afterwards."""

from typing import Any

from routing.queries.chart import Chart
from routing.queries.documents import DocumentView
from routing.queries.seen import named
from routing.services.restricting import Renewed
from workflows.clauses import CLAUSES
from workflows.model import STEP


def page(view: DocumentView, chart: Chart, read: list[str], opened: list[str]) -> dict[str, Any]:
    """What the page says before it is done."""
    holders = dict.fromkeys(slip.holder for slip in view.open if slip.kind not in STEP)
    going_on = dict(one for holder in holders for one in chart.people_of(holder))
    return {
        "title": view.content.title,
        "number": view.document.number or "还没有编号",
        "read": "、".join(read),
        "opened": "、".join(opened),
        "stops": "、".join(named(chart, going_on.items())),
        "clause": CLAUSES["CY-2"].citation,
    }


def told(done: Renewed) -> str:
    """What to say when it is done, and what is left to do by hand."""
    reminded = (
        f"此前看过的人：{'、'.join(done.seen)}，请逐人提醒保密、收回复印件" if done.seen else "此前没有人阅签或打开过"
    )
    return f"已停止传阅，改按机要登记，收文编号{done.number}。{reminded}；并请马上收回纸质原件。"
