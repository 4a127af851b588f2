"""承办: the tasks of a received paper in words, each with its parts, its helpers and what came of it."""

from typing import Any, Final

from routing import clock, display
from routing.actor import Actor
from routing.presenting import working
from routing.queries.documents import DocumentView
from routing.queries.story import Story
from workflows.model import HELP, RESULT

STATES: Final = {
    "open": "办理中",
    "reported": "已报结果，待审定",
    "accepted": "领导已同意办结，待办公室销号",
    "closed": "已办结",
    "cancelled": "已撤销",
}
ENDED: Final = frozenset({"closed", "cancelled"})


def tree(view: DocumentView, story: Story) -> list[dict[str, Any]]:
    """Every task in its order, each followed by its parts one step deeper."""
    found: list[dict[str, Any]] = []

    def add(parent: int | None, depth: int) -> None:
        for row in story.tasks:
            if row.parent_id == parent:
                found.append({**_task(view, row), "depth": depth})
                add(row.id, depth + 1)

    add(None, 0)
    return found


def cancellable(story: Story, actor: Actor) -> frozenset[int]:
    """The open tasks that the actor gave, by id."""
    return frozenset(
        row.id
        for row in story.tasks
        if row.closed_at is None and (row.instructed_by == actor.person_id or row.instructor in actor.own_keys)
    )


def _task(view: DocumentView, row: Any) -> dict[str, Any]:
    people = view.chart.holder_people(row.lead)
    due, late = display.due(row.due_at, clock.now())
    over = row.state in ENDED
    return {
        "id": row.id,
        "serial": row.serial,
        "wording": row.wording,
        "given": f"{row.instructed_name} {display.moment(row.created_at)}交办",
        "lead": f"{row.lead_name}（{people}）" if people else row.lead_name,
        "led": row.led,
        "due": display.moment(row.due_at),
        "due_label": "" if over else due,
        "late": late and not over,
        "state": STATES[row.state],
        "key": row.state,
        "result": row.result,
        "reported": f"{row.reported_by} {display.moment(row.reported_at)}" if row.reported_at else "",
        "closed": f"{row.closed_by} {display.moment(row.closed_at)}" if row.closed_at else "",
        "refused": [
            {"who": working.answer(view, slip)["who"], "opinion": slip.opinion, "when": display.moment(slip.closed_at)}
            for slip in view.slips
            if slip.kind == RESULT and slip.task_id == row.id and slip.outcome == "refuse_result"
        ],
        "helpers": [working.answer(view, slip) for slip in view.slips if slip.kind == HELP and slip.task_id == row.id],
    }
