"""消息提醒 on the screens: chosen, tried out, counted without keeping anybody logged in; the officer's page."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import AdministrationLog, LoginSession, NotificationSetting, Robot
from tests.factories import CHAIR, DRAFTER, HEAD, Browser
from tests.posting.servers import MailHost, RobotHost, listening
from tests.queries.test_budget import counted
from tests.services.test_dispatching import tell, work
from tests.services.test_notifying import robot, wishes

ALL = ["slip", "urged", "digest"]


def test_what_one_chose_is_kept_and_shown_again(house):
    person, group = Browser(house.app, HEAD), robot(house)
    page = person.get("/account/notices")
    assert "工作群（企业微信）" in page.text
    chosen = {"by_mail": "y", "email": " xyl@example.gov.cn ", "mobile": "13800000000", "robots": group, "events": ALL}
    assert person.post("/account/notices", chosen, page).status_code == 303
    row = reading().execute(select(NotificationSetting.__table__)).one()
    assert (row.email, row.robots, row.events) == ("xyl@example.gov.cn", str(group), "slip urged digest")
    assert 'value="xyl@example.gov.cn"' in person.get("/account/notices").text
    assert "电子邮件（xyl@example.gov.cn）、工作群机器人" in person.get("/account").text


@pytest.mark.parametrize(
    "email",
    ["", "xyl", "a@b@c", "a b@example.cn", "x@example.cn\r\nBcc: y@example.cn", "a@example.cn,b@example.cn", "王@x.cn"],
)
def test_an_address_that_is_none_is_refused_at_its_field_and_nothing_typed_is_lost(house, email):
    robot(house)
    person = Browser(house.app, HEAD)
    answer = person.post("/account/notices", {"by_mail": "y", "email": email, "mobile": "139-0000", "events": ALL})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert 'value="139-0000"' in answer.text


def test_a_trial_says_at_once_what_came_of_it(house):
    person = Browser(house.app, HEAD)

    def trial():
        with writing() as connection:
            connection.execute(update(NotificationSetting).values(tested_at=None))
        person.post("/account/notices/trial")
        return person.get("/account/notices").text

    assert "还没有选提醒的方式" in trial()
    with listening(MailHost) as mail, listening(RobotHost) as group:
        wishes(house, HEAD, email="xyl@example.gov.cn", robots=(robot(house, url=group.url),))
        assert "电子邮件：没有发成。还没有设置邮件服务器" in trial()
        house.app.config["SMTP"] = mail.url
        assert "电子邮件：已发出，请查看" in trial()
        assert mail.taken[-1]["To"] == "xyl@example.gov.cn"
        mail.says = {"RCPT": "550 no such user"}
        group.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook url"})]
        said = trial()
        assert "550 no such user" in said
        assert "93000 invalid webhook url" in said
        person.post("/account/notices/trial")
        assert "刚刚试发过" in person.get("/account/notices").text


def test_the_live_count_is_cheap_unchanged_where_nothing_changed_and_keeps_nobody_logged_in(house):
    document = house.at("signing", urgency="特急")
    chair = Browser(house.app, CHAIR)
    first = chair.get("/tray/count")
    assert first.json == {"count": 1, "urgent": 1, "latest": house.slips(document)[-1].id}
    with counted() as statements:
        again = chair.get("/tray/count", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
    assert len(statements) == 2  # the session, and the tray's index
    assert "Set-Cookie" not in again.headers
    idle = clock.now() - timedelta(minutes=20)
    with writing() as connection:
        connection.execute(update(LoginSession).values(seen_at=idle))
    assert chair.get("/tray/count").status_code == 200
    let_go()
    assert reading().execute(select(LoginSession.seen_at)).scalar_one() == idle
    with writing() as connection:
        connection.execute(update(LoginSession).values(seen_at=clock.now() - timedelta(minutes=31)))
    assert chair.get("/tray/count", headers={"X-Requested-With": "fetch"}).status_code == 401


def test_the_officer_keeps_robots_whose_address_is_shown_to_nobody_again(house):
    officer = Browser(house.app, "sysadmin")
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=very-secret"
    given = {"kind": "wecom", "name": "工作群", "url": address, "secret": "SECabc", "active": "y"}
    assert officer.post("/admin/messages/robots/new", given).status_code == 303
    kept = reading().execute(select(Robot.__table__)).one()
    for page in ("/admin/messages", f"/admin/messages/robots/{kept.id}"):
        text = officer.get(page).text
        assert "very-secret" not in text
        assert "SECabc" not in text
    change = {"kind": "wecom", "name": "办公室群", "url": "", "secret": "", "titles": "y", "active": "y"}
    assert officer.post(f"/admin/messages/robots/{kept.id}", change).status_code == 303
    let_go()
    row = reading().execute(select(Robot.__table__)).one()
    assert (row.name, row.url, row.secret, row.titles) == ("办公室群", address, "SECabc", True)
    log = reading().execute(select(AdministrationLog.__table__)).all()
    assert [line.done for line in log][-2:] == ["新增机器人：工作群", "修改机器人：办公室群"]
    assert "very-secret" not in str(log)
    for wrong in ("", "qyapi.weixin.qq.com", "ftp://x/"):
        answer = officer.post("/admin/messages/robots/new", {**given, "name": "又一个", "url": wrong})
        assert answer.status_code == 422
        assert 'id="url-error"' in answer.text


def test_the_officer_sees_what_is_stuck_and_why_but_no_title(house):
    with listening(MailHost) as mail:
        house.app.config.update(SMTP=mail.url, MAIL_FROM="oa@example.gov.cn")
        wishes(house, HEAD, email="xyl@example.gov.cn")
        mail.says = {"RCPT": "550 no such user"}
        tell(house, HEAD, subject="待办：不该看见的标题")
        work()
        officer = Browser(house.app, "sysadmin")
        assert "1条消息没有送达" in officer.get("/admin").text
        page = officer.get("/admin/messages")
        assert all(words in page.text for words in ("被拒绝", "550 no such user", "谢玉兰", "新的待办", "在运行"))
        assert "不该看见的标题" not in page.text
        mail.says = {}
        officer.post("/admin/messages/again", page=page)
        work()
        assert len(mail.taken) == 1
        assert "没有这样的消息" in officer.get("/admin/messages").text
        assert "谢玉兰" in officer.get("/admin/messages?which=sent").text


def test_a_robot_is_tried_out_by_the_officer(house):
    officer = Browser(house.app, "sysadmin")
    with listening(RobotHost) as group:
        number = robot(house, url=group.url)
        officer.post(f"/admin/messages/robots/{number}/trial")
        assert "已发出，请到群里查看" in officer.get("/admin/messages").text
        group.answers = [(500, {})]
        officer.post(f"/admin/messages/robots/{number}/trial")
        assert "企业微信机器人出错（500）" in officer.get("/admin/messages").text
    assert Browser(house.app, DRAFTER).get("/admin/messages").status_code == 403
