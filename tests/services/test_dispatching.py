"""Real servers that are down, refuse, hang and fail: nothing is lost, nothing is sent twice, and it is said why."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from routing import clock, worker
from routing.database import let_go, reading, writing
from routing.models import Delivery, Outbox
from routing.services.administration import messages
from routing.services.dispatching import Dispatcher, take_back
from routing.services.errors import InvalidChangeError
from routing.services.notifying import CONFIDENTIAL, Notice, put
from tests.factories import CHAIR, CLERK, HEAD
from tests.posting.servers import MailHost, RobotHost, listening
from tests.services.test_notifying import confidential, deliveries, post_of, robot, wishes

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def mail(house):
    """A mail server, and the head of 权益部, who wants mail."""
    with listening(MailHost) as host:
        house.app.config.update(SMTP=host.url, MAIL_FROM="oa@example.gov.cn", NOTICE_STEPS=(0, 0, 0))
        wishes(house, HEAD, email="xyl@example.gov.cn")
        yield host


@pytest.fixture
def group(house):
    """A robot in a group, and the chair, who wants to be called there."""
    with listening(RobotHost) as host:
        house.app.config.update(NOTICE_STEPS=(0, 0, 0), ROBOT_TIMEOUT=0.5)
        wishes(house, CHAIR, robots=(robot(house, url=host.url),))
        yield host


def tell(house, username, count=1, **columns):
    holder = (post_of(house, username),)
    notice = {"event": "slip", "subject": "待办：通知", "body": "文件：通知", **columns}
    with writing() as connection:
        put(
            connection, [Notice(house.person(username).organisation_id, holders=holder, **notice) for _ in range(count)]
        )


def work():
    """As a worker does, until there is nothing left that it could do now."""
    hand = Dispatcher()
    while worker.turn(hand):
        pass
    let_go()


def one():
    [found] = deliveries()
    return found


def test_a_mail_server_that_is_down_is_tried_again_and_the_mail_arrives_once(house, mail):
    tell(house, HEAD, 3)
    mail.close()
    hand = Dispatcher()
    worker.turn(hand)
    assert {row.state for row in deliveries()} == {"waiting"}
    assert "连不上邮件服务器" in deliveries()[0].last_error
    mail.open()
    work()
    assert [row.state for row in deliveries()] == ["sent"] * 3
    assert len(set(mail.keys)) == len(mail.keys) == 3
    work()
    assert len(mail.keys) == 3


def test_while_a_server_is_away_the_others_wait_without_an_attempt_of_their_own(house, mail):
    house.app.config["NOTICE_STEPS"] = (60, 60)
    tell(house, HEAD, 3)
    mail.close()
    work()
    assert sorted(row.attempts for row in deliveries()) == [0, 0, 1]


def test_a_refused_recipient_is_shown_to_the_officer_who_has_it_sent_again(house, mail):
    mail.says = {"RCPT": "550 no such user"}
    tell(house, HEAD)
    work()
    assert (one().state, one().attempts) == ("failed", 1)
    assert "550 no such user" in one().last_error
    mail.says = {}
    work()
    assert mail.taken == []
    messages.send_again(house.person("sysadmin"), one().id)
    work()
    assert (one().state, len(mail.taken)) == ("sent", 1)
    with pytest.raises(InvalidChangeError, match="已送达"):
        messages.send_again(house.person("sysadmin"), one().id)


def test_what_is_put_off_is_tried_again_by_itself(house, mail):
    mail.says = {"RCPT": "451 greylisted"}
    tell(house, HEAD)
    worker.turn(Dispatcher())
    assert (one().state, "451" in one().last_error) == ("waiting", True)
    mail.says = {}
    work()
    assert (one().state, len(mail.taken)) == ("sent", 1)


@pytest.mark.parametrize("where", ["CONNECT", "TAKEN"])
def test_a_server_that_hangs_loses_nothing_and_a_mail_sent_again_is_the_same_mail(house, mail, where):
    mail.hangs = where
    tell(house, HEAD)
    assert worker.expand() == 1
    Dispatcher().one()
    assert one().state == "waiting"
    mail.hangs = ""
    work()
    assert one().state == "sent"
    assert len(set(mail.keys)) == 1


def test_after_days_it_is_given_up_and_the_officer_sees_why(house, mail):
    mail.close()
    tell(house, HEAD)
    worker.expand()
    with writing() as connection:
        connection.execute(update(Delivery).values(since=clock.now() - timedelta(days=4)))
    Dispatcher().one()
    assert one().state == "given_up"
    assert "试了3天" in one().last_error
    mail.open()
    messages.send_all_again(house.person("sysadmin"))
    work()
    assert (one().state, len(mail.taken)) == ("sent", 1)


def test_a_robot_that_answers_500_hears_it_again_until_it_takes_it_and_then_no_more(house, group):
    group.answers = [(500, {}), (502, {})]
    tell(house, CHAIR)
    for _ in range(3):
        worker.turn(Dispatcher())
    assert one().state == "sent"
    assert len(group.posts) == 3
    work()
    assert len(group.posts) == 3
    words = group.posts[-1][1]["text"]["content"]
    assert words == "【红头】周静宜：新的待办，请登录系统查看"  # the group reads no title


def test_a_robot_whose_answer_never_came_is_not_told_again_unless_the_officer_says_so(house, group):
    group.hangs = True
    tell(house, CHAIR)
    work()
    work()
    assert (one().state, len(group.posts)) == ("unsure", 1)
    assert "可能已送达" in one().last_error
    group.hangs = False
    messages.send_all_again(house.person("sysadmin"))  # what may have arrived is not among these
    work()
    assert len(group.posts) == 1
    messages.send_again(house.person("sysadmin"), one().id)
    work()
    assert (one().state, len(group.posts)) == ("sent", 2)


def test_a_mail_and_a_robots_message_of_a_restricted_document_say_nothing_of_it(house, mail, group):
    house.app.config["ADDRESS"] = "https://oa.example.gov.cn/"
    document = confidential(house, CLERK, HEAD)
    robots = robot(house, name="写标题的群", url=group.url, titles=True)
    wishes(house, HEAD, email="xyl@example.gov.cn", robots=(robots,))
    # Even a notice that was not written as one of 机要 says nothing: it is looked at again before it goes.
    tell(house, HEAD, document_id=document, subject="待办：关于某某线索的函", body="泰妇收〔2026〕3号 某某线索")
    work()
    sent = [f"{one['Subject']}\n{one.get_content()}" for one in mail.taken]
    posted = [body["text"]["content"] for _, body in group.posts]
    assert sent
    assert posted
    for words in sent + posted:
        assert CONFIDENTIAL in words
        assert not any(word in words for word in ("线索", "泰妇收", f"documents/{document}"))


def test_a_link_leads_to_the_document_where_the_house_has_an_address(house, mail):
    house.app.config["ADDRESS"] = "https://oa.example.gov.cn/"
    document = house.draft()
    tell(house, HEAD, document_id=document)
    work()
    assert f"https://oa.example.gov.cn/documents/{document}" in mail.taken[0].get_content()


def test_what_a_dead_worker_held_goes_on_by_mail_and_is_shown_for_a_robot(house, mail, group):
    tell(house, HEAD)
    tell(house, CHAIR)
    worker.expand()
    with writing() as connection:
        dead = {"state": "sending", "claim": "dead", "claimed_at": clock.now() - timedelta(hours=1), "attempts": 1}
        connection.execute(update(Delivery).values(dead))
    assert take_back() == 2
    work()
    assert {row.channel: row.state for row in deliveries()} == {"mail": "sent", "robot": "unsure"}
    assert (len(mail.taken), len(group.posts)) == (1, 0)


def a_worker(database, mail, folder):
    environment = {
        **os.environ, "HONGTOU_DATABASE": database, "HONGTOU_SMTP": mail.url, "HONGTOU_MAIL_FROM": "oa@example.gov.cn",
        "HONGTOU_SERVING": "1", "HONGTOU_INSTANCE": str(folder), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def until(fits, seconds=60):
    end = time.monotonic() + seconds
    while not fits():
        let_go()
        assert time.monotonic() < end
        time.sleep(0.05)


def count(state):
    let_go()
    return reading().execute(select(func.count()).where(Delivery.state == state)).scalar_one()


def test_two_workers_at_once_deliver_each_of_two_hundred_once_and_end_when_told(house, mail, database, tmp_path):
    tell(house, HEAD, 200)
    workers = [a_worker(database, mail, tmp_path) for _ in range(2)]
    try:
        until(lambda: count("sent") == 200)
    finally:
        for process in workers:
            process.send_signal(signal.SIGTERM)
        ended = [process.wait(20) for process in workers]
    assert ended == [0, 0]
    assert len(mail.keys) == len(set(mail.keys)) == 200
    assert {row.attempts for row in deliveries()} == {1}


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(house, mail, database, tmp_path):
    mail.slow = 0.05
    tell(house, HEAD, 30)
    process = a_worker(database, mail, tmp_path)
    until(lambda: len(mail.taken) > 5)
    process.kill()
    process.wait(10)
    assert count("sent") < 30
    mail.slow = 0
    house.app.config["NOTICE_LEASE"] = 0
    work()
    assert count("sent") == 30
    assert len(set(mail.keys)) == 30
    assert len(mail.keys) <= 31  # the one that was under way may have come twice, as the same mail


def test_nothing_is_forgotten_but_what_was_sent_long_ago(house, mail):
    from routing.services.jobs import _sweep

    tell(house, HEAD, 2)
    work()
    mail.says = {"RCPT": "550 no"}
    tell(house, HEAD)
    work()
    old = clock.now() - timedelta(days=200)
    with writing() as connection:
        connection.execute(update(Outbox).values(expanded_at=old))
        connection.execute(update(Delivery).where(Delivery.state == "sent").values(sent_at=old))
    _sweep()
    assert [row.state for row in deliveries()] == ["failed"]
    assert reading().execute(select(func.count()).select_from(Outbox)).scalar_one() == 1


def test_a_job_is_done_by_one_worker_and_a_failing_one_is_told_and_comes_again(house, monkeypatch):
    from routing.models import JobRun
    from routing.services import jobs

    calls = []

    def fails():
        calls.append(1)
        raise ValueError("no calendar")

    monkeypatch.setattr(jobs, "_JOBS", {})
    jobs.register("weekly", 3_600, fails)
    assert [jobs.run_due(), jobs.run_due(), len(calls)] == [1, 0, 1]
    with writing() as connection:
        connection.execute(update(JobRun).values(next_at=clock.now() - timedelta(seconds=1)))
    assert not [jobs._taken(jobs._JOBS["weekly"], new=True)][0]
    assert jobs.run_due() == 1
    row = reading().execute(select(JobRun.__table__)).one()
    assert (row.ran_at, row.last_error) == (None, "ValueError: no calendar")
    let_go()
    with writing() as connection:
        connection.execute(insert(JobRun), {"name": "x", "next_at": clock.now(), "last_error": ""})
    assert len(calls) == 2
