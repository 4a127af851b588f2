"""The demo house at work: few and small makers of documents and of people who act."""

import io
import re
from dataclasses import replace

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from routing import clock, demo, samples
from routing.database import let_go, reading
from routing.models import ArchiveItem, ArchivePart, Document, NumberSeries, Slip
from routing.queries import documents
from routing.queries.people import actor_called
from routing.services import attaching, drafting, errands, receiving
from routing.services.advance import Order, advance
from routing.services.content import Content
from routing.services.filing import deciding, rounds, sealing
from routing.services.received import Received

NOTICE = Content(
    title="泰州市妇女联合会关于开展维权周活动的通知",
    kind="通知",
    recipients="各市（区）妇联",
    openness="主动公开",
    body="现将有关事项通知如下：\n一、活动时间\n3月2日至8日。\n泰州市妇女联合会\n2026年3月2日",
    print_copies=30,
)

LETTER = Received(
    organ="江苏省妇女联合会",
    source_number="苏妇发〔2026〕8号",
    title="江苏省妇女联合会关于做好家庭教育指导服务工作的通知",
    kind="通知",
    dated="2026-03-05",
    copies=2,
)
DIRECTOR, ARCHIVIST = "luwenbin", "hesufen"

# Who acts in the main line of a document that 权益部 drafts.
DRAFTER, HEAD, CLERK, VICE_CHAIR, CHAIR = "wangfang", "xieyulan", "xuyaqin", "gumingyue", "zhoujingyi"


class House:
    """The people of the demo organisation, acting through the services."""

    def __init__(self, app):
        self.app = app

    def person(self, username):
        return actor_called(reading(), username)

    def draft(self, by=DRAFTER, **columns):
        """Draft a document; return its id."""
        actor = self.person(by)
        series = reading().execute(select(NumberSeries.id).order_by(NumberSeries.id).limit(1)).scalar_one()
        return drafting.create(replace(NOTICE, **columns), actor.departments[0], series, actor).document_id

    def receive(self, by=CLERK, **columns):
        """Register a paper that came in; return its id."""
        content = replace(LETTER, received_on=clock.today().isoformat(), **columns)
        return receiving.register(content, self.person(by)).document_id

    def scope(self, *usernames):
        """Those people, as a scope is written."""
        people = map(self.person, usernames)
        return tuple(sorted((one.person_id, one.name) for one in people))

    def at(self, state, by=DRAFTER, **columns):
        """A document that has come to that state by the proper people; return its id."""
        document_id = self.draft(by, **columns)
        samples.walk(document_id, "awaiting_filing" if state == "filed" else state)
        if state == "filed":
            self.file([document_id])
        return document_id

    def act(self, document_id, key, by, **order):
        return advance(document_id, Order(key, **order), self.person(by))

    def correct(self, document_id, by, **columns):
        """Save a corrected text as the next revision."""
        actor = self.person(by)
        return drafting.revise(document_id, replace(drafting.current_content(document_id, actor), **columns), actor)

    def row(self, document_id):
        return reading().execute(select(Document.__table__).where(Document.id == document_id)).one()

    def view(self, document_id, by=CHAIR):
        return documents.view(reading(), document_id, self.person(by))

    def content(self, document_id, by=CHAIR):
        return drafting.current_content(document_id, self.person(by))

    def attach(self, name, octets, by=DRAFTER):
        """A file, kept for the next sheet of that person."""
        return attaching.attach([FileStorage(io.BytesIO(octets), name)], self.person(by))

    def filed(self, workflow="outgoing", term="长期", **columns):
        """A document that was filed for that term, in a sealed round of this year; return its item (件)."""
        if workflow == "outgoing":
            document_id = self.at("awaiting_filing", **columns)
        else:
            document_id = self.receive(**columns)
            self.act(document_id, "keep", CLERK)
        return self.file([document_id], term)[0]

    def file(self, document_ids, term="长期"):
        """Have these closed documents filed, and all others that wait left out; return the items in their order."""
        archivist = self.person(ARCHIVIST)
        round_id = rounds.open_round(clock.today().year, archivist)
        items = dict(reading().execute(select(ArchivePart.document_id, ArchivePart.item_id)).all())
        wanted = list(dict.fromkeys(items[one] for one in document_ids))
        others = reading().execute(
            select(ArchiveItem.id).where(ArchiveItem.round_id == round_id, ArchiveItem.id.not_in(wanted))
        )
        deciding.accept(round_id, wanted, archivist, term)
        deciding.leave_out([one.id for one in others], "不在这次归档", archivist)
        sealing.seal(round_id, archivist)
        assert errands.run_next()
        return wanted

    def walk(self, document_id, state):
        """Forward to that state by the proper people, each of whom opens the slip first."""
        samples.walk(document_id, state)

    def slips(self, document_id):
        """Every slip of the document, in order."""
        return reading().execute(select(Slip.__table__).where(Slip.document_id == document_id).order_by(Slip.id)).all()

    def log(self, document_id):
        return [line.action for line in self.view(document_id).lines]


class Browser:
    """A person at the screens over HTTP, with the tokens that real pages carry."""

    def __init__(self, app, username="", password=demo.PASSWORD):
        self.app, self.client = app, app.test_client()
        if username:
            answer = self.log_in(username, password)
            assert answer.status_code == 303, answer.text

    def log_in(self, username, password=demo.PASSWORD):
        page = self.get("/login")
        return self.post("/login", {"username": username, "password": password}, page)

    @staticmethod
    def token(page):
        return re.search(r'name="csrf-token" content="([^"]+)"', page.text)[1]

    def get(self, address, **options):
        return self.ask("get", address, **options)

    def post(self, address, data=None, page=None, **options):
        """Post with the token of `page`, or of the account page."""
        token = self.token(page or self.get("/account"))
        return self.ask("post", address, data={"csrf_token": token, **(data or {})}, **options)

    def ask(self, method, address, **options):
        """Each request in a context of its own, as it is served; what the test read before is let go."""
        let_go()
        with self.app.app_context():
            return getattr(self.client, method)(address, **options)
