"""Documents in bulk, straight into the tables: whole lives with valid log chains, revisions, numbers and index.

What is written is what the services would have written; `flask verify` passes over it. A generation is cut into
batches that several processes make, because a hundred thousand lives are 1.3 million lines of the log.
"""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from multiprocessing import get_context
from typing import Any, Final

from bench import texts
from bench.lives import FILED, Life, place, year_of
from routing import clock, samples
from routing.models import Document, Number, Revision, Slip, Transition
from routing.queries.chart import Chart
from routing.search.entry import Entry, rows_of
from routing.search.keys import A_DAY, own_key
from routing.search.schema import search_entry, search_text
from routing.services import log
from routing.services.content import KINDS, Content
from routing.services.numbering import written
from routing.working import Calendar
from workflows.definitions.outgoing import WORKFLOW
from workflows.roles import Role

BATCH: Final = 250
CALENDAR: Final = Calendar()  # the national one: the demo house has no corrections
TABLES: Final = {
    table.name: table
    for table in (
        Document.__table__,
        Revision.__table__,
        Slip.__table__,
        Transition.__table__,
        Number.__table__,
        search_entry,
        search_text,
    )
}
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class House:
    """What the rows refer to: the chart, who holds each post, the series, and the key of the log."""

    chart: Chart
    people: dict[str, tuple[int, str, str]]  # holder key → person, name, post
    reviewed_in: tuple[int, ...]  # departments whose documents await the one vice-chair who is measured
    series_id: int
    log_key: str
    now: datetime
    rules: tuple[str, ...]  # the digests of the workflow's versions, under which the documents run in turn


def generate(house: House, plan: list[Life], processes: int) -> Iterator[Rows]:
    """The rows of all documents, a batch at a time, in order."""
    ahead: deque[Any] = deque()  # a few batches and no more: writing is slower than making
    with get_context("fork").Pool(processes) as pool:
        for at in range(0, len(plan), BATCH):
            ahead.append(pool.apply_async(_batch, ((house, plan[at : at + BATCH]),)))
            if len(ahead) > 2 * processes:
                yield ahead.popleft().get()
        while ahead:
            yield ahead.popleft().get()


def _batch(task: tuple[House, list[Life]]) -> Rows:
    house, plan = task
    rows: Rows = {name: [] for name in (*TABLES, "search_index")}
    for life in plan:
        _live(house, life, rows)
    return rows


