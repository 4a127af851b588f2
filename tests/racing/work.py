"""What the racing processes do. Imported by them, so it stays free of pytest.

A process is started by multiprocessing's fork server, has an application of its own, and works through the services.
"""

import json
import os
import random
from functools import cache
from itertools import count
from pathlib import Path
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

import routing.commands
import routing.views  # both are what create_app would import in every process anew: the fork server has them once  # noqa: F401
from routing import clock, create_app
from routing.database import let_go, reading
from routing.models import Distribution, NumberSeries, Slip
from routing.queries.people import actor_called, first_holder
from routing.samples import FORWARD
from routing.services import drafting
from routing.services.advance import Order, advance
from routing.services.content import Content
from routing.services.orders import Delivery, ReceiptOf
from workflows.errors import RuleError

_barrier = None


def enter(database, folder, barrier=None):
    """Make a process of the race ready: an application of its own on the common database."""
    global _barrier  # noqa: PLW0603 - what a pool's initializer is for
    _barrier = barrier
    create_app({"SQLALCHEMY_DATABASE_URI": database, "TESTING": True}, Path(folder)).app_context().push()


@cache
def person(username):
    return actor_called(reading(), username)


def number(documents):
    """Number every document as fast as can be; return the numbers, and how long each took in seconds."""
    clerk = person("xuyaqin")
    _barrier.wait()
    given = []
    for document in documents:
        began = perf_counter()
        outcome = advance(document, Order("number"), clerk)
        given.append((outcome.number, perf_counter() - began))
    return given


def sign(documents, receipts=()):
    """Sign each document at the same moment as everybody else; return what each attempt came to."""
    chair = person("zhoujingyi")
    came_to = []
    for place, document in enumerate(documents):
        _barrier.wait()
        try:
            outcome = advance(document, Order("sign", receipt=receipts[place] if receipts else ""), chair)
            came_to.append("repeated" if outcome.repeated else "signed")
        except RuleError as error:
            came_to.append(type(error).__name__)
    return came_to


def read(documents, username):
    """Read and sign each paper at the same moment as all its other readers."""
    reader = person(username)
    for document in documents:
        _barrier.wait()
        advance(document, Order("read"), reader)


def toil(database, folder, journal, seed):
    """Work until killed. What has been acknowledged is written down, and on the disk, before anything else is done."""
    enter(database, folder)
    dice = random.Random(seed)
    with Path(journal).open("ab", buffering=0) as book:
        for turn in count():
            receipt = f"{seed}-{turn}"
            try:
                done = _one_thing(dice, receipt)
            except (RuleError, DBAPIError):  # somebody else was first, or the server was killed under us
                done = None
            let_go()
            if done:
                book.write(json.dumps([receipt, *done]).encode() + b"\n")
                os.fsync(book.fileno())


def _one_thing(dice, receipt):
    """Do one thing that could be done now; return the document, the action and the number it has, or nothing."""
    waiting = reading().execute(select(Slip.document_id, Slip.state).where(Slip.closed_at.is_(None))).all()
    if len(waiting) < 24 or dice.random() < 0.1:
        return _draft(receipt)
    document, state = dice.choice(waiting)
    holder = first_holder(reading(), document)
    order = _order(dice, document, state, holder, receipt)
    outcome = advance(document, order, holder)
    return document, order.key, outcome.number


def _draft(receipt):
    drafter = person("wangfang")
    series = reading().execute(select(NumberSeries.id).order_by(NumberSeries.id).limit(1)).scalar_one()
    outcome = drafting.create(_content(receipt), drafter.departments[0], series, drafter, receipt)
    return outcome.document_id, "begin", ""


def _content(receipt):
    return Content(
        title=f"关于{receipt}的通知",
        kind="通知",
        recipients="各市（区）妇联",
        openness="主动公开",
        body=f"现将{receipt}有关事项通知如下：\n一、活动时间\n3月2日至8日。",
        print_copies=30,
    )


def _order(dice, document, state, holder, receipt):
    chance = dice.random()
    if chance < 0.05 and state in {"signing", "printing", "sealing"}:
        return Order("return", opinion="请核对。", target="office_review", receipt=receipt)
    if chance < 0.2 and state in {"drafting", "office_review"}:
        return Order("revise", change=_content(receipt), receipt=receipt)
    if state == "distributing":
        return _distribution(document, receipt)
    key, opinion = FORWARD[state]
    return Order(key, opinion, change=(1, 2) if key == "count_in" else None, receipt=receipt)


def _distribution(document, receipt):
    lines = reading().execute(select(Distribution).where(Distribution.document_id == document)).all()
    if not lines:
        return Order("list_recipient", change=Delivery("市委办公室", 6, "公文交换站"), receipt=receipt)
    open_lines = [line.id for line in lines if line.received_at is None]
    if open_lines:
        return Order("record_receipt", change=ReceiptOf(open_lines[0], "收发室", clock.now()), receipt=receipt)
    return Order("distribute", receipt=receipt)
