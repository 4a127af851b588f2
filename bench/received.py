"""收文 beside the floor's approval, and its lists as papers come in by the hundred thousand."""

import secrets
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, literal, select, text, update

from bench import crowd
from bench.databases import Database
from bench.rounds import Median, median, timed
from bench.scenes import Request, Side, Stage, admit, approvals, let_go, settle
from bench.servers import Client
from routing import clock
from routing.database import reading, writing
from routing.models import Circulation, Custody, Document, IncomingPaper, Number, Revision, Slip, Task
from routing.queries.people import actor_called
from routing.services import receiving
from routing.services.advance import Order, advance
from routing.services.orders import Assignment
from routing.services.received import Received

READERS: Final = 30
BASE: Final = 100  # papers that pass the door; all others are copies of their rows
OPEN: Final = 12  # of them, with a task that is still open
URGENT: Final = 30  # of all that are open, which head every list
FEW, MANY = 1_000, 100_000
CLERK, DIRECTOR, CHAIR = "xuyaqin", "luwenbin", "zhoujingyi"
LISTS: Final = {"tray": ("/tray", CHAIR), "supervision": ("/supervision", CLERK), "register": ("/incoming", CLERK)}


def acting(client: Client, stage: Stage, rounds: int, count: int) -> dict[str, Median]:
    """Registration, and sending a paper to READERS at once, beside the floor's approval in the same rounds."""
    product, floor = stage.sides
    admit(product, CLERK)
    keys = crowd.found(stage.database, READERS)
    people = _people(stage.database, tuple(keys))
    found: dict[str, list[Any]] = {"registration": [], "circulation": [], "approval": []}
    for turn in range(rounds):
        papers = _papers(stage.database, count, turn)
        found["registration"].append(timed(client, product, [_registration(product) for _ in range(count)]))
        found["circulation"].append(timed(client, product, [_sending(product, one, people) for one in papers]))
        found["approval"].append(timed(client, floor, approvals(stage, floor, count)))
        settle(stage, floor)
        _check(stage.database, papers)
    return {name: median(each[1:]) for name, each in found.items()}  # the first round warms up


def lists(client: Client, stages: list[Stage], rounds: int, count: int) -> dict[str, list[Median]]:
    """Each list on every stage in turn: the medians, in the order of the stages."""
    found: dict[str, list[list[Any]]] = {name: [[] for _ in stages] for name in LISTS}
    for stage in stages:
        for _, who in LISTS.values():
            admit(stage.sides[0], who)
    for _ in range(rounds + 1):
        for name, (path, who) in LISTS.items():
            for place, stage in enumerate(stages):
                side = stage.sides[0]
                asked = [side.get(path, who, "</html>") for _ in range(count)]
                found[name][place].append(timed(client, side, asked))
    return {name: [median(each[1:]) for each in sides] for name, sides in found.items()}


def fill(database: Database, papers: int) -> None:
    """Have BASE papers registered, read, acted on and filed by the services; copy their rows until enough."""
    with database.app().app_context():
        first = reading().execute(select(func.max(Document.id))).scalar_one() + 1
        _live(BASE)
        with writing() as connection:
            _multiply(connection, first, papers)
            _hasten(connection, first)
            if connection.dialect.name == "postgresql":
                connection.execute(text("ANALYZE"))  # as its autovacuum does within a minute
        let_go()


def _live(papers: int) -> None:
    clerk, director, chair = (actor_called(reading(), who) for who in (CLERK, DIRECTOR, CHAIR))
    head, reader = actor_called(reading(), "xieyulan"), actor_called(reading(), "yanhongmei")
    readers = (f"person:{head.person_id}", f"person:{reader.person_id}")
    for serial in range(papers):
        paper = receiving.register(_paper(serial), clerk).document_id
        advance(paper, Order("propose", "拟请权益部办理。"), clerk)
        advance(paper, Order("send_up", change=Assignment(next=f"post:{chair.seats[0].post_id}")), director)
        change = Assignment(lead=f"post:{head.seats[0].post_id}", readers=readers)
        advance(paper, Order("instruct", "请抓紧办理，报结果。", change=change), chair)
        if serial < OPEN:
            continue
        advance(paper, Order("read"), head)
        advance(paper, Order("read"), reader)
        advance(paper, Order("report", "已按要求办结。"), head)
        advance(paper, Order("accept_result"), chair)
        advance(paper, Order("close_task"), clerk)
        advance(paper, Order("finish"), clerk)