def _live(house: House, life: Life, rows: Rows) -> None:
    """Write one document's life from the draft to where it is."""
    content, department = _content(life), _department(house, life)
    number = written("house", "泰妇字", year_of(life.began), life.number) if life.number else ""
    digest = WORKFLOW.substance(content.columns())
    drafter_id, drafter, _ = house.people[f"department:{department}"]
    document: dict[str, Any] = {
        "id": life.serial,
        "organisation_id": house.chart.organisation_id,
        "workflow": WORKFLOW.key,
        # One further in every hundred, because where documents lie comes round by the hundred.
        "workflow_digest": house.rules[(life.serial + life.serial // 100) % len(house.rules)],
        "state": life.state,
        "department_id": department,
        "department_name": house.chart.departments[department],
        "drafter_id": drafter_id,
        "drafter_name": drafter,
        "series_id": house.series_id,
        "title": content.title,
        "kind": content.kind,
        "urgency": content.urgency_level,
        "revision_id": life.serial,
        "revisions": 1,
        "revision_digest": digest,
        "number": number,
        "created_at": life.began,
    }
    line = _walk(house, life, document, content, rows)
    _add(rows, "document", document)
    _revision(content, document, line, rows)
    if number:
        _number(life, document, line.at_of["number"], rows)
    _index(content, document, rows)


def _walk(house: House, life: Life, document: dict[str, Any], content: Content, rows: Rows) -> "_Chain":
    """The slips and the lines of the log, step by step."""
    line = _Chain(house, document, rows, life.began)
    line.add("begin", "", "drafting", f"department:{document['department_id']}", details=content.described(1))
    sender, arrived = None, life.began
    passed = [state.key for state in WORKFLOW.line][: place(life.state) + 1]
    for source, target in pairwise([*passed, ""]):
        key, opinion = samples.FORWARD.get(source, ("", ""))
        if source == "distributing" and target:
            line.add("list_recipient", source, source, line.holder(source).key, details="市委办公室 6份 公文交换站")
            line.add("record_receipt", source, source, line.holder(source).key, details="市委办公室 6份 收发室签收")
        if WORKFLOW.state(source).role is Role.NOBODY:
            break
        holder = line.holder(source)
        slip = line.slip(source, holder, sender, arrived)
        if target:
            actor = line.actor(holder.key)
            arrived = line.add(key, source, target, holder.key, opinion, document["number"] if key == "number" else "")
            slip |= {
                "opened_at": arrived,
                "closed_at": arrived,
                "closed_by": actor[0],
                "outcome": key,
                "opinion": opinion,
            }
            sender = actor
            if key == "sign":
                document |= {"signed_revision_id": life.serial, "signed_digest": document["revision_digest"],
                             "signed_on": clock.local(arrived).date(), "signed_by": actor[1]}  # fmt: skip
        elif life.serial % 2:
            slip["opened_at"] = arrived
        _add(rows, "slip", slip)
    document |= {"version": line.serial, "log_length": line.serial, "log_head": line.head, "updated_at": line.at}
    return line


class _Chain:
    """The log of one document as it grows; its clock goes on half a working day a step."""

    def __init__(self, house: House, document: dict[str, Any], rows: Rows, at: datetime) -> None:
        self.house, self.document, self.rows, self.at = house, document, rows, at
        self.serial, self.head, self.slips = 0, "", 0
        self.at_of: dict[str, datetime] = {}

    def holder(self, state: str) -> Any:
        document = self.document
        role = WORKFLOW.state(state).role
        return self.house.chart.holder(
            role, document["department_id"], document["drafter_id"], document["drafter_name"]
        )

    def actor(self, holder: str) -> tuple[int, str, str]:
        return self.house.people[holder if ":" in holder and holder in self.house.people else self._drafter]

    @property
    def _drafter(self) -> str:
        return f"department:{self.document['department_id']}"

    def add(self, action: str, source: str, target: str, holder: str, opinion: str = "", details: str = "") -> datetime:
        person, name, post = self.actor(holder)
        document, self.serial = self.document, self.serial + 1
        self.at += timedelta(minutes=37)
        clause = WORKFLOW.action(action).clause if source else WORKFLOW.state(target).clause
        entry = {
            "id": document["id"] * 20 + self.serial,
            "organisation_id": document["organisation_id"],
            "document_id": document["id"],
            "serial": self.serial,
            "action": action,
            "from_state": source,
            "to_state": target,
            "person_id": person,
            "person_name": name,
            "post_name": post,
            "on_behalf_of": "",
            "revision_id": document["revision_id"],
            "revision_digest": document["revision_digest"],
            "opinion": opinion,
            "details": details,
            "clause": clause,
            "workflow_digest": document["workflow_digest"],
            "at": self.at,
            "previous": self.head,
        }
        entry["digest"] = self.head = log.digest(entry, self.house.log_key)
        _add(self.rows, "transition", entry)
        self.at_of[action] = self.at
        return self.at

    def slip(self, state: str, holder: Any, sender: tuple[int, str, str] | None, arrived: datetime) -> dict[str, Any]:
        document, self.slips = self.document, self.slips + 1
        return {
            "id": document["id"] * 20 + self.slips,
            "organisation_id": document["organisation_id"],
            "document_id": document["id"],
            "state": state,
            "holder": holder.key,
            "holder_name": holder.name,
            "urgency": document["urgency"],
            "sender": f"{sender[1]}（{sender[2]}）" if sender else "",
            "sender_id": sender[0] if sender else None,
            "arrived_at": arrived,
            "due_at": CALENDAR.closing(clock.local(arrived).date(), WORKFLOW.state(state).days + document["id"] % 15),
        }


def _content(life: Life) -> Content:
    kind = KINDS[life.serial % 3]
    return Content(
        title=texts.title(life.serial, kind),
        kind=kind,
        recipients="各市（区）妇联，市各直属妇委会",
        copies_to="市委办公室",
        urgency="特急" if life.serial % 29 == 0 else "加急" if life.serial % 13 == 0 else "",
        openness="主动公开",
        body=texts.body(life.serial, 500 if life.state == FILED else 1_500),
        print_copies=30,
    )


def _department(house: House, life: Life) -> int:
    among = house.reviewed_in if life.state == "vice_chair_review" else tuple(house.chart.departments)
    return among[life.serial % len(among)]


def _revision(content: Content, document: dict[str, Any], line: _Chain, rows: Rows) -> None:
    _add(
        rows,
        "revision",
        {
            "id": document["revision_id"],
            "organisation_id": document["organisation_id"],
            "document_id": document["id"],
            "serial": 1,
            "author_id": document["drafter_id"],
            "author_name": document["drafter_name"],
            "author_post": line.actor(f"department:{document['department_id']}")[2],
            "state": "drafting",
            "saved_at": line.at_of["begin"],
            "digest": document["revision_digest"],
            "content": json.dumps(content.without_body()),
            "body": content.body,
        },
    )


def _number(life: Life, document: dict[str, Any], given_at: datetime, rows: Rows) -> None:
    row = {name: document[name] for name in ("id", "organisation_id", "series_id")}
    row |= {"year": year_of(life.began), "serial": life.number, "text": document["number"], "document_id": life.serial}
    _add(rows, "number", {**row, "given_at": given_at})


def _index(content: Content, document: dict[str, Any], rows: Rows) -> None:
    day: date = clock.local(document["created_at"]).date()
    entry = Entry(
        document_id=document["id"],
        day=day,
        year=day.year,
        title=content.title,
        body=content.body,
        people=(document["drafter_name"],),
        **{name: document.get(name) for name in ("organisation_id", "department_id", "kind")},
        number=document["number"],
    )
    # A day of the index takes 4,096: later thousands stand a day later, so that a crowded day has room.
    found = rows_of(entry, own_key(day + timedelta(days=document["id"] // A_DAY), document["id"]))
    _add(rows, "search_entry", found.entry)
    _add(rows, "search_text", found.text)
    rows["search_index"].append((found.entry["key"], entry.department_id, found.tokens))


def _add(rows: Rows, table: str, values: dict[str, Any]) -> None:
    rows[table].append(tuple(values.get(name, default) for name, default in _columns(table)))


@cache
def _columns(table: str) -> tuple[tuple[str, Any], ...]:
    """The columns of a table in its order, with what an insert leaves out."""
    return tuple(
        (column.name, column.default.arg if column.default is not None else None) for column in TABLES[table].columns
    )
