"""更正登记 in words: what one registration of a paper said, and what changed from one to the next."""

from typing import Any, Final

from routing import display
from routing.presenting.received import files, written
from routing.queries.documents import DocumentView
from routing.services.received import ORIGINS, Received


def compared(view: DocumentView, old: Any, new: Any) -> dict[str, Any]:
    """更正登记: the columns that differ, with what they said before and after."""
    before, after = (Received.read(row.content) for row in (old, new))
    labels = {field.key: field.label for field in view.workflow.fields}
    changed = [
        {"label": labels.get(name, label), "was": was, "now": now}
        for name, label in COLUMNS
        if (was := _shown(before, name)) != (now := _shown(after, name))
    ]
    who = [f"{row.author_name} {display.moment(row.saved_at)}" for row in (old, new)]
    return {"old": old, "new": new, "changed": changed, "who": who}


def revision(row: Any) -> dict[str, Any]:
    """One registration as it was saved: every column that was filled in, and its files."""
    content = Received.read(row.content)
    columns = [(label, shown) for name, label in COLUMNS if (shown := _shown(content, name)) and name != "attachments"]
    return {"columns": columns, "files": list(files(content))}


def _shown(content: Received, name: str) -> str:
    value = getattr(content, name)
    match name:
        case "attachments":
            return "；".join(file.name for file in value)
        case "scope":
            return "、".join(person for _, person in value)
        case "origin":
            return ORIGINS.get(value, "")
        case "dated" | "received_on" | "due_on":
            return written(value)
    return str(value) if value not in {None, ""} else ""


COLUMNS: Final = (
    ("origin", "收文类别"), ("organ", "来文单位"), ("source_number", "来文字号"), ("title", "标题"), ("kind", "文种"),
    ("dated", "成文日期"), ("received_on", "收文日期"), ("received_from", "来文方式"), ("recipients", "主送"),
    ("secrecy", "密级"), ("urgency", "紧急程度"), ("category", "办理类型"), ("due_on", "办理时限"), ("copies", "份数"),
    ("pages", "页数"), ("summary", "摘要"), ("remarks", "备注"), ("attachments", "附件"), ("scope", "知悉范围"),
)  # fmt: skip
