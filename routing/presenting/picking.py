"""Who is to read, to act, to help, to decide next: what the forms of a received paper ask besides an opinion."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from routing import clock, display
from routing.queries.absent import Away
from routing.queries.picking import Picks, Place
from routing.services import deadlines
from workflows.model import Action

TURN: Final = "turns-"  # how the number beside a name is sent
NAMING: Final = frozenset({"send_up", "pass_up"})  # actions that name the leader who comes next
IN_TURN: Final = {"": "同时阅", "order": "按次序逐个阅"}
MANY: Final = ("readers", "helpers")  # what is sent as a list of keys
ONE: Final = ("lead", "due_on", "next", "in_turn", "person", "task", "slip")

Typed = Mapping[str, str]


def boxes(action: Action, picks: Picks | None, typed: Typed, urgency: int = 0) -> dict[str, Any]:
    """What an action asks for: the boxes in order, and whether they may stay shut until somebody wants them."""
    if picks is None or not _asks(action):
        return {}
    effects, found = set(action.effects), []
    if action.key in NAMING:
        found.append(_next(picks, typed))
    if effects & {"instruct", "subtask"}:
        found += [_lead(picks, typed, action), _due(picks, typed, urgency), _helpers(picks, typed)]
    if "circulate" in effects:
        found.append(_readers(picks, typed, optional="instruct" in effects))
    if "propose_reader" in effects:
        found.append(_proposed(picks, typed))
    optional = action.key in {"endorse", "instruct"}
    touched = any(typed.get(name) for name in (*MANY, "lead", "due_on")) or typed.get("wrong") in {*MANY, *ONE}
    return {"boxes": found, "summary": "交谁办、送谁阅" if optional else "", "open": bool(touched)}


def _asks(action: Action) -> bool:
    return action.key in NAMING or bool(
        {"instruct", "subtask", "circulate", "propose_reader"}.intersection(action.effects)
    )


def _next(picks: Picks, typed: Typed) -> dict[str, Any]:
    options = [("", "请选择", False), *((key, label, key == typed.get("next")) for key, label in picks.leaders)]
    return {"kind": "select", "name": "next", "label": "送哪位领导", "required": True, "options": options,
            **_said(typed, "next")}  # fmt: skip


def _lead(picks: Picks, typed: Typed, action: Action) -> dict[str, Any]:
    optional = action.opinion != "required"
    return {
        "kind": "select",
        "name": "lead",
        "label": "交给谁办" if action.key == "subtask" else "牵头办理",
        "required": not optional,
        "first": "（不交办，只写意见）" if optional else "请选择",
        "groups": [
            (place.name, [(key, f"{post}（{names}）", key == typed.get("lead")) for key, post, names in place.posts])
            for place in picks.places
            if place.posts
        ],
        **_said(typed, "lead"),
    }


def _due(picks: Picks, typed: Typed, urgency: int) -> dict[str, Any]:
    """办理期限, with what it is where nobody writes one (services.deadlines)."""
    now = clock.now()
    if urgency:
        hours = deadlines.TASK_HOURS[urgency - 1]
        told = f"{hours}个工作小时内，即{_short(picks.calendar.after(now, hours * 60), hour=True)}"
    else:
        last = picks.calendar.closing(clock.today(), deadlines.TASK_DAYS)
        told = f"{deadlines.TASK_DAYS}个工作日内，即{_short(last)}"
    return {"kind": "date", "name": "due_on", "label": "办理期限", "value": typed.get("due_on", ""),
            "least": clock.today().isoformat(), "help": f"不填为{told}。", **_said(typed, "due_on")}  # fmt: skip


def _short(moment: Any, *, hour: bool = False) -> str:
    there = clock.local(moment)
    return f"{there.month}月{there.day}日{f'{there:%H:%M}' if hour else ''}"


def _helpers(picks: Picks, typed: Typed) -> dict[str, Any]:
    chosen = typed.get("helpers", "").split()
    return {
        "kind": "people",
        "name": "helpers",
        "legend": "协办",
        "shut": not chosen,
        "groups": [
            {
                "name": place.name,
                "rows": [_row(key, post, names, key in chosen, place) for key, post, names in place.posts],
            }
            for place in picks.places
        ],
        **_said(typed, "helpers"),
    }


def _readers(picks: Picks, typed: Typed, *, optional: bool) -> dict[str, Any]:
    """阅知 or 传阅: people by department, whole departments, saved lists; at once or one after the other."""
    chosen = typed.get("readers", "").split()
    return {
        "kind": "people",
        "name": "readers",
        "legend": "送谁阅知" if optional else "送谁传阅",
        "required": not optional,
        "shut": optional and not chosen,
        "groups": list(reader_groups(picks, chosen, typed)),
        "in_turn": tuple((key, label, key == typed.get("in_turn", "")) for key, label in IN_TURN.items()),
        **_said(typed, "readers"),
    }


def reader_groups(picks: Picks, chosen: list[str], typed: Typed | None = None) -> Iterator[dict[str, Any]]:
    """Everybody who may be chosen, the saved lists first."""
    turns = typed or {}
    if picks.lists:
        rows = [_row(f"list:{one}", name, f"{count}人", f"list:{one}" in chosen) for one, name, count in picks.lists]
        yield {"name": "常用名单", "rows": [_turned(row, turns) for row in rows]}
    for place in picks.places:
        rows = [_person(picks, place, one, chosen) for one in place.people]
        if place.key and len(place.people) > 1:
            rows.insert(0, _row(place.key, f"{place.name}全体", f"{len(place.people)}人", place.key in chosen))
        if rows:
            yield {"name": place.name, "rows": [_turned(row, turns) for row in rows]}


def _proposed(picks: Picks, typed: Typed) -> dict[str, Any]:
    chosen = typed.get("readers", "").split()
    groups = [
        {"name": place.name, "rows": [_person(picks, place, one, chosen) for one in place.people]}
        for place in picks.places
    ]
    return {"kind": "people", "name": "readers", "legend": "建议请谁阅", "required": True, "one": True,
            "groups": groups, **_said(typed, "readers")}  # fmt: skip


def _person(picks: Picks, place: Place, one: tuple[int, str, str], chosen: list[str]) -> dict[str, Any]:
    person, name, post = one
    away = picks.away.get(person)
    row = _row(f"person:{person}", name, post, f"person:{person}" in chosen, place)
    return {**row, "known": person in picks.known, **(_away(away, picks) if away is not None else {})}


def _away(away: Away, picks: Picks) -> dict[str, Any]:
    """外出至…, and who could read instead, unless they read already."""
    told = {"away": f"外出至{until(away.until)}"}
    if away.instead is None or away.instead in picks.known:
        return told
    return {**told, "instead": f"person:{away.instead}", "instead_name": away.instead_name}


def until(day: date) -> str:
    """A day of this year without its year."""
    return f"{day.month}月{day.day}日" if day.year == clock.today().year else display.day(day)


def _row(key: str, label: str, note: str, chosen: bool, place: Place | None = None) -> dict[str, Any]:
    where = place.name if place is not None else ""
    return {"key": key, "label": label, "note": note, "sought": f"{label} {note} {where}", "chosen": chosen}


def _turned(row: dict[str, Any], typed: Typed) -> dict[str, Any]:
    return {**row, "turn": typed.get(f"{TURN}{row['key']}", "")}


def _said(typed: Typed, name: str) -> dict[str, str]:
    """What was wrong with it."""
    return {"wrong": typed.get("said", "") if typed.get("wrong") == name else ""}
