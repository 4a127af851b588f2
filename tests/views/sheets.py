"""The drafting sheet as a browser sends it, and what the page says back."""

import io
import re
from html import unescape

from sqlalchemy import func, select

from routing.database import reading
from routing.models import Document, NumberSeries, Slip

BODY = "现将有关事项通知如下：\n一、活动时间\n3月2日至8日。\n泰州市妇女联合会\n2026年3月2日"


def filled(house, by="wangfang", **columns):
    """Every column of the sheet, as a browser sends it."""
    return {
        "department": house.person(by).departments[0],
        "series": reading().execute(select(NumberSeries.id).order_by(NumberSeries.id).limit(1)).scalar_one(),
        "title": "泰州市妇女联合会关于开展维权周活动的通知",
        "kind": "通知",
        "urgency": "",
        "secrecy": "",
        "openness": "主动公开",
        "recipients": "各市（区）妇联",
        "copies_to": "",
        "print_copies": "30",
        "body": BODY,
        "draft_key": "new-0001",
        "receipt": "sheet-0001",
        **columns,
    }


def upload(name, content):
    return io.BytesIO(content), name


def error_at(page, field):
    """What the page says at that field, or nothing."""
    found = re.search(rf'id="{field}-error">(.*?)</p>', page.text, re.DOTALL)
    return unescape(re.sub("<[^>]+>", "", found[1])).removeprefix("有误：") if found else ""


def value_of(page, field):
    """What stands in that field of the page."""
    area = re.search(rf'<textarea[^>]*name="{field}"[^>]*>(.*?)</textarea>', page.text, re.DOTALL)
    if area:
        text = unescape(area[1])
        return text[2:] if text.startswith("\r\n") else text.removeprefix("\n")
    tag = re.search(rf'<input[^>]*name="{field}"[^>]*>', page.text)[0]
    value = re.search(r'value="([^"]*)"', tag)
    return unescape(value[1]) if value else ""


def documents():
    """How many documents there are."""
    return reading().execute(select(func.count()).select_from(Document)).scalar_one()


def holder(document_id):
    """Before whom the document lies."""
    return (
        reading()
        .execute(select(Slip.holder_name).where(Slip.document_id == document_id, Slip.closed_at.is_(None)))
        .scalar_one()
    )
