"""What is asked of the servers, what must be in the answers, and in what state the database must be afterwards."""

import http.client
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from sqlalchemy import func, insert, select, update

from bench.databases import VICE_CHAIR, Database
from bench.servers import Server
from routing import clock, demo
from routing.database import reading, writing
from routing.extensions import db
from routing.models import Document, Receipt, Revision, Slip, Transition
from routing.queries.people import actor_called
from routing.services.advance import Order, advance
from routing.services.verifying import Report, faults_of

AWAITING: Final = "vice_chair_review"
OPINION: Final = "同意，请主席签发。已核对依据和数字。"
CHAIR: Final = "zhoujingyi"
VISITORS: Final = (VICE_CHAIR, "xuyaqin", CHAIR)  # whose trays are asked for: some hundred slips each
POOLS: Final = 190  # documents before the vice-chair that are opened (a few) or acted on (the rest, half a side)
OPENED: Final = 50
LINKS: Final = 'href="/documents/'
Request = dict[str, Any]


@dataclass
class Side:
    """The product or the floor, with what a browser of its visitors holds, and documents of its own to act on."""

    name: str
    server: Server
    cookies: dict[str, str]
    tokens: dict[str, str]
    pool: list[int] = field(default_factory=list)

    def get(self, path: str, who: str, marker: str, times: int = 1) -> Request:
        raw = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookies[who]}\r\n\r\n"
        return {"raw": raw, "status": 200, "marker": marker, "times": times}

    def post(self, path: str, who: str, data: dict[str, str] | list[tuple[str, str]]) -> Request:
        pairs = list(data.items()) if isinstance(data, dict) else data
        body = urlencode([("csrf_token", self.tokens[who]), *pairs])
        raw = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookies[who]}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        return {"raw": raw, "status": 303, "marker": "/documents/", "times": 1}

    def act(self, document_id: int, action: str, who: str, opinion: str) -> Request:
        key = f"bench-{secrets.token_urlsafe(12)}"
        return self.post(f"/documents/{document_id}/{action}", who, {"opinion": opinion, "idempotency_key": key})


@dataclass(frozen=True)
class Readable:
    """A document to open, and a phrase of its text."""

    document_id: int
    phrase: str


@dataclass
class Stage:
    """One database with its sides, and the documents that are opened on it."""

    database: Database
    sides: list[Side]
    documents: list[Readable]
    title: dict[str, str]
    acted: set[int] = field(default_factory=set)


def set_up(database: Database, product: Server, floor: Server | None) -> Stage:
    """Log the visitors in at the product, and share out the documents."""
    cookies = {who: _log_in(product, who) for who in VISITORS}
    names = (("product", product), ("floor", floor))
    sides = [
        Side(name, server, cookies, {who: _token(server, cookies[who]) for who in VISITORS})
        for name, server in names
        if server is not None
    ]
    with database.app().app_context():
        rows = (
            reading()
            .execute(
                select(Document.id, Revision.body, Slip.opened_at)
                .join(Revision, Revision.id == Document.revision_id)
                .join(Slip, (Slip.document_id == Document.id) & Slip.closed_at.is_(None))
                .where(Document.state == AWAITING)
                .order_by(Document.id)
                .limit(POOLS)
            )
            .all()
        )
        title = {who: _first_title(who) for who in VISITORS}
        let_go()
    opened = [row for row in rows if row.opened_at is not None][:OPENED]
    others = [row.id for row in rows if row not in opened]
    for place, side in enumerate(sides):
        side.pool = others[place :: len(sides)]
    return Stage(database, sides, [Readable(row.id, row.body.split("\n")[-3][:20]) for row in opened], title)


def trays(stage: Stage, side: Side, count: int) -> list[Request]:
    """待办 of three people in turn, full pages."""
    return [side.get("/tray", who, LINKS, 20) for n in range(count) if (who := VISITORS[n % 3])]


def first_lines(stage: Stage, side: Side) -> list[Request]:
    """The most urgent title of every visitor must stand in the tray."""
    return [side.get("/tray", who, title) for who, title in stage.title.items()]


def pages(stage: Stage, side: Side, count: int) -> list[Request]:
    """Documents of 1,500 characters, opened before, with their way so far."""
    found = (stage.documents[n % len(stage.documents)] for n in range(count))
    return [side.get(f"/documents/{one.document_id}", VICE_CHAIR, one.phrase) for one in found]


def approvals(stage: Stage, side: Side, count: int) -> list[Request]:
    """审定 with an opinion, each document once."""
    stage.acted |= {*side.pool[:count]} if side.name == "product" else set()
    return [side.act(document_id, "approve", VICE_CHAIR, OPINION) for document_id in side.pool[:count]]


