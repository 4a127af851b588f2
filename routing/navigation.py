"""What the frame of every page shows: who I am, where I can go."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, request

from routing import admission, gate
from routing.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main navigation."""

    label: str
    href: str
    endpoint: str
    prefixes: tuple[str, ...]


ENTRIES = (
    Entry("待办", "/tray", "tray.open_slips", ("tray.",)),
    Entry("督办", "/supervision", "supervision.show", ("supervision.", "statistics.")),
    Entry("起草", "/documents/new", "drafting.new", ("drafting.new", "drafting.read_word")),
    Entry("收文", "/incoming", "incoming_register.show", ("incoming",)),
    Entry("发文登记簿", "/register", "register.show", ("register.",)),
    Entry("检索", "/search", "search.find", ("search.",)),
    Entry(
        "档案",
        "/archive",
        "archive.index",
        ("archive", "errands.", "filing.", "recording.", "lending.", "preserving.", "disposal.", "handing."),
    ),
    Entry("管理", "/admin", "admin.index", ("admin.",)),
    Entry("审计", "/audit", "audit.index", ("audit.",)),
    Entry("我的账号", "/account", "accounts.me", ("accounts.", "delegation.")),
)


def init_app(app: Flask) -> None:
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    actor = gate.present()
    if not actor.is_authenticated:
        return {"me": None, "nav": (), "organisation_name": ""}
    return {
        "me": {"name": actor.name, "posts": actor.post_names, "stands_in_for": actor.stands_in_for},
        "nav": _entries_for(actor, request.endpoint or ""),
        "organisation_name": actor.organisation_name,
    }


@lru_cache(maxsize=1_024)
def _entries_for(actor: Actor, here: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"label": entry.label, "href": entry.href, "current": here.startswith(entry.prefixes), "count": None}
        for entry in ENTRIES
        if entry.endpoint in admission.RULES and admission.RULES[entry.endpoint](actor)
    )
