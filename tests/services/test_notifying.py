"""A notice is there exactly when what it tells of is; of 机要 it says nothing; whoever is behind the holder is told."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from routing import clock
from routing.database import reading, writing
from routing.models import Delivery, Document, JobRun, Outbox, Robot
from routing.services import notifying, telling
from routing.services.expanding import expand
from routing.services.notifying import CONFIDENTIAL, EVENTS
from routing.services.orders import Convening
from routing.services.telling import Wish
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR
from workflows.errors import RuleError

SECRET = "关于某某同志问题线索的函"


def outbox(**columns):
    rows = reading().execute(select(Outbox.__table__).filter_by(**columns).order_by(Outbox.id)).all()
    reading().rollback()
    return rows


def deliveries():
    rows = reading().execute(select(Delivery.__table__).order_by(Delivery.id)).all()
    reading().rollback()
    return rows


OF_ITSELF = ("digest", "remind", "filing", "inspection")  # the periodic work that writes messages


def nothing_else_is_due():
    """The house has just said what it says by itself: on a Monday morning its weekly digest would arrive as well."""
    later = clock.now() + timedelta(days=1)
    with writing() as connection:
        known = set(connection.execute(select(JobRun.name)).scalars())
        rows = [{"name": name, "next_at": later, "last_error": ""} for name in OF_ITSELF if name not in known]
        if rows:
            connection.execute(insert(JobRun), rows)


def wishes(house, username, *, email="", robots=(), events=tuple(EVENTS)):
    nothing_else_is_due()
    wish = Wish(email, "", bool(email), tuple(robots), tuple(events))
    return telling.choose(house.person(username), wish)


def robot(house, **columns):
    given = {
        "kind": "wecom",
        "name": "工作群",
        "url": "http://127.0.0.1:1/",
        "secret": "",
        "titles": False,
        "active": True,
    }
    with writing() as connection:
        values = {"organisation_id": house.person(CHAIR).organisation_id, **given, **columns}
        return connection.execute(Robot.__table__.insert().returning(Robot.id), values).scalar_one()


def post_of(house, username):
    return f"post:{house.person(username).seats[0].post_id}"


def confidential(house, *usernames):
    """A 机要 paper, registered with these people as its scope; return its id."""
    return house.receive(origin="confidential", title=SECRET, scope=house.scope(*usernames))


def test_a_step_tells_whoever_gets_it_next_and_a_draft_tells_nobody(house):
    document = house.draft()
    assert outbox() == []
    house.act(document, "submit", by=DRAFTER)
    [notice] = outbox()
    slip = house.slips(document)[-1]
    assert (notice.event, notice.holders, notice.document_id) == ("slip", slip.holder, document)
    assert house.row(document).title in notice.subject
    assert "王芳" in notice.body
    assert "期限" in notice.body


def test_what_was_refused_tells_nobody(house):
    document = house.at("signing")
    before = len(outbox())
    with pytest.raises(RuleError):
        house.act(document, "sign", by=DRAFTER)
    with pytest.raises(RuleError):
        house.act(document, "return", by=CHAIR, opinion="", target="drafting")
    assert len(outbox()) == before


def test_many_slips_that_say_the_same_are_one_notice(house):
    document = house.at("office_review")
    before = len(outbox())
    others = tuple(post_of(house, name) for name in (VICE_CHAIR, "luwenbin", "shenqiulan"))
    house.act(document, "convene", CLERK, opinion="请把关", change=Convening(others, "all", 0, "record"))
    [notice] = outbox()[before:]
    assert set(notice.holders.split()) == set(others)
    assert "会签" in notice.subject
    assert "请把关" in notice.body


def test_of_a_restricted_document_a_notice_says_nothing_and_outside_the_scope_nobody_gets_one(house, app):
    app.config["SMTP"] = "smtp://127.0.0.1"
    document = confidential(house, CLERK, HEAD)
    for username in (HEAD, VICE_CHAIR, CHAIR):
        wishes(house, username, email=f"{username}@example.gov.cn")
    with writing() as connection:
        row = connection.execute(select(Document.__table__).where(Document.id == document)).one()
        holders = [post_of(house, HEAD), post_of(house, VICE_CHAIR)]
        notifying.put(connection, [notifying.about(row, "urged", holders, [f"留言：{SECRET}速办"], what=SECRET)])
    [notice] = outbox(event="urged")
    assert (notice.subject, notice.body, notice.confidential) == (CONFIDENTIAL, f"{CONFIDENTIAL}。", True)
    expand()
    assert {one.person_id for one in deliveries()} == {house.person(HEAD).person_id}


def test_each_is_told_by_the_ways_and_of_the_events_that_they_chose_and_nobody_of_what_they_did(house, app):
    app.config["SMTP"] = "smtp://127.0.0.1"
    group, closed = robot(house), robot(house, name="旧群", active=False)
    wishes(house, HEAD, email="xyl@example.gov.cn", robots=(group, closed))
    wishes(house, VICE_CHAIR, email="gmy@example.gov.cn", events=("digest",))
    wishes(house, DRAFTER, email="wf@example.gov.cn")
    actor = house.person(DRAFTER)
    row = house.row(house.draft())
    keys = [f"person:{actor.person_id}", post_of(house, HEAD), post_of(house, VICE_CHAIR)]
    with writing() as connection:
        notifying.put(connection, [notifying.about(row, "urged", keys, actor_id=actor.person_id)])
    assert expand() == 1
    assert expand() == 0
    made = [(one.person_id, one.channel, one.address, one.state) for one in deliveries()]
    head = house.person(HEAD).person_id
    assert made == [(head, "mail", "xyl@example.gov.cn", "waiting"), (head, "robot", f"robot:{group}", "waiting")]


def test_without_a_mail_server_no_mail_is_laid_up(house):
    wishes(house, HEAD, email="xyl@example.gov.cn")
    house.act(house.draft(), "submit", by=DRAFTER)
    assert expand() == 1
    assert deliveries() == []


def test_an_urgent_one_goes_before_all_that_waits(house, app):
    app.config["SMTP"] = "smtp://127.0.0.1"
    wishes(house, HEAD, email="xyl@example.gov.cn")
    for urgency in ("", "特急"):
        house.act(house.draft(urgency=urgency), "submit", by=DRAFTER)
        expand()
    first = min(deliveries(), key=lambda one: (one.next_at, one.id))
    subjects = {notice.id: notice.subject for notice in outbox()}
    assert subjects[first.outbox_id].startswith("【特急】")