def _paper(serial: int) -> Received:
    return Received(
        organ="江苏省妇女联合会",
        source_number=f"苏妇发〔2026〕{secrets.token_hex(4)}号",
        title=f"关于做好第{serial}项家庭教育指导服务工作的通知",
        kind="通知",
        received_on=clock.today().isoformat(),
    )


# Every table that lists read, with what points into it: a copy's keys lie as far behind as the copies reach.
_COPIED: Final[tuple[tuple[Table, dict[str, str]], ...]] = tuple(
    (model.__table__, links)
    for model, links in (
        (Document, {"id": "document", "revision_id": "revision"}),
        (Revision, {"id": "revision", "document_id": "document"}),
        (IncomingPaper, {"document_id": "document"}),
        (Custody, {"id": "custody", "document_id": "document"}),
        (Number, {"id": "number", "document_id": "document", "serial": "number"}),
        (Circulation, {"id": "circulation", "document_id": "document"}),
        (Task, {"id": "task", "document_id": "document"}),
        (Slip, {"id": "slip", "document_id": "document", "circulation_id": "circulation", "task_id": "task"}),
    )
)


def _multiply(connection: Connection, first: int, papers: int) -> None:
    """Copy all rows of the papers from `first` on, again and again, until there are so many of them."""
    here = BASE
    while here < papers:
        more = min(here, papers - here)
        ends = {"document": connection.execute(select(func.max(Document.id))).scalar_one() - first + 1}
        for table, _ in _COPIED:
            if "id" in table.c and table.name != "document":
                ends[table.name] = connection.execute(select(func.max(table.c.id))).scalar_one()
        until = first + more
        for table, links in _COPIED:
            columns = [
                (column + literal(ends[links[column.name]])) if column.name in links else column
                for column in table.columns
            ]
            ours = table.c.id if table.name == "document" else table.c.document_id
            rows = select(*columns).where(ours >= first, ours < until)
            connection.execute(insert(table).from_select([column.name for column in table.columns], rows))
        here += more


def _hasten(connection: Connection, first: int) -> None:
    """Make some of those that are open 急件, as the door would have."""
    open_ones = select(Slip.document_id).where(Slip.document_id >= first, Slip.closed_at.is_(None)).distinct()
    ids = connection.execute(open_ones.order_by(Slip.document_id.desc()).limit(URGENT)).scalars().all()
    connection.execute(update(Document).where(Document.id.in_(ids)).values(urgency=1, pressing=1))
    connection.execute(update(Slip).where(Slip.document_id.in_(ids)).values(urgency=1))


def _people(database: Database, usernames: tuple[str, ...]) -> tuple[str, ...]:
    with database.app().app_context():
        found = tuple(f"person:{actor_called(reading(), who).person_id}" for who in usernames)
        let_go()
    return found


def _papers(database: Database, count: int, turn: int) -> list[int]:
    """Registered papers to be sent around."""
    with database.app().app_context():
        clerk = actor_called(reading(), CLERK)
        found = [receiving.register(_paper(turn * count + n), clerk).document_id for n in range(count)]
        let_go()
    return found


def _registration(side: Side) -> Request:
    paper = _paper(0)
    columns = ("origin", "organ", "source_number", "title", "kind", "received_on", "category")
    data = {name: getattr(paper, name) for name in columns} | {"marking": "", "urgency": "", "copies": "1"}
    return side.post("/incoming/new", CLERK, {**data, "receipt": f"bench-{secrets.token_hex(8)}", "to": "register"})


def _sending(side: Side, document_id: int, people: tuple[str, ...]) -> Request:
    key = f"bench-{secrets.token_urlsafe(12)}"
    data = [("idempotency_key", key), *(("readers", one) for one in people)]
    return side.post(f"/documents/{document_id}/circulate_at_once", CLERK, data)


def _check(database: Database, papers: list[int]) -> None:
    """Each paper lies before all its readers, and was sent once."""
    with database.app().app_context():
        lying = reading().execute(
            select(func.count()).select_from(Slip).where(
                Slip.document_id.in_(papers), Slip.kind == "circulate", Slip.closed_at.is_(None)
            )
        ).scalar_one()  # fmt: skip
        let_go()
    if lying != len(papers) * READERS:
        raise RuntimeError(f"{lying} slips lie before readers, not {len(papers) * READERS}")
