"""Robots of chat groups: one text to one robot, in the format of its house, and what it answered.

Sources: 企业微信 群机器人配置说明 (text, ≤ 2,048 octets), 钉钉 自定义机器人接入 (加签: milliseconds), 飞书
自定义机器人使用指南 (签名校验: seconds). Redirections are not followed: what is posted is for the host that was named.
"""

import hmac
import json
import time
from base64 import b64encode
from typing import Any, Final, NamedTuple
from urllib.parse import quote_plus, urlsplit

from routing.posting.errors import LaterError, PostingError, RefusedError, UnreachableError, UnsureError

KINDS: Final = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
TIMEOUT: Final = 10.0
ANSWER: Final = 65_536  # octets of an answer that are looked at
LENGTH: Final = {"wecom": 2_000, "dingtalk": 15_000, "feishu": 15_000}  # octets of a text
# Too many at once, or busy: the same text will pass later.
BUSY: Final = {"wecom": {-1, 45009}, "dingtalk": {-1, 130101}, "feishu": {9499, 11232}}


class Robot(NamedTuple):
    """Where a robot listens, with the secret with which what it takes is signed (none: empty)."""

    kind: str
    url: str
    secret: str = ""


class Text(NamedTuple):
    """What is said, and the mobile number of whom it calls (none: empty)."""

    words: str
    mobile: str = ""


def is_address(url: str) -> bool:
    """Is it an http(s) address with a host and nothing odd in it?"""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
        return usable and parts.port != 0 and url.isascii() and url.isprintable() and " " not in url
    except ValueError:
        return False


def post(robot: Robot, text: Text, timeout: float = TIMEOUT) -> None:
    """Post a text; returns when the robot has said that it took it.

    Raises UnreachableError and LaterError where it surely did not arrive now, RefusedError where it never will so, and
    UnsureError where it went out and no answer, or none that can be understood, came back.
    """
    import urllib3  # only where something is posted: 5 MB

    url, body = request(robot, text, time.time())
    name = KINDS[robot.kind]
    manager = urllib3.PoolManager(retries=False, timeout=timeout)
    try:
        answer = manager.request(
            "POST", url, body=body, headers={"Content-Type": "application/json; charset=utf-8"}, redirect=False,
            preload_content=False,
        )  # fmt: skip
        status, octets = answer.status, answer.read(ANSWER)
        answer.close()
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
        raise UnreachableError(f"连不上{name}机器人") from error
    except urllib3.exceptions.SSLError as error:
        raise UnreachableError(f"{name}机器人的证书不能核实") from error
    except (urllib3.exceptions.ReadTimeoutError, urllib3.exceptions.ProtocolError) as error:
        raise UnsureError(f"消息已经发出，{name}机器人没有答复，可能已送达") from error
    except urllib3.exceptions.HTTPError as error:
        raise UnreachableError(f"连不上{name}机器人：{error}") from error
    finally:
        manager.clear()
    if said := _judged(robot.kind, status, octets):
        raise said


def request(robot: Robot, text: Text, now: float) -> tuple[str, bytes]:
    """The address and the JSON body that are posted at that moment (seconds since 1970)."""
    words = _cut(text.words, LENGTH[robot.kind])
    content: dict[str, Any]
    url = robot.url
    match robot.kind:
        case "wecom":
            content = {"msgtype": "text", "text": {"content": words}}
            if text.mobile:
                content["text"]["mentioned_mobile_list"] = [text.mobile]
        case "dingtalk":
            content = {"msgtype": "text", "text": {"content": words}}
            if text.mobile:  # it is called only where the text names it, too
                content["text"]["content"] = f"{words}\n@{text.mobile}"
                content["at"] = {"atMobiles": [text.mobile], "isAtAll": False}
            if robot.secret:
                stamp = str(round(now * 1000))
                sign = _signed(robot.secret.encode(), f"{stamp}\n{robot.secret}".encode())
                url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(sign)}"
        case _:
            content = {"msg_type": "text", "content": {"text": words}}
            if robot.secret:
                stamp = str(int(now))
                content |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{robot.secret}".encode(), b"")}
    return url, json.dumps(content, ensure_ascii=False).encode()


def _judged(kind: str, status: int, octets: bytes) -> PostingError | None:
    name = KINDS[kind]
    if status >= 500:
        return UnreachableError(f"{name}机器人出错（{status}）")
    if status == 429:
        return LaterError(f"{name}机器人忙，稍后再发（429）")
    if status >= 300:
        return RefusedError(f"{name}机器人不接受（{status}），请核对地址")
    try:
        answer = json.loads(octets)
        code = int(answer.get("errcode", answer.get("code", answer.get("StatusCode"))))
    except (ValueError, TypeError, AttributeError):
        return UnsureError(f"{name}机器人的答复看不懂，可能已送达；请核对地址")
    if code == 0:
        return None
    words = str(answer.get("errmsg", answer.get("msg", "")))[:150]
    error = LaterError if code in BUSY[kind] else RefusedError
    return error(f"{name}机器人不接受：{code} {words}")


def _signed(key: bytes, words: bytes) -> str:
    return b64encode(hmac.digest(key, words, "sha256")).decode()


def _cut(words: str, octets: int) -> str:
    """At most so many octets of UTF-8, not through the middle of a character."""
    whole = words.encode()
    return words if len(whole) <= octets else whole[: octets - 3].decode(errors="ignore") + "…"
