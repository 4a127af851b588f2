"""Packages in words."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from routing import display
from routing.queries.handing import PAGE
from routing.queries.lending import Whereabouts
from routing.services.filing.terms import PERIODS
from routing.services.handing.asking import PURPOSES

STATES: Final = {
    "making": "制作中",
    "made": "已做好",
    "handing": "登记移交中",
    "handed": "已移交",
    "dropped": "文件已删除",
}
WAITING: Final = "已做好，等待移交"
ARRIVALS: Final = {"importing": "导入中", "done": "已导入"}
SHORT: Final = {"transfer": "移交进馆", "copy": "副本"}


def line(row: Any) -> dict[str, Any]:
    """A package in the list."""
    waits = row.purpose == "transfer" and row.state == "made"
    return {
        "number": row.number,
        "href": f"/archive/packages/{row.id}",
        "purpose": SHORT[row.purpose],
        "what": row.what,
        "held": f"{row.items}件" if row.items else "",
        "size": display.size(row.size) if row.size else "",
        "made": f"{display.moment(row.made_at or row.asked_at)}，{row.asked_name}",
        "state": WAITING if waits else _state(row),
    }


def _state(row: Any) -> str:
    return "已移交，本系统的文件已删除" if row.state == "dropped" and row.handed_on else STATES[row.state]


def page(row: Any, held: Sequence[Any], left_out: Sequence[Any], *, keeps: bool) -> dict[str, Any]:
    """A package on its page, with what can be done with it by whoever `keeps` the archive."""
    facts = [
        ("用途", PURPOSES[row.purpose]),
        ("内容", row.what),
        ("状态", line(row)["state"]),
        ("交办", f"{row.asked_name}，{display.moment(row.asked_at)}"),
    ]
    if row.made_at:
        facts += [
            ("装入", f"{row.items}件，{row.files}个文件；压缩后{display.size(row.size)}"),
            ("封印公钥指纹", row.key),
            ("数据包摘要", row.digest or "数据包的文件已不在本系统保存"),
        ]
    if row.handed_on:
        facts.append(
            ("移交", f"{display.day(row.handed_on)}移交{row.receiver}，{row.received_by}接收，{row.handed_by}登记")
        )
    base = f"/archive/packages/{row.id}"
    keepable = row.state == "handed" or (row.state == "made" and row.purpose == "copy")
    return {
        "number": row.number,
        "facts": facts,
        "download_href": f"{base}/download" if row.digest and keeps else "",
        "list_href": f"{base}/list.pdf" if row.list_digest and keeps else "",
        "hand_over_href": f"{base}/hand-over" if row.purpose == "transfer" and row.state == "made" and keeps else "",
        "again_href": f"{base}/again" if row.state == "making" and keeps else "",
        "handing_again_href": f"{base}/again" if row.state == "handing" and keeps else "",
        "discard_href": f"{base}/discard" if keepable and keeps else "",
        "errand_href": f"/errands/{row.errand_id}" if row.errand_id and row.state in {"making", "handing"} else "",
        "held": [_item(one) for one in held] if row.made_at else [],
        "left_out": [_item(one) for one in left_out],
        "more": max(row.items - PAGE, 0),
    }


def _item(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": "机要文件" if row.restricted else row.title,
        "href": "" if row.restricted else f"/documents/{row.document_id}",
        "reason": row.left_out,
    }


def choice(row: Any, ticked: Iterable[int], away: Whereabouts | None = None) -> dict[str, Any]:
    """An item to be ticked."""
    return {
        "id": row.id,
        "code": row.code,
        "title": "机要文件（不进数据包）" if row.restricted else row.title,
        "number": "" if row.restricted else row.number,
        "period": PERIODS.get(row.period, row.period),
        "unit": row.unit,
        "pages": f"{row.pages}页" if row.pages else "",
        "where": f"纸质件{away.words}，不装入" if away else "",
        "ticked": row.id in set(ticked),
    }


def arrival(row: Any) -> dict[str, Any]:
    """A package that was taken in, in the list and on its page."""
    return {
        "number": row.number,
        "href": f"/archive/packages/imported/{row.id}",
        "source": row.source,
        "held": f"{row.items}件",
        "by": f"{row.imported_name}，{display.moment(row.imported_at)}",
        "state": ARRIVALS[row.state],
        "errand_href": f"/errands/{row.errand_id}" if row.errand_id and row.state == "importing" else "",
        "facts": [
            ("来源单位", row.source),
            ("数据包", f"{row.number}，{row.made_on}制作"),
            ("件数", f"{row.items}件，原办理记录{row.lines}行"),
            ("状态", ARRIVALS[row.state]),
            ("导入", f"{row.imported_name}，{display.moment(row.imported_at)}"),
            ("封印公钥指纹", row.key),
            ("封印摘要", row.seal),
            ("原包摘要", f"{row.digest}（{display.size(row.size)}）"),
        ],
    }


def original(octets: bytes, rules: dict[str, bytes]) -> list[dict[str, Any]]:
    """The log that came with an item, line by line, in the words of the rules that came with it."""
    return list(_lines(octets, {digest: json.loads(rule) for digest, rule in rules.items()}))


def _lines(octets: bytes, rules: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for text in filter(None, octets.decode().split("\n")):
        told = json.loads(text)
        rule = rules.get(f"{told.get('workflow_digest')}.json", {})
        labels = {one.get("key"): one.get("done") or one.get("label") for one in rule.get("actions", ())}
        states = {one.get("key"): one.get("label") for one in rule.get("states", ())}
        steps = {one.get("key"): one.get("step") for one in rule.get("states", ())}
        first = "" if told.get("from_state") else steps.get(told.get("to_state")) or "开始"
        behalf = told.get("on_behalf_of") or ""
        yield {
            "at": _moment(str(told.get("at") or "")),
            "who": display.who(str(told.get("person_name") or ""), behalf),
            "post": told.get("post_name") or "",
            "done": first or labels.get(told.get("action")) or told.get("action"),
            "state": states.get(told.get("to_state")) or told.get("to_state"),
            "said": "；".join(filter(None, (told.get("opinion"), told.get("details")))),
        }


def _moment(written: str) -> str:
    try:
        return display.moment(datetime.fromisoformat(written))
    except ValueError:
        return written
