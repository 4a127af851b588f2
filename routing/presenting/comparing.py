"""Two revisions as one text with its changes, for the 花脸稿."""

from typing import Any, Final

from routing import display
from routing.services.content import Content
from routing.text import compare

COLUMNS: Final = (
    ("title", "标题"),
    ("kind", "文种"),
    ("recipients", "主送"),
    ("copies_to", "抄送"),
    ("urgency", "紧急程度"),
    ("openness", "公开方式"),
    ("print_copies", "份数"),
    ("importance", "事项性质"),
    ("countersigners", "会签部室"),
    ("joint_organs", "联合行文机关"),
    ("direction", "行文方向"),
    ("title_breaks", "题目分行"),
)
# Replaced whole, never by the character.
CHOSEN: Final = frozenset({"kind", "urgency", "openness", "print_copies", "importance", "countersigners", "direction"})
MARKS: Final = {"same": "same", "deleted": "del", "inserted": "ins"}


def compared(old: Any, new: Any, *, whole: bool) -> dict[str, Any]:
    """What the comparison page shows; `whole` shows the unchanged stretches, too."""
    before, after = Content.read(old.content, old.body), Content.read(new.content, new.body)
    changes = compare.compare(before.body, after.body)
    lines = compare.paragraphs(changes)
    counted = compare.summary(changes)
    return {
        "old": old,
        "new": new,
        "whole": whole,
        "columns": list(_columns(before, after)),
        "lines": [_line(line) for line in (lines if whole else compare.folded(lines))],
        "inserted": counted.inserted,
        "deleted": counted.deleted,
        "coarse": getattr(changes, "coarse", False),
        "who": [f"第{row.serial}稿 {row.author_name} {display.moment(row.saved_at)}" for row in (old, new)],
    }


def _columns(before: Content, after: Content) -> Any:
    """The columns that differ, and files added or taken away."""
    for name, label in COLUMNS:
        was, now = str(getattr(before, name) or ""), str(getattr(after, name) or "")
        if was != now:
            yield {
                "label": label,
                "parts": _replaced(was, now) if name in CHOSEN else _parts(compare.compare(was, now)),
            }
    had, has = ({(file.name, file.digest) for file in content.attachments} for content in (before, after))
    gone, added = [name for name, _ in sorted(had - has)], [name for name, _ in sorted(has - had)]
    if gone or added:
        parts = [{"kind": "del", "text": name} for name in gone] + [{"kind": "ins", "text": name} for name in added]
        yield {"label": "附件", "parts": parts}


def _replaced(was: str, now: str) -> list[dict[str, str]]:
    return [{"kind": kind, "text": text} for kind, text in (("del", was), ("ins", now)) if text]


def _line(line: Any) -> dict[str, Any]:
    return {"fold": line.count} if line.is_fold else {"parts": _parts(line.changes)}


def _parts(changes: Any) -> list[dict[str, str]]:
    return [{"kind": MARKS[str(change.kind)], "text": change.text} for change in changes]