def mixed(stage: Stage, side: Side, count: int) -> list[Request]:
    """70 trays, 20 documents, 8 approvals and 2 searches out of a hundred, shuffled the same way every time."""
    acts = approvals(stage, side, count * 8 // 100)
    finds = [side.get(f"/search?q={quote('妇女联合会')}", VICE_CHAIR, LINKS) for _ in range(count * 2 // 100)]
    opened = pages(stage, side, count * 20 // 100)
    asked = trays(stage, side, count - len(acts) - len(finds) - len(opened)) + opened + acts + finds
    return [asked[n * 7919 % len(asked)] for n in range(len(asked))]


def settle(stage: Stage, side: Side) -> None:
    """Check what the approvals of a round wrote, and put the documents back before the vice-chair."""
    with stage.database.app().app_context():
        acted = reading().execute(
            select(Document.id).where(Document.id.in_(side.pool), Document.state == "signing")
        ).scalars().all()  # fmt: skip
        for document_id in acted:
            _check(document_id)
        if side.name == "product":
            chair = actor_called(reading(), CHAIR)
            for document_id in acted:
                advance(document_id, Order("return", opinion="退回再审", target=AWAITING), chair)
        else:
            _put_back(list(acted))
        let_go()


def verify(stage: Stage) -> int:
    """The logs of all documents that the product acted on must verify; return how many there were."""
    with stage.database.app().app_context():
        connection, report = reading(), Report()
        for document_id in sorted(stage.acted):
            row = connection.execute(select(Document.__table__).where(Document.id == document_id)).one()
            faults = list(faults_of(connection, row, report))
            if faults:
                raise RuntimeError(faults[0])
        let_go()
    return len(stage.acted)


def versions_of(stage: Stage) -> set[str]:
    """By which versions of the rules the documents run that the product acted on."""
    with stage.database.app().app_context():
        rows = reading().execute(select(Document.workflow_digest).where(Document.id.in_(stage.acted)))
        found = set(rows.scalars())
        let_go()
    return found


def _check(document_id: int) -> None:
    """One approval wrote one closed slip, one open one, one line and one receipt, all of them saying the same."""
    connection = reading()
    last = connection.execute(
        select(Transition).where(Transition.document_id == document_id).order_by(Transition.serial.desc()).limit(1)
    ).one()
    slips = connection.execute(select(Slip).where(Slip.document_id == document_id).order_by(Slip.id.desc())).all()
    document = connection.execute(select(Document.__table__).where(Document.id == document_id)).one()
    receipts = connection.execute(
        select(func.count()).where(Receipt.document_id == document_id, Receipt.at == last.at)
    ).scalar_one()
    rightly = (
        (last.action, last.to_state, last.opinion, last.serial) == ("approve", "signing", OPINION, document.log_length)
        and [slip.closed_at is None for slip in slips[:2]] == [True, False]
        and all(slip.closed_at is not None for slip in slips[1:])
        and (slips[0].state, slips[1].outcome, slips[1].opinion) == ("signing", "approve", OPINION)
        and receipts == 1
    )
    if not rightly:
        raise RuntimeError(f"document {document_id} was not approved as it should be")


def _put_back(documents: list[int]) -> None:
    """Undo the floor's approvals, which no log vouches for."""
    with writing() as connection:
        for document_id in documents:
            open_slip = Slip.document_id == document_id, Slip.closed_at.is_(None)
            before = connection.execute(
                select(Slip.__table__).where(Slip.document_id == document_id, Slip.state == AWAITING).limit(1)
            ).one()
            connection.execute(update(Slip).where(*open_slip).values(closed_at=clock.now(), outcome="return"))
            again = {**before._mapping, "closed_at": None, "closed_by": None, "outcome": "", "opinion": ""}
            del again["id"]
            connection.execute(insert(Slip), again)
            connection.execute(
                update(Document)
                .where(Document.id == document_id)
                .values(state=AWAITING, version=Document.version + 1, updated_at=clock.now())
            )


def _first_title(who: str) -> str:
    keys = actor_called(reading(), who).keys
    return str(
        reading()
        .execute(
            select(Document.title)
            .join(Slip, Slip.document_id == Document.id)
            .where(Slip.closed_at.is_(None), Slip.holder.in_(keys))
            .order_by(Slip.urgency.desc(), Slip.due_at, Slip.id)
            .limit(1)
        )
        .scalar_one()
    )


def admit(side: Side, who: str) -> None:
    """Log one more visitor in."""
    side.cookies[who] = _log_in(side.server, who)
    side.tokens[who] = _token(side.server, side.cookies[who])


def let_go() -> None:
    """Close what this process holds of the database, so that it can be dropped."""
    db.session.remove()
    db.engine.dispose()


def _log_in(server: Server, username: str) -> str:
    status, headers, page = _exchange(server, "GET", "/login")
    token = _csrf(page)
    data = urlencode({"username": username, "password": demo.PASSWORD, "csrf_token": token})
    status, headers, page = _exchange(server, "POST", "/login", _cookie(headers), data)
    if status != 303:
        raise RuntimeError(f"{username} could not log in: {status}")
    cookie = _cookie(headers)
    _, headers, _ = _exchange(server, "GET", "/tray", cookie)  # the form token enters the cookie with the first page
    return _cookie(headers) or cookie


def _token(server: Server, cookie: str) -> str:
    return _csrf(_exchange(server, "GET", "/tray", cookie)[2])


def _exchange(
    server: Server, method: str, path: str, cookie: str = "", body: str | None = None
) -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    sent = {"Cookie": cookie, "Host": "localhost"}
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, page


def _cookie(headers: http.client.HTTPMessage) -> str:
    return (headers.get("Set-Cookie") or "").split(";")[0]


def _csrf(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    if found is None:
        raise RuntimeError(f"no form token: {page[:300]}")
    return found[1]


Scene = Callable[[Stage, Side, int], list[Request]]
SCENES: Final[dict[str, Scene]] = {"tray": trays, "document": pages, "action": approvals, "mixed": mixed}
ACTING: Final = frozenset({"action", "mixed"})
