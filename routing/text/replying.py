"""The title of a reply, made from the title of the paper that it answers."""

import re
from typing import Final

_SUBJECT: Final = re.compile(r"关于(?P<subject>.+?)(?:情况)?的[^的]{2,8}$")


def subject(title: str) -> str:
    """What a title is about: 关于做好某项工作的通知 → 做好某项工作; the whole title where it has no such words."""
    plain = re.sub(r"[《》〈〉]", "", title).strip()
    found = _SUBJECT.search(plain)
    return found["subject"] if found else plain


def reply_title(house: str, title: str, kind: str) -> str:
    """A title to begin with: …关于……情况的报告, ……的复函, ……的批复."""
    ending = {"报告": "情况的报告", "函": "的复函", "批复": "的批复"}[kind]
    return f"{house}关于{subject(title)}{ending}"
