"""Robots' formats and signatures, and what each answer means."""

import json

import pytest

from routing.posting import robots
from routing.posting.errors import LaterError, RefusedError, UnreachableError, UnsureError
from routing.posting.robots import Robot, Text
from tests.posting.servers import RobotHost, listening


@pytest.fixture
def host():
    with listening(RobotHost) as host:
        yield host


def asked(kind, secret="", mobile=""):
    url, body = robots.request(
        Robot(kind, "https://robot.example/send?key=1", secret), Text("有新的待办", mobile), 1599360473.2
    )
    return url, json.loads(body)


def test_each_house_gets_its_own_format():
    assert asked("wecom", mobile="13800000000")[1] == {
        "msgtype": "text", "text": {"content": "有新的待办", "mentioned_mobile_list": ["13800000000"]},
    }  # fmt: skip
    assert asked("dingtalk", mobile="13800000000")[1] == {
        "msgtype": "text",
        "text": {"content": "有新的待办\n@13800000000"},
        "at": {"atMobiles": ["13800000000"], "isAtAll": False},
    }
    assert asked("feishu")[1] == {"msg_type": "text", "content": {"text": "有新的待办"}}


def test_signatures_are_those_that_openssl_makes():
    # printf '1599360473200\nSECx' | openssl dgst -sha256 -hmac SECx -binary | base64
    url, _ = asked("dingtalk", "SECx")
    assert url == (
        "https://robot.example/send?key=1&timestamp=1599360473200&sign=QhBCIWiJrAuGgf4XCHRQWYv2v2TFS%2FzHxS2BUBDQW40%3D"
    )
    # printf '' | openssl dgst -sha256 -hmac $'1599360473\nSECx' -binary | base64
    _, body = asked("feishu", "SECx")
    assert (body["timestamp"], body["sign"]) == ("1599360473", "UT7c9LEqNJ/xtO0WKPu5SWF8sS2TLQBpIirCKM2ectc=")


def test_a_long_text_is_cut_between_two_characters():
    _, body = robots.request(Robot("wecom", "https://x/"), Text("文" * 1_000), 0)
    words = json.loads(body)["text"]["content"]
    assert len(words.encode()) <= 2_000
    assert words.endswith("文…")


@pytest.mark.parametrize(
    ("kind", "answer", "error"),
    [
        ("wecom", (200, {"errcode": 0, "errmsg": "ok"}), None),
        ("feishu", (200, {"code": 0, "msg": "success"}), None),
        ("feishu", (200, {"StatusCode": 0, "StatusMessage": "success"}), None),
        ("wecom", (200, {"errcode": 45009, "errmsg": "api freq out of limit"}), LaterError),
        ("wecom", (200, {"errcode": 93000, "errmsg": "invalid webhook url"}), RefusedError),
        ("dingtalk", (200, {"errcode": 310000, "errmsg": "sign not match"}), RefusedError),
        ("feishu", (200, {"code": 19021, "msg": "sign match fail"}), RefusedError),
        ("dingtalk", (500, {}), UnreachableError),
        ("wecom", (503, {}), UnreachableError),
        ("wecom", (429, {}), LaterError),
        ("wecom", (404, {}), RefusedError),
        ("wecom", (200, ["?"]), UnsureError),
    ],
)
def test_what_a_robot_answers_is_understood(host, kind, answer, error):
    host.answers = [answer]
    robot = Robot(kind, host.url)
    if error is None:
        robots.post(robot, Text("试"))
    else:
        with pytest.raises(error):
            robots.post(robot, Text("试"))
    assert len(host.posts) == 1


def test_nothing_is_posted_to_where_a_robot_points(host):
    host.answers = [(307, {})]
    with pytest.raises(RefusedError, match="核对地址"):
        robots.post(Robot("wecom", host.url), Text("试"))
    assert [path for path, _ in host.posts] == ["/send?key=secret"]


def test_a_robot_that_falls_silent_may_have_taken_it_and_one_that_is_away_did_not(host):
    host.hangs = True
    with pytest.raises(UnsureError, match="可能已送达"):
        robots.post(Robot("wecom", host.url), Text("试"), timeout=0.3)
    host.close()
    with pytest.raises(UnreachableError, match="连不上"):
        robots.post(Robot("wecom", host.url), Text("试"))


@pytest.mark.parametrize(
    "url", ["", "ftp://x/", "https://", "javascript:alert(1)", "https://u:p@x/", "https://x/ y", "https://[::1"]
)
def test_only_an_address_of_the_web_is_one(url):
    assert not robots.is_address(url)
