"""The real house for the machine: the service layer on a database of its own, asked and read in the model's words."""

import shutil
import sqlite3
from contextlib import closing

from sqlalchemy import insert, select
from sqlalchemy.engine import make_url

from routing import clock
from routing.database import let_go, reading, writing
from routing.extensions import db
from routing.models import (
    Distribution,
    Document,
    Holding,
    Number,
    NumberSeries,
    Person,
    Post,
    Revision,
    Slip,
    Transition,
    VoidNumber,
)
from routing.queries.people import actor_called
from routing.services import drafting
from routing.services.advance import Order, advance, open_slips
from routing.services.content import Content
from routing.services.orders import Convening, Delivery, Parties, ReceiptOf
from routing.services.verifying import Report, _numbers, faults_of
from tests.long.rulebook import NAMES, POSTS

SLIPS = (
    "document_id", "kind", "state", "holder_name", "from_state", "sender_id", "opened_at", "paused_at", "outcome",
    "opinion", "closed_by",
)  # fmt: skip


class Site:
    """One application for all runs of the machine; on SQLite each run begins on a fresh copy of the database."""

    def __init__(self, app, url):
        self.app, self.path = app, make_url(url).database if url.startswith("sqlite") else ""
        self.context = None
        with app.app_context():
            self._second_post()
            if self.path:
                with db.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
        if self.path:
            shutil.copy(self.path, self.path + ".seed")

    def begin(self):
        """A fresh house; returns how many numbers it has given before."""
        if self.path:
            # Not by copying the file: what SQLite keeps beside it would belong to the one before.
            with closing(sqlite3.connect(self.path + ".seed")) as seed, closing(sqlite3.connect(self.path)) as house:
                seed.backup(house)
        self.context = self.app.app_context()
        self.context.push()
        self.ids = []
        self.people = {who: actor_called(reading(), who) for who in NAMES}
        self.usernames = {actor.person_id: who for who, actor in self.people.items()}
        self.posts = {row.name: f"post:{row.id}" for row in reading().execute(select(Post.id, Post.name))}
        self.series = reading().execute(select(NumberSeries.id).order_by(NumberSeries.id).limit(1)).scalar_one()
        return len(reading().execute(select(Number.id)).all())

    def end(self):
        self.context.pop()
        if self.path:
            with self.app.app_context():
                db.engine.dispose()

    def _second_post(self):
        """The vice-chair heads the committee's office as well, beside its own head."""
        post = reading().execute(select(Post).where(Post.name == "妇儿工委办主任")).one()
        if len(POSTS[post.name][2]) == len(reading().execute(select(Holding).where(Holding.post_id == post.id)).all()):
            return
        person = reading().execute(select(Person.id).where(Person.username == "gumingyue")).scalar_one()
        since = reading().execute(select(Holding.starts_on).where(Holding.post_id == post.id)).scalar_one()
        with writing() as connection:
            holding = {"organisation_id": post.organisation_id, "post_id": post.id, "person_id": person}
            connection.execute(insert(Holding), {**holding, "starts_on": since})

    # What people do

    def draft(self, who, text):
        outcome = drafting.create(Content(**text), self.people[who].departments[0], self.series, self.people[who])
        self.ids.append(outcome.document_id)

    def look(self, n, who):
        open_slips(self.ids[n], self.people[who])

    def do(self, n, who, key, opinion="", version=None, receipt="", **given):
        """Take an action as the screens do. Raises a RuleError. Tells whether the same form had acted before."""
        actor, document = self.people[who], self.ids[n]
        if key == "revise":
            return drafting.revise(document, Content(**given["text"]), actor, version, receipt).repeated
        order = Order(key, opinion, given.get("to"), self._change(document, key, given), version, receipt)
        return advance(document, order, actor).repeated

    def _change(self, document, key, given):
        if "posts" in given:
            keys = tuple(self.posts[post] for post in given["posts"])
            return (
                Convening(keys, given["rule"], given["need"], given["refusal"]) if key == "convene" else Parties(keys)
            )
        if "recipient" in given:
            return Delivery(given["recipient"], 2, "直接送达")
        if "line" in given:
            of_it = select(Distribution.id).where(Distribution.document_id == document).order_by(Distribution.id)
            lines = reading().execute(of_it).scalars().all()
            line = lines[given["line"]] if given["line"] < len(lines) else 0
            return line if key == "strike_recipient" else ReceiptOf(line, "收发室", clock.now())
        return given.get("copies")

    # What there is

    def told(self):
        """Every document of this run, in the model's words; and its version, which only an action may raise."""
        let_go()
        found = {document: {"slips": [], "log": [], "list": []} for document in self.ids}
        ours = tuple(self.ids)
        rows = reading().execute(_DOCUMENTS.where(Document.id.in_(ours))).all()
        for row in rows:
            found[row.id] |= self._document(row)
        for row in reading().execute(_SLIPS.where(Slip.document_id.in_(ours)).order_by(Slip.id)):
            found[row.document_id]["slips"].append(self._slip(row))
        for row in reading().execute(_LINES.where(Transition.document_id.in_(ours)).order_by(Transition.id)):
            found[row.document_id]["log"].append((row.action, row.person_name, row.opinion))
        for row in reading().execute(_LISTED.where(Distribution.document_id.in_(ours)).order_by(Distribution.id)):
            line = {"to": row.recipient, "struck": row.struck_reason, "received": row.received_at is not None}
            found[row.document_id]["list"].append(line)
        return [found[document] for document in self.ids]

    def _document(self, row):
        text = Content.read(row.content, row.body)
        return {
            "state": row.state,
            "department": row.department_name,
            "drafter": self.usernames[row.drafter_id],
            "text": {name: getattr(text, name) for name in TEXT},
            "texts": (row.revisions, row.serial),
            "signed": (row.signed_serial, row.signed_by) if row.signed_digest else None,
            "as_signed": bool(row.signed_digest) and row.signed_digest == row.revision_digest,
            "number": (row.number, row.number_serial or 0),
            "void": row.reason or "",
            "validity": row.validity,
            "log_length": row.log_length,
            "version": row.version,
            "copies": (row.original_copies, row.printed_copies),
        }

    def _slip(self, row):
        return {
            "kind": row.kind,
            "at": row.state,
            "holder": row.holder_name,
            "sender": self.usernames.get(row.sender_id),
            "came": row.from_state,
            "opened": row.opened_at is not None,
            "paused": row.paused_at is not None,
            "outcome": row.outcome,
            "opinion": row.opinion,
            "by": self.usernames.get(row.closed_by),
        }

    def faults(self, n):
        """What the verifier says of the document."""
        connection = reading()
        row = connection.execute(select(Document.__table__).where(Document.id == self.ids[n])).one()
        return list(faults_of(connection, row, Report()))

    def gaps(self):
        return list(_numbers(reading(), Report()))


TEXT = (
    "title", "kind", "recipients", "copies_to", "urgency", "openness", "body", "print_copies", "countersigners",
    "importance",
)  # fmt: skip
_signed = Revision.__table__.alias("signed_revision")
_DOCUMENTS = (
    select(
        Document.__table__, Revision.content, Revision.body, Revision.serial, _signed.c.serial.label("signed_serial"),
        Number.serial.label("number_serial"), VoidNumber.reason,
    )
    .join(Revision, Revision.id == Document.revision_id)
    .outerjoin(_signed, _signed.c.id == Document.signed_revision_id)
    .outerjoin(Number, Number.document_id == Document.id)
    .outerjoin(VoidNumber, VoidNumber.number_id == Number.id)
)  # fmt: skip
_SLIPS = select(*(getattr(Slip, name) for name in SLIPS))
_LINES = select(Transition.document_id, Transition.action, Transition.person_name, Transition.opinion)
_LISTED = select(Distribution.document_id, Distribution.recipient, Distribution.struck_reason, Distribution.received_at)
