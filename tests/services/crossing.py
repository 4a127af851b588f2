"""What the crossings are made of: a clock that can be set, situations, and the check that nothing is lost."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from routing import clock
from routing.database import reading
from routing.models import Distribution, Person, Revision, Round, Slip, Transition
from routing.samples import FORWARD
from routing.services.advance import Order, advance
from routing.services.orders import Convening, Delivery, Parties, ReceiptOf
from routing.services.verifying import verify_all
from routing.working import Calendar
from tests.factories import CLERK, DRAFTER
from tests.files import samples as files
from workflows.model import DUTIES, MAIN, READ, SIGN

FIRST, SECOND, THIRD = "gumingyue", "shenqiulan", "luwenbin"  # who signs together
READER, OTHER_HEAD = "panyue", "yanhongmei"
ROUNDS = ("all", "any", "count", "order")
OFFICE = Calendar()
# After all other actions a slip is closed, with the opinion that is in the log.
CLOSES_NOTHING = frozenset(
    {"begin", "revise", "add_member", "conclude", "consult", "copy", "pause", "resume", "reassign",
     "list_recipient", "record_receipt"}
)  # fmt: skip


class Hours:
    """The clock on the wall: it stands still at nine in the morning of a working day until it is told to go on."""

    def __init__(self, monkeypatch):
        self.at = OFFICE.after(OFFICE.closing(clock.today(), 1), 30)
        monkeypatch.setattr(clock, "now", lambda: self.at)

    def pass_(self, minutes):
        """So many minutes of office hours go by."""
        self.at = OFFICE.after(self.at, minutes)


@dataclass(frozen=True)
class Kept:
    """All that must never be lost of a document, as it is at one moment."""

    row: Any
    lines: list[Any]
    slips: dict[int, Any]
    revisions: list[Any]
    content: Any
    distribution: list[Any]
    rounds: list[Any]

    def opinions(self):
        """What was written on the slips that are closed."""
        return {slip.opinion for slip in self.slips.values() if slip.closed_at is not None and slip.opinion}


@dataclass
class Scene:
    """A document in a situation, with an attachment and opinions given on its way."""

    house: Any
    hours: Hours
    situation: str
    document: int = 0
    attachments: tuple[Any, ...] = field(default=())

    def post(self, username):
        return f"post:{self.house.person(username).seats[0].post_id}"

    def parties(self, *usernames):
        return Parties(tuple(self.post(name) for name in usernames))

    def act(self, key, by, **order):
        return self.house.act(self.document, key, by, **order)

    def kept(self):
        connection, document = reading(), self.document

        def rows(model):
            table = model.__table__
            return connection.execute(select(table).where(table.c.document_id == document).order_by(table.c.id)).all()

        return Kept(
            self.house.row(document),
            rows(Transition),
            {slip.id: slip for slip in rows(Slip)},
            rows(Revision),
            self.house.content(document),
            rows(Distribution),
            rows(Round),
        )

    def open(self, *kinds):
        """The open slips of those kinds (none named: all)."""
        slips = self.house.slips(self.document)
        return [slip for slip in slips if slip.closed_at is None and (not kinds or slip.kind in kinds)]

    def left(self):
        """The working minutes that are left of the step's time: of its slip, or of the round for which it rests."""
        for slip in self.open(MAIN):
            return OFFICE.minutes_between(slip.paused_at or self.hours.at, slip.due_at)
        rounds = [one for one in self.kept().rounds if one.closed_at is None]
        return rounds[0].minutes_left

    def finish(self):
        """Drive the document on to its end by whoever holds its slips, and let everybody read what is to be read."""
        for _ in range(40):
            state = self.house.row(self.document).state
            if state == "awaiting_filing":
                break
            if state == "distributing" and self.open(MAIN) and not self.kept().distribution:
                distribute(self)
            slip = self.open(*DUTIES)[0]
            key = "sign_jointly" if slip.kind == SIGN else FORWARD[state][0]
            self.by_holder(slip, key, change=(1, 2) if key == "count_in" else None)
        for slip in self.open(READ):
            self.by_holder(slip, "acknowledge", opinion="已阅，照办")
        assert self.house.row(self.document).state == "awaiting_filing"
        assert self.open() == []
        assert not verify_all().faults

    def by_holder(self, slip, key, **order):
        names = reading().execute(select(Person.username).order_by(Person.id)).scalars().all()
        people = (self.house.person(name) for name in names)
        holders = [one for one in people if slip.holder in one.keys]
        own = [one for one in holders if not (one.seat_for(slip.holder) and one.seat_for(slip.holder).behalf)]
        return advance(self.document, Order(key, **order), (own or holders)[0])


def distribute(scene, by=None):
    """One line on the distribution list, and its receipt."""
    actor = (lambda key, **order: scene.act(key, by, **order)) if by else (
        lambda key, **order: scene.by_holder(scene.open(MAIN)[0], key, **order))  # fmt: skip
    actor("list_recipient", change=Delivery("市总工会", 6, "公文交换站"))
    line = scene.kept().distribution[-1].id
    actor("record_receipt", change=ReceiptOf(line, "收发室", scene.hours.at))


def stage(house, hours, situation):
    """Bring a document into the situation, and let an hour go by."""
    scene = Scene(house, hours, situation)
    scene.attachments = house.attach("附件.docx", files.word())
    named = "组织宣传部、城乡发展部" if situation == "named" else ""
    scene.document = house.draft(attachments=scene.attachments, countersigners=named)
    house.walk(scene.document, _STATE.get(situation, "office_review"))
    hours.pass_(60)
    if situation in ROUNDS:
        convened = Convening(tuple(scene.post(name) for name in (FIRST, SECOND, THIRD)), situation, 2)
        scene.act("convene", CLERK, opinion="请会签", change=convened)
        if situation == "any":
            scene.act("decline_jointly", FIRST, opinion="第二段的数字有误")
        else:
            scene.act("sign_jointly", FIRST, opinion="同意，数字已核")
    elif situation == "circulating":
        scene.act("copy", CLERK, opinion="请阅", change=scene.parties(READER, OTHER_HEAD))
        scene.act("acknowledge", READER, opinion="已阅，建议尽快发出")
    elif situation == "distributing":
        distribute(scene, DRAFTER)
    hours.pass_(400)  # into the next day: what is reckoned anew would be due later
    return scene


def nothing_is_lost(before, after, but=()):
    """Lines, slips, opinions, texts, files, lists, clocks are as they were. `but`: slips whose time was to change."""
    assert after.lines[: len(before.lines)] == before.lines
    for number, slip in before.slips.items():
        now = after.slips[number]
        if slip.closed_at is not None:
            assert now == slip
        elif number not in but:
            assert (now.kind, now.arrived_at, now.due_at) == (slip.kind, slip.arrived_at, slip.due_at)
    assert before.opinions() <= after.opinions()
    acted = Counter((line.action, line.opinion) for line in after.lines if line.action not in CLOSES_NOTHING)
    closed = [slip for slip in after.slips.values() if slip.closed_by is not None]
    assert Counter((slip.outcome, slip.opinion) for slip in closed) == acted
    assert after.revisions[: len(before.revisions)] == before.revisions
    assert after.content == before.content
    assert after.distribution[: len(before.distribution)] == before.distribution
    assert not before.row.number or after.row.number == before.row.number
    assert {one.id for one in before.rounds} <= {one.id for one in after.rounds}


_STATE = {"distributing": "distributing", "signing": "signing", "printing": "printing"}
